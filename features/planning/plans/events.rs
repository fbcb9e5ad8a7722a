//! What the journal says of plans.
mod shares;

use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{Quantity, journal::Subject, plan, supplement_request::Resolution};
use serde::Serialize;
use serde_json::{Map, Value, json};
pub use shares::AllocationEvent;
use utoipa::ToSchema;
use uuid::Uuid;

use super::dto::{ChangeKind, Content, Part};

/// What happened to a plan.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum PlanEvent {
    /// A unit began its plan, by itself or from a template or another plan.
    #[serde(rename = "plan.created")]
    Created {
        movement_id: Uuid,
        version_no: i32,
        starts_on: NaiveDate,
        template_id: Option<Uuid>,
        copied_from: Option<Uuid>,
        /// How many tasks it began with.
        tasks: usize,
        /// How many measures it began with.
        measures: usize,
        /// How many targets it began with.
        targets: usize,
    },
    /// The draft was changed.
    #[serde(rename = "plan.updated")]
    Updated {
        /// The parts that are new, gone or other than before.
        #[schema(max_items = 1200)]
        parts: Vec<EditedPart>,
    },
    /// The next version was begun, with the content of the one that is in force.
    #[serde(rename = "plan.amended")]
    Amended { amends_plan_id: Uuid, version_no: i32 },
    /// The draft was laid before the head.
    #[serde(rename = "plan.signature_requested")]
    SignatureRequested,
    /// The head gave the draft back. The reason stands on the plan.
    #[serde(rename = "plan.returned_to_draft")]
    ReturnedToDraft,
    /// The head signed this version; from now on it does not change.
    #[serde(rename = "plan.issued")]
    Issued {
        version_no: i32,
        #[schema(max_length = 40)]
        document_number: String,
        document_issued_on: NaiveDate,
        annex_no: Option<i32>,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The next version took this one's place.
    #[serde(rename = "plan.superseded")]
    Superseded { superseded_by: Uuid },
    /// The issued version went to the superior.
    #[serde(rename = "plan.sent")]
    Sent {
        version_no: i32,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The superior received the version.
    #[serde(rename = "plan.received")]
    Received {
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The first day of a received plan came.
    #[serde(rename = "plan.took_effect")]
    TookEffect,
    /// The superior asked for a supplement. What it asks for stands on the request.
    #[serde(rename = "plan.supplement_requested")]
    SupplementRequested {
        request_id: Uuid,
        due_on: NaiveDate,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// Either side wrote about what is asked for.
    #[serde(rename = "plan.supplement_replied")]
    SupplementReplied { request_id: Uuid, reply_id: Uuid },
    /// What was asked for ended without a new version.
    #[serde(rename = "plan.supplement_resolved")]
    SupplementResolved { request_id: Uuid, resolution: Resolution },
    /// The head lets a part of a target be with nobody, or no longer. The reason stands on the target.
    #[serde(rename = "plan.gap_waived")]
    GapWaived {
        target_id: Uuid,
        /// Whether it may now be with nobody.
        waived: bool,
        gap: Quantity,
    },
    /// The plan ended with its movement.
    #[serde(rename = "plan.closed")]
    Closed,
    /// The plan was given up. The reason stands on the plan.
    #[serde(rename = "plan.cancelled")]
    Cancelled {
        #[schema(max_length = 40)]
        document_number: String,
    },
    /// The unit ended; the plan of the unit that took over restates this one.
    #[serde(rename = "plan.transferred")]
    Transferred { reorganisation_id: Uuid, heir_id: Option<Uuid> },
    /// The unit ended, and nobody carries the plan on.
    #[serde(rename = "plan.closed_by_reorganisation")]
    ClosedByReorganisation { reorganisation_id: Uuid },
    /// A draft was made for a unit that took over.
    #[serde(rename = "plan.drafted")]
    Drafted { reorganisation_id: Uuid },
    /// A draft that a reorganisation had made went with the reorganisation.
    #[serde(rename = "plan.removed")]
    Removed,
    /// The plan is again what it was before a reorganisation.
    #[serde(rename = "plan.restored")]
    Restored,
}

impl Facts for PlanEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Plan);
}

impl PlanEvent {
    pub fn of(&self, plan: &plan::Model) -> Change {
        Change::new(self, plan.id).version(plan.version).unit(plan.unit_id)
    }
}

/// A part of a draft that was added, removed or changed.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EditedPart {
    pub part: Part,
    pub id: Uuid,
    pub kind: ChangeKind,
    /// Of a part that stays.
    #[serde(skip_serializing_if = "Changed::is_empty")]
    pub changed: Changed,
}

/// The members of a plan itself that the journal tells.
pub fn told(m: &plan::Model) -> Value {
    json!({
        "status": m.status,
        "starts_on": m.starts_on,
        "full_allocation": m.full_allocation,
        "receiver_unit_id": m.receiver_unit_id,
        "receiver_function": m.receiver_function,
    })
}

/// Members of parts that are figures, codes, days or ids.
const TOLD: [&str; 12] = [
    "aggregation",
    "allocation_id",
    "baseline",
    "code",
    "comparator",
    "denominator",
    "due_on",
    "indicator_code",
    "numerator",
    "responsible_unit_id",
    "target_value",
    "task_no",
];

type Parts = Vec<(Part, Uuid, Map<String, Value>)>;

/// Which parts of a draft are other than before, and in what.
pub fn edited(before: &Content, after: &Content) -> Vec<EditedPart> {
    let (before, after) = (parts(before), parts(after));
    let find = |parts: &Parts, id: Uuid| parts.iter().find(|(_, other, _)| *other == id).map(|part| part.2.clone());
    let mut edited = vec![];
    for (part, id, now) in &after {
        let (kind, changed) = match find(&before, *id) {
            Some(was) if was == *now => continue,
            Some(was) => (ChangeKind::Changed, Changed::between(&was, now).telling(&TOLD)),
            None => (ChangeKind::Added, Changed::default()),
        };
        edited.push(EditedPart { part: *part, id: *id, kind, changed });
    }
    let gone = before.iter().filter(|(_, id, _)| find(&after, *id).is_none());
    let removed = |(part, id, _): &(Part, Uuid, _)| EditedPart {
        part: *part,
        id: *id,
        kind: ChangeKind::Removed,
        changed: Changed::default(),
    };
    edited.extend(gone.map(removed));
    edited
}

fn parts(content: &Content) -> Parts {
    let tasks = content.tasks.iter().map(|task| (Part::Task, task.id, serde_json::to_value(task)));
    let measures = content.measures.iter().map(|measure| (Part::Measure, measure.id, serde_json::to_value(measure)));
    let targets = content.targets.iter().map(|target| (Part::Target, target.id, serde_json::to_value(target)));
    let members = |value: serde_json::Result<Value>| value.ok()?.as_object().cloned();
    tasks.chain(measures).chain(targets).filter_map(|(part, id, value)| Some((part, id?, members(value)?))).collect()
}
