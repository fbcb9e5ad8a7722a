//! What the journal says of regimes that are switched, and of values of the configuration.
use base::store::journal::Facts;
use chrono::NaiveDate;
use entity::journal::Subject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a regime of the law.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RegimeEvent {
    /// A document said from which day on a regime that waits for confirmation is applied, or no longer applied.
    #[serde(rename = "regime.switched")]
    Switched {
        #[schema(max_length = 20)]
        regime_code: String,
        /// Whether it is applied from that day on.
        applied: bool,
        takes_effect_on: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for RegimeEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Regime);
}

/// What happened to the configuration.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RuleRevisionEvent {
    /// A document put another value in the place of one that is configuration.
    #[serde(rename = "rule_revision.made")]
    Made {
        /// What the rule speaks of; `ballot` of how a council votes.
        #[schema(max_length = 40)]
        kind: String,
        /// The row that held until the day before.
        rule_id: Uuid,
        /// The row that holds from that day on.
        made_rule_id: Uuid,
        takes_effect_on: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for RuleRevisionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::RuleRevision);
}
