//! Attaching files to guidance, and taking them away again, under its version, which stays.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, policy::Permission, scope::Scope},
    store::db::{Recorded, Uow},
};
use entity::{guidance, paper_attachment::PaperType};
use planning::files::{
    dto::{AttachFile, PaperAttachmentView},
    rules::takes_only,
    service::papers::{self, Holder},
    view,
};
use uuid::Uuid;

use crate::guidance::{
    events::GuidanceEvent,
    paper::{giver, sender},
    repo,
    rules::{gives_back, takes},
};

pub const COLLECTION: &str = "guidance";

pub async fn attach(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: AttachFile,
) -> Result<Recorded<PaperAttachmentView>> {
    let m = held(uow, scope, id, if_match).await?;
    let holder = Holder::of(scope, PaperType::Guidance, id, sender(scope, Permission::FilesWrite, &m));
    let made = papers::attach_to(uow, scope, (&holder, takes(m.status)), input).await?;
    let (attachment_id, file_id, kind) = (made.0.id, made.0.file_id, made.0.kind);
    let change = GuidanceEvent::FileAttached { attachment_id, file_id, kind }.of(&m, &m);
    uow.record(change, view::of_paper((COLLECTION, m.version), made)).await
}

pub async fn detach(uow: &Uow, scope: &Scope, (id, of): (Uuid, Uuid), if_match: IfMatch) -> Result<Recorded<()>> {
    let m = held(uow, scope, id, if_match).await?;
    if !gives_back(m.status) {
        return Err(takes_only(takes(m.status)));
    }
    let gone = papers::detach_from(uow, id, of).await?;
    let event = GuidanceEvent::FileDetached { attachment_id: gone.id, file_id: gone.file_id, kind: gone.kind };
    uow.record(event.of(&m, &m), ()).await
}

/// Held, for its version is asked for and stays: without it, it could be issued while something is taken away.
async fn held(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<guidance::Model> {
    let seen = repo::get(&uow.tx, scope, id).await?;
    if !scope.acts_for(giver(&seen)) {
        return Err(scope.forbidden());
    }
    let m = repo::held(uow, id).await?;
    if_match.check(m.version)?;
    Ok(m)
}
