//! Rules of all other kinds: what their columns say becomes parameters by name.
use std::collections::HashMap;

use base::kernel::error::{Error, Result};
use chrono::NaiveDate;
use entity::{legal_regime::RegimeStatus, legal_rule};
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    REGIMES, RegimeRow,
    library::{Cited, Library},
};
use crate::import::files;

/// What the rules of a file speak of.
pub const FILES: &[(&str, &str)] = &[
    ("criterion", include_str!("../../../data/regimes/criteria.csv")),
    ("guard", include_str!("../../../data/regimes/guards.csv")),
    ("council", include_str!("../../../data/regimes/council_rules.csv")),
    ("posting", include_str!("../../../data/regimes/posting_rules.csv")),
    ("processing_time", include_str!("../../../data/regimes/processing_times.csv")),
    ("submission_deadline", include_str!("../../../data/regimes/submission_deadlines.csv")),
    ("dossier_item", include_str!("../../../data/regimes/dossier_items.csv")),
    ("prize_multiple", include_str!("../../../data/regimes/prize_multiples.csv")),
    ("prize_rule", include_str!("../../../data/regimes/prize_rules.csv")),
    ("base_pay", include_str!("../../../data/regimes/base_pay.csv")),
    ("revocation_ground", include_str!("../../../data/regimes/revocation_grounds.csv")),
    ("recovery", include_str!("../../../data/regimes/recovery_rules.csv")),
    ("conferral", include_str!("../../../data/regimes/conferral_rules.csv")),
    ("reporting", include_str!("../../../data/regimes/reporting_rules.csv")),
    ("document_abbreviation", include_str!("../../../data/regimes/document_abbreviations.csv")),
    ("document_template", include_str!("../../../data/regimes/document_templates.csv")),
    ("personal_data", include_str!("../../../data/regimes/personal_data.csv")),
    ("data_subject_clock", include_str!("../../../data/regimes/data_subject_clocks.csv")),
    ("exemplar", include_str!("../../../data/regimes/exemplars.csv")),
];

/// Columns that every rule has, and that are no parameters.
const COMMON: [&str; 12] = [
    "regimes",
    "award_form",
    "scope",
    "document_id",
    "article",
    "valid_from",
    "valid_to",
    "verified",
    "source_id",
    "note",
    "params",
    "text_vi",
];

type Row = HashMap<String, String>;

pub fn rows(library: &mut Library) -> Result<Vec<legal_rule::ActiveModel>> {
    let regimes: Vec<RegimeRow> = files::rows(REGIMES)?;
    let mut made = vec![];
    for (kind, text) in FILES {
        for (row, ordinal) in files::rows::<Row>(text)?.into_iter().zip(1..) {
            made.push(rule(library, &regimes, kind, ordinal, &row)?);
        }
    }
    Ok(made)
}

/// An empty cell is unknown, or does not apply.
fn cell<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column).map(String::as_str).filter(|text| !text.is_empty())
}

fn day(row: &Row, column: &str) -> Result<Option<NaiveDate>> {
    cell(row, column).map(str::parse).transpose().map_err(Error::internal)
}

fn rule(
    library: &mut Library,
    regimes: &[RegimeRow],
    kind: &str,
    ordinal: i32,
    row: &Row,
) -> Result<legal_rule::ActiveModel> {
    let (valid_from, valid_to) = (day(row, "valid_from")?, day(row, "valid_to")?);
    let (document, source) = (cell(row, "document_id"), cell(row, "source_id"));
    let cited = Cited {
        document: document.unwrap_or("EXAMPLE"),
        article: cell(row, "article"),
        verified: cell(row, "verified") == Some("true"),
        source: source.unwrap_or_default(),
        note: cell(row, "note"),
    };
    Ok(legal_rule::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind.to_owned()),
        ordinal: Set(ordinal),
        regimes: Set(codes(regimes, row, valid_from, valid_to)),
        award_form: Set(cell(row, "award_form").map(str::to_owned)),
        scope: Set(cell(row, "scope").map(str::to_owned)),
        params: Set(params(row)?),
        words: Set(cell(row, "text_vi").map(str::to_owned)),
        citation_id: Set(library.cite(cited)?),
        valid_from: Set(valid_from),
        valid_to: Set(valid_to),
    })
}

/// The regimes that a row names or, where it names none, those in force while it holds.
fn codes(regimes: &[RegimeRow], row: &Row, from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let named = cell(row, "regimes").or_else(|| cell(row, "regime")).unwrap_or_default();
    let named: Vec<&str> = named.split(';').filter(|code| regimes.iter().any(|regime| regime.code == *code)).collect();
    let holds = |regime: &&RegimeRow| {
        regime.status == RegimeStatus::InForce
            && to.is_none_or(|to| regime.valid_from <= to)
            && from.zip(regime.valid_to).is_none_or(|(from, last)| from <= last)
    };
    let found: Vec<&str> = match named.is_empty() {
        true => regimes.iter().filter(holds).map(|regime| regime.code.as_str()).collect(),
        false => named,
    };
    format!(",{},", found.join(","))
}

fn params(row: &Row) -> Result<Value> {
    let mut params = Map::new();
    let others = row.iter().filter(|(column, text)| !COMMON.contains(&column.as_str()) && !text.is_empty());
    params.extend(others.map(|(column, text)| (column.clone(), typed(text))));
    if let Some(text) = cell(row, "params") {
        params.insert("params".to_owned(), serde_json::from_str(text).map_err(Error::internal)?);
    }
    Ok(Value::Object(params))
}

/// Truth values and whole numbers as such; `01` is a code.
fn typed(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => number.into(),
            _ => text.into(),
        },
    }
}
