//! Accounts from a table: those that are there are changed, the others are made.
use std::collections::HashMap;

use base::{
    http::import::{Atomic, Column, Import, Kind, Outcome, Row, Sheet, Told, body::Body},
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::user_account;
use serde_json::json;

use crate::users::{
    dto::{CreateUser, UpdateUser, check_password},
    repo,
    service::{self, NewUser},
};

/// Each new password takes its time to be hashed, all of them within one request.
const MOST_PASSWORDS: usize = 200;

const STATES: &[(&str, &str)] = &[("active", "Đang hoạt động"), ("suspended", "Tạm khóa")];

pub const SHEET: Sheet = Sheet {
    name: "users",
    schema: "CreateUser",
    columns: &[
        Column::new("id", "Mã định danh", "", Kind::Id),
        Column::new("username", "Tên đăng nhập", "/username", Kind::Code).required(),
        Column::new("full_name", "Họ và tên", "/full_name", Kind::Text).required(),
        Column::new("password", "Mật khẩu dùng một lần", "/password", Kind::Code).required().at_most(MOST_PASSWORDS),
        Column::new("status", "Trạng thái", "", Kind::Choice(STATES)),
        Column::new("version", "Phiên bản", "", Kind::Number),
    ],
    aliases: &[],
    read_only: &["password_change_required", "second_factor", "created_at"],
    most: 10_000,
};

/// By the numbers of the rows.
pub type Hashes = HashMap<u32, String>;

pub async fn import(
    uow: &Uow,
    scope: &Scope,
    (import, atomic): (&Import, Atomic),
    hashes: &Hashes,
) -> Result<Recorded<Vec<Told>>> {
    import.each(uow, atomic, async |row| one(uow, scope, (import, row), hashes).await).await
}

async fn one(uow: &Uow, scope: &Scope, (import, row): (&Import, &Row), hashes: &Hashes) -> Result<Recorded<Outcome>> {
    let organisation = uow.organisation();
    let status = row.text(&SHEET, "status");
    let Some(account) = known(uow, scope, row).await? else {
        let input: CreateUser = row.over(&SHEET, organisation, &Body::default())?.parse(&import.shape)?;
        check_password(&input.password, "/password")?;
        if status.is_some_and(|status| status != "active") {
            return Err(Error::field("/status", Fault::NotAllowed));
        }
        let new = NewUser {
            username: &input.username,
            full_name: &input.full_name,
            password_hash: hashes.get(&row.number).cloned().unwrap_or_default(),
            one_time_password: true,
            is_demo: false,
        };
        return Ok(service::create(uow, &new).await?.map(|_| Outcome::Created));
    };
    let there = Body::of(&json!({ "username": account.username, "full_name": account.full_name }))?;
    let body = row.over(&SHEET, organisation, &there)?;
    let was = json!(account.status);
    let status = status.filter(|status| *status != was);
    if body.is_as(&there) && status.is_none() {
        return Ok(Recorded::unchanged(Outcome::Unchanged));
    }
    let mut update = Body::default();
    if !body.changes(&there, &["/full_name"])?.is_empty() {
        update.set("/full_name", body.part("/full_name"));
    }
    if let Some(status) = status {
        update.set_text("/status", &status);
    }
    let update: UpdateUser = update.read_as()?;
    let changed = service::update(uow, scope, account.id, row.version(&SHEET)?, &update, None).await?;
    Ok(changed.map(|_| Outcome::Changed))
}

/// The account that a row is about, by its id or its name, if the caller looks after it.
async fn known(uow: &Uow, scope: &Scope, row: &Row) -> Result<Option<user_account::Model>> {
    if let Some(id) = row.id(&SHEET, "id")? {
        return repo::account(&uow.tx, scope, id).await.map(Some).map_err(|e| e.named_at("/id"));
    }
    match row.text(&SHEET, "username") {
        Some(username) => repo::by_username(&uow.tx, scope, &username).await,
        None => Ok(None),
    }
}
