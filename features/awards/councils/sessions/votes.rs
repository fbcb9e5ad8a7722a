//! What is sent in a session: who takes part, votes, interests, totals.
use base::{
    kernel::text::Text,
    store::document::{DocumentInput, DocumentNumber},
};
use entity::{council_seat::Presence, council_vote::Choice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// How somebody votes on an item.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CouncilVote)]
pub struct VoteInput {
    /// The item of the agenda.
    pub item_id: Uuid,
    /// For, against or neither.
    pub choice: Choice,
}

/// On each item once, and never again.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CastCouncilVotes, example = json!({"votes": [{"item_id": "0198c0de-0000-7000-8000-000000000004", "choice": "yes"}]}))]
pub struct CastVotes {
    /// On each item once.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub votes: Vec<VoteInput>,
}

/// The signed opinion of a member who takes part in writing.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordCouncilOpinion)]
pub struct RecordOpinion {
    /// Whose opinion.
    pub user_id: Uuid,
    pub document_number: DocumentNumber,
    /// On each item once.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub votes: Vec<VoteInput>,
}

/// Items in which the caller has an interest: it has no vote on them and does not read their dossiers.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclareCouncilConflict)]
pub struct DeclareConflict {
    /// Items of the agenda.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub item_ids: Vec<Uuid>,
}

/// What was counted of the papers on an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CouncilTally)]
pub struct TallyInput {
    /// The item of the agenda.
    pub item_id: Uuid,
    /// Papers for it.
    #[validate(range(min = 0, max = 50))]
    #[schema(minimum = 0, maximum = 50)]
    pub yes: i32,
    /// Papers against it.
    #[validate(range(min = 0, max = 50))]
    #[schema(minimum = 0, maximum = 50)]
    pub no: i32,
    /// Blank and spoilt papers.
    #[validate(range(min = 0, max = 50))]
    #[schema(minimum = 0, maximum = 50)]
    pub neither: i32,
}

/// The totals of the papers, item by item. Not more papers than members who are there and have no interest.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordCouncilTally)]
pub struct Tallies {
    /// On each item once.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub tallies: Vec<TallyInput>,
}

/// The chair signs the minutes as they were made, by their digest.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = SignCouncilMinutes)]
pub struct SignMinutes {
    #[validate(nested)]
    pub document: DocumentInput,
    /// `content_digest` of the minutes that were read.
    pub content_digest: Text<64>,
}

/// Who takes part, and how. Members that are not named stay as they were, at first absent.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordCouncilAttendance, example = json!({"seats": [{"user_id": "0198c0de-0000-7000-8000-000000000004", "presence": "present", "teller": true}]}))]
pub struct RecordAttendance {
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub seats: Vec<SeatInput>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CouncilSeatInput)]
pub struct SeatInput {
    /// A member of the council on that day.
    pub user_id: Uuid,
    pub presence: Presence,
    /// The writing by which somebody came in its place, of `delegated` only.
    pub delegation_document: Option<DocumentNumber>,
    /// Whether it counts the papers; it has to be there.
    #[serde(default)]
    pub teller: bool,
}
