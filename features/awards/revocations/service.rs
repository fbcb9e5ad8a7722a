//! Proposing to revoke an award, deciding it, and taking back what went with it.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
        journal::{Change, Changed},
    },
};
use entity::{
    Authors,
    award::{self, AwardStatus},
    decision,
    function_assignment::Function,
    legal_rule, nomination,
    revocation::{self, RevocationStatus},
};
use planning::law::{self, kind::RuleKind};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::Value;
use uuid::Uuid;

use super::{
    dto::{ProposeRevocation, RecoverAward, RevocationView, RevokeAward},
    events::RevocationEvent,
    repo,
    rules::RevocationAction,
    view,
};
use crate::{decisions::events::AwardEvent, nominations::awarded};

pub async fn propose(uow: &Uow, scope: &Scope, input: &ProposeRevocation) -> Result<Recorded<RevocationView>> {
    if scope.organisation.unit(input.unit_id).is_none() {
        return Err(Error::field("/unit_id", Fault::NotFound));
    }
    scope.require_at(input.unit_id)?;
    let award = repo::award(&uow.tx, input.award_id).await.map_err(|e| e.named_at("/award_id"))?;
    let (decision, dossier) = repo::behind(&uow.tx, &award).await?;
    if !may_propose(scope, input.unit_id, (&decision, &dossier)) {
        return Err(Error::field("/unit_id", Fault::NotAllowed));
    }
    if award.status == AwardStatus::Revoked {
        return Err(Error::with(Code::InvalidTransition, "revoked"));
    }
    let concluded = *input.conclusion.issued_on;
    let happened = [(Event::Today, Some(uow.today())), (Event::Awarded, Some(award.decided_on))];
    chronology::check(Paper::Finding, concluded, &happened)?;
    let ground = ground(uow, &award, &input.ground).await?;
    let ministry = scope.organisation.ministry() == Some(decision.deciding_unit_id);
    let standing_body = ministry.then_some(Function::EmulationStandingBody);
    let model = revocation::ActiveModel {
        id: Set(Uuid::now_v7()),
        award_id: Set(award.id),
        unit_id: Set(input.unit_id),
        nominating_unit_id: Set(dossier.nominating_unit_id),
        deciding_unit_id: Set(decision.deciding_unit_id),
        deciding_function: Set(standing_body.filter(|_| decision.decided_by.is_some())),
        preparing_unit_id: Set(decision.preparing_unit_id),
        preparing_function: Set(standing_body),
        ground: Set(input.ground.to_string()),
        ground_rule_id: Set(ground.id),
        conclusion_number: Set(input.conclusion.document_number.as_str().to_owned()),
        conclusion_on: Set(concluded),
        conclusion_issuer: Set(input.conclusion.issuer.to_string()),
        reason: Set(input.reason.to_string()),
        status: Set(RevocationStatus::Proposed),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    };
    // The database holds an award to one revocation that was not dismissed.
    let made = revocation::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = RevocationEvent::Proposed { award_id: made.award_id, ground: made.ground.clone() };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

/// The unit that nominated, one above it, whoever granted the award; the ministry and its standing body in all of the sector.
fn may_propose(scope: &Scope, unit: Uuid, (decision, dossier): (&decision::Model, &nomination::Model)) -> bool {
    let (organisation, today) = (&scope.organisation, scope.today);
    let named = [dossier.nominating_unit_id, decision.deciding_unit_id, decision.preparing_unit_id];
    let took_over = named.iter().any(|ended| organisation.heirs(*ended, today).contains(&unit));
    let sector = [organisation.ministry(), organisation.holder(Function::EmulationStandingBody, today)];
    named.contains(&unit)
        || took_over
        || organisation.ancestors(dossier.nominating_unit_id, today).contains(&unit)
        || sector.contains(&Some(unit))
}

/// The rule of today that calls a ground so, for such a subject.
async fn ground(uow: &Uow, award: &award::Model, code: &str) -> Result<legal_rule::Model> {
    let rules = law::repo::rules_on(&uow.tx, RuleKind::RevocationGround, uow.today()).await?;
    let named = rules.into_iter().find(|rule| rule.params.get("ground").and_then(Value::as_str) == Some(code));
    let rule = named.ok_or_else(|| Error::field("/ground", Fault::NotFound))?;
    let subject = serde_json::to_value(award.subject_type).map_err(Error::internal)?;
    let subjects = rule.params.get("subject_types").and_then(Value::as_str);
    match subjects.is_none_or(|subjects| subjects.split(';').any(|one| subject == one)) {
        true => Ok(rule),
        false => Err(Error::field("/ground", Fault::NotAllowed)),
    }
}

/// By whoever granted it. Nothing else of the decision changes.
pub async fn revoke(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RevokeAward,
) -> Result<Recorded<RevocationView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, RevocationAction::Revoke).await?;
    let (day, document) = (*input.document.issued_on, &input.document);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(before.deciding_unit_id).map(|unit| unit.valid_from)),
        (Event::Concluded, Some(before.conclusion_on)),
    ];
    chronology::check(Paper::Revocation, day, &happened)?;
    let award = repo::award(&uow.tx, before.award_id).await?;
    let (artefact_due, money_due) = due(uow, &award).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.document_number = Set(Some(document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(day));
    next.signature = Set(Some(document::signature(uow, before.deciding_unit_id, document)));
    next.artefact_due = Set(artefact_due);
    next.money_due_vnd = Set(money_due);
    // First of all, so that of two who decide at once one learns that the version has changed.
    let after = save(uow, &before, next).await?;
    document::take(uow, before.deciding_unit_id, document, ("revocation", id)).await?;
    awarded::revoked(uow, award.id, (document.number.as_str(), day)).await?;
    let status = |status: AwardStatus| serde_json::json!({ "status": status });
    let fell = Change::new(&AwardEvent::Revoked { decision_id: award.decision_id }, award.id);
    let fell = fell.version(award.version + 1).unit(award.unit_id);
    let changed = Changed::between(&status(award.status), &status(AwardStatus::Revoked));
    uow.record_all(vec![fell.changed(changed)]).await?;
    let document_number = document.number.as_str().to_owned();
    record(uow, scope, (&before, after), RevocationEvent::Revoked { award_id: award.id, document_number }).await
}

