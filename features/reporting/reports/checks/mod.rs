//! Checks of plausibility: what in a report makes a reader ask, and what the unit says to it.
mod plausible;

use std::collections::HashMap;

use base::{
    kernel::{
        digest,
        error::{Error, Result},
        scope::Scope,
    },
    store::{db::Conn, figures::Amounts},
};
use entity::{
    CheckAnswer,
    indicator::{self, Aggregation},
    report, report_value,
};
use plausible::{Figure, findings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    catalogue, content,
    dto::{CheckAnswerView, CheckView, Finding},
    previous::{self, Previous},
    rules::Asked,
};

/// What the values of a report make a reader ask, each with the answer that was given to just that.
pub async fn of(
    db: &Conn,
    scope: &Scope,
    report: &report::Model,
    values: &[report_value::Model],
) -> Result<Vec<CheckView>> {
    against(db, scope, report, &content::asked(db, report.plan_id).await?, values).await
}

/// What they made a reader ask when the report was signed.
pub fn signed(report: &report::Model) -> Result<Vec<CheckView>> {
    let kept = report.signed_checks.clone().map(serde_json::from_value).transpose().map_err(Error::internal)?;
    kept.ok_or_else(|| Error::internal(anyhow::anyhow!("a report that is signed without its checks")))
}

/// The same where it was read already what the plan asks for.
pub async fn against(
    db: &Conn,
    scope: &Scope,
    report: &report::Model,
    asked: &[Asked],
    values: &[report_value::Model],
) -> Result<Vec<CheckView>> {
    if values.is_empty() {
        return Ok(vec![]);
    }
    let before = previous::load(db, scope, report, asked).await?;
    let figures: Vec<_> = values.iter().filter_map(|value| figure(value, asked, &before)).collect();
    let parts = parts(db).await?;
    let mut found = vec![];
    for rule in catalogue::checks() {
        let findings: Vec<_> = findings(rule, &figures, &parts).into_iter().map(Finding::from).collect();
        if findings.is_empty() {
            continue;
        }
        let digest = digest_of(&findings)?;
        let answer = report.answers.0.iter().find(|answer| answer.code == rule.code && answer.findings == digest);
        found.push(CheckView {
            code: rule.code.clone(),
            severity: rule.severity,
            name: rule.name.clone(),
            name_en: rule.name_en.clone(),
            answer: answer.map(CheckAnswerView::from),
            findings,
        });
    }
    Ok(found)
}

/// Which indicators hold which, as (whole, part).
async fn parts(db: &Conn) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = catalogue::parts();
    let codes = rows.iter().flat_map(|row| [row.whole.as_str(), row.part.as_str()]);
    let found = indicator::Entity::find().select_only().columns([indicator::Column::Code, indicator::Column::Id]);
    let found: Vec<(String, Uuid)> = found.filter(indicator::Column::Code.is_in(codes)).into_tuple().all(db).await?;
    let ids: HashMap<&str, Uuid> = found.iter().map(|(code, id)| (code.as_str(), *id)).collect();
    let pair = |row: &catalogue::PartOf| Some((*ids.get(row.whole.as_str())?, *ids.get(row.part.as_str())?));
    Ok(rows.iter().filter_map(pair).collect())
}

/// Of what was found: an answer is to that.
pub fn digest_of(findings: &[Finding]) -> Result<String> {
    let text = digest::canonical(&findings)?;
    Ok(digest::sha256_hex(text.as_bytes()))
}

fn figure(value: &report_value::Model, asked: &[Asked], before: &Previous) -> Option<Figure> {
    let asks = asked.iter().find(|asks| asks.target_id == value.target_id)?;
    if asks.qualitative || asks.levels.is_some() {
        return None;
    }
    Some(Figure {
        target_id: value.target_id,
        indicator_id: value.indicator_id,
        cumulative: asks.aggregation == Some(Aggregation::Latest),
        now: amounts(value),
        last: before.sum(value.target_id),
    })
}

pub const fn amounts(m: &report_value::Model) -> Amounts {
    Amounts { value: m.value, numerator: m.numerator, denominator: m.denominator }
}

impl From<&Figure> for Finding {
    fn from(figure: &Figure) -> Self {
        let last = figure.last.unwrap_or_default();
        Self {
            target_id: figure.target_id,
            value: figure.now.value,
            numerator: figure.now.numerator,
            denominator: figure.now.denominator,
            last_value: last.value,
            last_numerator: last.numerator,
            last_denominator: last.denominator,
        }
    }
}

impl From<&CheckAnswer> for CheckAnswerView {
    fn from(answer: &CheckAnswer) -> Self {
        Self { text: answer.text.clone(), answered_at: answer.answered_at }
    }
}

/// Where a check stands among problems.
pub fn pointer(code: &str) -> String {
    format!("/checks/{code}")
}
