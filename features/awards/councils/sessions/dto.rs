use base::{
    http::answer::Resource,
    kernel::{text::Text, transition::Action},
    store::document::DocumentView,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    council_conflict::Ground,
    council_item::Outcome,
    council_member::CouncilRole,
    council_seat::Presence,
    council_session::{Ballot, SessionStatus},
    council_vote::Choice,
    nomination::{NominationStatus, Stage, SubjectType},
    vote_rule::Secrecy,
};
use planning::law::dto::Citation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A session, without its agenda.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CouncilSessionSummary {
    pub id: Uuid,
    /// The council that meets.
    pub council_id: Uuid,
    /// The unit that the council advises.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phiên xét khen thưởng sơ kết")]
    pub title: String,
    pub held_on: NaiveDate,
    /// How it votes.
    pub ballot: Ballot,
    pub status: SessionStatus,
    /// When voting began; null before.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the votes were counted; null before.
    pub closed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A session of a council: who takes part, and whether they are enough.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilSession)]
pub struct SessionView {
    #[serde(flatten)]
    pub summary: CouncilSessionSummary,
    /// Who takes part, and how.
    #[schema(max_items = 50)]
    pub seats: Vec<SeatView>,
    pub quorum: QuorumView,
    /// The council's own regulation, which allows a ballot by tokens; null of others.
    #[schema(max_length = 60)]
    pub ballot_document: Option<String>,
    /// How many places there are: as it was said of a form or, where nothing was, as quotas leave them to the unit; of others as
    /// many pass as have the votes.
    #[schema(max_items = 500)]
    pub places: Vec<PlacesView>,
    /// The document of the minutes; null until the chair has signed them.
    pub minutes_document: Option<DocumentView>,
    /// SHA-256 of the minutes; null before the votes are counted.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: Option<String>,
    /// Why it was cancelled.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for SessionView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/council-sessions/{}", self.summary.id)
    }
}

/// A member of the council in a session.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CouncilSeat)]
pub struct SeatView {
    pub user_id: Uuid,
    #[schema(max_length = 300)]
    pub full_name: String,
    /// What somebody is in the council.
    pub role: CouncilRole,
    /// How it takes part.
    pub presence: Presence,
    /// The writing by which somebody came in its place, who does not vote.
    #[schema(max_length = 60)]
    pub delegation_document: Option<String>,
    /// Whether it counts the papers.
    pub teller: bool,
}

/// Whether enough take part, by every rule of the day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CouncilQuorum)]
pub struct QuorumView {
    /// All members of the council on that day.
    #[schema(minimum = 0)]
    pub members: u32,
    /// How many are there.
    #[schema(minimum = 0)]
    pub present: u32,
    /// How many give their opinion in writing.
    #[schema(minimum = 0)]
    pub written: u32,
    /// Whether that is enough.
    pub met: bool,
}

/// How many places there are of a form.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PlacesOfForm {
    pub award_form_code: Text<20>,
    /// How many may pass.
    #[validate(range(min = 0, max = 10000))]
    #[schema(minimum = 0, maximum = 10000)]
    pub places: i32,
}

/// How many may pass of a form and, where quotas say it, of a review and a kind of subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilPlaces)]
pub struct PlacesView {
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: String,
    /// How many may pass.
    #[schema(minimum = 0, example = 3)]
    pub places: i32,
    /// Of what quotas leave to the unit; null of a number that was given, as what follows.
    pub movement_id: Option<Uuid>,
    pub stage: Option<Stage>,
    /// Whom they are for.
    pub subject_type: Option<SubjectType>,
}

/// The rule by which an item is voted on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CouncilVoteRule)]
pub struct RuleView {
    /// Passed where `yes × yes_den` is `op` `yes_num × members`.
    pub yes_num: Option<i32>,
    pub yes_den: Option<i32>,
    #[schema(max_length = 2, example = "ge")]
    pub op: Option<String>,
    pub secrecy: Secrecy,
}

/// A dossier on the agenda.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilItem)]
pub struct ItemView {
    pub id: Uuid,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    /// The dossier, told to those who read it as such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nomination_id: Option<Uuid>,
    /// The version that the council reads.
    #[schema(minimum = 1)]
    pub nomination_version_no: i32,
    /// Where the dossier stands now.
    pub nomination_status: NominationStatus,
    pub subject_type: SubjectType,
    #[schema(max_length = 300)]
    pub full_name: String,
    #[schema(max_length = 300)]
    pub unit_name: String,
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: String,
    pub rule: RuleView,
    /// Why the caller has no part in it.
    pub my_conflict: Option<Ground>,
    /// How the caller has voted, openly.
    pub my_vote: Option<Choice>,
    /// The key of a ballot by tokens, from the opening on: what a token is checked with (RFC 9497).
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"
    )]
    pub public_key: Option<String>,
    /// Whether the caller has taken its token.
    pub token_taken: bool,
    /// The totals: null before the session is closed.
    #[schema(minimum = 0)]
    pub yes: Option<i32>,
    #[schema(minimum = 0)]
    pub no: Option<i32>,
    /// Abstentions, blank and spoilt papers.
    #[schema(minimum = 0)]
    pub neither: Option<i32>,
    /// Its place by votes among those of its form, where there are not places for all.
    #[schema(minimum = 1)]
    pub place: Option<i32>,
    /// Whether two tellers have counted its papers alike.
    pub counted: bool,
    pub outcome: Option<Outcome>,
}

/// A dossier as the council reads it: the version that was sent. Whoever has an interest in it does not read it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilDossier)]
pub struct DossierView {
    #[serde(flatten)]
    pub item: ItemView,
    /// Where the rule of the vote stands.
    pub citation: Citation,
    /// What the subject achieved; left out for who has an interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierText>,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

/// What a dossier says.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilDossierText)]
pub struct DossierText {
    #[schema(max_length = 300)]
    pub position: Option<String>,
    #[schema(max_length = 8000)]
    pub achievement_summary: String,
    /// First day of the achievement.
    pub achievement_from: NaiveDate,
    /// Last day of the achievement.
    pub achievement_to: NaiveDate,
    /// Minutes of the unit's review (biên bản bình xét).
    #[schema(max_length = 60)]
    pub minutes_number: Option<String>,
    #[schema(max_length = 8000)]
    pub appraisal_opinion: Option<String>,
    /// SHA-256 of the version that was sent.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
}

/// A paper of a secret ballot, as it was counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CountedPaper)]
pub struct PaperView {
    /// The item of the agenda.
    pub item_id: Uuid,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    /// The number under which it was cast, known to whoever cast it.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
    )]
    pub number: String,
    pub choice: Choice,
}
