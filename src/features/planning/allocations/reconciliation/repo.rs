//! One level of shares, by one query.
use chrono::{DateTime, Utc};
use entity::{
    Quantity,
    allocation::{self, AllocationStatus, Column},
    plan::{self, PlanStatus},
    target,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
    sea_query::{self, Expr, ExprTrait, IntoIden, Query},
};
use uuid::Uuid;

use crate::{
    features::planning::plans::rules::{COMMITS, ENDED_WITH_UNIT},
    kernel::error::Result,
    store::db::bulk::lists,
};

/// A share and one version of a target that answers it; without a plan, if that version does not count.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LevelRow {
    pub id: Uuid,
    pub target_root_id: Uuid,
    pub from_unit_id: Uuid,
    pub unit_id: Uuid,
    pub status: AllocationStatus,
    pub disclosed: bool,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub answer_root_id: Option<Uuid>,
    pub answer_value: Option<Quantity>,
    pub answer_numerator: Option<Quantity>,
    pub answer_denominator: Option<Quantity>,
    pub plan_unit_id: Option<Uuid>,
    pub plan_status: Option<PlanStatus>,
    pub plan_sent_at: Option<DateTime<Utc>>,
}

/// The shares of some targets that are not withdrawn, in the order of their making.
pub async fn level(db: &impl ConnectionTrait, roots: &[Uuid]) -> Result<Vec<LevelRow>> {
    let mut rows = vec![];
    for roots in lists(roots) {
        rows.extend(of_roots(roots).into_model::<LevelRow>().all(db).await?);
    }
    // All rows of a share come by one statement, in their order.
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

fn of_roots(roots: Vec<Uuid>) -> Select<allocation::Entity> {
    allocation::Entity::find()
        .select_only()
        .columns([Column::Id, Column::TargetRootId, Column::FromUnitId, Column::UnitId])
        .columns([Column::Status, Column::Disclosed, Column::Value, Column::Numerator, Column::Denominator])
        .column_as(target::Column::RootId, "answer_root_id")
        .column_as(target::Column::TargetValue, "answer_value")
        .column_as(target::Column::Numerator, "answer_numerator")
        .column_as(target::Column::Denominator, "answer_denominator")
        .column_as(plan::Column::UnitId, "plan_unit_id")
        .column_as(plan::Column::Status, "plan_status")
        .column_as(plan::Column::SentAt, "plan_sent_at")
        .join(JoinType::LeftJoin, answer())
        .join(JoinType::LeftJoin, counting_plan())
        .filter(Column::TargetRootId.is_in(roots))
        .filter(Column::Status.ne(AllocationStatus::Withdrawn))
        .order_by_asc(Column::Id)
        .order_by_asc(target::Column::Id)
}

fn answer() -> RelationDef {
    allocation::Entity::belongs_to(target::Entity).from(Column::Id).to(target::Column::AllocationId).into()
}

/// In force or carried out; or issued and ended with its unit, while nothing that was issued restates the target.
fn counting_plan() -> RelationDef {
    let relation: RelationDef =
        target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into();
    relation.on_condition(|_, _| {
        let ended = Condition::all()
            .add(plan::Column::Status.is_in(ENDED_WITH_UNIT))
            .add(plan::Column::DocumentNumber.is_not_null())
            .add(Expr::not_exists(restated()));
        Condition::any().add(plan::Column::Status.is_in(COMMITS)).add(ended)
    })
}

/// A later target that inherits from this one, in a plan that was issued.
fn restated() -> sea_query::SelectStatement {
    let (heir, its_plan) = ("heir".into_iden(), "heirs_plan".into_iden());
    let of_plan = |column: plan::Column| Expr::col((its_plan.clone(), column));
    let issued = Condition::all()
        .add(of_plan(plan::Column::DocumentNumber).is_not_null())
        .add(of_plan(plan::Column::Status).ne(PlanStatus::Cancelled));
    let joined = of_plan(plan::Column::Id).equals((heir.clone(), target::Column::PlanId));
    Query::select()
        .expr(Expr::value(1))
        .from_as(target::Entity, heir.clone())
        .join_as(sea_query::JoinType::InnerJoin, plan::Entity, its_plan.clone(), joined)
        // Says nothing new, and lets PostgreSQL use the index: it would look at every target that there is.
        .and_where(Expr::col((heir.clone(), target::Column::InheritsFrom)).is_not_null())
        .and_where(Expr::col((heir, target::Column::InheritsFrom)).equals((target::Entity, target::Column::Id)))
        .cond_where(issued)
        .take()
}
