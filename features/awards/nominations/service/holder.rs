//! What the unit that has the dossier does: receive, return, appraise, forward, propose.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        versions,
    },
};
use entity::{Findings, eligibility_run::Occasion, function_assignment::Function, nomination, paper_version::Standing};
use planning::law;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{begin, finish, moved, within_places};
use crate::nominations::{
    clocks,
    dto::{Appraise, Forward, NominationView},
    eligibility::{self, dto::Outcome},
    events::NominationEvent,
    rules::NominationAction,
};

/// The law in force on this day goes with the dossier from its first receipt on.
pub async fn receive(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Receive).await?;
    let regime = law::repo::regime_on(&uow.tx, uow.today()).await?;
    let mut next = moved(&nomination, step);
    next.received_at = Set(Some(uow.now));
    let due = clocks::from_receipt(uow, &nomination).await?;
    (next.return_due_on, next.appraise_due_on) = (Set(due.return_), Set(due.appraise));
    if nomination.regime_code.is_none() {
        next.regime_code = Set(regime.map(|regime| regime.code));
    }
    finish(uow, scope, (&nomination, next), NominationEvent::Received).await
}

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Return).await?;
    let reason = &*input.reason;
    let mut next = moved(&nomination, step);
    next.return_reason = Set(Some(reason.to_owned()));
    next.sla_breached = Set(nomination.sla_breached || clocks::is_over(nomination.return_due_on, uow.today()));
    versions::settle(uow, id, Standing::Returned, Some((None, reason)), nomination.version + 1).await?;
    finish(uow, scope, (&nomination, next), NominationEvent::Returned { version_no: nomination.version_no }).await
}

/// Not commended, and not to be submitted again.
pub async fn refuse(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Refuse).await?;
    let reason = &*input.reason;
    let mut next = moved(&nomination, step);
    next.end_reason = Set(Some(reason.to_owned()));
    finish(uow, scope, (&nomination, next), NominationEvent::Refused).await
}

pub async fn appraise(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Appraise,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Appraise).await?;
    let mut next = moved(&nomination, step);
    next.appraisal_opinion = Set(Some(input.opinion.to_string()));
    next.findings = Set(findings(uow, scope, &nomination, input).await?);
    next.appraised_by = Set(Some(scope.user_id));
    next.sla_breached = Set(nomination.sla_breached || clocks::is_over(nomination.appraise_due_on, uow.today()));
    finish(uow, scope, (&nomination, next), NominationEvent::Appraised).await
}

/// A person answers only what no fact decides.
async fn findings(uow: &Uow, scope: &Scope, m: &nomination::Model, input: &Appraise) -> Result<Findings> {
    if input.findings.is_empty() {
        return Ok(Findings::default());
    }
    let judgement = eligibility::of(&uow.tx, scope, m).await?;
    for (at, finding) in input.findings.iter().enumerate() {
        let wrong = |fault| Err(Error::field(format!("/findings/{at}/rule_id"), fault));
        let asked = judgement.findings.iter().find(|found| found.rule_id == finding.rule_id);
        if input.findings.iter().take(at).any(|other| other.rule_id == finding.rule_id) {
            return wrong(Fault::Duplicate);
        }
        match asked.map(|found| found.outcome) {
            None => return wrong(Fault::NotFound),
            Some(Outcome::Unknown) => {}
            Some(_) => return wrong(Fault::NotAllowed),
        }
    }
    Ok(Findings(input.findings.iter().map(Into::into).collect()))
}

/// Submits the dossier to the next level of the movement's line.
pub async fn forward(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Forward,
) -> Result<Recorded<NominationView>> {
    let (unit, sent) = go_up(uow, scope, id, if_match, input).await?;
    within_places(uow, scope, unit, id).await?;
    Ok(sent)
}

/// Alone or with others: whoever sends it is held to its places once all have gone. Which unit that was.
pub async fn go_up(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Forward,
) -> Result<(Uuid, Recorded<NominationView>)> {
    let (nomination, step, facts) = begin(uow, scope, id, if_match, NominationAction::Forward).await?;
    let to = facts.next.ok_or_else(|| Error::new(Code::NoAddressee))?;
    let number = input.document_number.as_str();
    let mut next = moved(&nomination, step);
    next.holder_unit_id = Set(Some(to.unit_id));
    next.holder_function = Set(to.function);
    next.forwarding_document = Set(Some(number.to_owned()));
    if to.function == Some(Function::EmulationStandingBody) {
        next.reached_ministry_at = Set(Some(uow.now));
    }
    let event = NominationEvent::Forwarded { document_number: number.to_owned() };
    // Only a dossier that a unit has is forwarded.
    let unit = nomination.holder_unit_id.unwrap_or(nomination.nominating_unit_id);
    Ok((unit, finish(uow, scope, (&nomination, next), event).await?))
}

/// Proposes the award to whoever decides it: the holder's own head or, from the standing body, the Minister.
pub async fn propose(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step, facts) = begin(uow, scope, id, if_match, NominationAction::Propose).await?;
    if let Some(judgement) = &facts.judgement {
        eligibility::keep(uow, &nomination, Occasion::Proposal, judgement).await?;
    }
    let next = moved(&nomination, step);
    finish(uow, scope, (&nomination, next), NominationEvent::Proposed).await
}
