//! What the journal says of councils and their sessions. How somebody voted is not said here: an open vote stands in the
//! minutes, and a secret one nowhere.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    council,
    council_session::{self, Ballot},
    journal::Subject,
    plan_attachment::AttachmentKind,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a council.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum CouncilEvent {
    /// A council was drafted.
    #[serde(rename = "council.created")]
    Created {
        /// How many are in it.
        members: usize,
    },
    /// The draft was changed.
    #[serde(rename = "council.updated")]
    Updated {
        /// Whether its members were given anew.
        members: bool,
    },
    /// The head signed the decision that founds it.
    #[serde(rename = "council.founded")]
    Founded {
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
        /// How many are in it.
        members: usize,
    },
    /// Who is in it was changed by a document.
    #[serde(rename = "council.members_changed")]
    MembersChanged {
        #[schema(max_length = 60)]
        document_number: String,
        /// How many are in it.
        members: usize,
    },
    /// It was dissolved, or given up before it was founded. The reason stands in it.
    #[serde(rename = "council.dissolved")]
    Dissolved {
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for CouncilEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Council);
}

impl CouncilEvent {
    pub fn of(&self, before: &council::Model, after: &council::Model) -> Change {
        let told = |m: &council::Model| json!({ "status": m.status });
        let texts = |m: &council::Model| json!({ "name": m.name });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}

/// What happened to a session of a council.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum CouncilSessionEvent {
    /// A session was planned.
    #[serde(rename = "council_session.planned")]
    Planned {
        council_id: Uuid,
        held_on: NaiveDate,
        ballot: Ballot,
        /// How many dossiers are on its agenda.
        items: usize,
    },
    /// Its plan or its agenda was changed.
    #[serde(rename = "council_session.updated")]
    Updated {
        /// Whether the agenda was given anew.
        items: bool,
    },
    /// It was recorded who takes part, and how.
    #[serde(rename = "council_session.attendance_recorded")]
    AttendanceRecorded {
        /// How many are there.
        present: usize,
        /// How many give their opinion in writing.
        written: usize,
    },
    /// Members may vote. Whoever has an interest in a dossier was found.
    #[serde(rename = "council_session.opened")]
    Opened {
        /// All members of the council.
        members: usize,
        /// How many members have no part in how many items.
        conflicts: usize,
        /// Of a ballot by tokens: SHA-256 of the canonical list of items and their public keys, in the order of the agenda.
        #[schema(max_length = 64)]
        ballot_keys_digest: Option<String>,
    },
    /// A member took its tokens for a secret ballot. What is cast with them is told nowhere.
    #[serde(rename = "council_session.tokens_taken")]
    TokensTaken {
        /// For how many dossiers.
        items: usize,
    },
    /// All tokens are handed out: papers may be cast.
    #[serde(rename = "council_session.casting_started")]
    CastingStarted {
        /// How many tokens were handed out, on all dossiers.
        tokens: usize,
    },
    /// A member voted openly. How, stands in the minutes.
    #[serde(rename = "council_session.voted")]
    Voted {
        /// On how many dossiers.
        items: usize,
    },
    /// A member said that it has an interest in dossiers.
    #[serde(rename = "council_session.conflict_declared")]
    ConflictDeclared {
        /// In how many dossiers.
        items: usize,
    },
    /// The opinion in writing of an absent member was recorded.
    #[serde(rename = "council_session.opinion_recorded")]
    OpinionRecorded {
        /// Whose opinion.
        member_id: Uuid,
        #[schema(max_length = 60)]
        document_number: String,
        /// On how many dossiers.
        items: usize,
    },
    /// A teller entered the totals of the papers.
    #[serde(rename = "council_session.tally_recorded")]
    TallyRecorded {
        /// On how many dossiers.
        items: usize,
    },
    /// A second teller counted the same.
    #[serde(rename = "council_session.tally_confirmed")]
    TallyConfirmed {
        /// On how many dossiers.
        items: usize,
    },
    /// The votes were counted: nothing can be voted any more.
    #[serde(rename = "council_session.closed")]
    Closed {
        /// How many dossiers passed.
        passed: usize,
        /// How many did not.
        not_passed: usize,
        /// SHA-256 of the minutes.
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The chair signed the minutes.
    #[serde(rename = "council_session.concluded")]
    Concluded {
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
    },
    /// A file was attached to it or to a dossier on its agenda. Its version stays.
    #[serde(rename = "council_session.file_attached")]
    FileAttached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// A file was taken away. Its version stays.
    #[serde(rename = "council_session.file_detached")]
    FileDetached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// It was given up. The reason stands in it.
    #[serde(rename = "council_session.cancelled")]
    Cancelled,
}

impl Facts for CouncilSessionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::CouncilSession);
}

impl CouncilSessionEvent {
    pub fn of(&self, before: &council_session::Model, after: &council_session::Model) -> Change {
        let told = |m: &council_session::Model| json!({ "status": m.status, "held_on": m.held_on, "ballot": m.ballot });
        let texts = |m: &council_session::Model| json!({ "title": m.title });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
