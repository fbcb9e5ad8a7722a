//! Queries on questions: who asks and who answers see them, those above the latter, and all addressees what was published.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{guidance_question, journal::Subject};
use planning::files::readers;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryTrait, sea_query::SimpleExpr};
use uuid::Uuid;

use super::dto::QuestionFilter;
use crate::guidance;

fn visible(scope: &Scope, addressed: Option<SimpleExpr>) -> Condition {
    use guidance_question::Column;
    let visible = scope.visible(Column::GuidingUnitId, Condition::all()).add(Column::UnitId.is_in(scope.owned()));
    match addressed {
        Some(addressed) => visible.add(Condition::all().add(Column::Published.eq(true)).add(addressed)),
        None => visible,
    }
}

/// Whether the caller may know who asked.
pub fn knows_who(scope: &Scope, m: &guidance_question::Model) -> bool {
    scope.owns(m.unit_id) || scope.sees(m.guiding_unit_id, true)
}

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<guidance_question::Model> {
    use guidance_question::{Column, Entity};
    let addressed = Column::GuidanceId.in_subquery(readers::addressed(scope).into_query());
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope, Some(addressed))).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::GuidanceQuestion, id, hidden.guiding_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &QuestionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<guidance_question::Model>> {
    use guidance_question::Column;
    let addressed = guidance::repo::addressed(db, scope).await?;
    let to_me = (!addressed.is_empty()).then(|| Column::GuidanceId.is_in(addressed));
    let mut select = guidance_question::Entity::find().filter(visible(scope, to_me));
    if let Some(guidance) = filter.guidance_id {
        select = select.filter(Column::GuidanceId.eq(guidance));
    }
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.guiding_unit_id.is_empty() {
        select = select.filter(Column::GuidingUnitId.is_in(filter.guiding_unit_id.iter().copied()));
    }
    if !filter.unit_id.is_empty() {
        // Who asked is not told by asking either.
        let knows = visible(scope, None);
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied())).filter(knows);
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// How many questions a unit has asked on guidance.
pub async fn count(db: &Conn, guidance_id: Uuid, unit_id: Uuid) -> Result<u64> {
    use guidance_question::{Column, Entity};
    let asked = Entity::find().filter(Column::GuidanceId.eq(guidance_id)).filter(Column::UnitId.eq(unit_id));
    Ok(asked.count(db).await?)
}
