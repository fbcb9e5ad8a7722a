//! `officer.<code>` and `head.<code>` for every unit, and `admin`: one password for all.
use std::collections::HashMap;

use entity::{
    assignment::{self, Role},
    snapshot_version::Topic,
    unit_code::CodeScheme,
    user_account::{self, UserStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::core::{
    db::{Actor, Db, Recorded, Uow},
    error::Result,
    journal::Change,
    text,
};

/// SQLite takes at most 32,766 values in a statement.
const CHUNK: usize = 1000;

/// The officer and the head of each unit.
#[derive(Clone, Debug, Default)]
pub struct People(HashMap<Uuid, (Uuid, Uuid)>);

impl People {
    pub fn officer(&self, unit: Uuid) -> Uuid {
        self.0.get(&unit).map(|(officer, _)| *officer).unwrap_or_default()
    }

    pub fn head(&self, unit: Uuid) -> Uuid {
        self.0.get(&unit).map(|(_, head)| *head).unwrap_or_default()
    }

    /// With the administrator.
    pub fn count(&self) -> usize {
        self.0.len() * 2 + 1
    }
}

/// All accounts share one hash: they share one password.
pub async fn make(db: &Db, password_hash: &str) -> Result<People> {
    db.write(&Actor::system("demo"), async |uow| insert(uow, password_hash).await).await
}

async fn insert(uow: &Uow, password_hash: &str) -> Result<Recorded<People>> {
    let organisation = uow.organisation().clone();
    let today = uow.today();
    let mut people = People::default();
    let (mut users, mut assignments) = (vec![], vec![]);
    let mut add = |username: String, full_name: String, role: Role, unit_id: Uuid| {
        let id = Uuid::now_v7();
        users.push(user(uow, id, username, full_name, password_hash));
        assignments.push(assigned(uow, id, role, unit_id));
        id
    };
    for unit in organisation.units() {
        let code = unit.code_on(CodeScheme::Internal, today).unwrap_or_default().to_lowercase();
        let name = unit.name_on(today);
        let officer = add(format!("officer.{code}"), format!("Chuyên viên {name}"), Role::Officer, unit.id);
        let head = add(format!("head.{code}"), format!("Thủ trưởng {name}"), Role::Head, unit.id);
        people.0.insert(unit.id, (officer, head));
    }
    if let Some(ministry) = organisation.ministry() {
        add("admin".to_owned(), "Quản trị hệ thống".to_owned(), Role::Administrator, ministry);
    }
    for chunk in users.chunks(CHUNK) {
        user_account::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(&uow.tx).await?;
    }
    for chunk in assignments.chunks(CHUNK) {
        assignment::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(&uow.tx).await?;
    }
    uow.touch(Topic::Access).await?;
    let data = json!({ "accounts": people.count() });
    let subject_id = organisation.ministry().unwrap_or_default();
    let change =
        Change { event: "demo.accounts_created", subject_type: "user", subject_id, unit_id: None, data: &data };
    uow.record(change, people).await
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
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}
