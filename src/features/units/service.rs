//! Administrators make and correct units.
use entity::{snapshot_version::Topic, unit, unit_name};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{CreateUnit, UnitView, UpdateUnit},
    repo,
};
use crate::core::{
    db::{Recorded, Uow},
    error::{Code, Error, Fault, Result},
    http::etag::IfMatch,
    journal::Change,
    organisation::Organisation,
    scope::Scope,
    text,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateUnit) -> Result<Recorded<UnitView>> {
    let parent = uow.organisation().unit(input.parent_id).ok_or_else(|| Error::field("/parent_id", Fault::NotFound))?;
    if !scope.administers(parent.id) {
        return Err(scope.forbidden());
    }
    if !parent.exists_on(input.valid_from) {
        return Err(Error::with(Code::UnitClosed, input.valid_from.to_string()));
    }
    if repo::code_in_use(&uow.tx, &input.code).await? {
        return Err(Error::with(Code::CodeInUse, input.code.to_string()));
    }
    let id = Uuid::now_v7();
    repo::insert(&uow.tx, repo::rows(id, input, uow.now)).await?;
    finish(uow, "unit.created", id).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateUnit,
) -> Result<Recorded<UnitView>> {
    let current = unit::Entity::find_by_id(id).one(&uow.tx).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if !scope.administers(id) {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    let version = current.version;
    let mut next = current.into_active_model();
    if let Some(legal_personality) = input.legal_personality {
        next.legal_personality = Set(legal_personality);
    }
    next.version = Set(version + 1);
    next.updated_at = Set(uow.now);
    uow.save(next, id, version).await?;
    rename(uow, id, input).await?;
    finish(uow, "unit.updated", id).await
}

async fn rename(uow: &Uow, id: Uuid, input: &UpdateUnit) -> Result<()> {
    let Some(current) = repo::name_on(&uow.tx, id, uow.today()).await? else { return Ok(()) };
    let mut next = current.into_active_model();
    if let Some(name) = &input.name {
        next.search_text = Set(text::fold(name));
        next.name = Set(name.to_string());
    }
    if let Some(name_en) = &input.name_en {
        next.name_en = Set(name_en.as_deref().map(str::to_owned));
    }
    unit_name::Entity::update(next).exec(&uow.tx).await?;
    Ok(())
}

async fn finish(uow: &Uow, event: &'static str, id: Uuid) -> Result<Recorded<UnitView>> {
    uow.touch(Topic::Organisation).await?;
    let organisation = Organisation::load(&uow.tx).await?;
    let unit = organisation.unit(id).ok_or_else(|| Error::new(Code::NotFound))?;
    let view = UnitView::on(unit, uow.today());
    let change = Change { event, subject_type: "unit", subject_id: id, unit_id: Some(id), data: &view.clone() };
    uow.record(change, view).await
}
