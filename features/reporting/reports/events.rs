//! What the journal says of reports and of what units owe.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{Quantity, journal::Subject, obligation, plan_attachment::AttachmentKind, report, report_value};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a report.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ReportEvent {
    /// A report was begun.
    #[serde(rename = "report.created")]
    Created {
        movement_id: Uuid,
        obligation_id: Uuid,
        #[schema(max_length = 40)]
        period_code: String,
        /// How many values it began with.
        values: usize,
    },
    /// The draft was changed.
    #[serde(rename = "report.updated")]
    Updated {
        /// The values that are new, gone or other than before.
        #[schema(max_items = 400)]
        values: Vec<EditedValue>,
    },
    /// The head signed the report.
    #[serde(rename = "report.signed")]
    Signed {
        version_no: i32,
        #[schema(max_length = 40)]
        document_number: String,
        document_issued_on: NaiveDate,
    },
    /// The report went to the superior; what it says is kept as a version.
    #[serde(rename = "report.submitted")]
    Submitted {
        version_no: i32,
        #[schema(max_length = 64)]
        content_digest: String,
        to_unit_id: Uuid,
    },
    /// The superior gave the report back. The reason stands on the report.
    #[serde(rename = "report.returned")]
    Returned {
        version_no: i32,
        /// The code of why.
        #[schema(max_length = 40)]
        reason_code: String,
    },
    /// The superior accepted the report.
    #[serde(rename = "report.accepted")]
    Accepted { version_no: i32 },
    /// The head has asked for a correction of what was accepted. The reason stands on the report.
    #[serde(rename = "report.correction_begun")]
    CorrectionBegun {
        /// Number of the accepted version.
        corrects: i32,
    },
    /// The correction was given up: what was accepted stays.
    #[serde(rename = "report.correction_dropped")]
    CorrectionDropped {
        /// Number of the accepted version.
        corrects: i32,
    },
    /// The unit has said why a figure is right that makes a reader ask. What it said stands on the report.
    #[serde(rename = "report.check_answered")]
    CheckAnswered {
        #[schema(max_length = 40)]
        code: String,
    },
    /// A file was attached to what is being written.
    #[serde(rename = "report.file_attached")]
    FileAttached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// A file was taken away from what is being written.
    #[serde(rename = "report.file_detached")]
    FileDetached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// The figures of below were taken from a consolidation.
    #[serde(rename = "report.consolidation_used")]
    ConsolidationUsed {
        /// The id of the consolidation.
        consolidation_id: Uuid,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// One side has written to the other.
    #[serde(rename = "report.message_written")]
    MessageWritten {
        /// The id of the message.
        message_id: Uuid,
    },
    /// The unit ended; another one prepares the report.
    #[serde(rename = "report.handed_over")]
    HandedOver { reorganisation_id: Uuid },
    /// A document extended the last day after the report had come late: by the new day it is in time.
    #[serde(rename = "report.lateness_excused")]
    LatenessExcused {
        #[schema(max_length = 40)]
        document_number: String,
        due_on: NaiveDate,
    },
    /// The report is again what it was before a reorganisation.
    #[serde(rename = "report.restored")]
    Restored,
}

impl Facts for ReportEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Report);
}

impl ReportEvent {
    pub fn begun(report: &report::Model, values: usize) -> Self {
        Self::Created {
            movement_id: report.movement_id,
            obligation_id: report.obligation_id,
            period_code: report.period_code.clone(),
            values,
        }
    }

    pub fn of(&self, before: &report::Model, after: &report::Model) -> Change {
        let change = Change::new(self, after.id).version(after.version).unit(after.unit_id);
        change.changed(Changed::between(&told(before), &told(after)).rewritten(&before.narrative, &after.narrative))
    }
}

fn told(m: &report::Model) -> Value {
    json!({ "status": m.status, "due_on": m.due_on, "late": m.late })
}

/// A value of a draft that was added, removed or changed.
#[derive(Serialize, ToSchema)]
pub struct EditedValue {
    pub target_id: Uuid,
    pub changed: Changed,
}

