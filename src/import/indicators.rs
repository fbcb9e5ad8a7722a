//! The catalogue of indicators.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Error, Result},
        text,
    },
    store::{
        db::Uow,
        definitions::{self, Kept},
    },
};
use entity::{
    Quantity,
    definition_version::Defined,
    indicator::{self, Aggregation, Direction, ValueType},
    indicator_kind,
    unit::UnitKind,
};
use planning::indicators::rules::Meaning;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::files;

#[derive(Deserialize)]
struct IndicatorRow {
    code: String,
    name_vi: String,
    name_en: Option<String>,
    unit_of_measure: String,
    direction: Direction,
    aggregation: Aggregation,
    applies_to_kinds: String,
    value_type: ValueType,
    numerator_code: Option<String>,
    denominator_code: Option<String>,
    decimals: i16,
    upper_bound: Option<i32>,
}

pub async fn load(uow: &Uow) -> Result<usize> {
    let mut rows: Vec<IndicatorRow> = files::rows(files::INDICATORS)?;
    // Ratios refer to the indicators they divide, so these come first.
    rows.sort_by_key(|row| row.numerator_code.is_some());
    let ids: HashMap<_, _> = rows.iter().map(|row| (row.code.clone(), Uuid::now_v7())).collect();
    let id = |code: &Option<String>| code.as_ref().and_then(|code| ids.get(code)).copied();
    let (mut kinds, mut said) = (vec![], vec![]);
    for row in &rows {
        let indicator_id = id(&Some(row.code.clone())).unwrap_or_default();
        let model = indicator::ActiveModel {
            id: Set(indicator_id),
            code: Set(row.code.clone()),
            name: Set(row.name_vi.clone()),
            name_en: Set(row.name_en.clone()),
            search_text: Set(text::fold(&format!("{} {}", row.code, row.name_vi))),
            unit_of_measure: Set(row.unit_of_measure.clone()),
            direction: Set(row.direction),
            aggregation: Set(row.aggregation),
            value_type: Set(row.value_type),
            decimals: Set(row.decimals),
            upper_bound: Set(row.upper_bound.map(Quantity::whole)),
            numerator_id: Set(id(&row.numerator_code)),
            denominator_id: Set(id(&row.denominator_code)),
            retired_on: Set(None),
            retire_reason: Set(None),
            replaced_by_id: Set(None),
            version: Set(1),
            created_at: Set(uow.now),
            updated_at: Set(uow.now),
        };
        indicator::Entity::insert(model).exec_without_returning(&uow.tx).await?;
        let mut applies_to: Vec<UnitKind> = vec![];
        for kind in row.applies_to_kinds.split_whitespace() {
            let unit_kind = serde_json::from_value(kind.into()).map_err(Error::internal)?;
            applies_to.push(unit_kind);
            kinds.push(indicator_kind::ActiveModel {
                id: Set(Uuid::now_v7()),
                indicator_id: Set(indicator_id),
                unit_kind: Set(unit_kind),
            });
        }
        applies_to.sort_unstable();
        said.push((indicator_id, meaning(row, applies_to)));
    }
    indicator_kind::Entity::insert_many(kinds).exec_without_returning(&uow.tx).await?;
    let kept = said.iter().map(|(id, content)| Kept { of: Defined::Indicator, id: *id, version: 1, content, by: None });
    definitions::keep(uow, &kept.collect::<Vec<_>>()).await?;
    Ok(rows.len())
}

fn meaning(row: &IndicatorRow, applies_to: Vec<UnitKind>) -> Meaning {
    Meaning {
        code: row.code.clone(),
        name: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        unit_of_measure: row.unit_of_measure.clone(),
        direction: row.direction,
        aggregation: row.aggregation,
        value_type: row.value_type,
        decimals: row.decimals,
        upper_bound: row.upper_bound.map(Quantity::whole),
        numerator_code: row.numerator_code.clone(),
        denominator_code: row.denominator_code.clone(),
        applies_to,
        retired_on: None,
        retire_reason: None,
        replaced_by_code: None,
    }
}
