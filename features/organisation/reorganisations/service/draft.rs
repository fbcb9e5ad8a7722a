//! Drafting, changing and cancelling a reorganisation.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    reorganisation::{self, ReorganisationStatus},
    unit::UnitKind,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::reorganisations::{
    dto::{CreateReorganisation, ReorganisationView, Step, UpdateReorganisation},
    events::ReorganisationEvent,
    reach, resolve,
    rules::ReorganisationAction,
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateReorganisation) -> Result<Recorded<ReorganisationView>> {
    reach::check(scope, uow.organisation(), &input.steps)?;
    let made = insert(uow, input, scope.user_id).await?;
    let event =
        ReorganisationEvent::Created { in_force_from: made.in_force_from, operational_from: made.operational_from };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

pub async fn insert(uow: &Uow, input: &CreateReorganisation, drafted_by: Uuid) -> Result<reorganisation::Model> {
    in_order(*input.in_force_from, *input.operational_from)?;
    let model = reorganisation::ActiveModel {
        id: Set(Uuid::now_v7()),
        title: Set(input.title.to_string()),
        status: Set(ReorganisationStatus::Draft),
        legal_basis: Set(input.legal_basis.to_string()),
        legal_basis_verified: Set(input.legal_basis_verified),
        in_force_from: Set(*input.in_force_from),
        operational_from: Set(*input.operational_from),
        steps: Set(with_ids(&input.steps)?),
        digest: Set(None),
        previewed_at: Set(None),
        applied_at: Set(None),
        undo: Set(None),
        failure: Set(None),
        end_reason: Set(None),
        ended_at: Set(None),
        drafted_by: Set(drafted_by),
        authors: Set(Authors::of(drafted_by)),
        decided_by: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = reorganisation::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    reach::keep(&uow.tx, uow.organisation(), made.id, &input.steps).await?;
    Ok(made)
}

/// The steps as they are kept: every new unit has the id that it will have, so that a preview stays true.
fn with_ids(steps: &[Step]) -> Result<String> {
    // There is one, and it has no superior.
    if let Some(at) =
        steps.iter().position(|step| resolve::new_units(step).iter().any(|new| new.kind == UnitKind::Ministry))
    {
        return Err(Error::field(format!("/steps/{at}"), Fault::NotAllowed));
    }
    let mut steps = steps.to_vec();
    for new in steps.iter_mut().flat_map(resolve::new_units_mut) {
        new.id.get_or_insert_with(Uuid::now_v7);
    }
    serde_json::to_string(&steps).map_err(Error::internal)
}

fn in_order(in_force_from: chrono::NaiveDate, operational_from: chrono::NaiveDate) -> Result<()> {
    if in_force_from > operational_from {
        return Err(Error::field("/in_force_from", Fault::WrongOrder));
    }
    Ok(())
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateReorganisation,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ReorganisationAction::Update).await?;
    let in_force_from = input.in_force_from.map_or(found.in_force_from, Into::into);
    let operational_from = input.operational_from.map_or(found.operational_from, Into::into);
    in_order(in_force_from, operational_from)?;
    let mut next = found.clone().into_active_model();
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
    }
    if let Some(legal_basis) = &input.legal_basis {
        next.legal_basis = Set(legal_basis.to_string());
    }
    if let Some(verified) = input.legal_basis_verified {
        next.legal_basis_verified = Set(verified);
    }
    if let Some(steps) = &input.steps {
        reach::check(scope, uow.organisation(), steps)?;
        next.steps = Set(with_ids(steps)?);
        reach::keep(&uow.tx, uow.organisation(), id, steps).await?;
    }
    next.authors = Set(found.authors.with(scope.user_id));
    next.in_force_from = Set(in_force_from);
    next.operational_from = Set(operational_from);
    next.status = Set(step.to);
    next.digest = Set(None);
    next.previewed_at = Set(None);
    finish(uow, scope, (&found, next), ReorganisationEvent::Updated).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ReorganisationAction::Cancel).await?;
    let reason = &*input.reason;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    next.ended_at = Set(Some(uow.now));
    finish(uow, scope, (&found, next), ReorganisationEvent::Cancelled).await
}
