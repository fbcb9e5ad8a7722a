//! The service's JSON.
use anyhow::Result;
use sea_orm::{
    FromJsonQueryResult, QueryResult,
    prelude::{Date, DateTimeUtc},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::row::Row;

#[derive(Serialize)]
pub struct Unit {
    pub id: Uuid,
    pub code: Option<String>,
    pub kind: String,
    pub name: String,
    pub name_en: Option<String>,
    pub parent_id: Option<Uuid>,
    pub province_code: Option<String>,
    pub district_code: Option<String>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub status: &'static str,
    pub version: i64,
}

impl Unit {
    pub fn of(row: &impl Row) -> Result<Self> {
        Ok(Self {
            id: row.cell("id")?,
            code: row.cell("code")?,
            kind: row.cell("kind")?,
            name: row.cell("name")?,
            name_en: row.cell("name_en")?,
            parent_id: row.cell("parent_id")?,
            province_code: row.cell("province_code")?,
            district_code: row.cell("district_code")?,
            valid_from: row.cell("valid_from")?,
            valid_to: row.cell("valid_to")?,
            status: "active",
            version: row.cell("version")?,
        })
    }
}

#[derive(Serialize)]
pub struct Page {
    pub items: Vec<Report>,
    pub next_cursor: Option<String>,
    pub limit: u64,
}

#[derive(Clone, Serialize)]
pub struct Period {
    id: Uuid,
    code: String,
    pub data_from: Date,
    pub data_to: Date,
}

#[derive(Clone, Serialize)]
pub struct Document {
    number: String,
    issued_on: Option<Date>,
    signer_name: String,
    signer_title: String,
}

#[derive(Serialize, Deserialize, FromJsonQueryResult)]
pub struct Signature {
    signer_name: String,
    signer_title: String,
}

#[derive(Clone, Serialize)]
pub struct Report {
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    unit_name: String,
    preparer_unit_id: Option<Uuid>,
    pub period: Period,
    plan_id: Uuid,
    status: String,
    version_no: i32,
    content_digest: Option<String>,
    corrects: Option<i32>,
    due_on: Date,
    document: Option<Document>,
    first_submitted_at: Option<DateTimeUtc>,
    submitted_at: Option<DateTimeUtc>,
    accepted_at: Option<DateTimeUtc>,
    late: bool,
    receiver_unit_id: Uuid,
    updated_at: DateTimeUtc,
    pub version: i64,
    via: &'static str,
}

impl Report {
    /// As the unit reads it whose part of the tree it is.
    pub fn of(row: &impl Row, reader: Uuid) -> Result<Self> {
        let number: Option<String> = row.cell("document_number")?;
        let signature: Option<Signature> = row.cell("signature")?;
        let document = match number.zip(signature) {
            Some((number, Signature { signer_name, signer_title })) => {
                Some(Document { number, issued_on: row.cell("document_issued_on")?, signer_name, signer_title })
            }
            None => None,
        };
        let unit_id = row.cell("unit_id")?;
        Ok(Self {
            id: row.cell("id")?,
            obligation_id: row.cell("obligation_id")?,
            movement_id: row.cell("movement_id")?,
            unit_id,
            preparer_unit_id: row.cell("preparer_unit_id")?,
            unit_name: row.cell("unit_name")?,
            period: Period {
                id: row.cell("period_id")?,
                code: row.cell("period_code")?,
                data_from: row.cell("data_from")?,
                data_to: row.cell("data_to")?,
            },
            plan_id: row.cell("plan_id")?,
            status: row.cell("status")?,
            version_no: row.cell("version_no")?,
            content_digest: row.cell("content_digest")?,
            corrects: row.cell("corrects")?,
            due_on: row.cell("due_on")?,
            document,
            first_submitted_at: row.cell("first_submitted_at")?,
            submitted_at: row.cell("submitted_at")?,
            accepted_at: row.cell("accepted_at")?,
            late: row.cell("late")?,
            receiver_unit_id: row.cell("receiver_unit_id")?,
            updated_at: row.cell("updated_at")?,
            version: row.cell("version")?,
            via: if unit_id == reader { "own" } else { "line" },
        })
    }
}

#[derive(Clone, Serialize)]
pub struct Value {
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    pub origins: [Uuid; 0],
    pub value: Option<i64>,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub below: Option<i64>,
    pub total: Option<i64>,
    pub note: Option<String>,
    pub evidence: [Uuid; 0],
    pub data_from: Date,
    pub data_to: Date,
}

impl Value {
    /// Kept in ten-thousandths; those of the bench are whole.
    pub fn of(row: &QueryResult) -> Result<Self> {
        let whole = |name| anyhow::Ok(row.try_get::<Option<i64>>("", name)?.map(|figure| figure / 10_000));
        Ok(Self {
            target_id: row.try_get("", "target_id")?,
            indicator_id: row.try_get("", "indicator_id")?,
            origins: [],
            value: whole("value")?,
            numerator: whole("numerator")?,
            denominator: whole("denominator")?,
            below: None,
            total: None,
            note: row.try_get("", "note")?,
            evidence: [],
            data_from: row.try_get("", "data_from")?,
            data_to: row.try_get("", "data_to")?,
        })
    }
}

#[derive(Clone, Serialize)]
pub struct WholeReport {
    #[serde(flatten)]
    pub summary: Report,
    pub values: Vec<Value>,
    pub narrative: serde_json::Value,
    pub correction_reason: Option<String>,
    pub return_reason_code: Option<String>,
    pub return_reason: Option<String>,
    pub consolidation: Option<Uuid>,
    pub attachments: Vec<Uuid>,
    pub actions: [Action; 8],
}

#[derive(Clone, Copy, Serialize)]
pub struct Action {
    name: &'static str,
    allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// As many as the service tells. Whether they are allowed is not asked: it depends on rights and states.
const ACTIONS: [Action; 8] = [
    not("update"),
    not("sign"),
    not("submit"),
    not("return"),
    not("accept"),
    not("correct"),
    not("drop_correction"),
    Action { name: "write_message", allowed: true, reason: None },
];

const fn not(name: &'static str) -> Action {
    Action { name, allowed: false, reason: Some("invalid_transition") }
}

impl WholeReport {
    pub fn of(row: &QueryResult, reader: Uuid, values: Vec<Value>) -> Result<Self> {
        Ok(Self {
            summary: Report::of(row, reader)?,
            values,
            narrative: row.try_get("", "narrative")?,
            correction_reason: row.try_get("", "correction_reason")?,
            return_reason_code: row.try_get("", "return_reason_code")?,
            return_reason: row.try_get("", "return_reason")?,
            consolidation: None,
            attachments: vec![],
            actions: ACTIONS,
        })
    }
}

#[derive(Serialize)]
pub struct Consolidation {
    pub sources: Vec<Source>,
    pub figures: Vec<Figure>,
}

#[derive(Serialize)]
pub struct Source {
    unit_id: Uuid,
    status: String,
    report_id: Option<Uuid>,
    version_no: Option<i32>,
    digest: Option<String>,
}

impl Source {
    pub fn of(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            unit_id: row.try_get("", "unit_id")?,
            status: row.try_get("", "status")?,
            report_id: row.try_get("", "report_id")?,
            version_no: row.try_get("", "version_no")?,
            digest: row.try_get("", "digest")?,
        })
    }
}

#[derive(Serialize)]
pub struct Figure {
    indicator_id: Option<Uuid>,
    reported: i64,
    value: Option<i64>,
    numerator: Option<i64>,
    denominator: Option<i64>,
}

impl Figure {
    pub fn of(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            indicator_id: row.try_get("", "indicator_id")?,
            reported: row.try_get("", "reported")?,
            value: row.try_get("", "value")?,
            numerator: row.try_get("", "numerator")?,
            denominator: row.try_get("", "denominator")?,
        })
    }
}
