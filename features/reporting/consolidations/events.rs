//! What the journal says of consolidations.
use base::store::journal::{Change, Facts};
use entity::{consolidation, journal::Subject};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a consolidation.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ConsolidationEvent {
    /// The reports of a line were added up.
    #[serde(rename = "consolidation.created")]
    Created {
        movement_id: Uuid,
        #[schema(max_length = 40)]
        period_code: String,
        version_no: i32,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// They were added up anew.
    #[serde(rename = "consolidation.refreshed")]
    Refreshed {
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The head issued it.
    #[serde(rename = "consolidation.issued")]
    Issued {
        version_no: i32,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// A later version was issued.
    #[serde(rename = "consolidation.superseded")]
    Superseded {
        /// Number of the later version.
        by: i32,
    },
}

impl Facts for ConsolidationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Consolidation);
}

impl ConsolidationEvent {
    pub fn of(&self, m: &consolidation::Model) -> Change {
        Change::new(self, m.id).version(m.version).unit(m.unit_id)
    }
}
