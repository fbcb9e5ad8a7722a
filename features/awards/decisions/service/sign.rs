//! Signing: the head of the deciding unit; of what the state decided, recording: the head of the standing body. Each item
//! becomes an award, or its dossier is refused with a reason. However many there are, it takes a few statements.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::day_of,
        error::{About, Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        document,
    },
};
use entity::{
    award_authority, award_form, decision,
    decision_change::ChangeKind,
    decision_item,
    nomination::{self, NominationStatus},
};
use planning::law;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::{begin, granting, items, record, save};
use crate::{
    decisions::{
        dto::{DecisionView, ItemReason, SignDecision},
        events::DecisionEvent,
        notice,
        paper::granted_by,
        prizes::Prizes,
        repo,
        rules::DecisionAction,
    },
    nominations::{awarded, eligibility, events::NominationEvent, namesakes},
    postings::facts::posted_until,
    quotas,
};

/// Items of which awards are made at once; with what the journal says of each they take ten kilobytes.
const AT_ONCE: usize = 500;

/// An item that is granted, with what it is granted by.
pub struct Granting {
    pub item: decision_item::Model,
    pub dossier: nomination::Model,
    pub form: Arc<award_form::Model>,
    pub authority: award_authority::Model,
}

pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    (id, action): (Uuid, DecisionAction),
    if_match: IfMatch,
    input: &SignDecision,
) -> Result<Recorded<DecisionView>> {
    let (found, step) = begin(uow, scope, id, if_match, action).await?;
    let day = *input.document.issued_on;
    chronology::check(Paper::Decision, day, &[(Event::Today, Some(uow.today()))])?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.authors = Set(found.authors.signed());
    next.number = Set(Some(input.document.number.as_str().to_owned()));
    next.decided_on = Set(Some(day));
    next.signature = Set(Some(document::signature(uow, found.deciding_unit_id, &input.document)));
    next.notice_due_on = Set(notice::due_on(uow, &found, day).await?);
    // First of all, so that of two who sign at once one learns that the version has changed.
    let signed = save(uow, &found, next).await?;
    document::take(uow, signed.deciding_unit_id, &input.document, ("decision", id)).await?;
    let items = repo::items(&uow.tx, id).await?;
    let dossiers = held(uow, &items).await?;
    let places: HashMap<Uuid, usize> = items.iter().zip(0..).map(|(item, at)| (item.nomination_id, at)).collect();
    let items = refuse(uow, scope, (&signed, items), &dossiers, &input.refused).await?;
    let left: Vec<nomination::Model> = items.iter().filter_map(|i| dossiers.get(&i.nomination_id).cloned()).collect();
    Box::pin(eligibility::at_decision(uow, scope, &left)).await?;
    within_quotas(uow, scope, &signed, (&left, &places)).await?;
    drop(left);
    let granted = grantings(uow, scope, &signed, items, dossiers).await?;
    grant(uow, &signed, &granted).await?;
    let event = DecisionEvent::Signed { document_number: input.document.number.as_str().to_owned(), decided_on: day };
    record(uow, scope, (&found, signed), event).await
}

/// The dossiers of the items: nobody else changes them, or grants a namesake, until this ends.
async fn held(uow: &Uow, items: &[decision_item::Model]) -> Result<HashMap<Uuid, nomination::Model>> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.nomination_id).collect();
    let dossiers = repo::held(&uow.tx, &ids).await?;
    if let Some(gone) = dossiers.iter().find(|dossier| dossier.status != NominationStatus::Proposed) {
        let told = format!("nomination {}", gone.id);
        return Err(Error::with(Code::InvalidTransition, told).about(About::Nomination(gone.id)));
    }
    // Of two decisions that are signed at once, the second finds whom the first commended.
    namesakes::hold(uow, dossiers.iter().map(|dossier| &dossier.subject_name_key)).await?;
    Ok(dossiers.into_iter().map(|dossier| (dossier.id, dossier)).collect())
}

/// The items that are left. Whoever signs strikes an item out with a reason: its dossier is refused.
async fn refuse(
    uow: &Uow,
    scope: &Scope,
    (decision, items): (&decision::Model, Vec<decision_item::Model>),
    dossiers: &HashMap<Uuid, nomination::Model>,
    refused: &[ItemReason],
) -> Result<Vec<decision_item::Model>> {
    let mut reasons: HashMap<Uuid, &str> = HashMap::new();
    for (at, refusal) in refused.iter().enumerate() {
        let wrong = |fault| Err(Error::field(format!("/refused/{at}/nomination_id"), fault));
        if !dossiers.contains_key(&refusal.nomination_id) {
            return wrong(Fault::NotFound);
        }
        if reasons.insert(refusal.nomination_id, &refusal.reason).is_some() {
            return wrong(Fault::Duplicate);
        }
    }
    if reasons.len() == items.len() {
        return Err(Error::field("/refused", Fault::NotAllowed));
    }
    let (struck, left): (Vec<_>, Vec<_>) = items.into_iter().partition(|m| reasons.contains_key(&m.nomination_id));
    let (mut rows, mut told, mut changes) = (vec![], vec![], vec![]);
    for (before, reason) in reasons.iter().filter_map(|(id, reason)| Some((dossiers.get(id)?, *reason))) {
        let after = nomination::Model {
            status: NominationStatus::Refused,
            end_reason: Some(reason.to_owned()),
            version: before.version + 1,
            updated_at: uow.now,
            ..before.clone()
        };
        told.push(NominationEvent::Refused.of(before, &after));
        changes.push((before.id, ChangeKind::Refused, reason.to_owned()));
        rows.push(after.into_active_model().reset_all());
    }
    bulk::put(&uow.tx, rows).await?;
    let gone: Vec<Uuid> = struck.iter().map(|item| item.id).collect();
    bulk::remove::<decision_item::Entity>(&uow.tx, &gone).await?;
    items::keep(uow, scope, decision.id, changes).await?;
    uow.record_all(told).await?;
    Ok(left)
}

