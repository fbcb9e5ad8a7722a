//! Queries on guidance and its addressees.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::{
        db::{Conn, Uow},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    guidance::{self, GuidanceStatus},
    guidance_addressee,
    journal::Subject,
};
use planning::files::readers;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::dto::{AddresseeFilter, GuidanceFilter};

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<guidance::Model> {
    let seen = guidance::Entity::find_by_id(id).filter(readers::guidance(scope));
    if let Some(found) = seen.one(db).await? {
        return Ok(found);
    }
    let hidden = guidance::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Guidance, id, hidden.unit_id))
}

/// For rules: guidance that other guidance refers to.
pub async fn any(db: &Conn, id: Uuid) -> Result<Option<guidance::Model>> {
    Ok(guidance::Entity::find_by_id(id).one(db).await?)
}

/// What was issued to the caller's units: as much as a unit receives in its life.
pub async fn addressed(db: &Conn, scope: &Scope) -> Result<Vec<Uuid>> {
    Ok(readers::addressed(scope).into_tuple().all(db).await?)
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &GuidanceFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<guidance::Model>> {
    use guidance::Column;
    let addressed = addressed(db, scope).await?;
    let to_me = (!addressed.is_empty()).then(|| Column::Id.is_in(addressed));
    let mut select = guidance::Entity::find().filter(readers::guidance_addressed(scope, to_me));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(amended) = filter.amends_id {
        select = select.filter(Column::AmendsId.eq(amended));
    }
    if !filter.topic.is_empty() {
        select = select.filter(Column::Topic.is_in(filter.topic.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "issued_at", column: Column::IssuedAt, kind: Kind::OptionalTime },
    ];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// Those of its addressees whose papers the caller reads.
pub async fn mine(db: &Conn, scope: &Scope, id: Uuid) -> Result<Vec<guidance_addressee::Model>> {
    use guidance_addressee::Column;
    let of_it = guidance_addressee::Entity::find().filter(Column::GuidanceId.eq(id));
    Ok(of_it.filter(Column::UnitId.is_in(scope.owned())).order_by_asc(Column::Id).all(db).await?)
}

/// To whom it was issued: all of them to who gave it and stands above, else the caller's own.
pub async fn addressees(
    db: &Conn,
    scope: &Scope,
    guidance: &guidance::Model,
    filter: &AddresseeFilter,
    (page, list): (&PageQuery, &List),
) -> Result<Rows<guidance_addressee::Model>> {
    use guidance_addressee::Column;
    let mut select = guidance_addressee::Entity::find().filter(Column::GuidanceId.eq(guidance.id));
    if !scope.sees(guidance.unit_id, true) {
        select = select.filter(Column::UnitId.is_in(scope.owned()));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    select = match filter.read {
        Some(true) => select.filter(Column::ReadAt.is_not_null()),
        Some(false) => select.filter(Column::ReadAt.is_null()),
        None => select,
    };
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// What amends or replaces it, as far as the caller sees it, oldest first.
pub async fn amendments(db: &Conn, scope: &Scope, id: Uuid) -> Result<Vec<guidance::Model>> {
    let found = guidance::Entity::find().filter(guidance::Column::AmendsId.eq(id)).filter(readers::guidance(scope));
    Ok(found.order_by_asc(guidance::Column::Id).all(db).await?)
}

/// What it amends, where the caller sees that.
pub async fn amended(db: &Conn, scope: &Scope, id: Option<Uuid>) -> Result<Option<guidance::Model>> {
    let Some(id) = id else { return Ok(None) };
    Ok(guidance::Entity::find_by_id(id).filter(readers::guidance(scope)).one(db).await?)
}

/// Guidance that an addressee has not read.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Unread {
    pub guidance_id: Uuid,
    pub movement_id: Uuid,
    /// Who gave it.
    pub guiding_unit_id: Uuid,
    /// Who has not read it, as it was when it was issued.
    pub unit_id: Uuid,
    pub delivered_at: DateTime<Utc>,
}

/// What stands and was not read, of these addressees; none stands for all. For reminders and tasks.
pub async fn unread(db: &Conn, units: Option<&[Uuid]>) -> Result<Vec<Unread>> {
    use guidance_addressee::Column;
    let its_guidance: RelationDef = guidance_addressee::Entity::belongs_to(guidance::Entity)
        .from(Column::GuidanceId)
        .to(guidance::Column::Id)
        .into();
    let of_units = units.map(|units| Column::UnitId.is_in(units.iter().copied()));
    let found = guidance_addressee::Entity::find()
        .select_only()
        .columns([Column::GuidanceId, Column::UnitId, Column::DeliveredAt])
        .column(guidance::Column::MovementId)
        .column_as(guidance::Column::UnitId, "guiding_unit_id")
        .join(JoinType::InnerJoin, its_guidance)
        .filter(Column::ReadAt.is_null())
        .filter(guidance::Column::Status.eq(GuidanceStatus::Issued))
        .filter(of_units.map_or_else(Condition::all, |of_units| Condition::all().add(of_units)))
        .order_by_asc(Column::Id);
    Ok(found.into_model::<Unread>().all(db).await?)
}

/// Guidance that stays as it is until the transaction ends, for what does not change its version. (SQLite has one writer
/// at a time anyhow.)
pub async fn held(uow: &Uow, id: Uuid) -> Result<guidance::Model> {
    let found = guidance::Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}
