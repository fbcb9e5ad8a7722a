//! Adopting an exemplar of another unit. Only the first adoption changes the exemplar, so that many units may adopt it at
//! once.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    exemplar::{self, ExemplarStatus},
    exemplar_adoption::{self, AdoptionStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::results;
use crate::exemplars::{
    adoptions::{
        self,
        dto::{Adopt, AdoptionView},
    },
    events::{AdoptionEvent, ExemplarEvent},
    paper::is_own,
    repo,
    rules::ExemplarAction,
};

pub async fn adopt(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Adopt,
) -> Result<Recorded<AdoptionView>> {
    // Held: its version may stay, and it could be concluded while somebody adopts it.
    repo::get(&uow.tx, scope, id).await?;
    repo::held(uow, id).await?;
    let (before, step, facts) = uow.begin(scope, id, if_match, ExemplarAction::Adopt).await?;
    let could = facts.map(|facts| facts.adopting).unwrap_or_default();
    let unit_id = adopter(scope, &before, &could, input.unit_id)?;
    if *input.started_on > uow.today() {
        return Err(Error::field("/started_on", Fault::InTheFuture));
    }
    if before.status == ExemplarStatus::Publicised {
        let mut next = before.clone().into_active_model();
        next.status = Set(step.to);
        let after = uow.save(next, before.id, before.version).await?;
        uow.record_all(vec![ExemplarEvent::Spread.of(&before, &after)]).await?;
    }
    let made = exemplar_adoption::Entity::insert(row(uow, scope, &before, unit_id, input));
    let made = made.exec_with_returning(&uow.tx).await?;
    results::set(uow, (id, Some(made.id)), unit_id, &input.results).await?;
    let event = AdoptionEvent::Begun { exemplar_id: id, results: input.results.len() };
    uow.record(event.of(&made, &made), adoptions::view::whole(&uow.tx, scope, made).await?).await
}

/// For whom the caller adopts it: the unit that is named, or the only one for which it could.
fn adopter(scope: &Scope, m: &exemplar::Model, could: &[Uuid], named: Option<Uuid>) -> Result<Uuid> {
    match (named, could) {
        (Some(unit), _) if could.contains(&unit) => Ok(unit),
        (Some(unit), _) if is_own(m, scope, unit) => Err(Error::new(Code::OwnExemplar)),
        (Some(_), _) => Err(Error::field("/unit_id", Fault::NotAllowed)),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::field("/unit_id", Fault::Required)),
    }
}

fn row(
    uow: &Uow,
    scope: &Scope,
    exemplar: &exemplar::Model,
    unit_id: Uuid,
    input: &Adopt,
) -> exemplar_adoption::ActiveModel {
    let organisation = uow.organisation();
    exemplar_adoption::ActiveModel {
        id: Set(Uuid::now_v7()),
        exemplar_id: Set(exemplar.id),
        movement_id: Set(exemplar.movement_id),
        unit_id: Set(unit_id),
        unit_name: Set(organisation.name(unit_id, uow.today()).to_owned()),
        province_code: Set(organisation.unit(unit_id).and_then(|unit| unit.province_code.clone())),
        started_on: Set(*input.started_on),
        description: Set(input.description.to_string()),
        status: Set(AdoptionStatus::Running),
        end_reason: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}
