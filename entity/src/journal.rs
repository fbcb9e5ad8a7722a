use sea_orm::entity::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Relation;

/// What kind of thing an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = JournalSubject)]
pub enum Subject {
    Allocation,
    Assignment,
    Award,
    AwardForm,
    AwardQuota,
    AwardStage,
    CalendarYear,
    Client,
    Consolidation,
    Council,
    CouncilSession,
    Decision,
    Exemplar,
    ExemplarAdoption,
    File,
    Function,
    Guidance,
    GuidanceQuestion,
    Indicator,
    Inspection,
    Job,
    Movement,
    Nomination,
    Obligation,
    /// Long work: looked at and refused, never changed.
    Operation,
    PeerGroup,
    Plan,
    PlanTemplate,
    Posting,
    PostingObjection,
    /// The figures of a unit: looked at and refused, never changed.
    Progress,
    Recommendation,
    Regime,
    Register,
    Reminder,
    ReminderLadder,
    Reorganisation,
    Report,
    ReportingSchedule,
    Revocation,
    RuleRevision,
    Session,
    Submission,
    Target,
    Unit,
    User,
    Webhook,
}

/// What happened: one row for each change, written in the transaction that made it. Append-only, but for `sealed`, and `commit_no` once.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    /// What happened, e.g. `plan.issued`: a name of the catalogue.
    pub event: String,
    /// Which form `data` has.
    pub event_version: i32,
    /// The person who did it.
    pub actor_id: Option<Uuid>,
    /// The machine client that did it; of nobody else than itself where no person is named.
    pub client_id: Option<Uuid>,
    /// By whose right that person acted, where it was delegated (ủy quyền).
    pub delegated_by_id: Option<Uuid>,
    pub subject_type: Subject,
    pub subject_id: Uuid,
    /// The subject's version after the change; none where subjects of this kind have no versions, or it is gone.
    pub subject_version: Option<i64>,
    /// The unit whose matter it is.
    pub unit_id: Option<Uuid>,
    pub request_id: String,
    /// Canonical JSON (RFC 8785) of the form that the catalogue publishes.
    pub data: String,
    pub sealed: bool,
    /// Its place among all commits; the database gives it, at the end of the transaction.
    pub commit_no: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
