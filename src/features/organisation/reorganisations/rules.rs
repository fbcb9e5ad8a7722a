//! The life cycle of a reorganisation as one table. Its day is the calendar's: `scheduled → applied`.
use entity::reorganisation::ReorganisationStatus::{self, Applied, Cancelled, Draft, Previewed, Scheduled, Undone};

use crate::kernel::{
    policy::Permission::ReorganisationsWrite,
    transition::{Named, Side, Step},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReorganisationAction {
    Update,
    Preview,
    Apply,
    Cancel,
    Undo,
}

use ReorganisationAction::{Apply, Cancel, Preview, Undo, Update};

impl Named for ReorganisationAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Preview => "preview",
            Apply => "apply",
            Cancel => "cancel",
            Undo => "undo",
        }
    }
}

pub type ReorganisationStep = Step<ReorganisationAction, ReorganisationStatus>;

const fn step(
    action: ReorganisationAction,
    from: &'static [ReorganisationStatus],
    to: ReorganisationStatus,
) -> ReorganisationStep {
    Step { action, from, to, side: Side::Owner, permission: ReorganisationsWrite, by_another: false }
}

/// One whose day has not come is `scheduled` by `apply`.
pub const STEPS: &[ReorganisationStep] = &[
    step(Update, &[Draft, Previewed], Draft),
    step(Preview, &[Draft, Previewed], Previewed),
    step(Apply, &[Previewed], Applied),
    step(Cancel, &[Draft, Previewed, Scheduled], Cancelled),
    step(Undo, &[Applied], Undone),
];
