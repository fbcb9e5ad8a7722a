//! Queries on submissions. Whoever sees what a unit sends up sees its submissions; which dossiers they name is told of each
//! to those who see it.
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
use entity::{journal::Subject, submission, submission_item};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::dto::SubmissionFilter;

fn visible(scope: &Scope) -> Condition {
    use submission::Column;
    let reached = Condition::all().add(Column::ToFunction.is_not_null());
    scope.visible_climbing(Column::UnitId, Condition::all(), reached)
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<submission::Model> {
    let found = submission::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees_climbing(found.unit_id, true, found.to_function.is_some()) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Submission, id, found.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &SubmissionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<submission::Model>> {
    use submission::Column;
    let mut select = submission::Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(unit) = filter.unit_id {
        select = select.filter(Column::UnitId.eq(unit));
    }
    let sorts = [SortField { name: "sent_at", column: Column::SentAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-sent_at", Column::Id, page, list).await
}

/// The dossiers of some submissions, in their order.
pub async fn items(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<submission_item::Model>>> {
    use submission_item::{Column, Entity};
    let mut found: HashMap<Uuid, Vec<submission_item::Model>> = HashMap::new();
    for ids in lists(ids) {
        let rows = Entity::find().filter(Column::SubmissionId.is_in(ids)).order_by_asc(Column::Rank);
        for row in rows.all(db).await? {
            found.entry(row.submission_id).or_default().push(row);
        }
    }
    Ok(found)
}
