//! What the journal says of recommendations.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{inspection_recommendation, journal::Subject};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a recommendation.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RecommendationEvent {
    /// The conclusion was signed that it stands in.
    #[serde(rename = "recommendation.made")]
    Made {
        /// The inspection whose conclusion it is.
        inspection_id: Uuid,
        /// The unit that has to do it.
        owner_unit_id: Uuid,
        due_on: NaiveDate,
    },
    /// Its owner answered.
    #[serde(rename = "recommendation.answered")]
    Answered {
        /// How many files the answer rests on.
        files: usize,
    },
    /// The inspecting unit did not find the answer enough. The reason stands on the recommendation.
    #[serde(rename = "recommendation.returned")]
    Returned,
    /// The inspecting unit found the answer enough.
    #[serde(rename = "recommendation.done")]
    Done,
    /// Nothing is to be done any more. The reason stands on the recommendation.
    #[serde(rename = "recommendation.dropped")]
    Dropped,
}

impl Facts for RecommendationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Recommendation);
}

impl RecommendationEvent {
    pub fn of(&self, before: &inspection_recommendation::Model, after: &inspection_recommendation::Model) -> Change {
        let told = |m: &inspection_recommendation::Model| json!({ "status": m.status });
        let change = Change::new(self, after.id).version(after.version).unit(after.inspecting_unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}
