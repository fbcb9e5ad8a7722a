//! Planning.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{
    Authors,
    inspection::{self, InspectionStatus},
    inspection_unit,
};
use planning::movements::{
    self,
    rules::{is_open, not_open},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::finish;
use crate::inspections::{
    dto::{CreateInspection, InspectionView, UpdateInspection},
    events::InspectionEvent,
    paper, repo,
    rules::{InspectionAction, check_units},
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateInspection) -> Result<Recorded<InspectionView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    scope.require_at(input.unit_id)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    check_units(&scope.organisation, input.unit_id, &input.unit_ids, uow.today())?;
    check_days(*input.starts_on, *input.ends_on)?;
    let model = inspection::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(movement.id),
        unit_id: Set(input.unit_id),
        unit_name: Set(scope.organisation.name(input.unit_id, uow.today()).to_owned()),
        title: Set(input.title.to_string()),
        search_text: Set(text::fold(&input.title)),
        content: Set(input.content.to_string()),
        starts_on: Set(*input.starts_on),
        ends_on: Set(*input.ends_on),
        status: Set(InspectionStatus::Planned),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        announced_at: Set(None),
        conclusion: Set(None),
        conclusion_number: Set(None),
        conclusion_issued_on: Set(None),
        conclusion_signature: Set(None),
        concluded_at: Set(None),
        end_reason: Set(None),
    };
    let made = inspection::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_units(uow, made.id, &input.unit_ids).await?;
    let event = InspectionEvent::Created { movement_id: made.movement_id, units: input.unit_ids.len() };
    let change = event.of(&made, &made);
    let paper = paper::with_units(&uow.tx, made).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateInspection,
) -> Result<Recorded<InspectionView>> {
    let (paper, ..) = uow.begin(scope, id, if_match, InspectionAction::Update).await?;
    let (before, units) = (paper.inspection, input.unit_ids.as_ref().unwrap_or(&paper.units).clone());
    let inspecting = scope.acting_for(Permission::InspectionsWrite, before.unit_id);
    let starts_on = input.starts_on.map_or(before.starts_on, |day| *day);
    let ends_on = input.ends_on.map_or(before.ends_on, |day| *day);
    check_days(starts_on, ends_on)?;
    // Nobody's rights begin after it.
    let team = repo::team(&uow.tx, id).await?;
    if input.ends_on.is_some() && team.iter().any(|member| member.valid_from > ends_on) {
        return Err(Error::field("/ends_on", Fault::OutOfRange));
    }
    if input.unit_ids.is_some() {
        check_units(&scope.organisation, inspecting, &units, uow.today())?;
        set_units(uow, id, &units).await?;
    }
    let mut next = before.clone().into_active_model();
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
        next.search_text = Set(text::fold(title));
    }
    if let Some(content) = &input.content {
        next.content = Set(content.to_string());
    }
    next.starts_on = Set(starts_on);
    next.ends_on = Set(ends_on);
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), InspectionEvent::Updated { units: units.len() }).await
}

fn check_days(starts_on: chrono::NaiveDate, ends_on: chrono::NaiveDate) -> Result<()> {
    if ends_on < starts_on { Err(Error::field("/ends_on", Fault::WrongOrder)) } else { Ok(()) }
}

async fn set_units(uow: &Uow, id: Uuid, units: &[Uuid]) -> Result<()> {
    use inspection_unit::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::InspectionId.eq(id)).exec(&uow.tx).await?;
    let row = |unit: &Uuid| ActiveModel { id: Set(Uuid::now_v7()), inspection_id: Set(id), unit_id: Set(*unit) };
    bulk::insert(&uow.tx, units.iter().map(row).collect()).await
}
