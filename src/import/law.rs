//! Indicators, forms of award, who may grant them, and the regimes of the law.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    Quantity, award_authority, award_form,
    indicator::{self, Aggregation, Direction, ValueType},
    indicator_kind, legal_regime,
    unit::UnitKind,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::files;
use crate::{
    kernel::{
        error::{Error, Result},
        text,
    },
    store::db::Uow,
};

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

#[derive(Deserialize)]
struct FormRow {
    code: String,
    name_vi: String,
    name_en: String,
    individual: bool,
    collective: bool,
    household: bool,
    vote_required: bool,
    verified: bool,
}

#[derive(Deserialize)]
struct AuthorityRow {
    award_form: String,
    unit_kind: UnitKind,
    legal_personality: bool,
    legal_basis: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    verified: bool,
}

#[derive(Deserialize)]
struct RegimeRow {
    code: String,
    law: String,
    decree: String,
    ministry_circular: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    verified: bool,
}

pub async fn load_indicators(uow: &Uow) -> Result<usize> {
    let mut rows: Vec<IndicatorRow> = files::rows(files::INDICATORS)?;
    // Ratios refer to the indicators they divide, so these come first.
    rows.sort_by_key(|row| row.numerator_code.is_some());
    let ids: HashMap<_, _> = rows.iter().map(|row| (row.code.clone(), Uuid::now_v7())).collect();
    let id = |code: &Option<String>| code.as_ref().and_then(|code| ids.get(code)).copied();
    let mut kinds = vec![];
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
            created_at: Set(uow.now),
        };
        indicator::Entity::insert(model).exec_without_returning(&uow.tx).await?;
        for kind in row.applies_to_kinds.split_whitespace() {
            let unit_kind = serde_json::from_value(kind.into()).map_err(Error::internal)?;
            kinds.push(indicator_kind::ActiveModel {
                id: Set(Uuid::now_v7()),
                indicator_id: Set(indicator_id),
                unit_kind: Set(unit_kind),
            });
        }
    }
    indicator_kind::Entity::insert_many(kinds).exec_without_returning(&uow.tx).await?;
    Ok(rows.len())
}

pub async fn load_award_forms(uow: &Uow) -> Result<()> {
    let forms: Vec<FormRow> = files::rows(files::AWARD_FORMS)?;
    let ids: HashMap<_, _> = forms.iter().map(|row| (row.code.clone(), Uuid::now_v7())).collect();
    let id = |code: &str| ids.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("no form {code}")));
    for row in &forms {
        let model = award_form::ActiveModel {
            id: Set(id(&row.code)?),
            code: Set(row.code.clone()),
            name: Set(row.name_vi.clone()),
            name_en: Set(row.name_en.clone()),
            for_individual: Set(row.individual),
            for_collective: Set(row.collective),
            for_household: Set(row.household),
            vote_required: Set(row.vote_required),
            verified: Set(row.verified),
        };
        award_form::Entity::insert(model).exec_without_returning(&uow.tx).await?;
    }
    let authorities: Vec<AuthorityRow> = files::rows(files::AWARD_AUTHORITIES)?;
    for row in authorities {
        let model = award_authority::ActiveModel {
            id: Set(Uuid::now_v7()),
            award_form_id: Set(id(&row.award_form)?),
            unit_kind: Set(row.unit_kind),
            legal_personality: Set(row.legal_personality),
            legal_basis: Set(row.legal_basis),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
            verified: Set(row.verified),
        };
        award_authority::Entity::insert(model).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}

pub async fn load_regimes(uow: &Uow) -> Result<()> {
    let rows: Vec<RegimeRow> = files::rows(files::LEGAL_REGIMES)?;
    for row in rows {
        let model = legal_regime::ActiveModel {
            id: Set(Uuid::now_v7()),
            code: Set(row.code),
            law: Set(row.law),
            decree: Set(row.decree),
            ministry_circular: Set(row.ministry_circular),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
            verified: Set(row.verified),
        };
        legal_regime::Entity::insert(model).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}
