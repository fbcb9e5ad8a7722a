//! What the journal says of groups of peers.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{journal::Subject, peer_group};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// What happened to a group of peers.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum PeerGroupEvent {
    /// A document formed a group.
    #[serde(rename = "peer_group.created")]
    Created {
        #[schema(max_length = 40)]
        code: String,
        #[schema(max_length = 60)]
        document_number: String,
        valid_from: NaiveDate,
        units: usize,
    },
    /// A document ended it.
    #[serde(rename = "peer_group.ended")]
    Ended {
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for PeerGroupEvent {
    const SUBJECT: Option<Subject> = Some(Subject::PeerGroup);
}

impl PeerGroupEvent {
    pub fn of(&self, before: &peer_group::Model, after: &peer_group::Model) -> Change {
        let told = |m: &peer_group::Model| json!({ "valid_to": m.valid_to });
        Change::new(self, after.id).version(after.version).changed(Changed::between(&told(before), &told(after)))
    }
}
