//! Dossiers from a table: those that name their id are changed, the others are drafted.
use base::{
    http::import::{Atomic, Column, Import, Kind, Outcome, Row, Sheet, Told, body::Body},
    kernel::{
        error::{Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    dto::{CreateNomination, NominationView, UpdateNomination},
    service,
};

const STAGES: &[(&str, &str)] = &[("interim", "Sơ kết"), ("final", "Tổng kết")];
const SUBJECTS: &[(&str, &str)] = &[("individual", "Cá nhân"), ("collective", "Tập thể"), ("household", "Hộ gia đình")];

pub const SHEET: Sheet = Sheet {
    name: "nominations",
    schema: "CreateNomination",
    columns: &[
        Column::new("id", "Mã định danh", "", Kind::Id),
        Column::new("movement_id", "Mã định danh phong trào", "/movement_id", Kind::Id).required(),
        Column::new("stage", "Đợt xét", "/stage", Kind::Choice(STAGES)).required(),
        Column::new("nominating_unit_id", "Đơn vị đề nghị", "/nominating_unit_id", Kind::Unit).required(),
        Column::new("subject.type", "Đối tượng", "/subject/type", Kind::Choice(SUBJECTS)).required(),
        Column::new("subject.full_name", "Họ và tên", "/subject/full_name", Kind::Text).required(),
        Column::new("subject.position", "Chức vụ", "/subject/position", Kind::Text),
        Column::new("subject.unit_id", "Đơn vị của đối tượng", "/subject/unit_id", Kind::Unit),
        Column::new("subject.personal_id", "Số định danh cá nhân", "/subject/personal_id", Kind::Code),
        Column::new("award_form_code", "Hình thức khen thưởng", "/award_form_code", Kind::Code).required(),
        Column::new("achievement.summary", "Tóm tắt thành tích", "/achievement/summary", Kind::Text).required(),
        Column::new("achievement.from", "Thành tích từ ngày", "/achievement/from", Kind::Day).required(),
        Column::new("achievement.to", "Thành tích đến ngày", "/achievement/to", Kind::Day).required(),
        Column::new("achievement.evidence", "Minh chứng", "/achievement/evidence", Kind::Json),
        Column::new("statements", "Kê khai", "/statements", Kind::Json),
        Column::new("version", "Phiên bản", "", Kind::Number),
    ],
    aliases: &[],
    read_only: &[
        "nominating_unit_name",
        "subject.unit_name",
        "subject.has_personal_id",
        "status",
        "version_no",
        "holder_unit_id",
        "submitted_at",
        "received_at",
        "return_due_on",
        "appraise_due_on",
        "sla_breached",
        "updated_at",
        "via",
    ],
    most: 10_000,
};

/// What of a dossier can be changed.
const CHANGEABLE: &[&str] = &[
    "/subject/position",
    "/achievement/summary",
    "/achievement/from",
    "/achievement/to",
    "/achievement/evidence",
    "/statements",
];

pub async fn import(
    uow: &Uow,
    scope: &Scope,
    (import, atomic): (&Import, Atomic),
    keys: &Purposes,
) -> Result<Recorded<Vec<Told>>> {
    import.each(uow, atomic, async |row| one(uow, scope, (import, row), keys).await).await
}

async fn one(uow: &Uow, scope: &Scope, (import, row): (&Import, &Row), keys: &Purposes) -> Result<Recorded<Outcome>> {
    let organisation = uow.organisation();
    let Some(id) = row.id(&SHEET, "id")? else {
        let body = row.over(&SHEET, organisation, &Body::default())?;
        let input: CreateNomination = body.parse(&import.shape)?;
        return Ok(service::create(uow, scope, &input, keys).await?.map(|_| Outcome::Created));
    };
    let known = super::read(&uow.tx, scope, id).await.map_err(|e| e.named_at("/id"))?;
    let there = there(&known)?;
    let body = row.over(&SHEET, organisation, &there)?;
    if body.is_as(&there) {
        return Ok(Recorded::unchanged(Outcome::Unchanged));
    }
    let changed = body.changes(&there, CHANGEABLE)?;
    let update = update(&body, &changed)?;
    Ok(change(uow, scope, (id, row), &update).await?.map(|_| Outcome::Changed))
}

async fn change(
    uow: &Uow,
    scope: &Scope,
    (id, row): (Uuid, &Row),
    update: &UpdateNomination,
) -> Result<Recorded<NominationView>> {
    let told = service::update(uow, scope, id, row.version(&SHEET)?, update).await;
    // There the position stands beside the subject.
    let within = |mut e: Error| {
        e.fields.iter_mut().filter(|field| field.pointer == "/position").for_each(|field| {
            field.pointer = "/subject/position".to_owned();
        });
        e
    };
    told.map_err(within)
}

/// A dossier as it would be sent.
fn there(known: &NominationView) -> Result<Body> {
    let (summary, subject) = (&known.summary, &known.summary.subject);
    Body::of(&json!({
        "movement_id": summary.movement_id,
        "stage": summary.stage,
        "nominating_unit_id": summary.nominating_unit_id,
        "subject": {
            "type": subject.r#type,
            "full_name": subject.full_name,
            "position": subject.position,
            "unit_id": subject.unit_id,
        },
        "award_form_code": summary.award_form_code,
        "achievement": known.achievement,
    }))
}

/// The members that are changed, each as it is to be.
fn update(body: &Body, changed: &[String]) -> Result<UpdateNomination> {
    let mut update = Body::default();
    let within = |part: &str| changed.iter().any(|pointer| pointer.starts_with(part));
    if within("/subject/position") {
        update.set("/position", Some(body.part("/subject/position").unwrap_or_else(|| "null".to_owned())));
    }
    for part in ["/achievement", "/statements"] {
        if within(part) {
            update.set(part, body.part(part));
        }
    }
    update.read_as()
}
