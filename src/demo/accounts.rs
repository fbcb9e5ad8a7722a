//! `officer.<code>` and `head.<code>` for every unit, `officer2.<code>` for the units of the ministry, and `admin`: one
//! password for all. Who drafts for the standing body does not receive for it, so it needs two officers. The Minister's council
//! has `secretary.g15` and six members, `council1.g15` and so on.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, text},
    store::{
        db::{Actor, Db, Recorded, Uow, bulk},
        journal::Change,
    },
};
use entity::{
    assignment::{self, Role},
    snapshot_version::Topic,
    unit::UnitKind,
    unit_code::CodeScheme,
    user_account::{self, UserStatus},
};
use organisation::journal::events::RegisterEvent;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

/// The officer and the head of each unit, and the administrator.
#[derive(Clone, Debug, Default)]
pub struct People {
    units: HashMap<Uuid, (Uuid, Uuid)>,
    second_officers: HashMap<Uuid, Uuid>,
    administrator: Option<Uuid>,
    /// The Minister's, its secretary first.
    council: Vec<Uuid>,
}

/// Members of the Minister's council beside its secretary.
const MEMBERS: usize = 6;

impl People {
    pub fn officer(&self, unit: Uuid) -> Uuid {
        self.units.get(&unit).map(|(officer, _)| *officer).unwrap_or_default()
    }

    /// Who receives what is sent to a unit.
    pub fn receiver(&self, unit: Uuid) -> Uuid {
        self.second_officers.get(&unit).copied().unwrap_or_else(|| self.officer(unit))
    }

    pub fn head(&self, unit: Uuid) -> Uuid {
        self.units.get(&unit).map(|(_, head)| *head).unwrap_or_default()
    }

    pub fn administrator(&self) -> Uuid {
        self.administrator.unwrap_or_default()
    }

    pub fn council(&self) -> &[Uuid] {
        &self.council
    }

    pub fn count(&self) -> usize {
        let at_units = self.units.len() * 2 + self.second_officers.len();
        at_units + usize::from(self.administrator.is_some()) + self.council.len()
    }
}

/// All accounts share one hash: they share one password.
pub async fn make(db: &Db, password_hash: &str) -> Result<People> {
    let mut people = People::default();
    add(db, &mut people, password_hash).await?;
    Ok(people)
}

/// Whoever is still missing, from today on.
pub async fn add(db: &Db, people: &mut People, password_hash: &str) -> Result<()> {
    let snapshot = db.latest_snapshot().await?;
    if people.administrator.is_some() && snapshot.organisation.units().all(|unit| people.units.contains_key(&unit.id)) {
        return Ok(());
    }
    let known = &*people;
    *people = db.write(&Actor::system("demo"), async |uow| insert(uow, password_hash, known).await).await?;
    Ok(())
}

async fn insert(uow: &Uow, password_hash: &str, known: &People) -> Result<Recorded<People>> {
    let organisation = uow.organisation().clone();
    let today = uow.today();
    let mut people = known.clone();
    let (mut users, mut assignments) = (vec![], vec![]);
    let mut add = |username: String, full_name: String, role: Role, unit_id: Uuid| {
        let id = Uuid::now_v7();
        users.push(user(uow, id, username, full_name, password_hash));
        assignments.push(assigned(uow, id, role, unit_id));
        id
    };
    for unit in organisation.units().filter(|unit| !known.units.contains_key(&unit.id)) {
        let code = unit.code_on(CodeScheme::Internal, today).unwrap_or_default().to_lowercase();
        let name = unit.name_on(today);
        let officer = add(format!("officer.{code}"), format!("Chuyên viên {name}"), Role::Officer, unit.id);
        let head = add(format!("head.{code}"), format!("Thủ trưởng {name}"), Role::Head, unit.id);
        people.units.insert(unit.id, (officer, head));
        if unit.kind == UnitKind::MinistryUnit {
            let second = add(format!("officer2.{code}"), format!("Chuyên viên {name}"), Role::Officer, unit.id);
            people.second_officers.insert(unit.id, second);
        }
    }
    if let Some(ministry) = organisation.ministry().filter(|_| known.administrator.is_none()) {
        let id = add("admin".to_owned(), "Quản trị hệ thống".to_owned(), Role::Administrator, ministry);
        people.administrator = Some(id);
        let secretary = "Thư ký Hội đồng thi đua, khen thưởng".to_owned();
        people.council.push(add("secretary.g15".to_owned(), secretary, Role::CouncilSecretary, ministry));
        for at in 1..=MEMBERS {
            let member = format!("Ủy viên {at} Hội đồng thi đua, khen thưởng");
            people.council.push(add(format!("council{at}.g15"), member, Role::CouncilMember, ministry));
        }
    }
    bulk::insert(&uow.tx, users).await?;
    bulk::insert(&uow.tx, assignments).await?;
    uow.touch(Topic::Access)?;
    let event = RegisterEvent::DemoAccountsCreated { accounts: people.count() - known.count() };
    uow.record(Change::new(&event, organisation.ministry().unwrap_or_default()), people).await
}

fn user(uow: &Uow, id: Uuid, username: String, full_name: String, hash: &str) -> user_account::ActiveModel {
    user_account::ActiveModel {
        id: Set(id),
        search_text: Set(text::fold(&format!("{username} {full_name}"))),
        username: Set(username),
        full_name: Set(full_name),
        password_hash: Set(hash.to_owned()),
        status: Set(UserStatus::Active),
        is_demo: Set(true),
        password_change_required: Set(false),
        second_factor: Set(false),
        created_by: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}

fn assigned(uow: &Uow, user_id: Uuid, role: Role, unit_id: Uuid) -> assignment::ActiveModel {
    assignment::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        role: Set(role),
        unit_id: Set(unit_id),
        valid_from: Set(uow.today()),
        valid_to: Set(None),
        delegated_by_id: Set(None),
        document_number: Set(None),
        document_issued_on: Set(None),
        permissions: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}
