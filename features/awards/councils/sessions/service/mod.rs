//! What is done in a session, a use case a file.
pub mod attach;
mod attend;
mod cast;
mod close;
mod interests;
mod open;
mod places;
mod plan;
mod tally;
mod tokens;
mod vote;

pub use attend::record_attendance;
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::db::{Recorded, Uow},
};
pub use cast::cast;
pub use close::{close, sign_minutes};
use entity::council_session;
pub use open::open;
pub use plan::{create, update};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
pub use tally::{confirm_tally, record_tally};
pub use tokens::{start_casting, take_tokens};
use uuid::Uuid;
pub use vote::{declare_conflict, record_opinion, vote};

use super::{
    ballots,
    dto::SessionView,
    paper::{self, SessionPaper},
    repo,
    rules::{SessionAction, SessionStep},
    view,
};
use crate::councils::events::CouncilSessionEvent;

/// Held until the end: some steps leave the version, and nobody votes while a session is being closed.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: SessionAction,
) -> Result<(SessionPaper, &'static SessionStep)> {
    repo::get(&uow.tx, scope, id).await?;
    repo::held(uow, id).await?;
    let (paper, step, _) = uow.begin(scope, id, if_match, action).await?;
    Ok((paper, step))
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (council_session::Model, council_session::ActiveModel),
    event: CouncilSessionEvent,
) -> Result<Recorded<SessionView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    let paper = paper::with_parts(&uow.tx, after).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}

/// The same of what leaves the version, so that all may vote at once.
async fn beside(
    uow: &Uow,
    scope: &Scope,
    session: council_session::Model,
    event: CouncilSessionEvent,
) -> Result<Recorded<SessionView>> {
    let change = event.of(&session, &session);
    let paper = paper::with_parts(&uow.tx, session).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<SessionView>> {
    let (paper, step) = begin(uow, scope, id, if_match, SessionAction::Cancel).await?;
    ballots::destroy(uow, id).await?;
    let mut next = paper.session.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (paper.session, next), CouncilSessionEvent::Cancelled).await
}
