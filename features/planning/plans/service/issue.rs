//! Signing: the head issues the plan; the next version replaces it; it is closed or cancelled.
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
    },
};
use entity::{
    Signature,
    plan::{self, PlanStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{content, draft::blank, finish, shares, stands};
use crate::{
    movements,
    plans::{
        content::{digest_of, issued as issued_content},
        dto::{CancelPlan, IssuePlan},
        events::PlanEvent,
        repo,
        rules::{IN_FORCE, PlanAction},
    },
};

pub async fn request_signature(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::RequestSignature).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.return_reason = Set(None);
    finish(uow, (&plan, next), PlanEvent::SignatureRequested).await
}

pub async fn return_to_draft(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::ReturnToDraft).await?;
    let reason = &*input.reason;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.return_reason = Set(Some(reason.to_owned()));
    finish(uow, (&plan, next), PlanEvent::ReturnedToDraft).await
}

pub async fn issue(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &IssuePlan,
) -> Result<Recorded<plan::Model>> {
    // What is with nobody is added up while nobody shares out.
    repo::get_to_change(&uow.tx, scope, id).await?;
    shares::hold(uow, id).await?;
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::Issue).await?;
    let versions = repo::of_unit(&uow.tx, plan.movement_id, plan.unit_id).await?;
    in_order(uow, &plan, &versions, input).await?;
    let signature = number(uow, &plan, &versions, input).await?;
    supersede(uow, &plan, &versions).await?;
    shares::take_over(uow, &plan).await?;
    let document = &input.document;
    let issued = plan::Model {
        unit_name: uow.organisation().name(plan.unit_id, *document.issued_on).to_owned(),
        document_number: Some(document.number.as_str().to_owned()),
        document_issued_on: Some(*document.issued_on),
        annex_no: input.annex_no.map(i32::from),
        ..plan.clone()
    };
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_name = Set(issued.unit_name.clone());
    next.document_number = Set(issued.document_number.clone());
    next.document_issued_on = Set(issued.document_issued_on);
    next.annex_no = Set(issued.annex_no);
    next.signature = Set(Some(signature));
    let digest = digest_of(&issued_content(&uow.tx, &issued).await?)?;
    next.authors = Set(plan.authors.signed());
    next.content_digest = Set(Some(digest.clone()));
    let event = PlanEvent::Issued {
        version_no: plan.version_no,
        document_number: document.number.as_str().to_owned(),
        document_issued_on: *document.issued_on,
        annex_no: issued.annex_no,
        content_digest: digest,
    };
    finish(uow, (&plan, next), event).await
}

async fn in_order(uow: &Uow, plan: &plan::Model, versions: &[plan::Model], input: &IssuePlan) -> Result<()> {
    let movement = movements::repo::any(&uow.tx, plan.movement_id).await?;
    let began = uow.organisation().unit(plan.unit_id).map(|unit| unit.valid_from);
    let before = versions.iter().filter(|other| other.root_id == plan.root_id && other.id != plan.id);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, began),
        (Event::MovementLaunched, movement.and_then(|movement| movement.document_issued_on)),
        (Event::VersionIssued, before.filter_map(|other| other.document_issued_on).max()),
    ];
    chronology::check(Paper::Plan, *input.document.issued_on, &happened)
}

/// Takes a new number; or, as an annex, joins the document of the version before.
async fn number(uow: &Uow, plan: &plan::Model, versions: &[plan::Model], input: &IssuePlan) -> Result<Signature> {
    let Some(annex_no) = input.annex_no else {
        return document::take(uow, plan.unit_id, &input.document, ("plan", plan.id)).await;
    };
    let number = input.document.number.as_str();
    let root = |other: &&plan::Model| other.root_id == plan.root_id && other.document_number.is_some();
    let before = versions.iter().find(root).ok_or_else(|| Error::field("/annex_no", Fault::NotAllowed))?;
    let same =
        |other: &&plan::Model| other.document_number.as_deref().is_some_and(|kept| input.document.number.is(kept));
    if !same(&before) {
        return Err(Error::field("/document/number", Fault::InvalidValue));
    }
    if versions.iter().filter(root).filter(same).any(|other| other.annex_no == Some(annex_no.into())) {
        return Err(Error::with(Code::DuplicateDocumentNumber, format!("{number}, {annex_no}")));
    }
    Ok(document::signature(uow, plan.unit_id, &input.document))
}

/// Issuing a version replaces the one in force.
async fn supersede(uow: &Uow, plan: &plan::Model, versions: &[plan::Model]) -> Result<()> {
    let Some(before) = versions.iter().find(|other| IN_FORCE.contains(&other.status)) else { return Ok(()) };
    let mut next = before.clone().into_active_model();
    next.status = Set(PlanStatus::Superseded);
    finish(uow, (before, next), PlanEvent::Superseded { superseded_by: plan.id }).await.map(drop)
}

/// Opens the next version, with the content of this one.
pub async fn amend(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, ..) = uow.begin(scope, id, if_match, PlanAction::Amend).await?;
    let versions = repo::of_unit(&uow.tx, plan.movement_id, plan.unit_id).await?;
    let next_id = Uuid::now_v7();
    let model = plan::ActiveModel {
        id: Set(next_id),
        movement_id: Set(plan.movement_id),
        unit_id: Set(plan.unit_id),
        unit_name: Set(uow.organisation().name(plan.unit_id, uow.today()).to_owned()),
        province_code: Set(plan.province_code.clone()),
        root_id: Set(plan.root_id),
        version_no: Set(versions.first().map_or(1, |latest| latest.version_no + 1)),
        starts_on: Set(plan.starts_on),
        full_allocation: Set(plan.full_allocation),
        template_id: Set(plan.template_id),
        ..blank(uow, scope.user_id)
    };
    let made = plan::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    stands(uow, &made);
    content::copy(uow, &plan, next_id).await?;
    let event = PlanEvent::Amended { amends_plan_id: id, version_no: made.version_no };
    uow.record(event.of(&made), made).await
}

pub async fn close(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::Close).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, (&plan, next), PlanEvent::Closed).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CancelPlan,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::Cancel).await?;
    let reason = &*input.reason;
    shares::cancelled(uow, &plan, reason).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    let document_number = input.document_number.as_str().to_owned();
    finish(uow, (&plan, next), PlanEvent::Cancelled { document_number }).await
}
