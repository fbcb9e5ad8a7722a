//! The rows of the register of awards. Which achievement was commended is known by the key of its dossier, so what writes
//! them stands here; decisions say when.
use base::{
    kernel::error::Result,
    store::db::{Uow, bulk},
};
use chrono::NaiveDate;
use entity::{
    award::{self, AwardStatus, Column, Entity, ReceivedBy},
    nomination::{self, NominationStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

/// Keys of one statement.
const KEYS: usize = 1_000;

/// Of dossiers that have been decided. The database holds an achievement to one award.
pub async fn insert(uow: &Uow, awards: Vec<award::ActiveModel>) -> Result<()> {
    bulk::insert(&uow.tx, awards).await
}

/// A decision has granted what these dossiers propose.
pub async fn granted(uow: &Uow, nominations: &[Uuid]) -> Result<()> {
    let status = (nomination::Column::Status, Expr::value(NominationStatus::Awarded));
    uow.change_all::<nomination::Entity>(nominations, &[status]).await
}

/// Awards have been handed over on an occasion.
pub async fn handed_over(uow: &Uow, awards: &[Uuid], conferral_id: Uuid, to: ReceivedBy) -> Result<()> {
    let columns = [
        (Column::Status, Expr::value(AwardStatus::Conferred)),
        (Column::ConferralId, Expr::value(conferral_id)),
        (Column::ReceivedBy, Expr::value(to)),
    ];
    uow.change_all::<Entity>(awards, &columns).await
}

/// Whoever granted an award has revoked it, by this document.
pub async fn revoked(uow: &Uow, award: Uuid, (number, on): (&str, NaiveDate)) -> Result<()> {
    let columns = [
        (Column::Status, Expr::value(AwardStatus::Revoked)),
        (Column::RevocationNumber, Expr::value(number)),
        (Column::RevokedOn, Expr::value(on)),
    ];
    uow.change_all::<Entity>(&[award], &columns).await
}

/// Those of some dossiers for whose achievement there is an award already: to say which, where the database refuses.
pub async fn already(uow: &Uow, dossiers: &[nomination::Model]) -> Result<Option<Uuid>> {
    for chunk in dossiers.chunks(KEYS) {
        let keys = chunk.iter().map(|dossier| dossier.subject_key.as_str());
        let found = Entity::find().filter(Column::SubjectKey.is_in(keys)).all(&uow.tx).await?;
        let same = |award: &award::Model, dossier: &nomination::Model| {
            (award.movement_id, award.stage, &award.subject_key)
                == (dossier.movement_id, dossier.stage, &dossier.subject_key)
        };
        let of = |dossier: &&nomination::Model| found.iter().any(|award| same(award, dossier));
        if let Some(dossier) = chunk.iter().find(of) {
            return Ok(Some(dossier.id));
        }
    }
    Ok(None)
}

/// The dossier is known by another key from now on.
pub async fn rename(uow: &Uow, nomination_id: Uuid, subject_key: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SubjectKey, Expr::value(subject_key))
        .filter(Column::NominationId.eq(nomination_id))
        .exec(&uow.tx)
        .await?;
    Ok(())
}
