//! How a council has voted on a dossier. Councils stand above dossiers, so this reads their rows.
use base::{kernel::error::Result, store::db::Conn};
use entity::{
    council_item::{self, Outcome},
    council_session::{self, SessionStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// What the last closed session said of a version of a dossier: another version has to be voted on again.
pub async fn verdict(db: &Conn, nomination_id: Uuid, version_no: i32) -> Result<Option<Outcome>> {
    use council_item::Column;
    let items = council_item::Entity::find()
        .filter(Column::NominationId.eq(nomination_id))
        .filter(Column::NominationVersionNo.eq(version_no))
        .filter(Column::Outcome.is_not_null());
    for item in items.order_by_desc(Column::Id).all(db).await? {
        let session = council_session::Entity::find_by_id(item.session_id).one(db).await?;
        let closed = [SessionStatus::Closed, SessionStatus::Concluded];
        if session.is_some_and(|session| closed.contains(&session.status)) {
            return Ok(item.outcome);
        }
    }
    Ok(None)
}
