//! The targets of a plan with all that says what is reported against them, by one statement.
use base::{kernel::error::Result, store::db::Conn};
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
    target, target_level,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait, RelationDef,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

/// What an indicator says of its figures.
pub struct Measure {
    pub aggregation: Aggregation,
    pub value_type: ValueType,
    pub decimals: i16,
    pub upper_bound: Option<Quantity>,
    /// The indicators that it is the quotient of.
    pub parts: Option<(Uuid, Uuid)>,
}

pub struct Measured {
    pub target: target::Model,
    pub measure: Option<Measure>,
    /// How many levels it is judged by.
    pub levels: i64,
}

impl FromQueryResult for Measured {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let target = target::Model::from_query_result(row, "")?;
        let measure = if target.indicator_id.is_some() { Some(measure(row)?) } else { None };
        Ok(Self { target, measure, levels: row.try_get("", "levels")? })
    }
}

fn measure(row: &QueryResult) -> Result<Measure, DbErr> {
    let (numerator, denominator): (Option<Uuid>, _) =
        (row.try_get("", "numerator_id")?, row.try_get("", "denominator_id")?);
    Ok(Measure {
        aggregation: row.try_get("", "measured_by")?,
        value_type: row.try_get("", "value_type")?,
        decimals: row.try_get("", "decimals")?,
        upper_bound: row.try_get("", "upper_bound")?,
        parts: numerator.zip(denominator),
    })
}

/// In their order.
pub async fn measured(db: &Conn, plan_id: Uuid) -> Result<Vec<Measured>> {
    use target::Column;
    let of_indicator: RelationDef =
        target::Entity::belongs_to(indicator::Entity).from(Column::IndicatorId).to(indicator::Column::Id).into();
    let of_this =
        Expr::col((target_level::Entity, target_level::Column::TargetId)).equals((target::Entity, Column::Id));
    let levels = target_level::Entity::find().select_only().expr(target_level::Column::Id.count()).filter(of_this);
    let found = target::Entity::find()
        .join(JoinType::LeftJoin, of_indicator)
        .column_as(indicator::Column::Aggregation, "measured_by")
        .columns([indicator::Column::ValueType, indicator::Column::Decimals, indicator::Column::UpperBound])
        .columns([indicator::Column::NumeratorId, indicator::Column::DenominatorId])
        .expr_as(Expr::SubQuery(None, Box::new(levels.into_query().into())), "levels")
        .filter(Column::PlanId.eq(plan_id))
        .order_by_asc(Column::Ordinal);
    Ok(found.into_model().all(db).await?)
}
