//! What is added to a movement: in a draft at will, of one that was launched by documents, and from the next period on.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document::DocumentNumber,
    },
};
use chrono::NaiveDate;
use entity::{
    movement::{self, MovementStatus::Draft},
    movement_indicator, movement_indicator_kind, reporting_line,
    unit::UnitKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{finish, lists, twice};
use crate::{
    indicators,
    movements::{
        dto::{AddMovementAwardForm, AddMovementIndicator, MovementView, SetReportingLine},
        events::MovementEvent,
        line::Lines,
        repo,
        rules::MovementAction,
    },
};

/// Of a draft nothing has been promised yet; afterwards a document says so.
fn document(m: &movement::Model, given: Option<&DocumentNumber>) -> Result<Option<String>> {
    match (m.status, given) {
        (Draft, None) => Ok(None),
        (Draft, Some(_)) => Err(Error::field("/document_number", Fault::NotAllowed)),
        (_, None) => Err(Error::field("/document_number", Fault::Required)),
        (_, Some(number)) => Ok(Some(number.as_str().to_owned())),
    }
}

/// The first day of the next period: what has begun was promised as it is. Where no later one is known yet, from tomorrow on.
async fn next_period(uow: &Uow, movement_id: Uuid) -> Result<NaiveDate> {
    let today = uow.today();
    let first = repo::periods_of(&uow.tx, movement_id).await?.into_iter().map(|m| m.data_from);
    let tomorrow = today.succ_opt().unwrap_or(today);
    Ok(first.filter(|day| *day > today).min().unwrap_or(tomorrow))
}

pub async fn add_indicator(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AddMovementIndicator,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::AddIndicator).await?;
    let document_number = document(&m, input.document_number.as_ref())?;
    let indicator = indicators::repo::named(&uow.tx, &input.indicator_code).await?;
    let indicator = indicator.ok_or_else(|| Error::field("/indicator_code", Fault::NotFound))?;
    let measured = movement_indicator::Entity::find().filter(movement_indicator::Column::MovementId.eq(id));
    let ordinal = i32::try_from(measured.clone().count(&uow.tx).await?).unwrap_or(i32::MAX).saturating_add(1);
    let known = measured.filter(movement_indicator::Column::IndicatorId.eq(indicator.id)).count(&uow.tx).await? > 0;
    if indicator.retired_on.is_some() && !known {
        return Err(Error::field("/indicator_code", Fault::NotAllowed));
    }
    twice::once("/unit_kinds", input.unit_kinds.as_deref().unwrap_or_default())?;
    let kinds = match &input.unit_kinds {
        Some(kinds) => kinds.clone(),
        None => indicators::repo::kinds(&uow.tx, &[indicator.id]).await?.remove(&indicator.id).unwrap_or_default(),
    };
    let kinds = not_yet_asked(uow, id, indicator.id, kinds).await?;
    if kinds.is_empty() {
        return Err(Error::field("/indicator_code", Fault::Duplicate));
    }
    if !known {
        lists::insert_indicators(uow, id, [(indicator.id, ordinal)]).await?;
    }
    let applies_from = if m.status == Draft { None } else { Some(next_period(uow, id).await?) };
    lists::ask(uow, (id, indicator.id), &kinds, (applies_from, document_number.clone())).await?;
    let mut next = m.clone().into_active_model();
    next.authors = Set(m.authors.with(scope.user_id));
    let event =
        MovementEvent::IndicatorAdded { indicator_id: indicator.id, unit_kinds: kinds, applies_from, document_number };
    finish(uow, scope, (&m, next), event).await
}

async fn not_yet_asked(uow: &Uow, id: Uuid, indicator_id: Uuid, wanted: Vec<UnitKind>) -> Result<Vec<UnitKind>> {
    use movement_indicator_kind::{Column, Entity};
    let asked = Entity::find().filter(Column::MovementId.eq(id)).filter(Column::IndicatorId.eq(indicator_id));
    let asked: Vec<UnitKind> = asked.all(&uow.tx).await?.into_iter().map(|m| m.unit_kind).collect();
    let mut kinds: Vec<UnitKind> = wanted.into_iter().filter(|kind| !asked.contains(kind)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds)
}

pub async fn set_line(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SetReportingLine,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::SetReportingLine).await?;
    let applies_from = next_period(uow, id).await?;
    let lines = Lines::of(&uow.tx, id).await?;
    if lines.on(applies_from).receiver(input.unit_kind) == Some(input.receiver) {
        return Err(Error::field("/receiver", Fault::Duplicate));
    }
    let document_number = input.document_number.as_str().to_owned();
    let row = reporting_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        unit_kind: Set(input.unit_kind),
        receiver: Set(input.receiver),
        applies_from: Set(Some(applies_from)),
        document_number: Set(Some(document_number.clone())),
    };
    reporting_line::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let mut next = m.clone().into_active_model();
    next.authors = Set(m.authors.with(scope.user_id));
    let (unit_kind, receiver) = (input.unit_kind, input.receiver);
    let event = MovementEvent::ReportingLineSet { unit_kind, receiver, applies_from, document_number };
    finish(uow, scope, (&m, next), event).await
}

pub async fn add_award_form(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AddMovementAwardForm,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::AddAwardForm).await?;
    let document_number = document(&m, input.document_number.as_ref())?;
    let given = repo::award_forms(&uow.tx, id).await?;
    if given.iter().any(|form| form.code == *input.award_form_code) {
        return Err(Error::field("/award_form_code", Fault::Duplicate));
    }
    lists::set_award_forms(uow, id, std::slice::from_ref(&input.award_form_code))
        .await
        .map_err(|e| e.named_at("/award_form_code"))?;
    let mut next = m.clone().into_active_model();
    next.authors = Set(m.authors.with(scope.user_id));
    let event = MovementEvent::AwardFormAdded { award_form_code: input.award_form_code.to_string(), document_number };
    finish(uow, scope, (&m, next), event).await
}
