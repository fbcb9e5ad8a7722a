//! Administrators make and correct units, and say who carries out which function.
//!
//! Each write first counts up the organisation's counter, which lets writers through one after the other.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        organisation::{Organisation, Unit},
        province::ProvinceCode,
        scope::Scope,
        text,
    },
    store::{
        db::{Recorded, Uow},
        journal::{Change, Changed},
    },
};
use chrono::NaiveDate;
use entity::{
    function_assignment,
    snapshot_version::Topic,
    unit::{self, UnitKind},
    unit_name,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    dto::{CreateUnit, FunctionView, PassFunction, UnitView, UpdateUnit},
    events::{FunctionEvent, UnitEvent},
    repo,
    rules::{self, Place, begins_below},
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateUnit) -> Result<Recorded<UnitView>> {
    let (id, change) = make(uow, scope, uow.organisation(), input).await?;
    let view = read(uow, id).await?;
    uow.record(change, view).await
}

/// Makes a unit in the tree as it is so far, and answers what is to be recorded of it.
pub async fn make(uow: &Uow, scope: &Scope, organisation: &Organisation, input: &CreateUnit) -> Result<(Uuid, Change)> {
    let parent = organisation.unit(input.parent_id).ok_or_else(|| Error::field("/parent_id", Fault::NotFound))?;
    if !scope.administers(parent.id) {
        return Err(scope.forbidden());
    }
    if input.kind == UnitKind::Ministry {
        return Err(Error::field("/kind", Fault::NotAllowed));
    }
    if !scope.administers_sector() && !begins_below(Place::of(parent), place(input)) {
        return Err(scope.forbidden());
    }
    let input = &placed(parent, input);
    check_place(organisation, parent, input)?;
    if !parent.exists_on(*input.valid_from) {
        return Err(Error::with(Code::UnitClosed, input.valid_from.to_string()));
    }
    uow.touch(Topic::Organisation)?;
    if repo::code_in_use(&uow.tx, &input.code).await? {
        return Err(Error::with(Code::CodeInUse, input.code.to_string()));
    }
    if let Some(code) = input.province_code.as_deref().filter(|code| retired(organisation, code, *input.valid_from)) {
        return Err(Error::with(Code::CodeInUse, code.to_owned()));
    }
    let id = Uuid::now_v7();
    repo::insert(&uow.tx, repo::rows(id, input, uow.now)).await?;
    let event =
        UnitEvent::Created { kind: input.kind, parent_id: Some(input.parent_id), valid_from: *input.valid_from };
    Ok((id, Change::new(&event, id).version(1).unit(id)))
}

fn place(input: &CreateUnit) -> Place<'_> {
    Place {
        kind: input.kind,
        province_code: input.province_code.as_deref(),
        legal_personality: input.legal_personality,
    }
}

/// A unit that serves a province and names none serves that of its superior.
fn placed(parent: &Unit, input: &CreateUnit) -> CreateUnit {
    let of_parent = parent.province_code.as_deref().filter(|_| rules::is_of_province(input.kind));
    let of_parent = of_parent.and_then(|code| ProvinceCode::parse(code).ok());
    CreateUnit { province_code: input.province_code.clone().or(of_parent), ..input.clone() }
}

