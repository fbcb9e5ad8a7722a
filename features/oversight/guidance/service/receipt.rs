//! Receipts: an addressed unit says that it has read what it names the version of. The first receipt of a unit stays.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::guidance_addressee;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::addressee;
use crate::guidance::{
    dto::{AddresseeView, ReadGuidance},
    events::GuidanceEvent,
    rules::GuidanceAction,
    view,
};

pub async fn read(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReadGuidance,
) -> Result<Recorded<AddresseeView>> {
    let (paper, ..) = uow.begin(scope, id, if_match, GuidanceAction::Read).await?;
    let unit_id = addressee(scope, &paper, input.unit_id)?;
    let row = paper.mine.iter().find(|mine| mine.unit_id == unit_id).cloned();
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.read_at.is_some() {
        return Ok(Recorded::replay(view::addressee(scope, row)));
    }
    let mut next = row.into_active_model();
    next.read_at = Set(Some(uow.now));
    next.read_by = Set(Some(scope.user_id));
    let read = guidance_addressee::Entity::update(next).exec(&uow.tx).await?;
    let change = GuidanceEvent::Read { unit_id }.of(&paper.guidance, &paper.guidance);
    uow.record(change, view::addressee(scope, read)).await
}
