//! What the journal says of inspections.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{inspection, journal::Subject, plan_attachment::AttachmentKind};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to an inspection.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum InspectionEvent {
    /// An inspection was planned.
    #[serde(rename = "inspection.created")]
    Created {
        movement_id: Uuid,
        /// How many units are inspected.
        units: usize,
    },
    /// The plan was changed.
    #[serde(rename = "inspection.updated")]
    Updated {
        /// How many units are inspected.
        units: usize,
    },
    /// Who is in the team, or between which days, was changed. Their rights changed with it.
    #[serde(rename = "inspection.team_set")]
    TeamSet {
        /// How many are in it.
        members: usize,
    },
    /// The head signed the decision: the inspected units know of it, and its team reads what it covers.
    #[serde(rename = "inspection.announced")]
    Announced {
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
    },
    /// Its team began to inspect.
    #[serde(rename = "inspection.begun")]
    Begun,
    /// What was found and what is recommended was written down for the head.
    #[serde(rename = "inspection.conclusion_drafted")]
    ConclusionDrafted {
        /// How many things are recommended.
        recommendations: usize,
    },
    /// The head signed the conclusion; each recommendation has an entry of its own.
    #[serde(rename = "inspection.concluded")]
    Concluded {
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
    },
    /// What was recommended is being seen to.
    #[serde(rename = "inspection.followed_up")]
    FollowedUp,
    /// All that was recommended is done or dropped. The team reads nothing more.
    #[serde(rename = "inspection.closed")]
    Closed,
    /// It was given up. The team reads nothing more. The reason stands on the inspection.
    #[serde(rename = "inspection.cancelled")]
    Cancelled,
    /// An inspected unit explained itself. The version of the inspection stays.
    #[serde(rename = "inspection.explained")]
    Explained {
        /// What was said.
        explanation_id: Uuid,
        /// The inspected unit.
        by_unit_id: Uuid,
        /// Whether the conclusion had been signed.
        after_conclusion: bool,
    },
    /// A file was attached. The version of the inspection stays.
    #[serde(rename = "inspection.file_attached")]
    FileAttached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// A file was taken away. The version of the inspection stays.
    #[serde(rename = "inspection.file_detached")]
    FileDetached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
}

impl Facts for InspectionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Inspection);
}

impl InspectionEvent {
    pub fn of(&self, before: &inspection::Model, after: &inspection::Model) -> Change {
        let told =
            |m: &inspection::Model| json!({ "status": m.status, "starts_on": m.starts_on, "ends_on": m.ends_on });
        let texts =
            |m: &inspection::Model| json!({ "title": m.title, "content": m.content, "conclusion": m.conclusion });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
