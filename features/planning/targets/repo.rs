//! Queries on targets: whoever sees the plan sees its targets.
use base::{
    kernel::{cursor::List, error::Result, scope::Scope},
    store::{
        db::Conn,
        page::{self, PageQuery, Rows},
    },
};
use entity::{plan, target};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};

use super::dto::TargetFilter;
use crate::plans;

/// The ids of the plans that a filter leaves, among those that the caller sees.
fn plans_of(scope: &Scope, filter: &TargetFilter) -> Select<plan::Entity> {
    use plan::Column;
    let mut select = plan::Entity::find().select_only().column(Column::Id).filter(plans::repo::visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if !filter.plan_status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.plan_status.iter().copied()));
    }
    select
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &TargetFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<target::Model>> {
    let plans = plans_of(scope, filter);
    // The plans of some units are few, and lead to their targets. Those of the sector are asked for along the page.
    let of_some_units = !filter.unit_id.is_empty() || filter.within.is_some() || !scope.reads_sector();
    let asked = if of_some_units {
        target::Column::PlanId.in_subquery(plans.into_query())
    } else {
        let own = Expr::col((plan::Entity, plan::Column::Id)).eq(Expr::col((target::Entity, target::Column::PlanId)));
        Expr::exists(plans.filter(own).into_query())
    };
    let mut select = target::Entity::find().filter(asked);
    if let Some(indicator) = filter.indicator_id {
        select = select.filter(target::Column::IndicatorId.eq(indicator));
    }
    page::fetch_by_id(db, select, target::Column::Id, page, list).await
}
