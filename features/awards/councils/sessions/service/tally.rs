//! Counting the papers of a secret ballot: the service learns totals only. One teller enters them, another enters the same.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{council_item, council_seat::Presence};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{begin, beside, vote::on_the_agenda};
use crate::councils::{
    events::CouncilSessionEvent,
    sessions::{
        dto::SessionView,
        paper::SessionPaper,
        repo,
        rules::SessionAction,
        votes::{Tallies, TallyInput},
    },
};

/// Until a second teller has counted the same, totals may be entered anew.
pub async fn record_tally(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Tallies,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::RecordTally).await?;
    let items = check(uow, &paper, &input.tallies).await?;
    for (item, tally) in items.into_iter().zip(&input.tallies) {
        let mut next = item.into_active_model();
        next.yes = Set(Some(tally.yes));
        next.no = Set(Some(tally.no));
        next.neither = Set(Some(tally.neither));
        next.tallied_by = Set(Some(scope.user_id));
        council_item::Entity::update(next).exec(&uow.tx).await?;
    }
    beside(uow, scope, paper.session, CouncilSessionEvent::TallyRecorded { items: input.tallies.len() }).await
}

pub async fn confirm_tally(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Tallies,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::ConfirmTally).await?;
    let items = check(uow, &paper, &input.tallies).await?;
    let pairs = items.iter().zip(&input.tallies).enumerate();
    let faults: Vec<_> = pairs.filter_map(|(at, (item, tally))| differs(scope, at, item, tally)).collect();
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    for item in items {
        let mut next = item.into_active_model();
        next.confirmed_by = Set(Some(scope.user_id));
        council_item::Entity::update(next).exec(&uow.tx).await?;
    }
    beside(uow, scope, paper.session, CouncilSessionEvent::TallyConfirmed { items: input.tallies.len() }).await
}

/// A second teller counts the same: not the first, and nothing else.
fn differs(scope: &Scope, at: usize, item: &council_item::Model, tally: &TallyInput) -> Option<FieldError> {
    let counted = (item.yes, item.no, item.neither);
    let (pointer, fault) = match () {
        () if item.tallied_by.is_none_or(|first| first == scope.user_id) => ("/item_id", Fault::NotAllowed),
        () if counted != (Some(tally.yes), Some(tally.no), Some(tally.neither)) => ("", Fault::PartsDisagree),
        () => return None,
    };
    Some(FieldError { pointer: format!("/tallies/{at}{pointer}"), fault })
}

/// Not more papers than members who are there and may vote on the item.
async fn check(uow: &Uow, paper: &SessionPaper, tallies: &[TallyInput]) -> Result<Vec<council_item::Model>> {
    let named: Vec<Uuid> = tallies.iter().map(|tally| tally.item_id).collect();
    on_the_agenda(paper, &named, |at| format!("/tallies/{at}/item_id"))?;
    let conflicts = repo::conflicts(&uow.tx, paper.session.id).await?;
    let (mut items, mut faults) = (vec![], vec![]);
    for (at, tally) in tallies.iter().enumerate() {
        let Some(item) = paper.items.iter().find(|item| item.id == tally.item_id) else { continue };
        let may = paper
            .seats
            .iter()
            .filter(|seat| seat.presence == Presence::Present)
            .filter(|seat| !conflicts.iter().any(|one| (one.item_id, one.user_id) == (item.id, seat.user_id)));
        let (papers, most) = (i64::from(tally.yes) + i64::from(tally.no) + i64::from(tally.neither), may.count());
        let mut refuse = |name: &str, fault| faults.push(FieldError { pointer: format!("/tallies/{at}{name}"), fault });
        match () {
            () if item.confirmed_by.is_some() => refuse("/item_id", Fault::NotAllowed),
            () if usize::try_from(papers).is_ok_and(|papers| papers > most) => refuse("", Fault::OutOfRange),
            () => items.push(item.clone()),
        }
    }
    if faults.is_empty() { Ok(items) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}
