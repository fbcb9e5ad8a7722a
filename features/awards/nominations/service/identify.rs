//! Telling the personal number of a person whose dossier was drafted without it, so that a namesake can be told apart.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::nomination::NominationStatus;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{begin, finish};
use crate::nominations::{
    awarded,
    dto::{Identify, NominationView},
    events::NominationEvent,
    namesakes,
    personal_id::PersonalId,
    rules::NominationAction,
};

/// What was sent is not touched: no version of a dossier holds the number.
pub async fn identify(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Identify,
    keys: &Purposes,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Identify).await?;
    let number = PersonalId::parse(input.personal_id.expose_secret());
    let number = number.ok_or_else(|| Error::field("/personal_id", Fault::InvalidValue))?;
    let subject_keys = number.subject_keys(keys);
    namesakes::hold(uow, subject_keys.iter().chain([&nomination.subject_name_key])).await?;
    // By the number it may be somebody who has another award or dossier.
    let review = (nomination.movement_id, nomination.stage);
    namesakes::check_once(uow, scope, review, &subject_keys).await?;
    let subject_key = subject_keys.into_iter().next().unwrap_or_default();
    if nomination.status == NominationStatus::Awarded {
        awarded::rename(uow, id, &subject_key).await?;
    }
    let mut next = nomination.clone().into_active_model();
    next.status = Set(step.to);
    next.personal_id = Set(Some(number.seal(id, keys)?));
    next.personal_id_key = Set(Some(keys.personal_ids.active().to_owned()));
    next.personal_id_index_key = Set(Some(keys.personal_id_index.active().to_owned()));
    next.subject_key = Set(subject_key);
    next.authors = Set(nomination.authors.with(scope.user_id));
    finish(uow, scope, (&nomination, next), NominationEvent::Identified).await
}
