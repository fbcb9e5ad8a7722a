//! Accounts and their assignments, held in memory: what a caller may do is known without a query.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    assignment::{self, Role},
    session,
    user_account::{self, UserStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::kernel::{clock::covers, policy::Permission};

/// Longer than an access token lives: an older revocation no longer matters to one.
pub const REVOCATION_MEMORY: TimeDelta = TimeDelta::minutes(15);

#[derive(Clone, Debug)]
pub struct Assignment {
    pub role: Role,
    pub unit_id: Uuid,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
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
}

impl Account {
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| covers(a.from, a.to, day))
    }

    /// The units at which a permission is held on a day.
    pub fn units_with(&self, permission: Permission, day: NaiveDate) -> Vec<Uuid> {
        let mut units: Vec<_> = self.on(day).filter(|a| permission.granted_to(a.role)).map(|a| a.unit_id).collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}

#[derive(Debug, Default)]
pub struct Access(HashMap<Uuid, Account>);

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
                let assignments = vec![];
                (id, Account { username, full_name, active, is_demo, password_change_required, assignments })
            })
            .collect();
        for m in assignment::Entity::find().all(db).await? {
            if let Some(account) = accounts.get_mut(&m.user_id) {
                let (from, to) = (m.valid_from, m.valid_to);
                account.assignments.push(Assignment { role: m.role, unit_id: m.unit_id, from, to });
            }
        }
        Ok(Self(accounts))
    }

    pub fn account(&self, user_id: Uuid) -> Option<&Account> {
        self.0.get(&user_id)
    }
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
