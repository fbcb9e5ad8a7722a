//! Attaching a file to a plan, and taking it away again.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};
use entity::{file, plan, plan_attachment};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::{
    files::{
        dto::{AttachFile, AttachmentView},
        events::AttachmentEvent,
        repo,
        rules::{self, MOST_ATTACHMENTS},
        view,
    },
    plans,
};

pub async fn attach(
    uow: &Uow,
    scope: &Scope,
    plan_id: Uuid,
    if_match: IfMatch,
    input: AttachFile,
) -> Result<Recorded<AttachmentView>> {
    let plan = begin(uow, scope, plan_id, if_match).await?;
    if !rules::takes(&plan).contains(&input.kind) {
        return Err(rules::refused(&plan));
    }
    let file = checked(uow, scope, &input, &[plan.unit_id], "/file_id").await?;
    if repo::count(&uow.tx, plan_id).await? >= MOST_ATTACHMENTS {
        return Err(Error::field("", Fault::TooLong));
    }
    repo::change(uow, file.id).await.map_err(|e| e.named_at("/file_id"))?;
    let row = plan_attachment::ActiveModel {
        id: Set(Uuid::now_v7()),
        plan_id: Set(plan_id),
        file_id: Set(file.id),
        kind: Set(input.kind),
        attached_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    let made = plan_attachment::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let event = AttachmentEvent::Attached { attachment_id: made.id, file_id: made.file_id, kind: made.kind };
    let recorded = record(uow, &event, &plan).await?;
    Ok(recorded.map(|()| view::attachment(plan.version, (made, file))))
}

/// A file of one of these units, fit for what it is to be.
pub async fn checked(
    uow: &Uow,
    scope: &Scope,
    input: &AttachFile,
    units: &[Uuid],
    pointer: &str,
) -> Result<file::Model> {
    let file = repo::get(&uow.tx, scope, input.file_id).await.map_err(|e| e.named_at(pointer))?;
    if !units.contains(&file.unit_id) {
        return Err(Error::field(pointer, Fault::NotAllowed));
    }
    rules::scan_is_one(input.kind, &file)?;
    Ok(file)
}

pub async fn detach(uow: &Uow, scope: &Scope, (plan_id, id): (Uuid, Uuid), if_match: IfMatch) -> Result<Recorded<()>> {
    let plan = begin(uow, scope, plan_id, if_match).await?;
    let (row, file) = repo::attachment(&uow.tx, plan_id, id).await?;
    if !rules::gives_back(&plan) {
        return Err(rules::refused(&plan));
    }
    plan_attachment::Entity::delete_by_id(row.id).exec(&uow.tx).await?;
    repo::change(uow, file.id).await?;
    let event = AttachmentEvent::Detached { attachment_id: row.id, file_id: row.file_id, kind: row.kind };
    record(uow, &event, &plan).await
}

/// Held, for its version is asked for and stays: without it, it could be sent while something is taken away.
async fn begin(uow: &Uow, scope: &Scope, plan_id: Uuid, if_match: IfMatch) -> Result<plan::Model> {
    let seen = plans::repo::get(&uow.tx, scope, plan_id).await?;
    scope.require_at(seen.unit_id)?;
    let plan = repo::held_plan(uow, plan_id).await?;
    if_match.check(plan.version)?;
    Ok(plan)
}

async fn record(uow: &Uow, event: &AttachmentEvent, plan: &plan::Model) -> Result<Recorded<()>> {
    uow.record(Change::new(event, plan.id).version(plan.version).unit(plan.unit_id), ()).await
}
