//! After the decision: the units are told of it, and awards are handed over.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::{Change, Changed},
    },
};
use entity::{
    award::{self, AwardStatus, ReceivedBy},
    conferral,
};
use planning::law::{self, kind::RuleKind};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde::Deserialize;
use uuid::Uuid;

use super::{begin, record, save};
use crate::{
    decisions::{
        dto::{Confer, DecisionView},
        events::{AwardEvent, DecisionEvent},
        repo,
        rules::DecisionAction,
    },
    nominations::awarded,
};

/// The units have been sent the decision; whether in time is told by its clock.
pub async fn notify(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<DecisionView>> {
    let (found, _) = begin(uow, scope, id, if_match, DecisionAction::Notify).await?;
    let late = found.notice_due_on.is_some_and(|due| due < uow.today());
    let mut next = found.clone().into_active_model();
    next.notified_at = Set(Some(uow.now));
    let changed = save(uow, &found, next).await?;
    record(uow, scope, (&found, changed), DecisionEvent::Notified { late }).await
}

pub async fn confer(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Confer,
) -> Result<Recorded<DecisionView>> {
    let (found, _) = begin(uow, scope, id, if_match, DecisionAction::Confer).await?;
    let day = *input.conferred_on;
    if day > uow.today() {
        return Err(Error::field("/conferred_on", Fault::InTheFuture));
    }
    if found.decided_on.is_some_and(|decided| day < decided) {
        return Err(Error::field("/conferred_on", Fault::WrongOrder));
    }
    may_be_conferred(uow, input).await?;
    let conferral_id = Uuid::now_v7();
    let row = conferral::ActiveModel {
        id: Set(conferral_id),
        decision_id: Set(id),
        conferred_on: Set(day),
        occasion: Set(input.occasion),
        place: Set(input.place.to_string()),
        conferred_by: Set(input.conferred_by.to_string()),
        made_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    // First of all, so that of two who hand over at once one learns that the version has changed.
    let changed = save(uow, &found, found.clone().into_active_model()).await?;
    conferral::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    hand_over(uow, input, &repo::granted(&uow.tx, id).await?, conferral_id).await?;
    let items = input.items.len();
    record(uow, scope, (&found, changed), DecisionEvent::Conferred { conferral_id, conferred_on: day, items }).await
}

/// A rule that names occasions forbids all others.
async fn may_be_conferred(uow: &Uow, input: &Confer) -> Result<()> {
    #[derive(Deserialize)]
    struct Ceremony {
        code: String,
        params: Occasions,
    }
    #[derive(Deserialize)]
    struct Occasions {
        allowed: Option<Vec<conferral::Occasion>>,
    }
    let rules = law::repo::rules_on(&uow.tx, RuleKind::Conferral, *input.conferred_on).await?;
    let rules = rules.iter().filter_map(|rule| Ceremony::deserialize(&rule.params).ok());
    let mut allowed = rules.filter(|rule| rule.code == "NO_SEPARATE_CEREMONY").filter_map(|rule| rule.params.allowed);
    match allowed.all(|occasions| occasions.contains(&input.occasion)) {
        true => Ok(()),
        false => Err(Error::field("/occasion", Fault::NotAllowed)),
    }
}

async fn hand_over(uow: &Uow, input: &Confer, awards: &[award::Model], conferral_id: Uuid) -> Result<()> {
    let mut free: HashMap<i32, &award::Model> = awards.iter().map(|award| (award.order_no, award)).collect();
    let (mut by, mut told): (HashMap<ReceivedBy, Vec<Uuid>>, Vec<Change>) = Default::default();
    for (at, item) in input.items.iter().enumerate() {
        let award = free.remove(&item.order_no).filter(|award| award.status == AwardStatus::Granted);
        let award = award.ok_or_else(|| Error::field(format!("/items/{at}/order_no"), Fault::NotAllowed))?;
        by.entry(item.received_by).or_default().push(award.id);
        let (before, after) = (json(award.status), json(AwardStatus::Conferred));
        let event = AwardEvent::Conferred { decision_id: award.decision_id, conferral_id };
        let change = Change::new(&event, award.id).version(award.version + 1).unit(award.unit_id);
        told.push(change.changed(Changed::between(&before, &after)));
    }
    for (received_by, ids) in by {
        awarded::handed_over(uow, &ids, conferral_id, received_by).await?;
    }
    uow.record_all(told).await
}

fn json(status: AwardStatus) -> serde_json::Value {
    serde_json::json!({ "status": status })
}
