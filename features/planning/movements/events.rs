//! What the journal says of movements.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{journal::Subject, milestone::MilestoneKind, movement, reporting_line::Receiver, unit::UnitKind};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a movement.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum MovementEvent {
    /// A movement was begun.
    #[serde(rename = "movement.created")]
    Created {
        #[schema(max_length = 60)]
        code: String,
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        parent_movement_id: Option<Uuid>,
    },
    /// The draft was changed.
    #[serde(rename = "movement.updated")]
    Updated {
        /// The lists that were given anew.
        #[schema(max_items = 10)]
        lists: Vec<&'static str>,
    },
    /// The head launched the movement by a document.
    #[serde(rename = "movement.launched")]
    Launched {
        #[schema(max_length = 40)]
        document_number: String,
        document_issued_on: NaiveDate,
    },
    /// The first day of the movement came.
    #[serde(rename = "movement.started")]
    Started,
    /// The final review began.
    #[serde(rename = "movement.final_review_opened")]
    FinalReviewOpened,
    /// The movement ended.
    #[serde(rename = "movement.closed")]
    Closed,
    /// The movement was given up. The reason stands on the movement.
    #[serde(rename = "movement.cancelled")]
    Cancelled {
        #[schema(max_length = 40)]
        document_number: String,
    },
    /// Units report for one more period.
    #[serde(rename = "movement.period_added")]
    PeriodAdded {
        period_id: Uuid,
        #[schema(max_length = 40)]
        period_code: String,
    },
    /// A review was held, or another event of the movement.
    #[serde(rename = "movement.milestone_added")]
    MilestoneAdded { milestone_id: Uuid, kind: MilestoneKind, held_on: NaiveDate },
    /// The movement measures something more, or asks further kinds of unit for it.
    #[serde(rename = "movement.indicator_added")]
    IndicatorAdded {
        indicator_id: Uuid,
        /// The kinds of unit that report on it now and did not before.
        #[schema(max_items = 6)]
        unit_kinds: Vec<UnitKind>,
        /// The first day of the periods that are reported on it; null in a draft.
        applies_from: Option<NaiveDate>,
        #[schema(max_length = 60)]
        document_number: Option<String>,
    },
    /// A kind of unit sends its papers another way from a day on.
    #[serde(rename = "movement.reporting_line_set")]
    ReportingLineSet {
        unit_kind: UnitKind,
        receiver: Receiver,
        /// It holds from this day on, and for reports of periods that begin then or later.
        applies_from: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
    /// The movement gives one more form of award.
    #[serde(rename = "movement.award_form_added")]
    AwardFormAdded {
        #[schema(max_length = 20)]
        award_form_code: String,
        #[schema(max_length = 60)]
        document_number: Option<String>,
    },
    /// Units have to plan until a day.
    #[serde(rename = "movement.plan_deadline_set")]
    PlanDeadlineSet(PlanDeadlineFact),
    /// Units have longer to plan. The reason stands on the deadline.
    #[serde(rename = "movement.plan_deadline_extended")]
    PlanDeadlineExtended(PlanDeadlineFact),
}

/// Until when who has to plan.
#[derive(Serialize, ToSchema)]
pub struct PlanDeadlineFact {
    pub plan_deadline_id: Uuid,
    pub unit_kind: Option<UnitKind>,
    pub unit_id: Option<Uuid>,
    pub due_on: NaiveDate,
    pub locks_on: Option<NaiveDate>,
    #[schema(max_length = 40)]
    pub document_number: String,
}

impl Facts for MovementEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Movement);
}

impl MovementEvent {
    pub fn of(&self, before: &movement::Model, after: &movement::Model) -> Change {
        let change = Change::new(self, after.id).version(after.version).unit(after.launched_by_unit_id);
        change.changed(changed(before, after))
    }
}

fn changed(before: &movement::Model, after: &movement::Model) -> Changed {
    let told = |m: &movement::Model| json!({ "status": m.status, "starts_on": m.starts_on, "ends_on": m.ends_on });
    let texts = |m: &movement::Model| json!({ "title": m.title, "title_en": m.title_en, "scope_note": m.scope_note });
    Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after))
}
