//! Accounts with their assignments, and machine clients, held in memory: what a caller may do is known without a query.
mod clients;
mod identities;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    assignment::{self, Role},
    client::Scopes,
    inspection::{self, InspectionStatus},
    inspection_member, inspection_unit, session,
    user_account::{self, UserStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

pub use clients::Client;
use identities::Identities;
pub use identities::Identity;

use crate::kernel::{clock::covers, policy::Permission};

/// Longer than an access token lives: an older revocation no longer matters to one.
pub const REVOCATION_MEMORY: TimeDelta = TimeDelta::minutes(15);

#[derive(Clone, Debug)]
pub struct Assignment {
    pub role: Role,
    pub unit_id: Uuid,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub delegated: Option<Arc<Delegated>>,
}

/// That a right is another's, and the document by which it was delegated (ủy quyền).
#[derive(Debug)]
pub struct Delegated {
    pub by: Uuid,
    pub document_number: String,
    pub document_issued_on: NaiveDate,
    /// To which of the role's permissions it is limited, beside reading.
    pub only: Option<Vec<Permission>>,
}

impl Assignment {
    pub fn grants(&self, permission: Permission) -> bool {
        permission.granted_by(self.role, self.delegated.as_ref().and_then(|delegated| delegated.only.as_deref()))
    }

    pub fn delegated_by(&self) -> Option<Uuid> {
        self.delegated.as_ref().map(|delegated| delegated.by)
    }
}

/// To which permissions a role is limited.
pub fn only(names: Option<&Scopes>) -> Option<Vec<Permission>> {
    names.map(|names| names.0.iter().filter_map(|name| Permission::from_name(name)).collect())
}

/// As long as an inspection is in one of these states, its team reads what it covers.
pub const LASTING: [InspectionStatus; 4] = [
    InspectionStatus::Announced,
    InspectionStatus::InProgress,
    InspectionStatus::Concluded,
    InspectionStatus::FollowUp,
];

/// What a lasting inspection covers: what these units have sent in the movement.
#[derive(Debug)]
pub struct Inspection {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub units: Vec<Uuid>,
}

/// That somebody is in the team of an inspection, between two days, both included.
#[derive(Clone, Debug)]
pub struct Membership {
    pub inspection: Arc<Inspection>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Default)]
pub struct Account {
    pub username: String,
    pub full_name: String,
    pub active: bool,
    pub is_demo: bool,
    /// The password is a one-time password of an administrator's.
    pub password_change_required: bool,
    pub assignments: Vec<Assignment>,
    /// In the teams of inspections that last.
    pub memberships: Vec<Membership>,
}

impl Account {
    /// The inspections whose team the person is in on a day.
    pub fn inspections_on(&self, day: NaiveDate) -> impl Iterator<Item = &Inspection> {
        self.memberships.iter().filter(move |m| covers(m.from, Some(m.to), day)).map(|m| &*m.inspection)
    }

    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| covers(a.from, a.to, day))
    }

    /// The units at which a permission is held on a day.
    pub fn units_with(&self, permission: Permission, day: NaiveDate) -> Vec<Uuid> {
        let mut units: Vec<_> = self.on(day).filter(|a| a.grants(permission)).map(|a| a.unit_id).collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}

#[derive(Debug, Default)]
pub struct Access {
    accounts: HashMap<Uuid, Account>,
    clients: HashMap<Uuid, Client>,
    identities: Identities,
}