/// Which values of a draft are other than before, and in what.
pub fn edited(before: &[report_value::Model], after: &[report_value::Model]) -> Vec<EditedValue> {
    let said = after.iter().map(|is| (on(before, is.target_id), Some(is)));
    let gone = before.iter().filter(|was| on(after, was.target_id).is_none()).map(|was| (Some(was), None));
    let edited = |(was, is): (Option<&report_value::Model>, Option<&report_value::Model>)| {
        if was == is {
            return None;
        }
        let target_id = is.or(was)?.target_id;
        let changed = Changed::between(&was.map(Figures::of), &is.map(Figures::of)).telling(&FIGURES);
        (!changed.is_empty()).then_some(EditedValue { target_id, changed })
    };
    said.chain(gone).filter_map(edited).collect()
}

fn on(values: &[report_value::Model], target_id: Uuid) -> Option<&report_value::Model> {
    values.iter().find(|value| value.target_id == target_id)
}

/// All that a value says but for its note.
const FIGURES: [&str; 5] = ["value", "numerator", "denominator", "data_from", "data_to"];

#[derive(PartialEq, Serialize)]
struct Figures<'a> {
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
    data_from: NaiveDate,
    data_to: NaiveDate,
    note: Option<&'a str>,
    evidence: &'a [Uuid],
}

impl<'a> Figures<'a> {
    fn of(m: &'a report_value::Model) -> Self {
        Self {
            value: m.value,
            numerator: m.numerator,
            denominator: m.denominator,
            data_from: m.data_from,
            data_to: m.data_to,
            note: m.note.as_deref(),
            evidence: &m.evidence.0,
        }
    }
}

/// What happened to what a unit owes. That a report was begun, signed or accepted is told of the report.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ObligationEvent {
    /// The unit need not report. The reason stands on the obligation.
    #[serde(rename = "obligation.waived")]
    Waived {
        #[schema(max_length = 40)]
        document_number: String,
    },
    /// The unit has longer to report. The reason stands in the ledger of the obligation.
    #[serde(rename = "obligation.extended")]
    Extended {
        #[schema(max_length = 40)]
        document_number: String,
        /// Whether what was late by the day before is in time by the new one.
        excuses_lateness: bool,
    },
    /// Another unit prepares the report of one that has ended: by a document or by the reorganisation itself.
    #[serde(rename = "obligation.handed_over")]
    HandedOver {
        #[schema(max_length = 40)]
        document_number: Option<String>,
        reorganisation_id: Option<Uuid>,
    },
    /// The unit ended before the period began.
    #[serde(rename = "obligation.closed_by_reorganisation")]
    ClosedByReorganisation { reorganisation_id: Uuid },
    /// The unit ended within the period: it owes up to its last day.
    #[serde(rename = "obligation.split")]
    Split { reorganisation_id: Uuid },
    /// What a reorganisation had made owed went with the reorganisation.
    #[serde(rename = "obligation.removed")]
    Removed,
    /// The obligation is again what it was before a reorganisation.
    #[serde(rename = "obligation.restored")]
    Restored,
}

impl Facts for ObligationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Obligation);
}

/// The members of an obligation that the journal tells.
pub fn owed(m: &obligation::Model) -> Value {
    json!({
        "status": m.status,
        "due_on": m.due_on,
        "late_after": m.late_after,
        "preparer_unit_id": m.preparer_unit_id,
    })
}

/// What happened to many obligations of a movement at once.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ObligationsEvent {
    /// The calendar made what units owe for the periods of a movement.
    #[serde(rename = "obligations.generated")]
    Generated { obligations: u64 },
    /// A document set another line: what is owed for a period that has not begun goes the new way.
    #[serde(rename = "obligations.redirected")]
    Redirected { period_id: Uuid, obligations: u64 },
    /// One document waived, extended or handed over a list of obligations; each has an entry of its own.
    #[serde(rename = "obligations.relieved")]
    Relieved {
        relief: Relief,
        #[schema(max_length = 40)]
        document_number: String,
        obligations: usize,
        #[schema(max_length = 64)]
        list_digest: String,
    },
}

/// What a document did to a list of obligations.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[schema(as = ReliefKind)]
#[serde(rename_all = "snake_case")]
pub enum Relief {
    Waived,
    HandedOver,
    Extended,
}

impl Facts for ObligationsEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Movement);
}
