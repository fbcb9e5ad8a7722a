//! Queries on quotas, on what the register says was granted, and on what is on its way up.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    award::{self, AwardStatus},
    award_quota, award_quota_item,
    nomination::{self, NominationStatus, Stage, SubjectType},
};
use planning::movements;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{dto::QuotaFilter, hold::Key, pools::Taken};

/// A movement that the caller does not see gives no places either.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<award_quota::Model> {
    let found = award_quota::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    movements::repo::get(db, scope, found.movement_id).await?;
    Ok(found)
}

/// Only a movement that runs gives places, and every reader of movements sees those.
pub async fn page(db: &Conn, filter: &QuotaFilter, page: &PageQuery, list: &List) -> Result<Rows<award_quota::Model>> {
    use award_quota::Column;
    let mut select = award_quota::Entity::find();
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    let sorts = [SortField { name: "given_at", column: Column::GivenAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-given_at", Column::Id, page, list).await
}

/// What some documents say, in their order.
pub async fn items(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<award_quota_item::Model>>> {
    use award_quota_item::{Column, Entity};
    let mut found: HashMap<Uuid, Vec<award_quota_item::Model>> = HashMap::new();
    let rows = Entity::find().filter(Column::QuotaId.is_in(ids.iter().copied())).order_by_asc(Column::Ordinal);
    for row in rows.all(db).await? {
        found.entry(row.quota_id).or_default().push(row);
    }
    Ok(found)
}

/// What holds in some movements: no other document has replaced it.
pub async fn in_force(db: &Conn, movements: &[Uuid]) -> Result<Vec<award_quota_item::Model>> {
    use award_quota_item::{Column, Entity};
    let found = Entity::find().filter(Column::MovementId.is_in(movements.iter().copied()));
    Ok(found.filter(Column::ReplacedAt.is_null()).order_by_asc(Column::Id).all(db).await?)
}

#[derive(FromQueryResult)]
struct Row {
    movement_id: Uuid,
    stage: Stage,
    award_form_id: Uuid,
    subject_type: SubjectType,
    nominating_unit_id: Uuid,
    number: i64,
}

impl From<Row> for Taken {
    fn from(m: Row) -> Self {
        let key = Key {
            movement_id: m.movement_id,
            stage: m.stage,
            award_form_id: m.award_form_id,
            subject_type: m.subject_type,
        };
        Self { key, nominating_unit_id: m.nominating_unit_id, number: m.number }
    }
}

/// How many awards of some movements stand, by the unit that nominated.
pub async fn granted(db: &Conn, movements: &[Uuid]) -> Result<Vec<Taken>> {
    use award::Column;
    let dossier = award::Entity::belongs_to(nomination::Entity).from(Column::NominationId).to(nomination::Column::Id);
    let found = award::Entity::find()
        .select_only()
        .columns([Column::MovementId, Column::Stage, Column::AwardFormId, Column::SubjectType])
        .column(nomination::Column::NominatingUnitId)
        .column_as(Expr::col((award::Entity, Column::Id)).count(), "number")
        .join(JoinType::InnerJoin, dossier.into())
        .filter(Column::MovementId.is_in(movements.iter().copied()))
        .filter(Column::Status.ne(AwardStatus::Revoked))
        .group_by(Column::MovementId)
        .group_by(Column::Stage)
        .group_by(Column::AwardFormId)
        .group_by(Column::SubjectType)
        .group_by(nomination::Column::NominatingUnitId);
    Ok(found.into_model::<Row>().all(db).await?.into_iter().map(Taken::from).collect())
}

/// How many dossiers of some movements are proposed and not decided yet, by the unit that nominated.
pub async fn proposed(db: &Conn, movements: &[Uuid]) -> Result<Vec<Taken>> {
    use nomination::{Column, Entity};
    let of = [Column::MovementId, Column::Stage, Column::AwardFormId, Column::SubjectType, Column::NominatingUnitId];
    let mut found = Entity::find()
        .select_only()
        .columns(of)
        .column_as(Column::Id.count(), "number")
        .filter(Column::MovementId.is_in(movements.iter().copied()))
        .filter(Column::Status.eq(NominationStatus::Proposed));
    for column in of {
        found = found.group_by(column);
    }
    Ok(found.into_model::<Row>().all(db).await?.into_iter().map(Taken::from).collect())
}

/// Dossiers of some units in a movement that are with somebody above, and neither granted nor given up.
pub async fn on_their_way(db: &Conn, movement_id: Uuid, units: &[Uuid]) -> Result<Vec<nomination::Model>> {
    use NominationStatus::{Appraised, OnHold, Proposed, Received, Submitted};
    use nomination::{Column, Entity};
    let mut found = vec![];
    for units in lists(units) {
        let rows = Entity::find()
            .filter(Column::MovementId.eq(movement_id))
            .filter(Column::NominatingUnitId.is_in(units))
            .filter(Column::Status.is_in([Submitted, Received, Appraised, Proposed, OnHold]));
        found.extend(rows.all(db).await?);
    }
    Ok(found)
}