fn check_place(organisation: &Organisation, parent: &Unit, input: &CreateUnit) -> Result<()> {
    let district = (input.district_code.as_deref(), *input.valid_from);
    let faults = rules::contradictions(organisation, Place::of(parent), place(input), district);
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Whether a province had units, and has none any more on the day.
fn retired(organisation: &Organisation, province_code: &str, day: NaiveDate) -> bool {
    let served = || organisation.units().filter(|unit| unit.province_code.as_deref() == Some(province_code));
    served().any(|unit| unit.ended_before(day)) && !served().any(|unit| unit.exists_on(day))
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateUnit,
) -> Result<Recorded<UnitView>> {
    let change = change(uow, scope, id, if_match, input).await?;
    let view = read(uow, id).await?;
    uow.record(change, view).await
}

/// Corrects a unit, and answers what is to be recorded of it.
pub async fn change(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch, input: &UpdateUnit) -> Result<Change> {
    let current = unit::Entity::find_by_id(id).one(&uow.tx).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let gives_power = input.legal_personality.is_some_and(|personality| personality != current.legal_personality);
    if !scope.administers(id) || (gives_power && !scope.administers_sector()) {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    uow.touch(Topic::Organisation)?;
    let name = repo::name_on(&uow.tx, id, uow.today()).await?;
    let before = told(&current, name.as_ref());
    let version = current.version;
    let mut next = current.into_active_model();
    if let Some(legal_personality) = input.legal_personality {
        next.legal_personality = Set(legal_personality);
    }
    let unit = uow.save(next, id, version).await?;
    let name = rename(uow, name, input).await?;
    let changed = Changed::between(&before, &told(&unit, name.as_ref()));
    Ok(Change::new(&UnitEvent::Updated, id).version(unit.version).unit(id).changed(changed))
}

async fn rename(uow: &Uow, current: Option<unit_name::Model>, input: &UpdateUnit) -> Result<Option<unit_name::Model>> {
    let Some(current) = current else { return Ok(None) };
    let mut next = current.into_active_model();
    if let Some(name) = &input.name {
        next.search_text = Set(text::fold(name));
        next.name = Set(name.to_string());
    }
    if let Some(name_en) = &input.name_en {
        next.name_en = Set(name_en.as_deref().map(str::to_owned));
    }
    Ok(Some(unit_name::Entity::update(next).exec(&uow.tx).await?))
}

/// The members that the journal tells.
fn told(unit: &unit::Model, name: Option<&unit_name::Model>) -> Value {
    let (name, name_en) = (name.map(|name| &name.name), name.and_then(|name| name.name_en.as_ref()));
    json!({ "name": name, "name_en": name_en, "legal_personality": unit.legal_personality })
}

/// A unit as clients see it within this transaction.
async fn read(uow: &Uow, id: Uuid) -> Result<UnitView> {
    let organisation = Organisation::load(&uow.tx).await?;
    let unit = organisation.unit(id).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(UnitView::on(&organisation, unit, uow.today()))
}

/// Passes a function on: whoever carries it out so far does so until the eve. It is of the whole sector, so an
/// administrator of the ministry gives it.
pub async fn pass_function(uow: &Uow, scope: &Scope, input: &PassFunction) -> Result<Recorded<FunctionView>> {
    if !scope.administers_sector() {
        return Err(scope.forbidden());
    }
    let unit = uow.organisation().unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    let day = input.valid_from;
    if !unit.exists_on(*day) {
        return Err(Error::with(Code::UnitClosed, day.to_string()));
    }
    uow.touch(Topic::Organisation)?;
    let holders = repo::holders(&uow.tx, input.function).await?;
    let later = holders.iter().find(|held| held.valid_from >= *day || held.valid_to.is_some_and(|last| last >= *day));
    if let Some(later) = later {
        let name = uow.organisation().name(later.unit_id, later.valid_from).to_owned();
        return Err(Error::with(Code::UnitChangedLater, name));
    }
    let next = function_assignment::Model {
        id: Uuid::now_v7(),
        function: input.function,
        unit_id: unit.id,
        valid_from: *day,
        valid_to: None,
        note: Some(input.legal_basis.to_string()),
        begun_by_id: None,
        ended_by_id: None,
    };
    let subject_id = next.id;
    let view = FunctionView {
        function: input.function,
        unit_id: unit.id,
        unit_name: unit.name_on(*day).to_owned(),
        valid_from: *day,
        valid_to: None,
    };
    let before = holders.into_iter().find(|held| held.valid_to.is_none());
    let from_unit_id = before.as_ref().map(|held| held.unit_id);
    repo::pass(&uow.tx, before, next).await?;
    let event = FunctionEvent::Passed { function: input.function, from_unit_id, valid_from: *day };
    uow.record(Change::new(&event, subject_id).unit(unit.id), view).await
}
