//! `Prefer: respond-async` (RFC 7240): a long command, or a whole list as a file, is put down and answered 202. A job carries
//! the request out as it was sent, in the name of its sender.
mod dto;

use actix_web::{
    HttpMessage, HttpRequest,
    http::{
        Method,
        header::{self, HeaderName},
    },
    web::Bytes,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
pub use dto::{Operation, OperationState};
use entity::{
    function_assignment::Function,
    operation::{self, ActiveModel, Column, Entity},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    http::{
        answer::Answer,
        auth::{self, Verified},
        inside::{Answered, Asked, Body, FromInside},
        place,
        table::Format,
    },
    kernel::{
        digest,
        error::{Code, Error, Result},
    },
    store::{
        db::{Conn, Uow, bulk},
        jobs::{self, Lane, Order},
        memory::Snapshot,
        page::PageQuery,
    },
};

pub const HEADER: &str = "Prefer";
pub const RESPOND_ASYNC: &str = "respond-async";
/// The job that carries it out, by the id of the operation.
pub const KIND: &str = "operation";
/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// Files that are cleared away at a time.
const FILES: u64 = 200;

/// The commands that may take longer than one likes to wait for. None whose body holds secrets: it is kept as it came until
/// it is carried out.
pub const LONG: [&str; 13] = [
    "/api/v1/assignments/import",
    "/api/v1/distributions",
    "/api/v1/indicators/import",
    "/api/v1/obligation-hand-overs",
    "/api/v1/obligation-waivers",
    "/api/v1/plans/{id}/measures/import",
    "/api/v1/plans/{id}/targets/import",
    "/api/v1/plans/{id}/tasks/import",
    "/api/v1/reorganisations/{id}/apply",
    "/api/v1/reorganisations/{id}/preview",
    "/api/v1/reorganisations/{id}/undo",
    "/api/v1/reports/{id}/values/import",
    "/api/v1/units/import",
];

pub fn place(id: Uuid) -> String {
    format!("/api/v1/operations/{id}")
}

/// Whether a request is of those that may be put down, and asks for it.
pub fn is_wanted(req: &HttpRequest) -> bool {
    let long = place::pattern(req).is_some_and(|pattern| LONG.contains(&pattern));
    long && *req.method() == Method::POST && prefers(req)
}

fn prefers(req: &HttpRequest) -> bool {
    let values = req.headers().get_all(HEADER).filter_map(|value| value.to_str().ok());
    let mut preferences = values.flat_map(|value| value.split([',', ';']));
    preferences.any(|preference| preference.trim().eq_ignore_ascii_case(RESPOND_ASYNC))
}

/// Whether all of a list is asked for as a file, by somebody who does not wait for it.
pub fn is_wanted_as_file(req: &HttpRequest, format: Format, page: &PageQuery) -> bool {
    format != Format::Json && page.is_whole() && prefers(req) && !req.extensions().contains::<FromInside>()
}

/// Puts such a list down, once its handler has let the caller in and has read the beginning of it.
pub async fn put_down_list(req: &HttpRequest) -> Result<Answer> {
    let state = auth::state(req)?;
    let user_id = req.extensions().get::<Verified>().map(|verified| verified.0.sub);
    let user_id = user_id.ok_or_else(|| Error::new(Code::Unauthenticated))?;
    let put_down = async |uow: &Uow| match awaited(uow, req, user_id).await? {
        Some(same) => Ok(same),
        None => put_down(uow, req, user_id).await,
    };
    let operation = state.db.maintain("operations", put_down).await?;
    Answer::tagged(202, Some(place(operation.id)), &operation)
}

/// The same list, asked for by the same caller and still to come: whoever is impatient does not get it twice.
async fn awaited(uow: &Uow, req: &HttpRequest, user_id: Uuid) -> Result<Option<Operation>> {
    let asked = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Target.eq(req.uri().to_string()))
        .filter(Column::Accept.eq(text(req, &header::ACCEPT)))
        .filter(Column::FinishedAt.is_null());
    for same in asked.all(&uow.tx).await? {
        if jobs::is_waiting(&uow.tx, KIND, &same.id.to_string()).await? {
            return Ok(Some(Operation::of(same, OperationState::Queued)));
        }
    }
    Ok(None)
}

