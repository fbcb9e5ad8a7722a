use base::{
    http::answer::Resource,
    kernel::{day::Day, text::Line},
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::law::{
    dto::{Citation, LegalDocument},
    kind::RuleKind,
};

/// What a row that was not read is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToConfirmOf {
    Document,
    Regime,
    /// Whom a form may go to.
    AwardForm,
    /// Who decides a form.
    Authority,
    /// How a council votes on a form.
    Ballot,
    /// Any other rule: `kind` says of what.
    Rule,
}

/// What a person has to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Read the document, or its number and days.
    ReadDocument,
    /// Say whether the regime is the law, and switch it on with a document.
    ConfirmRegime,
    /// Find the article: the document is known, the place is not.
    FindArticle,
    /// Read the article and compare.
    ReadArticle,
    /// Say the value: none was read.
    GiveValue,
    /// Decide the value: it is no law, and may be changed with a document.
    DecideValue,
}

/// A row that nobody has read in a public text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ToConfirm {
    pub of: ToConfirmOf,
    /// Only of a rule.
    pub kind: Option<RuleKind>,
    /// The id of the rule; null of a document and of a regime.
    pub rule_id: Option<Uuid>,
    /// What is to be done about it.
    pub check: Check,
    #[schema(max_items = 10)]
    pub regime_codes: Vec<String>,
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: Option<String>,
    /// What the row says now, by name.
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
    /// Its words, shortened.
    #[schema(max_length = 2000)]
    pub words: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// The document that it rests on, or that is to be read.
    pub legal_document: LegalDocument,
    /// Where the row stands; null of a document.
    pub citation: Option<Citation>,
}

/// Whether a regime is applied from a day on.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"applied": true, "takes_effect_on": "2026-12-01", "document": {"number": "2100/QĐ-BTP", "issued_on": "2026-11-20", "signer_name": "Ngô Duy Sơn", "signer_title": "Bộ trưởng"}}))]
pub struct SwitchRegime {
    /// Whether it is applied from that day on.
    pub applied: bool,
    /// Today or later, not before the first day of the regime, and after the last change.
    pub takes_effect_on: Day,
    #[validate(nested)]
    pub document: DocumentInput,
}

/// Another value in the place of one that is configuration.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rule_id": "0198c0de-0000-7000-8000-000000000001", "takes_effect_on": "2024-07-01", "params": {"code": "NOTIFY_10WD", "body": "ministry_standing_body", "starts_at": "decision_received", "days": 8, "day_kind": "working", "op": "at_most"}, "title": "Quy định thời hạn thông báo kết quả khen thưởng", "document": {"number": "210/QĐ-BTP", "issued_on": "2024-06-03", "signer_name": "Ngô Duy Sơn", "signer_title": "Vụ trưởng"}}))]
pub struct ReviseRule {
    /// A rule of any kind, or of a ballot, whose scope is `configuration`.
    pub rule_id: Uuid,
    /// Today or later, and after the first day of the rule.
    pub takes_effect_on: Day,
    /// All its parameters: the same names and types, other values. Of a ballot: `ballot_required`, `secrecy`, `yes_num`,
    /// `yes_den` and `op`.
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
    /// What the document is called.
    pub title: Line,
    #[validate(nested)]
    pub document: DocumentInput,
}

/// A value of the configuration that a document changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RuleRevision)]
pub struct RuleRevisionView {
    pub id: Uuid,
    /// What the rule speaks of; `ballot` of how a council votes.
    #[schema(max_length = 40, example = "posting")]
    pub kind: String,
    /// The row that held until the day before.
    pub rule_id: Uuid,
    /// The row that holds from that day on.
    pub made_rule_id: Uuid,
    pub takes_effect_on: NaiveDate,
    pub document: DocumentView,
    pub unit_id: Uuid,
    pub revised_by: Uuid,
    pub created_at: DateTime<Utc>,
}

impl Resource for RuleRevisionView {
    fn version(&self) -> i64 {
        1
    }

    fn location(&self) -> String {
        format!("/api/v1/rule-revisions/{}", self.id)
    }
}
