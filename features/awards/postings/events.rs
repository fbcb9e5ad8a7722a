//! What the journal says of postings and of what is objected to. Who is on a list, and what somebody wrote, stands there.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{journal::Subject, nomination::Stage, posting, posting_objection};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a posting.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum PostingEvent {
    /// A list was drafted.
    #[serde(rename = "posting.created")]
    Created {
        movement_id: Uuid,
        stage: Stage,
        /// How many dossiers are on it.
        entries: usize,
    },
    /// The draft was changed.
    #[serde(rename = "posting.updated")]
    Updated {
        /// Whether the list was given anew.
        entries: bool,
    },
    /// It was made public.
    #[serde(rename = "posting.published")]
    Published {
        /// Its first day.
        first_on: NaiveDate,
        /// Its last day.
        last_on: NaiveDate,
    },
    /// Its days are over and every objection was decided.
    #[serde(rename = "posting.ended")]
    Ended,
    /// It was taken back. The reason stands in it.
    #[serde(rename = "posting.withdrawn")]
    Withdrawn,
}

impl Facts for PostingEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Posting);
}

impl PostingEvent {
    pub fn of(&self, before: &posting::Model, after: &posting::Model) -> Change {
        let told = |m: &posting::Model| {
            json!({
                "status": m.status,
                "council_on": m.council_on,
                "days": m.days,
                "counting": m.counting,
                "publish_by": m.publish_by,
            })
        };
        let texts = |m: &posting::Model| json!({ "title": m.title });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}

/// What happened to an objection.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum PostingObjectionEvent {
    /// Somebody without an account objected to what is posted.
    #[serde(rename = "posting_objection.raised")]
    Raised {
        /// The list.
        posting_id: Uuid,
        /// To how many dossiers.
        entries: usize,
    },
    /// Whoever objected wrote again.
    #[serde(rename = "posting_objection.written")]
    Written,
    /// The unit answered.
    #[serde(rename = "posting_objection.answered")]
    Answered,
    /// It was found true: these versions of the dossiers do not go on. The reason stands in it.
    #[serde(rename = "posting_objection.upheld")]
    Upheld,
    /// It was found untrue. The reason stands in it.
    #[serde(rename = "posting_objection.dismissed")]
    Dismissed,
    /// Whoever objected took it back.
    #[serde(rename = "posting_objection.withdrawn")]
    Withdrawn,
}

impl Facts for PostingObjectionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::PostingObjection);
}

impl PostingObjectionEvent {
    pub fn of(&self, before: &posting_objection::Model, after: &posting_objection::Model) -> Change {
        let told = |m: &posting_objection::Model| json!({ "status": m.status });
        let changed = Changed::between(&told(before), &told(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
