//! How many places a session has to give: as whoever plans it says, form by form; of a form of which nothing is said, as many
//! as the quotas leave to the council's unit. Those are looked up again as the session is opened.
use std::collections::{BTreeSet, HashSet};

use base::{
    kernel::error::{Code, Error, Fault, FieldError, Result},
    store::db::{Uow, bulk},
};
use entity::{council_place, council_session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    councils::sessions::{dto::PlacesOfForm, repo},
    quotas::{self, Key},
};

/// What is said of forms, each once; it stands in the place of what was said before.
pub async fn give(uow: &Uow, session_id: Uuid, places: &[PlacesOfForm]) -> Result<()> {
    use council_place::{ActiveModel, Column, Entity};
    let forms = repo::forms(&uow.tx).await?;
    let (mut rows, mut faults) = (vec![], vec![]);
    for (at, one) in places.iter().enumerate() {
        let form = forms.values().find(|form| form.code == *one.award_form_code);
        let again = places.iter().take(at).any(|other| other.award_form_code == one.award_form_code);
        let fault = match form {
            None => Some(Fault::NotFound),
            Some(_) if again => Some(Fault::Duplicate),
            Some(form) => {
                rows.push(ActiveModel {
                    id: Set(Uuid::now_v7()),
                    session_id: Set(session_id),
                    award_form_id: Set(form.id),
                    movement_id: Set(None),
                    stage: Set(None),
                    subject_type: Set(None),
                    places: Set(one.places),
                });
                None
            }
        };
        faults.extend(fault.map(|fault| FieldError { pointer: format!("/places/{at}/award_form_code"), fault }));
    }
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    let of_session = Entity::delete_many().filter(Column::SessionId.eq(session_id));
    of_session.filter(Column::SubjectType.is_null()).exec(&uow.tx).await?;
    bulk::insert(&uow.tx, rows).await
}

/// Of the dossiers on the agenda, by the review, form and kind of subject that they are of. Of what no quota speaks, as many pass
/// as have the votes.
pub async fn fill(uow: &Uow, session: &council_session::Model) -> Result<()> {
    use council_place::{ActiveModel, Column, Entity};
    let of_session = Entity::delete_many().filter(Column::SessionId.eq(session.id));
    of_session.filter(Column::SubjectType.is_not_null()).exec(&uow.tx).await?;
    let given: HashSet<Uuid> =
        repo::places(&uow.tx, session.id).await?.into_iter().map(|place| place.award_form_id).collect();
    let dossiers = repo::dossiers(&uow.tx, &repo::items(&uow.tx, session.id).await?).await?;
    let keys: BTreeSet<Key> =
        dossiers.values().map(Key::of_dossier).filter(|key| !given.contains(&key.award_form_id)).collect();
    let left = quotas::left_to(&uow.tx, (uow.organisation(), uow.today()), session.unit_id, &keys).await?;
    let mut rows = vec![];
    for (key, places) in left {
        rows.push(ActiveModel {
            id: Set(Uuid::now_v7()),
            session_id: Set(session.id),
            award_form_id: Set(key.award_form_id),
            movement_id: Set(Some(key.movement_id)),
            stage: Set(Some(key.stage)),
            subject_type: Set(Some(key.subject_type)),
            places: Set(i32::try_from(places).map_err(Error::internal)?),
        });
    }
    bulk::insert(&uow.tx, rows).await
}
