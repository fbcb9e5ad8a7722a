//! What the journal says of shares of targets, by whichever of the two it is done: the plan, or who gives and takes them.
use base::store::journal::{Change, Changed, Facts};
use entity::{
    Quantity,
    allocation::{self, AllocationRule},
    journal::Subject,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a share of a target. Why stands on the share.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AllocationEvent {
    /// A unit gave a unit below a share of its target.
    #[serde(rename = "allocation.proposed")]
    Proposed {
        movement_id: Uuid,
        target_root_id: Uuid,
        to_unit_id: Uuid,
        rule: AllocationRule,
        value: Option<Quantity>,
        numerator: Option<Quantity>,
        denominator: Option<Quantity>,
        /// Whether it has what rounding leaves over.
        takes_remainder: bool,
    },
    /// The share is another amount, and waits for an answer.
    #[serde(rename = "allocation.adjusted")]
    Adjusted {
        /// The share that became part of this one.
        joined_allocation_id: Option<Uuid>,
    },
    /// The share was taken back.
    #[serde(rename = "allocation.withdrawn")]
    Withdrawn {
        /// The plan that was cancelled with it.
        plan_id: Option<Uuid>,
        /// The share that this one became part of.
        joined_allocation_id: Option<Uuid>,
    },
    /// The head of the unit below accepted the share.
    #[serde(rename = "allocation.accepted")]
    Accepted,
    /// The head of the unit below disputed the share.
    #[serde(rename = "allocation.disputed")]
    Disputed,
    /// A unit that took over goes on with the share, under a target of its own.
    #[serde(rename = "allocation.taken_over")]
    TakenOver,
}

impl Facts for AllocationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Allocation);
}

impl AllocationEvent {
    pub fn of(&self, before: &allocation::Model, after: &allocation::Model) -> Change {
        let change = Change::new(self, after.id).version(after.version).unit(after.from_unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}

fn told(m: &allocation::Model) -> Value {
    json!({
        "status": m.status,
        "value": m.value,
        "numerator": m.numerator,
        "denominator": m.denominator,
        "rule": m.rule,
        "takes_remainder": m.takes_remainder,
        "from_unit_id": m.from_unit_id,
        "target_root_id": m.target_root_id,
        "answered_digest": m.answered_digest,
    })
}
