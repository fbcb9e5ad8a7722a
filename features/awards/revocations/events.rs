//! What the journal says of revocations. What was found, and why, stands in them.
use base::store::journal::{Change, Changed, Facts};
use entity::{journal::Subject, revocation};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a revocation.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RevocationEvent {
    /// Somebody proposed to revoke an award.
    #[serde(rename = "revocation.proposed")]
    Proposed {
        award_id: Uuid,
        /// As the rule calls it.
        #[schema(max_length = 10)]
        ground: String,
    },
    /// Whoever granted the award revoked it; the award has an entry of its own.
    #[serde(rename = "revocation.revoked")]
    Revoked {
        award_id: Uuid,
        #[schema(max_length = 60)]
        document_number: String,
    },
    /// The award stands. The reason stands in the revocation.
    #[serde(rename = "revocation.dismissed")]
    Dismissed,
    /// What had to come back came back.
    #[serde(rename = "revocation.recovered")]
    Recovered {
        /// Whether the certificate, medal or badge came back.
        artefact: bool,
        /// In đồng.
        money_vnd: i64,
    },
}

impl Facts for RevocationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Revocation);
}

impl RevocationEvent {
    pub fn of(&self, before: &revocation::Model, after: &revocation::Model) -> Change {
        let told = |m: &revocation::Model| json!({ "status": m.status });
        let change = Change::new(self, after.id).version(after.version).unit(after.deciding_unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}
