//! Attaching files to a session and to the dossiers on its agenda: by the secretary, under the session's version, which stays.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
    },
    store::db::{Recorded, Uow},
};
use entity::{council_session, paper_attachment::PaperType};
use planning::files::{
    dto::AttachFile,
    rules::takes_only,
    service::papers::{self, Holder},
};
use uuid::Uuid;

use crate::councils::{
    events::CouncilSessionEvent,
    sessions::{
        attachments::{self, AttachToSession, SessionAttachmentView, gives_back, takes},
        repo,
    },
};

pub async fn attach(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: AttachToSession,
) -> Result<Recorded<SessionAttachmentView>> {
    let m = held(uow, scope, id, if_match).await?;
    let (paper_type, paper_id) = match input.item_id {
        None => (PaperType::CouncilSession, id),
        Some(item) => {
            let item = repo::item(&uow.tx, id, item).await.map_err(|e| e.named_at("/item_id"))?;
            if attachments::interests(&uow.tx, scope, id).await?.contains(&item.id) {
                return Err(Error::new(Code::ConflictOfInterest));
            }
            (PaperType::CouncilItem, item.id)
        }
    };
    let holder = Holder::of(scope, paper_type, paper_id, m.unit_id);
    let file = AttachFile { file_id: input.file_id, kind: input.kind };
    let made = papers::attach_of_unit(uow, scope, (&holder, takes(m.status, input.item_id.is_some())), file).await?;
    let (attachment_id, file_id, kind) = (made.0.id, made.0.file_id, made.0.kind);
    let change = CouncilSessionEvent::FileAttached { attachment_id, file_id, kind }.of(&m, &m);
    uow.record(change, attachments::view(&m, made)).await
}

pub async fn detach(uow: &Uow, scope: &Scope, (id, of): (Uuid, Uuid), if_match: IfMatch) -> Result<Recorded<()>> {
    let m = held(uow, scope, id, if_match).await?;
    let (row, _) = attachments::one(&uow.tx, scope, &m, of).await?;
    if !gives_back(m.status) {
        return Err(takes_only(takes(m.status, row.paper_type == PaperType::CouncilItem)));
    }
    let gone = papers::detach_from(uow, row.paper_id, of).await?;
    let event = CouncilSessionEvent::FileDetached { attachment_id: gone.id, file_id: gone.file_id, kind: gone.kind };
    uow.record(event.of(&m, &m), ()).await
}

/// Items that are no longer on the agenda have no files.
pub async fn taken_off(uow: &Uow, items: &[Uuid]) -> Result<()> {
    papers::detach_all(uow, items).await
}

/// Held, for its version is asked for and stays: without it, it could be opened while something is taken away.
async fn held(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<council_session::Model> {
    let seen = repo::get(&uow.tx, scope, id).await?;
    if !scope.acts_for(Addressee::unit(seen.unit_id)) {
        return Err(scope.forbidden());
    }
    let m = repo::held(uow, id).await?;
    if_match.check(m.version)?;
    Ok(m)
}