impl Access {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        use user_account::Column;
        let users = user_account::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Username, Column::FullName])
            .columns([Column::Status, Column::IsDemo, Column::PasswordChangeRequired])
            .into_tuple::<(Uuid, String, String, UserStatus, bool, bool)>()
            .all(db)
            .await?;
        let mut accounts: HashMap<Uuid, Account> = users
            .into_iter()
            .map(|(id, username, full_name, status, is_demo, password_change_required)| {
                let active = status == UserStatus::Active;
                let account =
                    Account { username, full_name, active, is_demo, password_change_required, ..Account::default() };
                (id, account)
            })
            .collect();
        for (user_id, assignment) in in_force(&assignment::Entity::find().all(db).await?, &accounts) {
            if let Some(account) = accounts.get_mut(&user_id) {
                account.assignments.push(assignment);
            }
        }
        for (user_id, membership) in memberships(db).await? {
            if let Some(account) = accounts.get_mut(&user_id) {
                account.memberships.push(membership);
            }
        }
        Ok(Self { accounts, clients: clients::load(db).await?, identities: Identities::load(db).await? })
    }

    pub fn account(&self, user_id: Uuid) -> Option<&Account> {
        self.accounts.get(&user_id)
    }

    /// Whose account somebody at the single sign-on is.
    pub fn identity(&self, issuer: &str, subject: &str) -> Option<Identity> {
        self.identities.find(issuer, subject)
    }

    pub fn has_identity(&self, id: Uuid) -> bool {
        self.identities.has(id)
    }

    pub fn client(&self, id: Uuid) -> Option<&Client> {
        self.clients.get(&id)
    }
}

/// Roles with their people. A right that was delegated lasts as long as the delegator holds it himself: it ends with his role,
/// his account and his unit, whatever was said of its last day, and comes of nobody who only had it delegated.
fn in_force(rows: &[assignment::Model], accounts: &HashMap<Uuid, Account>) -> Vec<(Uuid, Assignment)> {
    let mut own: HashMap<(Uuid, Role, Uuid), Vec<&assignment::Model>> = HashMap::new();
    for m in rows.iter().filter(|m| m.delegated_by_id.is_none()) {
        own.entry((m.user_id, m.role, m.unit_id)).or_default().push(m);
    }
    let mut found = vec![];
    for m in rows {
        let (role, unit_id) = (m.role, m.unit_id);
        let mut push = |from, to, delegated| {
            found.push((m.user_id, Assignment { role, unit_id, from, to, delegated }));
        };
        let Some(delegator) = m.delegated_by_id else {
            push(m.valid_from, m.valid_to, None);
            continue;
        };
        let Some(delegated) = delegated(m, delegator) else { continue };
        if accounts.get(&delegator).is_none_or(|account| !account.active) {
            continue;
        }
        for own in own.get(&(delegator, role, unit_id)).into_iter().flatten() {
            let to = [own.valid_to, m.valid_to].into_iter().flatten().min();
            push(m.valid_from.max(own.valid_from), to, Some(delegated.clone()));
        }
    }
    found
}

/// Without a document nobody delegates.
fn delegated(m: &assignment::Model, by: Uuid) -> Option<Arc<Delegated>> {
    let (document_number, document_issued_on) = (m.document_number.clone()?, m.document_issued_on?);
    let only = only(m.permissions.as_ref());
    Some(Arc::new(Delegated { by, document_number, document_issued_on, only }))
}

/// Who is in the teams of the inspections that last.
async fn memberships(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Membership)>, DbErr> {
    let lasting = inspection::Entity::find().filter(inspection::Column::Status.is_in(LASTING)).all(db).await?;
    if lasting.is_empty() {
        return Ok(vec![]);
    }
    let ids = || lasting.iter().map(|m| m.id);
    let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let of_these = inspection_unit::Column::InspectionId.is_in(ids());
    for m in inspection_unit::Entity::find().filter(of_these).all(db).await? {
        units.entry(m.inspection_id).or_default().push(m.unit_id);
    }
    let covered = |m: &inspection::Model| {
        let units = units.get(&m.id).cloned().unwrap_or_default();
        (m.id, Arc::new(Inspection { id: m.id, movement_id: m.movement_id, units }))
    };
    let covered: HashMap<Uuid, Arc<Inspection>> = lasting.iter().map(covered).collect();
    let of_these = inspection_member::Column::InspectionId.is_in(ids());
    let members = inspection_member::Entity::find().filter(of_these).all(db).await?;
    let membership = |m: inspection_member::Model| {
        let inspection = covered.get(&m.inspection_id)?.clone();
        Some((m.user_id, Membership { inspection, from: m.valid_from, to: m.valid_to }))
    };
    Ok(members.into_iter().filter_map(membership).collect())
}

/// Sessions that ended while access tokens of theirs may still be about.
pub async fn revoked_sessions(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<HashSet<Uuid>, DbErr> {
    let ids = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::RevokedAt.gt(now - REVOCATION_MEMORY))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}
