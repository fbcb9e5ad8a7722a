//! Roles from a table: those that are there end otherwise, the others are given.
use base::{
    http::import::{Atomic, Column, Import, Kind, Outcome, Row, Sheet, Told, body::Body},
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use serde_json::json;

use crate::users::{
    dto::{CreateAssignment, UpdateAssignment},
    repo, service,
};

const ROLES: &[(&str, &str)] = &[
    ("officer", "Chuyên viên"),
    ("head", "Thủ trưởng"),
    ("council_member", "Thành viên Hội đồng"),
    ("council_secretary", "Thư ký Hội đồng"),
    ("inspector", "Người kiểm tra"),
    ("data_protection_officer", "Phụ trách bảo vệ dữ liệu"),
    ("administrator", "Quản trị"),
];

pub const SHEET: Sheet = Sheet {
    name: "assignments",
    schema: "CreateAssignment",
    columns: &[
        Column::new("id", "Mã định danh", "", Kind::Id),
        Column::new("username", "Tên đăng nhập", "", Kind::Code),
        Column::new("user_id", "Mã định danh người dùng", "/user_id", Kind::Id),
        Column::new("role", "Vai trò", "/role", Kind::Choice(ROLES)).required(),
        Column::new("unit_id", "Đơn vị", "/unit_id", Kind::Unit).required(),
        Column::new("valid_from", "Từ ngày", "/valid_from", Kind::Day).required(),
        Column::new("valid_to", "Đến ngày", "/valid_to", Kind::Day),
        Column::new("delegated_by_id", "Mã định danh người ủy quyền", "/delegated_by_id", Kind::Id),
        Column::new("document_number", "Số văn bản", "/document_number", Kind::Code),
        Column::new("document_issued_on", "Ngày văn bản", "/document_issued_on", Kind::Day),
        Column::new("permissions", "Quyền được ủy quyền", "/permissions", Kind::Texts),
        Column::new("version", "Phiên bản", "", Kind::Number),
    ],
    aliases: &[],
    read_only: &[],
    most: 10_000,
};

pub async fn import(uow: &Uow, scope: &Scope, (import, atomic): (&Import, Atomic)) -> Result<Recorded<Vec<Told>>> {
    import.each(uow, atomic, async |row| one(uow, scope, (import, row)).await).await
}

async fn one(uow: &Uow, scope: &Scope, (import, row): (&Import, &Row)) -> Result<Recorded<Outcome>> {
    let organisation = uow.organisation();
    let Some(id) = row.id(&SHEET, "id")? else {
        let mut body = row.over(&SHEET, organisation, &Body::default())?;
        refer(uow, scope, row, &mut body).await?;
        let input: CreateAssignment = body.parse(&import.shape)?;
        return Ok(service::assign(uow, Some(scope), &input).await?.map(|_| Outcome::Created));
    };
    let known = repo::assignment(&uow.tx, scope, id).await.map_err(|e| e.named_at("/id"))?;
    let there = Body::of(&json!({
        "user_id": known.user_id,
        "role": known.role,
        "unit_id": known.unit_id,
        "valid_from": known.valid_from,
        "valid_to": known.valid_to,
        "delegated_by_id": known.delegated_by_id,
        "document_number": known.document_number,
        "document_issued_on": known.document_issued_on,
        "permissions": known.permissions,
    }))?;
    let mut body = row.over(&SHEET, organisation, &there)?;
    refer(uow, scope, row, &mut body).await?;
    if body.is_as(&there) {
        return Ok(Recorded::unchanged(Outcome::Unchanged));
    }
    body.changes(&there, &["/valid_to"])?;
    let mut update = Body::default();
    update.set("/valid_to", Some(body.part("/valid_to").unwrap_or_else(|| "null".to_owned())));
    let update: UpdateAssignment = update.read_as()?;
    let changed = service::update_assignment(uow, scope, id, row.version(&SHEET)?, &update).await?;
    Ok(changed.map(|_| Outcome::Changed))
}

/// A person that is named by its user name, if the caller looks after it.
async fn refer(uow: &Uow, scope: &Scope, row: &Row, body: &mut Body) -> Result<()> {
    let Some(username) = row.text(&SHEET, "username") else { return Ok(()) };
    let account = repo::by_username(&uow.tx, scope, &username).await?;
    let account = account.ok_or_else(|| Error::field("/username", Fault::NotFound))?;
    body.set_text("/user_id", &account.id.to_string());
    Ok(())
}
