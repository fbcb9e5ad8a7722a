//! Queries on postings. A posting is read by the unit that posts; what is posted everybody reads without an account.
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
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    movement, nomination,
    posting::{self, Column, Entity, PostingStatus},
    posting_entry,
    posting_objection::{self, ObjectionStatus},
    posting_objection_entry,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::dto::PostingFilter;

/// Those of the caller's units; what the standing body posts is for whoever reads the sector.
pub fn visible(scope: &Scope) -> Condition {
    let own = Condition::any().add(Column::UnitId.is_in(scope.owned()));
    if scope.reads_sector() { own.add(Column::UnitFunction.is_not_null()) } else { own }
}

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<posting::Model> {
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Posting, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &PostingFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<posting::Model>> {
    let mut select = Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// What is posted on a day.
fn posted_on(day: NaiveDate) -> Condition {
    Condition::all().add(Column::Status.eq(PostingStatus::Published)).add(Column::LastOn.gte(day))
}

/// What is posted on a day, for everybody.
pub async fn public_page(db: &Conn, day: NaiveDate, page: &PageQuery, list: &List) -> Result<Rows<posting::Model>> {
    page::fetch_by_id(db, Entity::find().filter(posted_on(day)), Column::Id, page, list).await
}

/// One of them. What is not posted is not there, whatever the reason.
pub async fn public(db: &Conn, id: Uuid, day: NaiveDate) -> Result<posting::Model> {
    let found = Entity::find_by_id(id).filter(posted_on(day)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// A posting that others have named.
pub async fn any(db: &Conn, id: Uuid) -> Result<posting::Model> {
    let found = Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("an objection without its posting")))
}

pub async fn entries(db: &Conn, posting_id: Uuid) -> Result<Vec<posting_entry::Model>> {
    use posting_entry::{Column, Entity};
    Ok(Entity::find().filter(Column::PostingId.eq(posting_id)).order_by_asc(Column::Ordinal).all(db).await?)
}

/// The entries of a posting with their dossiers.
pub async fn dossiers(db: &Conn, posting_id: Uuid) -> Result<Vec<(posting_entry::Model, Option<nomination::Model>)>> {
    use posting_entry::{Column, Entity};
    let its_dossier: RelationDef =
        Entity::belongs_to(nomination::Entity).from(Column::NominationId).to(nomination::Column::Id).into();
    let found = Entity::find().join(JoinType::InnerJoin, its_dossier).select_also(nomination::Entity);
    Ok(found.filter(Column::PostingId.eq(posting_id)).order_by_asc(Column::Ordinal).all(db).await?)
}

/// Entries of published lists that name some dossiers, with their lists.
pub async fn published(db: &Conn, nominations: &[Uuid]) -> Result<Vec<(posting_entry::Model, posting::Model)>> {
    let its_list: RelationDef =
        posting_entry::Entity::belongs_to(Entity).from(posting_entry::Column::PostingId).to(Column::Id).into();
    let mut found = vec![];
    for ids in lists(nominations) {
        let rows = posting_entry::Entity::find()
            .join(JoinType::InnerJoin, its_list.clone())
            .select_also(Entity)
            .filter(posting_entry::Column::NominationId.is_in(ids))
            .filter(Column::Status.is_in([PostingStatus::Published, PostingStatus::Ended]));
        found.extend(rows.all(db).await?.into_iter().filter_map(|(entry, list)| Some((entry, list?))));
    }
    Ok(found)
}

/// Objections that stand against some dossiers: open ones, and those that were upheld.
pub async fn standing_objections(
    db: &Conn,
    nominations: &[Uuid],
) -> Result<Vec<(posting_objection_entry::Model, ObjectionStatus)>> {
    use posting_objection_entry::{Column, Entity};
    let its_objection: RelationDef = Entity::belongs_to(posting_objection::Entity)
        .from(Column::ObjectionId)
        .to(posting_objection::Column::Id)
        .into();
    let mut found = vec![];
    for ids in lists(nominations) {
        let rows = Entity::find()
            .join(JoinType::InnerJoin, its_objection.clone())
            .select_also(posting_objection::Entity)
            .filter(Column::NominationId.is_in(ids))
            .filter(posting_objection::Column::Status.is_in([ObjectionStatus::Open, ObjectionStatus::Upheld]));
        let rows = rows.all(db).await?.into_iter();
        found.extend(rows.filter_map(|(entry, objection)| Some((entry, objection?.status))));
    }
    Ok(found)
}

pub async fn open_objections(db: &Conn, posting_id: Uuid) -> Result<u64> {
    use posting_objection::{Column, Entity};
    let of_posting = Entity::find().filter(Column::PostingId.eq(posting_id));
    Ok(of_posting.filter(Column::Status.eq(ObjectionStatus::Open)).count(db).await?)
}

pub async fn movements(db: &Conn, rows: &[posting::Model]) -> Result<Vec<movement::Model>> {
    let ids = rows.iter().map(|m| m.movement_id);
    Ok(movement::Entity::find().filter(movement::Column::Id.is_in(ids)).all(db).await?)
}
