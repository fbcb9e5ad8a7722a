//! The minutes of a session (biên bản họp hội đồng): all of it, as it was when the votes were counted. They never change;
//! the chair signs them by their digest.
use base::http::answer::Resource;
use chrono::{DateTime, NaiveDate, Utc};
use entity::{council_conflict::Ground, council_item::Outcome, council_session::Ballot, council_vote::Choice};
use planning::law::dto::Citation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::dto::{QuorumView, RuleView, SeatView};

/// The minutes of a session of a council.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CouncilMinutes {
    /// The session.
    pub session_id: Uuid,
    #[schema(max_length = 300)]
    pub council_name: String,
    #[schema(max_length = 300)]
    pub unit_name: String,
    #[schema(max_length = 300)]
    pub title: String,
    pub held_on: NaiveDate,
    /// How the council voted.
    pub ballot: Ballot,
    /// The council's own regulation, which allows a ballot by tokens.
    #[schema(max_length = 60)]
    pub ballot_document: Option<String>,
    /// When voting began.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the votes were counted.
    pub closed_at: DateTime<Utc>,
    /// Who took part, and how.
    #[schema(max_items = 50)]
    pub seats: Vec<SeatView>,
    pub quorum: QuorumView,
    /// Where the rules on the quorum, on equal votes and on interests stand.
    #[schema(max_items = 20)]
    pub rules: Vec<Citation>,
    #[schema(max_items = 200)]
    pub items: Vec<MinutedItem>,
}

/// What the council did with one dossier.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MinutedItem {
    /// The item of the agenda.
    pub item_id: Uuid,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 300)]
    pub full_name: String,
    #[schema(max_length = 300)]
    pub unit_name: String,
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: String,
    /// The version that the council read.
    #[schema(minimum = 1)]
    pub nomination_version_no: i32,
    pub rule: RuleView,
    /// Where that rule stands.
    pub citation: Citation,
    /// Members who had no part in it.
    #[schema(max_items = 50)]
    pub conflicts: Vec<MinutedConflict>,
    /// Open votes and opinions in writing; of a secret ballot only the latter.
    #[schema(max_items = 50)]
    pub votes: Vec<MinutedVote>,
    #[schema(minimum = 0)]
    pub yes: u32,
    #[schema(minimum = 0)]
    pub no: u32,
    /// Abstentions, blank and spoilt papers.
    #[schema(minimum = 0)]
    pub neither: u32,
    /// The two tellers who counted the papers.
    #[schema(max_items = 2)]
    pub tellers: Vec<Uuid>,
    /// The box of a ballot by tokens; null of others.
    pub box_of_papers: Option<MinutedBox>,
    /// Its place by votes, where there are not places for all of its form.
    #[schema(minimum = 1)]
    pub place: Option<u32>,
    pub outcome: Outcome,
}

/// The box of an item in a ballot by tokens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MinutedBox {
    /// How many members took a token.
    #[schema(minimum = 0)]
    pub handed_out: u32,
    /// How many papers were cast: never more than that.
    #[schema(minimum = 0)]
    pub cast: u32,
    /// SHA-256 of the canonical JSON of an object with the choice of each number, as `papers` lists them.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "dbb646fcf7ded498d3dd0755856c7b12e9f01d536efac818f4f583328b98112d"
    )]
    pub digest: String,
}

/// A member who had no part in an item, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MinutedConflict {
    pub user_id: Uuid,
    /// Why.
    pub ground: Ground,
}

/// How a member voted, openly or in writing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MinutedVote {
    pub user_id: Uuid,
    pub choice: Choice,
    /// The document of an opinion in writing.
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
}

/// The minutes with their digest.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CouncilMinutesView {
    #[serde(flatten)]
    pub minutes: CouncilMinutes,
    /// SHA-256 of the canonical JSON (RFC 8785) of all other members, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
}

impl Resource for CouncilMinutesView {
    /// They never change.
    fn version(&self) -> i64 {
        1
    }

    fn location(&self) -> String {
        format!("/api/v1/council-sessions/{}/minutes", self.minutes.session_id)
    }
}
