//! What the journal says of quotas.
use base::store::journal::{Change, Facts};
use entity::{award_quota, journal::Subject, nomination::Stage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to places of awards.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AwardQuotaEvent {
    /// A document gave places.
    #[serde(rename = "award_quota.given")]
    Given {
        movement_id: Uuid,
        stage: Stage,
        #[schema(max_length = 60)]
        document_number: String,
        /// Of how many forms, kinds of subject and units it speaks.
        items: usize,
        /// How many of them another document had given places before.
        replaced: usize,
    },
}

impl Facts for AwardQuotaEvent {
    const SUBJECT: Option<Subject> = Some(Subject::AwardQuota);
}

impl AwardQuotaEvent {
    pub fn of(&self, m: &award_quota::Model) -> Change {
        Change::new(self, m.id).version(m.version).unit(m.unit_id)
    }
}
