use base::kernel::day::Day;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskType {
    /// A draft waits for the signature.
    Sign,
    /// What is signed waits to be sent upwards.
    Send,
    /// What was sent from below waits to be received.
    Receive,
    /// What was sent from below, or the answer to a recommendation, waits to be accepted or returned.
    Accept,
    /// A dossier waits to be appraised.
    Appraise,
    /// A dossier waits to be forwarded, proposed or refused.
    Forward,
    /// A question, a share, a supplement, an inspection, a recommendation or an objection waits for an answer.
    Answer,
    /// An inspection waits to be begun, or its recommendations to be followed.
    Inspect,
    /// A report that is owed, a paper that was returned, a conclusion, or a letter that the service drew up waits to be written.
    Write,
    /// A reminder or guidance waits to be read.
    Acknowledge,
    /// A session of a council waits for its day.
    Attend,
    /// A council waits for the caller's votes or counts.
    Vote,
    /// A session waits to be opened, to begin its casting or to be closed.
    Run,
}

/// What kind of thing a task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskSubject {
    Plan,
    Obligation,
    Report,
    Allocation,
    Nomination,
    Decision,
    Reminder,
    Movement,
    PlanTemplate,
    ReportingSchedule,
    Consolidation,
    Guidance,
    GuidanceQuestion,
    Inspection,
    Recommendation,
    Posting,
    PostingObjection,
    Council,
    CouncilSession,
    Exemplar,
}

impl TaskSubject {
    pub const fn collection(self) -> &'static str {
        match self {
            Self::Plan => "plans",
            Self::Obligation => "obligations",
            Self::Report => "reports",
            Self::Allocation => "allocations",
            Self::Nomination => "nominations",
            Self::Decision => "decisions",
            Self::Reminder => "reminders",
            Self::Movement => "movements",
            Self::PlanTemplate => "plan-templates",
            Self::ReportingSchedule => "reporting-schedules",
            Self::Consolidation => "consolidations",
            Self::Guidance => "guidance",
            Self::GuidanceQuestion => "guidance-questions",
            Self::Inspection => "inspections",
            Self::Recommendation => "recommendations",
            Self::Posting => "postings",
            Self::PostingObjection => "posting-objections",
            Self::Council => "councils",
            Self::CouncilSession => "council-sessions",
            Self::Exemplar => "exemplars",
        }
    }
}

/// Something that waits for the caller.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InboxTask)]
pub struct MyTask {
    #[serde(rename = "type")]
    pub task_type: TaskType,
    pub subject_type: TaskSubject,
    pub subject_id: Uuid,
    /// Where the thing is read.
    #[schema(max_length = 200, example = "/api/v1/plans/0198c0de-0000-7000-8000-000000000001")]
    pub href: String,
    /// Null of councils, which vote on what comes of several.
    pub movement_id: Option<Uuid>,
    /// Whose paper it is.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// What the caller may do about it, as steps of the thing; `create_report` of what is owed and not begun, `update` of what
    /// is rewritten.
    #[schema(max_items = 10, example = json!(["receive", "request_supplement"]))]
    pub actions: Vec<&'static str>,
    /// The last day on which it is in time; null where none is set, and of the correction of a report that was accepted.
    pub due_on: Option<NaiveDate>,
    /// The hour at which that day closes, where its schedule has one of its own.
    #[serde(skip)]
    pub closes_minute: Option<i16>,
    /// Whether the last day is over: by the hour at which days close.
    pub overdue: bool,
    /// How many working days ago the last day was; 0 while it is not over. Null where there is none, or nobody knows which
    /// days since were worked.
    #[schema(minimum = 0)]
    pub overdue_working_days: Option<u32>,
    /// When the thing came to wait: its last change.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TaskFilter {
    /// What is to be done; repeat for several.
    #[serde(default, rename = "type")]
    #[param(max_items = 13)]
    pub task_type: Vec<TaskType>,
    /// About these kinds of things only.
    #[serde(default)]
    #[param(max_items = 20)]
    pub subject_type: Vec<TaskSubject>,
    pub movement_id: Option<Uuid>,
    /// The last such day, included.
    pub due_on_to: Option<Day>,
    /// Only what is overdue, or only what is not.
    pub overdue: Option<bool>,
}
