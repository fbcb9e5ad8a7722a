//! Keeping the catalogue: officers of the standing body.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        policy::Permission,
        scope::{Addressee, Scope},
        text,
    },
    store::{
        db::{Recorded, Uow, bulk},
        definitions::{self, Kept},
        figures,
    },
};
use entity::{
    definition_version::Defined,
    function_assignment::Function,
    indicator::{self, Aggregation},
    indicator_kind,
    snapshot_version::Topic,
    unit::UnitKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{CreateIndicator, IndicatorView, RetireIndicator, UpdateIndicator},
    events::IndicatorEvent,
    repo,
    rules::Meaning,
};

/// What is defined for the whole sector, the standing body or the ministry defines. Answers the ministry, whose matter it is.
pub fn require(scope: &Scope) -> Result<Uuid> {
    let function = Some(Function::EmulationStandingBody);
    let ministry = scope.organisation.ministry().ok_or_else(|| scope.forbidden())?;
    let standing_body = scope.holds_for(Permission::MovementsWrite, Addressee { unit_id: ministry, function });
    if standing_body || scope.holds(Permission::MovementsWrite, ministry) {
        Ok(ministry)
    } else {
        Err(scope.forbidden())
    }
}

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateIndicator) -> Result<Recorded<IndicatorView>> {
    let ministry = require(scope)?;
    let meaning = Meaning {
        code: input.code.to_string(),
        name: input.name.to_string(),
        name_en: input.name_en.as_deref().map(str::to_owned),
        unit_of_measure: input.unit_of_measure.to_string(),
        direction: input.direction,
        aggregation: input.aggregation,
        value_type: input.value_type,
        decimals: input.decimals,
        upper_bound: input.upper_bound,
        numerator_code: input.numerator_code.as_deref().map(str::to_owned),
        denominator_code: input.denominator_code.as_deref().map(str::to_owned),
        applies_to: input.applies_to.clone(),
        retired_on: None,
        retire_reason: None,
        replaced_by_code: None,
    };
    let (numerator_id, denominator_id) = parts(uow, &meaning).await?;
    let model = indicator::Model {
        id: Uuid::now_v7(),
        search_text: search_text(&meaning),
        code: meaning.code,
        name: meaning.name,
        name_en: meaning.name_en,
        unit_of_measure: meaning.unit_of_measure,
        direction: meaning.direction,
        aggregation: meaning.aggregation,
        value_type: meaning.value_type,
        decimals: meaning.decimals,
        upper_bound: meaning.upper_bound,
        numerator_id,
        denominator_id,
        retired_on: None,
        retire_reason: None,
        replaced_by_id: None,
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    };
    insert(uow, &model).await?;
    set_kinds(uow, model.id, &input.applies_to).await?;
    let event = IndicatorEvent::Created { code: model.code.clone(), aggregation: model.aggregation };
    finish(uow, scope, (&model, model.clone()), (event, ministry)).await
}

async fn insert(uow: &Uow, model: &indicator::Model) -> Result<()> {
    if repo::named(&uow.tx, &model.code).await?.is_some() {
        return Err(Error::with(Code::CodeInUse, model.code.clone()));
    }
    let made = indicator::Entity::insert(model.clone().into_active_model()).exec_without_returning(&uow.tx).await;
    made.map(drop).map_err(|e| code_taken(e, &model.code))
}

fn code_taken(e: sea_orm::DbErr, code: &str) -> Error {
    match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::CodeInUse, code.to_owned()),
        e => e,
    }
}

/// The parts of a ratio, if nothing is wrong with what it says.
async fn parts(uow: &Uow, meaning: &Meaning) -> Result<(Option<Uuid>, Option<Uuid>)> {
    let codes: Vec<String> =
        [&meaning.numerator_code, &meaning.denominator_code].into_iter().flatten().cloned().collect();
    let known = if codes.is_empty() { Default::default() } else { repo::by_code(&uow.tx, &codes).await? };
    let part = |code: &Option<String>| code.as_ref().and_then(|code| known.get(code));
    let parts = [part(&meaning.numerator_code), part(&meaning.denominator_code)];
    let faults = meaning.faults(parts);
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    let [numerator, denominator] = parts.map(|part| part.map(|m| m.id));
    let ratio = meaning.aggregation == Aggregation::Ratio;
    Ok((numerator.filter(|_| ratio), denominator.filter(|_| ratio)))
}

fn search_text(meaning: &Meaning) -> String {
    text::fold(&format!("{} {}", meaning.code, meaning.name))
}

