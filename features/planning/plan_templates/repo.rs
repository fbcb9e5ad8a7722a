//! Queries on plan templates.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, literal},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    journal::Subject,
    movement,
    plan_template::{self, TemplateStatus},
    unit::UnitKind,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::dto::PlanTemplateFilter;

/// A template and its movement, whose people write and publish it.
#[derive(Clone, Debug)]
pub struct Found {
    pub template: plan_template::Model,
    pub movement: movement::Model,
}

/// The launching units whose drafts the caller sees: its own and, for the ministry's, who prepares for it.
fn side(scope: &Scope) -> Vec<Uuid> {
    let mut own: Vec<_> = scope.reading().to_vec();
    own.extend(scope.organisation.ministry().filter(|_| scope.reads_sector()));
    own
}

/// What was published is everybody's, also when it was withdrawn since.
fn visible(scope: &Scope) -> Condition {
    let own = movement::Entity::find()
        .select_only()
        .column(movement::Column::Id)
        .filter(movement::Column::LaunchedByUnitId.is_in(side(scope)));
    Condition::any()
        .add(plan_template::Column::PublishedAt.is_not_null())
        .add(plan_template::Column::MovementId.in_subquery(own.into_query()))
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<Found> {
    let its_movement: RelationDef = plan_template::Entity::belongs_to(movement::Entity)
        .from(plan_template::Column::MovementId)
        .to(movement::Column::Id)
        .into();
    let select = plan_template::Entity::find_by_id(id).join(JoinType::InnerJoin, its_movement);
    let found = select.select_also(movement::Entity).one(db).await?;
    let Some((template, Some(movement))) = found else { return Err(Error::new(Code::NotFound)) };
    if template.published_at.is_some() || side(scope).contains(&movement.launched_by_unit_id) {
        return Ok(Found { template, movement });
    }
    Err(scope.hidden(Subject::PlanTemplate, id, movement.launched_by_unit_id))
}

/// Whoever may see a plan may see what it began with.
pub async fn any(db: &Conn, id: Uuid) -> Result<Option<plan_template::Model>> {
    Ok(plan_template::Entity::find_by_id(id).one(db).await?)
}

/// The one in use for a kind of unit.
pub async fn published(db: &Conn, movement_id: Uuid, kind: UnitKind) -> Result<Option<plan_template::Model>> {
    let found = plan_template::Entity::find()
        .filter(plan_template::Column::MovementId.eq(movement_id))
        .filter(plan_template::Column::UnitKind.eq(kind))
        .filter(Expr::col(plan_template::Column::Status).eq(literal(TemplateStatus::Published)));
    Ok(found.one(db).await?)
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &PlanTemplateFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<plan_template::Model>> {
    use plan_template::Column;
    let mut select = plan_template::Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_kind.is_empty() {
        select = select.filter(Column::UnitKind.is_in(filter.unit_kind.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}