/// Not more than there are places for. Which items are too many is told by their place in the decision, as it is read.
async fn within_quotas(
    uow: &Uow,
    scope: &Scope,
    decision: &decision::Model,
    (left, at): (&[nomination::Model], &HashMap<Uuid, usize>),
) -> Result<()> {
    let pointer = |m: &nomination::Model| format!("/items/{}", at.get(&m.id).copied().unwrap_or_default());
    let asked: Vec<quotas::Asked> = left.iter().map(|m| quotas::Asked::of(m, pointer(m))).collect();
    quotas::at_decision(uow, scope, decision.movement_id, &asked).await
}

/// What is granted by which rule: authority is looked at again for the day of the decision.
async fn grantings(
    uow: &Uow,
    scope: &Scope,
    decision: &decision::Model,
    items: Vec<decision_item::Model>,
    mut dossiers: HashMap<Uuid, nomination::Model>,
) -> Result<Vec<Granting>> {
    let gone = || Error::internal(anyhow::anyhow!("a decision names a nomination that is gone"));
    let day = decision.decided_on.ok_or_else(gone)?;
    let forms: HashMap<Uuid, Arc<award_form::Model>> =
        repo::forms(&uow.tx).await?.into_iter().map(|form| (form.id, form.into())).collect();
    let named: HashSet<Uuid> = dossiers.values().map(|dossier| dossier.award_form_id).collect();
    let authorities = law::repo::authorities_of(&uow.tx, &named.into_iter().collect::<Vec<_>>()).await?;
    let posted = posted_until(&uow.tx, &dossiers.values().cloned().collect::<Vec<_>>()).await?;
    let began = uow.organisation().unit(decision.deciding_unit_id).map(|unit| unit.valid_from);
    let mut granted = vec![];
    for item in items {
        let dossier = dossiers.remove(&item.nomination_id).ok_or_else(gone)?;
        let authority = granted_by(decision, scope, &authorities, dossier.award_form_id, day);
        let authority = authority.ok_or_else(|| Error::with(Code::NoAuthority, day.to_string()))?.clone();
        let happened = [
            (Event::UnitBegan, began),
            (Event::AchievementEnded, Some(dossier.achievement_to)),
            (Event::Received, dossier.received_at.map(day_of)),
            (Event::CouncilMet, dossier.minutes_on),
            (Event::Posted, posted.get(&dossier.id).copied()),
        ];
        chronology::check(Paper::Decision, day, &happened)?;
        let form = forms.get(&dossier.award_form_id).cloned().ok_or_else(gone)?;
        granted.push(Granting { item, dossier, form, authority });
    }
    Ok(granted)
}

async fn grant(uow: &Uow, decision: &decision::Model, granted: &[Granting]) -> Result<()> {
    let dossiers: Vec<nomination::Model> = granted.iter().map(|one| one.dossier.clone()).collect();
    namesakes::check_all(&uow.tx, &dossiers).await?;
    let (mut achievements, twice) = (HashSet::new(), awarded::already(uow, &dossiers).await?);
    let once = |m: &&nomination::Model| !achievements.insert((m.movement_id, m.stage, m.subject_key.clone()));
    if let Some(id) = twice.or_else(|| dossiers.iter().find(once).map(|dossier| dossier.id)) {
        return Err(Error::with(Code::DuplicateAward, format!("nomination {id}")).about(About::Nomination(id)));
    }
    let ids: Vec<Uuid> = dossiers.iter().map(|dossier| dossier.id).collect();
    drop(dossiers);
    let prizes = Prizes::of(&uow.tx).await?;
    for some in granted.chunks(AT_ONCE) {
        write(uow, decision, some, &prizes).await?;
    }
    by_the_rule_of_the_day(uow, granted).await?;
    awarded::granted(uow, &ids).await
}

/// The awards, and what the journal says of them.
async fn write(uow: &Uow, decision: &decision::Model, granted: &[Granting], prizes: &Prizes) -> Result<()> {
    let (mut rows, mut told) = (vec![], vec![]);
    for one in granted {
        let id = Uuid::now_v7();
        rows.push(granting::award(uow, decision, one, prizes, id)?);
        told.extend(granting::facts(uow, decision, one, id));
    }
    awarded::insert(uow, rows).await.map_err(|e| match e {
        e if e.code == Code::Conflict => Error::new(Code::DuplicateAward),
        e => e,
    })?;
    uow.record_all(told).await
}

/// Items whose rule has changed since they were drafted name the one that they are granted by.
async fn by_the_rule_of_the_day(uow: &Uow, granted: &[Granting]) -> Result<()> {
    let mut changed: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for one in granted.iter().filter(|one| one.item.authority_id != one.authority.id) {
        changed.entry(one.authority.id).or_default().push(one.item.id);
    }
    for (authority, items) in changed {
        decision_item::Entity::update_many()
            .col_expr(decision_item::Column::AuthorityId, Expr::value(authority))
            .filter(decision_item::Column::Id.is_in(items))
            .exec(&uow.tx)
            .await?;
    }
    Ok(())
}
