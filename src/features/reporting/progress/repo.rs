//! The figures of a part of the tree, and how many reports are owed there.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    Quantity, indicator_kind,
    obligation::{self, ObligationStatus},
    report_value::{self, ValueQuality},
    unit::UnitKind,
};
use futures_util::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, StreamTrait};
use uuid::Uuid;

use crate::kernel::error::Result;

/// What is asked for: all units when there is no list.
pub struct Selection<'a> {
    pub movement_id: Uuid,
    pub periods: &'a [Uuid],
    pub indicators: &'a [Uuid],
    pub units: Option<&'a [Uuid]>,
}

#[derive(FromQueryResult)]
pub struct FigureRow {
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    pub data_to: NaiveDate,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub quality: ValueQuality,
}

/// One by one: the rows of a whole sector would fill the memory before they are folded.
pub async fn each_figure(
    db: &(impl ConnectionTrait + StreamTrait),
    selection: &Selection<'_>,
    mut take: impl FnMut(FigureRow),
) -> Result<()> {
    use report_value::Column;
    let mut select = report_value::Entity::find()
        .select_only()
        .columns([
            Column::IndicatorId,
            Column::UnitId,
            Column::PeriodId,
            Column::DataTo,
            Column::Value,
            Column::Numerator,
            Column::Denominator,
            Column::Quality,
        ])
        .filter(Column::MovementId.eq(selection.movement_id))
        .filter(Column::Quality.is_in([ValueQuality::Accepted, ValueQuality::Submitted]))
        .filter(Column::IndicatorId.is_in(selection.indicators.iter().copied()))
        .filter(Column::PeriodId.is_in(selection.periods.iter().copied()));
    if let Some(units) = selection.units {
        select = select.filter(Column::UnitId.is_in(units.iter().copied()));
    }
    let mut rows = select.into_model::<FigureRow>().stream(db).await?;
    while let Some(row) = rows.try_next().await? {
        take(row);
    }
    Ok(())
}

/// A report that a unit owes.
#[derive(FromQueryResult)]
pub struct Owed {
    pub unit_id: Uuid,
    pub period_id: Uuid,
    pub data_to: NaiveDate,
}

/// Reports owed and neither waived nor ended with their unit.
pub async fn owed(db: &impl ConnectionTrait, selection: &Selection<'_>) -> Result<Vec<Owed>> {
    use obligation::Column;
    let mut select = obligation::Entity::find()
        .select_only()
        .columns([Column::UnitId, Column::PeriodId, Column::DataTo])
        .filter(Column::MovementId.eq(selection.movement_id))
        .filter(Column::PeriodId.is_in(selection.periods.iter().copied()))
        .filter(Column::Status.is_not_in([ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation]));
    if let Some(units) = selection.units {
        select = select.filter(Column::UnitId.is_in(units.iter().copied()));
    }
    Ok(select.into_model::<Owed>().all(db).await?)
}

/// The kinds of unit that each indicator applies to.
pub async fn kinds(db: &impl ConnectionTrait, indicators: &[Uuid]) -> Result<HashMap<Uuid, Vec<UnitKind>>> {
    let found = indicator_kind::Entity::find()
        .filter(indicator_kind::Column::IndicatorId.is_in(indicators.iter().copied()))
        .all(db)
        .await?;
    let mut kinds: HashMap<Uuid, Vec<UnitKind>> = HashMap::new();
    for row in found {
        kinds.entry(row.indicator_id).or_default().push(row.unit_kind);
    }
    Ok(kinds)
}
