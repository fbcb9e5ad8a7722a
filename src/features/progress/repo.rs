//! The figures of a part of the tree, and how many reports are owed there.
use std::collections::HashMap;

use entity::{
    Quantity, indicator_kind,
    obligation::{self, ObligationStatus},
    report_value::{self, ValueQuality},
    unit::UnitKind,
};
use futures_util::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, StreamTrait};
use uuid::Uuid;

use super::dto::Quality;
use crate::core::error::Result;

/// What is asked for: all units when there is no list.
pub struct Part<'a> {
    pub movement_id: Uuid,
    pub periods: &'a [Uuid],
    pub indicators: &'a [Uuid],
    pub units: Option<&'a [Uuid]>,
    pub quality: Quality,
}

#[derive(FromQueryResult)]
pub struct FigureRow {
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// One by one: the rows of a whole sector would fill the memory before they are folded.
pub async fn each_figure(
    db: &(impl ConnectionTrait + StreamTrait),
    part: &Part<'_>,
    mut take: impl FnMut(FigureRow),
) -> Result<()> {
    use report_value::Column;
    let counted = match part.quality {
        Quality::Accepted => vec![ValueQuality::Accepted],
        Quality::Submitted => vec![ValueQuality::Accepted, ValueQuality::Submitted],
    };
    let mut select = report_value::Entity::find()
        .select_only()
        .columns([
            Column::IndicatorId,
            Column::UnitId,
            Column::PeriodId,
            Column::Value,
            Column::Numerator,
            Column::Denominator,
        ])
        .filter(Column::MovementId.eq(part.movement_id))
        .filter(Column::Quality.is_in(counted))
        .filter(Column::IndicatorId.is_in(part.indicators.iter().copied()))
        .filter(Column::PeriodId.is_in(part.periods.iter().copied()));
    if let Some(units) = part.units {
        select = select.filter(Column::UnitId.is_in(units.iter().copied()));
    }
    let mut rows = select.into_model::<FigureRow>().stream(db).await?;
    while let Some(row) = rows.try_next().await? {
        take(row);
    }
    Ok(())
}

/// Reports owed and not waived, by unit.
pub async fn owed(db: &impl ConnectionTrait, part: &Part<'_>) -> Result<HashMap<Uuid, u64>> {
    use obligation::Column;
    let mut select = obligation::Entity::find()
        .select_only()
        .column(Column::UnitId)
        .column_as(Column::Id.count(), "owed")
        .filter(Column::MovementId.eq(part.movement_id))
        .filter(Column::PeriodId.is_in(part.periods.iter().copied()))
        .filter(Column::Status.ne(ObligationStatus::Waived))
        .group_by(Column::UnitId);
    if let Some(units) = part.units {
        select = select.filter(Column::UnitId.is_in(units.iter().copied()));
    }
    let rows = select.into_tuple::<(Uuid, i64)>().all(db).await?;
    Ok(rows.into_iter().map(|(unit, owed)| (unit, u64::try_from(owed).unwrap_or(0))).collect())
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