fn text(req: &HttpRequest, name: &HeaderName) -> Option<String> {
    req.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The body as it came, left by `Body`.
pub struct Came(pub Bytes);

/// Puts a request down, to be carried out from when this transaction commits.
pub async fn put_down(uow: &Uow, req: &HttpRequest, user_id: Uuid) -> Result<Operation> {
    let accept = text(req, &header::ACCEPT).filter(|_| *req.method() == Method::GET);
    let content_type =
        text(req, &header::CONTENT_TYPE).filter(|given| !given.contains("json") || given.contains("ndjson"));
    let body = req.extensions().get::<Came>().map(|came| match content_type {
        Some(_) => STANDARD.encode(&came.0),
        None => String::from_utf8_lossy(&came.0).into_owned(),
    });
    let row = operation::Model {
        id: Uuid::now_v7(),
        user_id,
        scopes: req.extensions().get::<Verified>().and_then(|verified| verified.0.scope.clone()),
        means: req.extensions().get::<Verified>().and_then(|verified| verified.0.means()),
        method: req.method().to_string(),
        target: req.uri().to_string(),
        if_match: text(req, &header::IF_MATCH),
        accept,
        language: text(req, &header::ACCEPT_LANGUAGE),
        content_type,
        body: body.unwrap_or_default(),
        status: None,
        etag: None,
        location: None,
        answer: None,
        file_name: None,
        media_type: None,
        rights: None,
        created_at: uow.now,
        finished_at: None,
    };
    let model: ActiveModel = row.clone().into_active_model().reset_all();
    Entity::insert(model).exec_without_returning(&uow.tx).await?;
    let key = row.id.to_string();
    let order = Order { lane: Lane::Long, kind: KIND, key: &key, payload: json!({ "operation_id": row.id }) };
    jobs::enqueue(uow, &order).await?;
    Ok(Operation::of(row, OperationState::Queued))
}

/// What is still to be carried out.
pub async fn asked(db: &Conn, id: Uuid) -> Result<Option<Asked>> {
    let found = Entity::find_by_id(id).filter(Column::FinishedAt.is_null()).one(db).await?;
    let Some(m) = found else { return Ok(None) };
    let body = match m.content_type {
        Some(_) => STANDARD.decode(&m.body).map_err(Error::internal)?,
        None => m.body.into_bytes(),
    };
    Ok(Some(Asked {
        user_id: m.user_id,
        scopes: m.scopes,
        means: m.means,
        method: m.method,
        target: m.target,
        if_match: m.if_match,
        accept: m.accept,
        language: m.language,
        content_type: m.content_type,
        body,
        idempotency_key: format!("operation-{id}"),
    }))
}

/// Keeps the answer, of which a file is in the store already. What was asked is not needed any more.
pub async fn finish(uow: &Uow, id: Uuid, answered: &Answered, rights: &str) -> Result<()> {
    let mut change = ActiveModel {
        body: Set(String::new()),
        status: Set(Some(i32::from(answered.status))),
        etag: Set(answered.etag.clone()),
        location: Set(answered.location.clone()),
        finished_at: Set(Some(uow.now)),
        ..Default::default()
    };
    match &answered.body {
        Body::Text(text) => change.answer = Set(Some(text.clone())),
        Body::File(made) => {
            change.location = Set(Some(format!("{}/result", place(id))));
            change.file_name = Set(Some(made.name.clone()));
            change.media_type = Set(Some(made.media_type.clone()));
            change.rights = Set(Some(rights.to_owned()));
        }
    }
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(&uow.tx).await?;
    Ok(())
}

/// A batch of operations whose files were kept long enough.
pub async fn old_files(db: &Conn, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let old = Entity::find().select_only().column(Column::Id).filter(Column::FinishedAt.lt(now - KEPT));
    Ok(old.filter(Column::FileName.is_not_null()).limit(FILES).into_tuple().all(db).await?)
}

/// Their files are gone from the store.
pub async fn forget_files(uow: &Uow, ids: &[Uuid]) -> Result<()> {
    let change = ActiveModel { file_name: Set(None), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.is_in(ids.iter().copied())).exec(&uow.tx).await?;
    Ok(())
}

/// Forgets a batch of operations whose answer was kept long enough; how many it was. A row goes after its file.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    let old = Column::FinishedAt.lt(uow.now - KEPT).and(Column::FileName.is_null());
    bulk::delete::<Entity>(&uow.tx, old).await
}

/// A digest of what gives somebody rights on a day: what was read with it is given to nobody who has other ones by now.
pub fn rights(snapshot: &Snapshot, user_id: Uuid, today: NaiveDate) -> String {
    if let Some(client) = snapshot.access.client(user_id) {
        return client.digest_on(today, &snapshot.organisation);
    }
    let Some(account) = snapshot.access.account(user_id) else { return String::new() };
    let standing = snapshot.organisation.holder(Function::EmulationStandingBody, today);
    let function = |unit: Uuid| if standing == Some(unit) { "standing" } else { "" };
    let roles = account.on(today).map(|a| format!("{:?} {} {}", a.role, a.unit_id, function(a.unit_id)));
    let teams = account.inspections_on(today).map(|inspection| inspection.id.to_string());
    let mut all: Vec<String> = roles.chain(teams).collect();
    all.sort_unstable();
    digest::sha256_hex(all.join("\n").as_bytes())
}
