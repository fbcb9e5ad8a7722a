//! `Prefer: respond-async` (RFC 7240): what takes long is put down, answered 202, and carried out by a job as the request
//! that it was, for the person whose it was.
use actix_web::{HttpMessage, HttpRequest, http::Method, http::header, web::Bytes};
use chrono::{DateTime, TimeDelta, Utc};
use entity::operation::{self, ActiveModel, Column, Entity};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::{
        inside::{Answered, Asked},
        problem::Problem,
    },
    kernel::error::Result,
    store::{
        db::{Uow, bulk},
        jobs::{self, Lane, Order},
    },
};

pub const HEADER: &str = "Prefer";
pub const RESPOND_ASYNC: &str = "respond-async";
/// The job that carries it out, by the id of the operation.
pub const KIND: &str = "operation";
/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// The commands that may take longer than one likes to wait for.
pub const LONG: [&str; 6] = [
    "/api/v1/distributions",
    "/api/v1/obligation-hand-overs",
    "/api/v1/obligation-waivers",
    "/api/v1/reorganisations/{id}/apply",
    "/api/v1/reorganisations/{id}/preview",
    "/api/v1/reorganisations/{id}/undo",
];

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "succeeded")]
pub enum OperationState {
    /// It waits for its turn.
    Queued,
    /// It is being carried out.
    Running,
    /// It was done.
    Succeeded,
    /// It was refused, or could not be done.
    Failed,
}

/// Work that was asked for with `Prefer: respond-async`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Operation {
    /// The id; it never changes.
    pub id: Uuid,
    /// How far it is.
    pub state: OperationState,
    /// Percent that is done. What is carried out as one transaction is done or is not.
    #[schema(minimum = 0, maximum = 100, example = 100)]
    pub progress: i32,
    /// Of the request: what is carried out.
    #[schema(max_length = 2000, example = "/api/v1/reorganisations/0198c0de-0000-7000-8000-000000000001/apply")]
    pub request: String,
    /// The status of the answer, once there is one.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    pub status: Option<i32>,
    /// Where that is which was made, or changed.
    #[schema(max_length = 500, example = "/api/v1/reorganisations/0198c0de-0000-7000-8000-000000000001")]
    pub location: Option<String>,
    /// What the command answered, where it succeeded.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// What the command answered, where it was refused; nothing where it was given up before it could answer.
    #[schema(value_type = Option<Problem>)]
    pub problem: Option<Value>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was answered.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when the answer is kept.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Operation {
    /// `unanswered` is how far it is as long as there is no answer.
    pub fn of(m: operation::Model, unanswered: OperationState) -> Self {
        let state = match m.status {
            Some(status) if status < 400 => OperationState::Succeeded,
            Some(_) => OperationState::Failed,
            None => unanswered,
        };
        let answer = m.answer.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let (result, problem) = if state == OperationState::Failed { (None, answer) } else { (answer, None) };
        Self {
            id: m.id,
            state,
            progress: if m.status.is_some() { 100 } else { 0 },
            request: m.target,
            status: m.status,
            location: m.location,
            result,
            problem,
            created_at: m.created_at,
            finished_at: m.finished_at,
            expires_at: m.finished_at.map(|at| at + KEPT),
        }
    }
}

pub fn place(id: Uuid) -> String {
    format!("/api/v1/operations/{id}")
}

/// Whether a request is of those that may be put down, and asks for it.
pub fn is_wanted(req: &HttpRequest) -> bool {
    let long = req.match_pattern().is_some_and(|pattern| LONG.contains(&pattern.as_str()));
    long && *req.method() == Method::POST && prefers(req)
}

fn prefers(req: &HttpRequest) -> bool {
    let values = req.headers().get_all(HEADER).filter_map(|value| value.to_str().ok());
    let mut preferences = values.flat_map(|value| value.split([',', ';']));
    preferences.any(|preference| preference.trim().eq_ignore_ascii_case(RESPOND_ASYNC))
}

/// The body as it came, left by `Body`.
pub struct Came(pub Bytes);

/// Puts a request down, to be carried out from when this transaction commits.
pub async fn put_down(uow: &Uow, req: &HttpRequest, user_id: Uuid) -> Result<Operation> {
    let text = |name| req.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = req.extensions().get::<Came>().map(|came| String::from_utf8_lossy(&came.0).into_owned());
    let row = operation::Model {
        id: Uuid::now_v7(),
        user_id,
        method: req.method().to_string(),
        target: req.uri().to_string(),
        if_match: text(header::IF_MATCH),
        language: text(header::ACCEPT_LANGUAGE),
        body: body.unwrap_or_default(),
        status: None,
        etag: None,
        location: None,
        answer: None,
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
pub async fn asked(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Asked>> {
    let found = Entity::find_by_id(id).filter(Column::FinishedAt.is_null()).one(db).await?;
    Ok(found.map(|m| Asked {
        user_id: m.user_id,
        method: m.method,
        target: m.target,
        if_match: m.if_match,
        language: m.language,
        body: m.body,
        idempotency_key: format!("operation-{id}"),
    }))
}

/// Keeps the answer. What was asked is not needed any more.
pub async fn finish(uow: &Uow, id: Uuid, answered: &Answered) -> Result<()> {
    let change = ActiveModel {
        body: Set(String::new()),
        status: Set(Some(i32::from(answered.status))),
        etag: Set(answered.etag.clone()),
        location: Set(answered.location.clone()),
        answer: Set(Some(answered.body.clone())),
        finished_at: Set(Some(uow.now)),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(&uow.tx).await?;
    Ok(())
}

/// Forgets a batch of operations whose answer was kept long enough; how many it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    bulk::delete::<Entity>(&uow.tx, Column::FinishedAt.lt(uow.now - KEPT)).await
}
