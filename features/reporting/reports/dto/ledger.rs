//! The ledger of what is owed.
use base::kernel::text::Text;
use chrono::{DateTime, NaiveDate, Utc};
use entity::obligation_change::ObligationChangeKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What became of an obligation, and why. What an entry leaves as it was is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ObligationChange)]
pub struct ObligationChangeView {
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub period_id: Uuid,
    pub unit_id: Uuid,
    pub kind: ObligationChangeKind,
    /// The day from which on it holds.
    pub holds_from: NaiveDate,
    /// The document that it rests on, of a reorganisation its legal basis; null for what the calendar does.
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// The days that are owed for.
    pub data_from: Option<NaiveDate>,
    pub data_to: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// Who prepares the report from then on.
    pub preparer_unit_id: Option<Uuid>,
    /// Of an extension: whether what is late by the day before is in time by the new one.
    pub excuses_lateness: Option<bool>,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExpectationFilter {
    /// Code of a period.
    #[param(example = "2024")]
    pub period: Option<Text<20>>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Only entries of these kinds.
    #[serde(default)]
    #[param(max_items = 10)]
    pub kind: Vec<ObligationChangeKind>,
}
