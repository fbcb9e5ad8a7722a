//! Making and changing accounts and assignments. Every change reaches other instances within a second.
use chrono::Days;
use entity::{
    assignment,
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{
    dto::{AssignmentView, CreateAssignment, UpdateAssignment, UpdateUser, UserView},
    repo,
};
use crate::{
    features::organisation::auth,
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
        text,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// An account to be made; its password has been hashed before the transaction began.
pub struct NewUser<'a> {
    pub username: &'a str,
    pub full_name: &'a str,
    pub password_hash: String,
    pub is_demo: bool,
}

pub async fn create(uow: &Uow, input: &NewUser<'_>) -> Result<Recorded<UserView>> {
    let model = user_account::ActiveModel {
        id: Set(Uuid::now_v7()),
        username: Set(input.username.to_owned()),
        full_name: Set(input.full_name.to_owned()),
        search_text: Set(text::fold(&format!("{} {}", input.username, input.full_name))),
        password_hash: Set(input.password_hash.clone()),
        status: Set(UserStatus::Active),
        is_demo: Set(input.is_demo),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let user = user_account::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    record_user(uow, "user.created", user).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateUser,
    password_hash: Option<String>,
) -> Result<Recorded<UserView>> {
    let current = repo::user(&uow.tx, id).await?;
    if !repo::administered(&uow.tx, scope, id).await? {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    let version = current.version;
    let ends_sessions = password_hash.is_some() || input.status == Some(UserStatus::Suspended);
    let mut next = current.clone().into_active_model();
    if let Some(full_name) = &input.full_name {
        next.search_text = Set(text::fold(&format!("{} {}", current.username, &**full_name)));
        next.full_name = Set(full_name.to_string());
    }
    if let Some(status) = input.status {
        next.status = Set(status);
    }
    if let Some(hash) = password_hash {
        next.password_hash = Set(hash);
    }
    next.version = Set(version + 1);
    next.updated_at = Set(uow.now);
    let user = uow.save(next, id, version).await?;
    // A suspended account and a changed password end every session.
    if ends_sessions {
        auth::end_sessions(uow, &[id]).await?;
    }
    record_user(uow, "user.updated", user).await
}

pub async fn assign(uow: &Uow, scope: Option<&Scope>, input: &CreateAssignment) -> Result<Recorded<AssignmentView>> {
    let missing = |pointer: &str| Error::field(pointer, Fault::NotFound);
    user_account::Entity::find_by_id(input.user_id).one(&uow.tx).await?.ok_or_else(|| missing("/user_id"))?;
    uow.organisation().unit(input.unit_id).ok_or_else(|| missing("/unit_id"))?;
    if scope.is_some_and(|scope| !scope.administers(input.unit_id)) {
        return Err(Error::with(Code::Forbidden, "users:write"));
    }
    if let Some(by) = input.delegated_by_id {
        user_account::Entity::find_by_id(by).one(&uow.tx).await?.ok_or_else(|| missing("/delegated_by_id"))?;
    }
    let model = assignment::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(input.user_id),
        role: Set(input.role),
        unit_id: Set(input.unit_id),
        valid_from: Set(*input.valid_from),
        valid_to: Set(input.valid_to.map(Into::into)),
        delegated_by_id: Set(input.delegated_by_id),
        document_number: Set(input.document_number.as_ref().map(|n| n.as_str().to_owned())),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = assignment::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    record_assignment(uow, "assignment.created", made).await
}

pub async fn update_assignment(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateAssignment,
) -> Result<Recorded<AssignmentView>> {
    let current = assignment::Entity::find_by_id(id).one(&uow.tx).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if !scope.administers(current.unit_id) {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    let version = current.version;
    let valid_to = input.valid_to.map_or(current.valid_to, |to| to.map(Into::into));
    // One that began today, or has yet to begin, ends at once by the day before it began.
    let earliest =
        if current.valid_from >= uow.today() { current.valid_from - Days::new(1) } else { current.valid_from };
    if valid_to.is_some_and(|to| to < earliest) {
        return Err(Error::field("/valid_to", Fault::WrongOrder));
    }
    let mut next = current.into_active_model();
    next.valid_to = Set(valid_to);
    next.version = Set(version + 1);
    next.updated_at = Set(uow.now);
    let changed = uow.save(next, id, version).await?;
    record_assignment(uow, "assignment.updated", changed).await
}

async fn record_user(uow: &Uow, event: &'static str, user: user_account::Model) -> Result<Recorded<UserView>> {
    uow.touch(Topic::Access).await?;
    // No names in the journal: it keeps them for ever, and the account has them.
    let data = json!({ "status": user.status, "version": user.version });
    let change = Change { event, subject_type: "user", subject_id: user.id, unit_id: None, data: &data };
    uow.record(change, UserView::from(user)).await
}

async fn record_assignment(
    uow: &Uow,
    event: &'static str,
    made: assignment::Model,
) -> Result<Recorded<AssignmentView>> {
    uow.touch(Topic::Access).await?;
    let view = AssignmentView::from(made);
    let change = Change {
        event,
        subject_type: "assignment",
        subject_id: view.id,
        unit_id: Some(view.unit_id),
        data: &view.clone(),
    };
    uow.record(change, view).await
}
