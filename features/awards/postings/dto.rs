use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        text::{Line, Text},
        transition::Action,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    nomination::{Stage, SubjectType},
    posting::{Counting, PostingStatus},
};
use planning::law::dto::LegalRule;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A posting, without its list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostingSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    /// The unit that posts.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Vụ Thi đua - Khen thưởng")]
    pub unit_name: String,
    #[schema(max_length = 300, example = "Danh sách đề nghị tặng Bằng khen của Bộ trưởng")]
    pub title: String,
    pub status: PostingStatus,
    /// The day on which a council is to meet about the list; null where it is not known.
    pub council_on: Option<NaiveDate>,
    /// For how many days the list is posted.
    #[schema(minimum = 1, maximum = 60, example = 10)]
    pub days: i32,
    /// Which days count.
    pub counting: Counting,
    /// The last day on which it can be published in time for the council; null where no council is known.
    pub publish_by: Option<NaiveDate>,
    /// Its first day; null before it is published.
    pub first_on: Option<NaiveDate>,
    /// Its last day: a council meets, and an award is decided, after it.
    pub last_on: Option<NaiveDate>,
    /// The first day on which it may be ended.
    pub end_from: Option<NaiveDate>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A list of dossiers that is made public for some days, so that anybody may object.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Posting)]
pub struct PostingView {
    #[serde(flatten)]
    pub summary: PostingSummary,
    /// The dossiers, in the order of the list.
    #[schema(max_items = 200)]
    pub entries: Vec<PostingEntryView>,
    /// The rules that ask for it, each with where it stands; none where a unit posts of its own accord.
    #[schema(max_items = 20)]
    pub rules: Vec<LegalRule>,
    /// Where everybody reads it while it is posted.
    #[schema(max_length = 100, example = "/api/v1/public/postings/0198c0de-0000-7000-8000-000000000001")]
    pub public_path: String,
    /// How many objections were not decided.
    #[schema(minimum = 0)]
    pub open_objections: u64,
    /// Why it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for PostingView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/postings/{}", self.summary.id)
    }
}

/// One dossier on the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PostingEntry)]
pub struct PostingEntryView {
    /// Its number on the list.
    #[schema(minimum = 1, maximum = 200)]
    pub ordinal: i32,
    pub nomination_id: Uuid,
    /// The version of the dossier that is posted.
    #[schema(minimum = 1)]
    pub version_no: i32,
    #[serde(flatten)]
    pub shown: Shown,
    /// The rule that asks that it be posted; null where none does.
    pub rule_id: Option<Uuid>,
}

/// What is told of a dossier to everybody: who is proposed for what. The name of a person, with the position and the unit, is
/// what the law orders to be made public.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PostedSubject)]
pub struct Shown {
    pub subject_type: SubjectType,
    #[schema(max_length = 300)]
    pub full_name: String,
    /// Of a person; null of others.
    #[schema(max_length = 300, example = "Chuyên viên")]
    pub position: Option<String>,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    #[schema(max_length = 20, example = "BK_BT")]
    pub award_form_code: String,
}

/// Dossiers of one review of one movement that one unit has appraised or proposed, in the order of the list.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Danh sách đề nghị tặng Bằng khen của Bộ trưởng", "nomination_ids": ["0198c0de-0000-7000-8000-000000000003"], "council_on": "2024-11-25"}))]
pub struct CreatePosting {
    pub title: Line,
    /// Dossiers that a unit of the caller's has, each once. Give these, a submission or a session.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    pub nomination_ids: Option<Vec<Uuid>>,
    /// All dossiers of a submission (tờ trình) that are with the unit still, as they were ranked; each has to be appraised.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub submission_id: Option<Uuid>,
    /// All dossiers on the agenda of a council's session that are with the unit still, in its order.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub session_id: Option<Uuid>,
    /// The day on which a council is to meet about them: the list is posted until the day before. Of a session, its day.
    pub council_on: Option<Day>,
    /// For how many working days; not fewer than a rule asks for. Without it, as many as the rule says.
    #[validate(range(min = 1, max = 60))]
    #[schema(minimum = 1, maximum = 60)]
    pub days: Option<i32>,
}

/// Until it is published. The list is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"council_on": "2024-11-26"}))]
pub struct UpdatePosting {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    /// Dossiers that the unit has, each once.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    pub nomination_ids: Option<Vec<Uuid>>,
    /// The day on which a council is to meet about them. Null empties it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    pub council_on: Option<Option<Day>>,
    /// For how many working days. Null stands for as many as the rule says.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 60)]
    pub days: Option<Option<i32>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PostingFilter {
    pub movement_id: Option<Uuid>,
    /// Which units post.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 4)]
    pub status: Vec<PostingStatus>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PostingDaysQuery {
    /// For dossiers for this form of award.
    #[param(max_length = 20, example = "BK_BT")]
    pub award_form_code: Text<20>,
    /// The day on which a council is to meet. Give this or `first_on`.
    pub council_on: Option<Day>,
    /// The day on which the list is to be published.
    pub first_on: Option<Day>,
    /// For dossiers that were received under this regime; without it under that of the day.
    #[param(max_length = 20)]
    pub regime_code: Option<Text<20>>,
}

/// The days of a posting, as the rule of a day counts them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostingDays {
    /// The rule that asks for it, with where it stands; null where none does, and then there are no days.
    pub rule: Option<LegalRule>,
    /// Whether the rule binds. One of the configuration does once a document has given it.
    pub binds: bool,
    /// The last day on which it can be published, or that on which it is to be.
    pub first_on: Option<NaiveDate>,
    /// The last day on which it is posted.
    pub last_on: Option<NaiveDate>,
    /// The first day on which it may be ended.
    pub end_from: Option<NaiveDate>,
}
