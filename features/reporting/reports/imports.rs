//! The values of a report as a table: what its columns are, and a template with a line for each target.
use std::collections::{HashMap, HashSet};

use base::{
    http::import::{Column, Kind, Sheet, Template},
    kernel::{error::Result, text::Text},
    store::db::Conn,
};
use entity::{indicator, report, report_value, target};
use planning::plans;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::dto::ValueInput;

/// As many as a report has.
const MOST: usize = 200;

pub const SHEET: Sheet = Sheet {
    name: "report-values",
    schema: "ValueInput",
    columns: &[
        Column::new("target_id", "Mã định danh chỉ tiêu", "/target_id", Kind::Id),
        Column::new("indicator_code", "Mã chỉ số", "", Kind::Code),
        Column::new("title", "Chỉ tiêu", "", Kind::Text),
        Column::new("unit_of_measure", "Đơn vị tính", "", Kind::Text),
        Column::new("value", "Số liệu", "/value", Kind::Number),
        Column::new("numerator", "Tử số", "/numerator", Kind::Number),
        Column::new("denominator", "Mẫu số", "/denominator", Kind::Number),
        Column::new("note", "Ghi chú", "/note", Kind::Text),
        Column::new("evidence", "Tệp chứng minh", "/evidence", Kind::Texts),
        Column::new("data_from", "Số liệu từ ngày", "/data_from", Kind::Day),
        Column::new("data_to", "Số liệu đến ngày", "/data_to", Kind::Day),
    ],
    aliases: &[],
    read_only: &["indicator_id", "origins", "below", "total"],
    most: MOST,
};

/// What was written, in the form in which it is sent.
pub fn input_of(m: &report_value::Model) -> ValueInput {
    ValueInput {
        target_id: m.target_id,
        value: m.value,
        numerator: m.numerator,
        denominator: m.denominator,
        note: m.note.clone().map(Text::stored),
        evidence: Some(m.evidence.0.clone()).filter(|files| !files.is_empty()),
        data_from: Some(m.data_from.into()),
        data_to: Some(m.data_to.into()),
    }
}

/// The codes of the indicators that the targets of a plan are on, by target.
pub async fn codes(db: &Conn, plan_id: Uuid) -> Result<HashMap<Uuid, String>> {
    let targets = plans::repo::targets(db, plan_id).await?;
    let ids: HashSet<Uuid> = targets.iter().filter_map(|target| target.indicator_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
    let codes: HashMap<Uuid, String> = found.into_iter().map(|m| (m.id, m.code)).collect();
    let code = |indicator: Option<Uuid>| codes.get(&indicator?).cloned();
    Ok(targets.iter().filter_map(|target| Some((target.id, code(target.indicator_id)?))).collect())
}

/// A line for each target that the report has to answer.
pub async fn template(db: &Conn, report: &report::Model) -> Result<Vec<u8>> {
    let codes = codes(db, report.plan_id).await?;
    let line = |target: &target::Model| {
        let mut line = vec![("target_id", target.id.to_string()), ("title", target.title.clone())];
        line.extend(codes.get(&target.id).map(|code| ("indicator_code", code.clone())));
        line.extend(target.unit_of_measure.clone().map(|unit| ("unit_of_measure", unit)));
        line
    };
    let rows = plans::repo::targets(db, report.plan_id).await?.iter().map(line).collect();
    Template { sheet: &SHEET, rows }.bytes()
}
