//! The life cycle of a reorganisation as one table. Its day is the calendar's: `scheduled → applied`.
use base::kernel::{
    error::Code,
    policy::Permission::ReorganisationsWrite,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::reorganisation::ReorganisationStatus::{self, Applied, Cancelled, Draft, Previewed, Scheduled, Undone};

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

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ReorganisationFacts {
    /// The name of a unit that has changed since the document was applied.
    pub overtaken: Option<String>,
}

/// That successors have made nothing since is only told by taking it back.
const STILL_AS_LEFT: Guard<ReorganisationFacts> = Guard {
    name: "still_as_left",
    code: Code::UnitChangedLater,
    against: |facts| facts.overtaken.clone().map(Against::from),
};

pub type ReorganisationStep = Step<ReorganisationAction, ReorganisationStatus, ReorganisationFacts>;

const fn step(
    action: ReorganisationAction,
    from: &'static [ReorganisationStatus],
    to: ReorganisationStatus,
) -> ReorganisationStep {
    let (party, permission) = (Party::Administrator, ReorganisationsWrite);
    Step { action, from, to, party, permission, writers: BOUND_TO_A_PREVIEW, guards: &[] }
}

/// A ministry may have one administrator.
const BOUND_TO_A_PREVIEW: Writers =
    Writers::Included("a superior body has decided it; what is applied is what was previewed, and can be undone");

/// One whose day has not come is `scheduled` by `apply`.
pub const STEPS: &[ReorganisationStep] = &[
    step(Update, &[Draft, Previewed], Draft),
    step(Preview, &[Draft, Previewed], Previewed),
    step(Apply, &[Previewed], Applied),
    step(Cancel, &[Draft, Previewed, Scheduled], Cancelled),
    Step { guards: &[STILL_AS_LEFT], ..step(Undo, &[Applied], Undone) },
];
