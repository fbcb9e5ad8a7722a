//! What the journal says of a target that was shared out. Of the shares themselves `plans::events` tells.
use base::store::journal::Facts;
use entity::{allocation::AllocationRule, journal::Subject, unit::UnitKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a target as a whole.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum TargetEvent {
    /// A unit shared a target out to a tier of units by a rule.
    #[serde(rename = "target.distributed")]
    Distributed {
        rule: AllocationRule,
        unit_kind: Option<UnitKind>,
        /// How many decimals the shares have.
        decimals: u8,
        /// The unit that has what rounding leaves over.
        remainder_unit_id: Uuid,
        /// How many shares there are.
        shares: usize,
        /// How many of them are other than before; each has an entry of its own.
        changed_shares: usize,
    },
}

impl Facts for TargetEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Target);
}