async fn set_kinds(uow: &Uow, id: Uuid, kinds: &[UnitKind]) -> Result<()> {
    indicator_kind::Entity::delete_many().filter(indicator_kind::Column::IndicatorId.eq(id)).exec(&uow.tx).await?;
    let row = |kind: &UnitKind| indicator_kind::ActiveModel {
        id: Set(Uuid::now_v7()),
        indicator_id: Set(id),
        unit_kind: Set(*kind),
    };
    bulk::insert(&uow.tx, kinds.iter().map(row).collect()).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateIndicator,
) -> Result<Recorded<IndicatorView>> {
    let before = repo::get(&uow.tx, id).await?;
    let ministry = require(scope)?;
    if_match.check(before.version)?;
    let was = repo::meaning(&uow.tx, &before).await?;
    let meaning = over(input, was.clone());
    let otherwise = meaning.otherwise(&was);
    if !otherwise.is_empty() && repo::is_used(&uow.tx, id).await? {
        return Err(Error::with(Code::DefinitionInUse, otherwise.join(", ")));
    }
    let (numerator_id, denominator_id) = parts(uow, &meaning).await?;
    if meaning.code != was.code && repo::named(&uow.tx, &meaning.code).await?.is_some() {
        return Err(Error::with(Code::CodeInUse, meaning.code));
    }
    let next = indicator::ActiveModel {
        search_text: Set(search_text(&meaning)),
        code: Set(meaning.code.clone()),
        name: Set(meaning.name),
        name_en: Set(meaning.name_en),
        unit_of_measure: Set(meaning.unit_of_measure),
        direction: Set(meaning.direction),
        aggregation: Set(meaning.aggregation),
        value_type: Set(meaning.value_type),
        decimals: Set(meaning.decimals),
        upper_bound: Set(meaning.upper_bound),
        numerator_id: Set(numerator_id),
        denominator_id: Set(denominator_id),
        ..before.clone().into_active_model()
    };
    let after = save(uow, &before, next).await?;
    if meaning.applies_to != was.applies_to {
        set_kinds(uow, id, &meaning.applies_to).await?;
    }
    finish(uow, scope, (&before, after), (IndicatorEvent::Updated, ministry)).await
}

async fn save(uow: &Uow, before: &indicator::Model, mut next: indicator::ActiveModel) -> Result<indicator::Model> {
    next.updated_at = Set(uow.now);
    uow.save(next, before.id, before.version).await
}

/// What is given, the rest as it was.
fn over(input: &UpdateIndicator, was: Meaning) -> Meaning {
    let owned = |text: &str| text.to_owned();
    let part = |given: &Option<Option<text::Text<40>>>, was: Option<String>| match given {
        Some(code) => code.as_deref().map(owned),
        None => was,
    };
    Meaning {
        code: input.code.as_deref().map_or(was.code, owned),
        name: input.name.as_deref().map_or(was.name, owned),
        name_en: input.name_en.as_ref().map_or(was.name_en, |name| name.as_deref().map(owned)),
        unit_of_measure: input.unit_of_measure.as_deref().map_or(was.unit_of_measure, owned),
        direction: input.direction.unwrap_or(was.direction),
        aggregation: input.aggregation.unwrap_or(was.aggregation),
        value_type: input.value_type.unwrap_or(was.value_type),
        decimals: input.decimals.unwrap_or(was.decimals),
        upper_bound: input.upper_bound.unwrap_or(was.upper_bound),
        numerator_code: part(&input.numerator_code, was.numerator_code),
        denominator_code: part(&input.denominator_code, was.denominator_code),
        applies_to: input.applies_to.clone().unwrap_or(was.applies_to),
        ..was
    }
}

/// It stays in the movements that have it.
pub async fn retire(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RetireIndicator,
) -> Result<Recorded<IndicatorView>> {
    let before = repo::get(&uow.tx, id).await?;
    let ministry = require(scope)?;
    if_match.check(before.version)?;
    if before.retired_on.is_some() {
        return Err(Error::with(Code::InvalidTransition, "update"));
    }
    let replaced_by_id = match &input.replaced_by_code {
        Some(code) => {
            let found =
                repo::named(&uow.tx, code).await?.ok_or_else(|| Error::field("/replaced_by_code", Fault::NotFound))?;
            if found.id == id || found.retired_on.is_some() {
                return Err(Error::field("/replaced_by_code", Fault::NotAllowed));
            }
            Some(found.id)
        }
        None => None,
    };
    let next = indicator::ActiveModel {
        retired_on: Set(Some(uow.today())),
        retire_reason: Set(Some(input.reason.to_string())),
        replaced_by_id: Set(replaced_by_id),
        ..before.clone().into_active_model()
    };
    let after = save(uow, &before, next).await?;
    finish(uow, scope, (&before, after), (IndicatorEvent::Retired { replaced_by_id }, ministry)).await
}

/// Keeps what it says now, and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, after): (&indicator::Model, indicator::Model),
    (event, ministry): (IndicatorEvent, Uuid),
) -> Result<Recorded<IndicatorView>> {
    figures::changed(uow, figures::Change::Indicators);
    uow.touch(Topic::Indicators)?;
    let content = repo::meaning(&uow.tx, &after).await?;
    let kept = Kept {
        of: Defined::Indicator,
        id: after.id,
        version: after.version,
        content: &content,
        by: Some(scope.user_id),
    };
    definitions::keep(uow, &[kept]).await?;
    let change = event.of(before, &after, ministry);
    let view = repo::views(&uow.tx, vec![after]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    uow.record(change, view).await
}
