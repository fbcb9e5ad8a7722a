//! What was reported and accepted: unit by unit, and for whoever stands above.
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::Aggregation,
    report_value::{self, ValueQuality},
    target,
};
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, StreamTrait,
};
use uuid::Uuid;

use super::amounts::Amounts;
use crate::core::{error::Result, organisation::Organisation};

/// Which figures are asked for.
pub struct Selection<'a> {
    pub movement_id: Uuid,
    pub indicator_id: Option<Uuid>,
    /// Where there is no indicator: the targets, in any of their versions, that figures were reported against.
    pub roots: &'a [Uuid],
    pub period_id: Option<Uuid>,
    pub aggregation: Aggregation,
}

#[derive(FromQueryResult)]
struct Figure {
    id: Uuid,
    unit_id: Uuid,
    data_to: NaiveDate,
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
}

/// The accepted figures of each unit that reported any: the last of a stock, else all together. They are added here and
/// not by the database, where a few absurd ones would be too much for a sum; and one by one, not to fill the memory.
pub async fn by_unit(
    db: &(impl ConnectionTrait + StreamTrait),
    selection: &Selection<'_>,
) -> Result<HashMap<Uuid, Amounts>> {
    use report_value::Column;
    let mut select = report_value::Entity::find()
        .select_only()
        .columns([Column::Id, Column::UnitId, Column::DataTo])
        .columns([Column::Value, Column::Numerator, Column::Denominator])
        .filter(Column::MovementId.eq(selection.movement_id))
        .filter(Column::Quality.eq(ValueQuality::Accepted));
    select = match selection.indicator_id {
        Some(indicator) => select.filter(Column::IndicatorId.eq(indicator)),
        None => {
            let versions = target::Entity::find().select_only().column(target::Column::Id);
            let versions = versions.filter(target::Column::RootId.is_in(selection.roots.iter().copied()));
            select.filter(Column::TargetId.in_subquery(versions.into_query()))
        }
    };
    if let Some(period) = selection.period_id {
        select = select.filter(Column::PeriodId.eq(period));
    }
    let mut units = Units { latest: selection.aggregation == Aggregation::Latest, ..Units::default() };
    let mut figures = select.into_model::<Figure>().stream(db).await?;
    while let Some(figure) = figures.try_next().await? {
        units.add(&figure);
    }
    Ok(units.amounts)
}

#[derive(Default)]
struct Units {
    latest: bool,
    last: HashMap<Uuid, (NaiveDate, Uuid)>,
    amounts: HashMap<Uuid, Amounts>,
}

impl Units {
    fn add(&mut self, figure: &Figure) {
        if figure.value.is_none() && figure.numerator.is_none() && figure.denominator.is_none() {
            return;
        }
        let amounts = Amounts::of(figure.value, figure.numerator, figure.denominator);
        let sum = self.amounts.entry(figure.unit_id).or_default();
        if !self.latest {
            *sum = *sum + amounts;
            return;
        }
        let at = (figure.data_to, figure.id);
        if self.last.get(&figure.unit_id).is_none_or(|last| *last < at) {
            self.last.insert(figure.unit_id, at);
            *sum = amounts;
        }
    }
}

/// For each of some units what it and everything below it on a day have reported, ended units too: under each of its
/// successors whatever a unit that was split had. Units without any report are left out.
pub fn upward(
    organisation: &Organisation,
    day: NaiveDate,
    reported: &HashMap<Uuid, Amounts>,
    wanted: &HashSet<Uuid>,
) -> HashMap<Uuid, Amounts> {
    let mut sums: HashMap<Uuid, Amounts> = HashMap::new();
    for (unit, amounts) in reported {
        let above = organisation.ancestors(*unit, day);
        for holder in std::iter::once(unit).chain(&above).filter(|holder| wanted.contains(holder)) {
            let sum = sums.entry(*holder).or_default();
            *sum = *sum + *amounts;
        }
    }
    sums
}
