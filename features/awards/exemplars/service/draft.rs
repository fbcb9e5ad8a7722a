//! Finding an exemplar, describing and fostering it: the matter of its unit alone.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    exemplar::{self, ExemplarStatus},
};
use planning::movements::{
    self,
    rules::{is_open, not_open},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{finish, results};
use crate::exemplars::{
    dto::{CreateExemplar, ExemplarView, Fostering, UpdateExemplar},
    events::ExemplarEvent,
    rules::ExemplarAction,
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateExemplar) -> Result<Recorded<ExemplarView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    scope.require_at(input.unit_id)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    let unit = uow.organisation().unit(input.unit_id).filter(|unit| unit.exists_on(uow.today()));
    let unit = unit.ok_or_else(|| Error::with(Code::UnitClosed, uow.today().to_string()))?;
    if *input.discovered_on > uow.today() {
        return Err(Error::field("/discovered_on", Fault::InTheFuture));
    }
    let model = exemplar::ActiveModel {
        movement_id: Set(movement.id),
        unit_id: Set(unit.id),
        unit_name: Set(unit.name_on(uow.today()).to_owned()),
        province_code: Set(unit.province_code.clone()),
        search_text: Set(searched(&input.title, unit.name_on(uow.today()))),
        ..blank(uow, scope, input)
    };
    let made = exemplar::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    results::set(uow, (made.id, None), made.unit_id, &input.results).await?;
    let event =
        ExemplarEvent::Discovered { movement_id: made.movement_id, kind: made.kind, results: input.results.len() };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

fn searched(title: &str, unit_name: &str) -> String {
    text::fold(&format!("{title} {unit_name}"))
}

fn blank(uow: &Uow, scope: &Scope, input: &CreateExemplar) -> exemplar::ActiveModel {
    exemplar::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(input.kind),
        title: Set(input.title.to_string()),
        description: Set(input.description.to_string()),
        discovered_on: Set(*input.discovered_on),
        person_name: Set(input.person_name.as_deref().map(str::to_owned)),
        person_agrees: Set(input.person_agrees),
        status: Set(ExemplarStatus::Discovered),
        foster_plan: Set(None),
        foster_responsible: Set(None),
        foster_until: Set(None),
        recognised_at: Set(None),
        published_at: Set(None),
        conclusion: Set(None),
        end_reason: Set(None),
        end_document: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    }
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateExemplar,
) -> Result<Recorded<ExemplarView>> {
    let (before, ..) = uow.begin(scope, id, if_match, ExemplarAction::Update).await?;
    let mut next = before.clone().into_active_model();
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
        next.search_text = Set(searched(title, &before.unit_name));
    }
    if let Some(description) = &input.description {
        next.description = Set(description.to_string());
    }
    if let Some(person_name) = &input.person_name {
        next.person_name = Set(person_name.as_deref().map(str::to_owned));
    }
    if let Some(agrees) = input.person_agrees {
        next.person_agrees = Set(agrees);
    }
    if let Some(figures) = &input.results {
        results::set(uow, (id, None), before.unit_id, figures).await?;
    }
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), ExemplarEvent::Updated { results: input.results.is_some() }).await
}

pub async fn foster(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Fostering,
) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Foster).await?;
    if *input.until < uow.today() {
        return Err(Error::field("/until", Fault::OutOfRange));
    }
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.foster_plan = Set(Some(input.plan.to_string()));
    next.foster_responsible = Set(Some(input.responsible.to_string()));
    next.foster_until = Set(Some(*input.until));
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), ExemplarEvent::Fostered { until: *input.until }).await
}