/// What the rule of today has come back of an award: the artefact, and the money that went with it. Nothing is made up.
async fn due(uow: &Uow, award: &award::Model) -> Result<(Option<bool>, Option<i64>)> {
    let rules = law::repo::rules_on(&uow.tx, RuleKind::Recovery, uow.today()).await?;
    let effect = rules.iter().find(|rule| rule.params.get("code").and_then(Value::as_str) == Some("EFFECT"));
    let says = |member: &str| effect?.params.get("params")?.get(member)?.as_str().map(|word| word == "recover");
    let money = says("money").and_then(|due| if due { award.prize_vnd } else { Some(0) });
    Ok((says("artefact"), money))
}

pub async fn dismiss(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<RevocationView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, RevocationAction::Dismiss).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    let after = save(uow, &before, next).await?;
    record(uow, scope, (&before, after), RevocationEvent::Dismissed).await
}

pub async fn recover(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RecoverAward,
) -> Result<Recorded<RevocationView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, RevocationAction::Recover).await?;
    let day = *input.recovered_on;
    let happened = [(Event::Today, Some(uow.today())), (Event::Revoked, before.document_issued_on)];
    chronology::check(Paper::Recovery, day, &happened)?;
    if before.money_due_vnd.is_some_and(|due| input.money_vnd > due) {
        return Err(Error::field("/money_vnd", Fault::OutOfRange));
    }
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.recovered_on = Set(Some(day));
    next.artefact_recovered = Set(Some(input.artefact));
    next.money_recovered_vnd = Set(Some(input.money_vnd));
    let after = save(uow, &before, next).await?;
    let event = RevocationEvent::Recovered { artefact: input.artefact, money_vnd: input.money_vnd };
    record(uow, scope, (&before, after), event).await
}

async fn save(uow: &Uow, before: &revocation::Model, next: revocation::ActiveModel) -> Result<revocation::Model> {
    uow.save(next, before.id, before.version).await
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    (before, after): (&revocation::Model, revocation::Model),
    event: RevocationEvent,
) -> Result<Recorded<RevocationView>> {
    let change = event.of(before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
