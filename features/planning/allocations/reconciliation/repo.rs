//! One level of shares, by one query.
use std::collections::HashSet;

use base::{
    kernel::error::Result,
    store::db::{Conn, bulk::lists},
};
use chrono::{DateTime, Utc};
use entity::{
    Quantity,
    allocation::{self, AllocationStatus, Column},
    plan::{self, PlanStatus},
    target::{self, Origins},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    allocations::repo::is_live,
    plans::rules::{COMMITS, ENDED_WITH_UNIT},
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
    pub answer_id: Option<Uuid>,
    pub answer_root_id: Option<Uuid>,
    pub answer_value: Option<Quantity>,
    pub answer_numerator: Option<Quantity>,
    pub answer_denominator: Option<Quantity>,
    pub plan_movement_id: Option<Uuid>,
    pub plan_unit_id: Option<Uuid>,
    pub plan_status: Option<PlanStatus>,
    pub plan_sent_at: Option<DateTime<Utc>>,
}

/// The shares of some targets that are not withdrawn, in the order of their making.
pub async fn level(db: &Conn, roots: &[Uuid]) -> Result<Vec<LevelRow>> {
    let mut rows = vec![];
    for roots in lists(roots) {
        rows.extend(of_roots(roots).into_model::<LevelRow>().all(db).await?);
    }
    // All rows of a share come by one statement, in their order.
    rows.sort_by_key(|row| row.id);
    leave_out_restated(db, &mut rows).await?;
    Ok(rows)
}

/// An answer that ended with its unit counts no more once a plan that was issued restates it.
async fn leave_out_restated(db: &Conn, rows: &mut [LevelRow]) -> Result<()> {
    let ended = |row: &&LevelRow| row.plan_status.is_some_and(|status| ENDED_WITH_UNIT.contains(&status));
    let movements: HashSet<Uuid> = rows.iter().filter(ended).filter_map(|row| row.plan_movement_id).collect();
    if movements.is_empty() {
        return Ok(());
    }
    let its_plan: RelationDef =
        target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into();
    let heirs = target::Entity::find()
        .select_only()
        .column(target::Column::InheritsFrom)
        .join(JoinType::InnerJoin, its_plan)
        .filter(plan::Column::MovementId.is_in(movements))
        .filter(plan::Column::DocumentNumber.is_not_null())
        .filter(plan::Column::Status.ne(PlanStatus::Cancelled))
        .filter(Expr::col((target::Entity, target::Column::InheritsFrom)).cast_as("text").ne("[]"))
        .into_tuple::<Origins>();
    let restated: HashSet<Uuid> = heirs.all(db).await?.into_iter().flat_map(|origins| origins.0).collect();
    for row in rows.iter_mut().filter(|row| ended(&&**row)) {
        if row.answer_id.is_some_and(|answer| restated.contains(&answer)) {
            (row.plan_unit_id, row.plan_status, row.plan_sent_at) = (None, None, None);
        }
    }
    Ok(())
}

fn of_roots(roots: Vec<Uuid>) -> Select<allocation::Entity> {
    allocation::Entity::find()
        .select_only()
        .columns([Column::Id, Column::TargetRootId, Column::FromUnitId, Column::UnitId])
        .columns([Column::Status, Column::Disclosed, Column::Value, Column::Numerator, Column::Denominator])
        .column_as(target::Column::Id, "answer_id")
        .column_as(target::Column::RootId, "answer_root_id")
        .column_as(target::Column::TargetValue, "answer_value")
        .column_as(target::Column::Numerator, "answer_numerator")
        .column_as(target::Column::Denominator, "answer_denominator")
        .column_as(plan::Column::MovementId, "plan_movement_id")
        .column_as(plan::Column::UnitId, "plan_unit_id")
        .column_as(plan::Column::Status, "plan_status")
        .column_as(plan::Column::SentAt, "plan_sent_at")
        .join(JoinType::LeftJoin, answer())
        .join(JoinType::LeftJoin, counting_plan())
        .filter(Column::TargetRootId.is_in(roots))
        .filter(is_live())
        .order_by_asc(Column::Id)
        .order_by_asc(target::Column::Id)
}

fn answer() -> RelationDef {
    allocation::Entity::belongs_to(target::Entity).from(Column::Id).to(target::Column::AllocationId).into()
}

/// In force or carried out; or issued and ended with its unit.
fn counting_plan() -> RelationDef {
    let relation: RelationDef =
        target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into();
    relation.on_condition(|_, _| {
        let ended = Condition::all()
            .add(plan::Column::Status.is_in(ENDED_WITH_UNIT))
            .add(plan::Column::DocumentNumber.is_not_null());
        Condition::any().add(plan::Column::Status.is_in(COMMITS)).add(ended)
    })
}
