//! Queries on reorganisations and their effects.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Denied, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, bulk},
        inheritance::{Effect, Kept},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    journal,
    reorganisation::{self, ReorganisationStatus},
    reorganisation_effect,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    dto::{EffectCount, EffectFilter, ReorganisationFilter},
    reach,
};

/// A document that the caller sees. Asks the same of the database for one that is hidden as for one that is not there.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<reorganisation::Model> {
    let found = reorganisation::Entity::find_by_id(id).filter(reach::visible(scope)).one(db).await?;
    if let Some(found) = found {
        return Ok(found);
    }
    let hidden = reorganisation::Entity::find_by_id(id).one(db).await?;
    hidden.ok_or_else(|| Error::new(Code::NotFound))?;
    let (user_id, subject_type, subject_id) = (scope.user_id, entity::journal::Subject::Reorganisation, id);
    Err(Error::hidden(Denied { user_id, subject_type, subject_id, unit_id: None }))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ReorganisationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<reorganisation::Model>> {
    use reorganisation::Column;
    let mut select = reorganisation::Entity::find().filter(reach::visible(scope));
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(from) = filter.operational_from_from {
        select = select.filter(Column::OperationalFrom.gte(from));
    }
    if let Some(to) = filter.operational_from_to {
        select = select.filter(Column::OperationalFrom.lte(to));
    }
    let sorts = [
        SortField { name: "operational_from", column: Column::OperationalFrom, kind: Kind::Day },
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
    ];
    page::fetch(db, select, &sorts, "-operational_from", Column::Id, page, list).await
}

pub async fn effects(
    db: &Conn,
    scope: &Scope,
    id: Uuid,
    filter: &EffectFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<reorganisation_effect::Model>> {
    use reorganisation_effect::Column;
    let mut select = reorganisation_effect::Entity::find()
        .filter(Column::ReorganisationId.eq(id))
        .filter(reach::visible_effects(scope));
    if let Some(resource) = &filter.resource {
        select = select.filter(Column::Resource.eq(&**resource));
    }
    if let Some(effect) = &filter.effect {
        select = select.filter(Column::Effect.eq(&**effect));
    }
    if let Some(unit) = filter.unit_id {
        select = select.filter(Column::UnitId.eq(unit));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

pub async fn counts(db: &Conn, scope: &Scope, ids: &[Uuid]) -> Result<Vec<(Uuid, EffectCount)>> {
    use reorganisation_effect::Column;
    let rows = reorganisation_effect::Entity::find()
        .select_only()
        .columns([Column::ReorganisationId, Column::Resource, Column::Effect])
        .column_as(Column::Id.count(), "count")
        .filter(Column::ReorganisationId.is_in(ids.iter().copied()))
        .filter(reach::visible_effects(scope))
        .group_by(Column::ReorganisationId)
        .group_by(Column::Resource)
        .group_by(Column::Effect)
        .order_by_asc(Column::Resource)
        .order_by_asc(Column::Effect)
        .into_tuple::<(Uuid, String, String, i64)>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, resource, effect, count)| (id, EffectCount { resource, effect, count })).collect())
}

/// The place among all commits of the entry that says it was applied: the last of its transaction, in which nobody else
/// wrote.
pub async fn applied_at_commit(db: &Conn, id: Uuid) -> Result<i64> {
    use journal::{Column, Entity};
    let entry = Entity::find().select_only().column(Column::CommitNo).filter(Column::SubjectId.eq(id));
    let found = entry.filter(Column::Event.eq("reorganisation.applied")).into_tuple::<Option<i64>>().one(db).await?;
    let missing = || Error::internal(anyhow::anyhow!("the journal does not tell of a reorganisation: {id}"));
    found.flatten().ok_or_else(missing)
}

/// What was kept of the effects on one resource.
pub async fn kept(db: &Conn, id: Uuid, resource: &str) -> Result<Vec<Kept>> {
    use reorganisation_effect::Column;
    let rows = reorganisation_effect::Entity::find()
        .filter(Column::ReorganisationId.eq(id))
        .filter(Column::Resource.eq(resource))
        .order_by_asc(Column::Ordinal)
        .all(db)
        .await?;
    let kept = |m: reorganisation_effect::Model| {
        let before = serde_json::from_str(&m.before).map_err(Error::internal)?;
        Ok(Kept {
            reorganisation_id: m.reorganisation_id,
            effect: m.effect,
            subject_id: m.subject_id,
            unit_id: m.unit_id,
            before,
        })
    };
    rows.into_iter().map(kept).collect()
}

pub async fn keep(db: &Conn, id: Uuid, effects: &[Effect]) -> Result<()> {
    use reorganisation_effect::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::ReorganisationId.eq(id)).exec(db).await?;
    let row = |(effect, ordinal): (&Effect, i32)| ActiveModel {
        id: Set(Uuid::now_v7()),
        reorganisation_id: Set(id),
        ordinal: Set(ordinal),
        resource: Set(effect.resource.to_owned()),
        effect: Set(effect.effect.to_owned()),
        subject_id: Set(effect.subject_id),
        unit_id: Set(effect.unit_id),
        heir_id: Set(effect.heir_id),
        before: Set(effect.before.to_string()),
    };
    bulk::insert(db, effects.iter().zip(1..).map(row).collect()).await
}

/// Scheduled ones whose day has come, the earliest first.
pub async fn due(db: &Conn, today: chrono::NaiveDate) -> Result<Option<reorganisation::Model>> {
    let found = reorganisation::Entity::find()
        .filter(reorganisation::Column::Status.eq(ReorganisationStatus::Scheduled))
        .filter(reorganisation::Column::OperationalFrom.lte(today))
        .order_by_asc(reorganisation::Column::OperationalFrom)
        .order_by_asc(reorganisation::Column::Id);
    Ok(found.one(db).await?)
}
