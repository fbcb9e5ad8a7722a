//! The life cycle of a reminder as one table, and the ladder.
pub mod ladder;

use base::kernel::{
    policy::Permission,
    transition::{Named, Party, Step, Writers},
};
use entity::reminder::ReminderStatus::{self, Acknowledged, Created, Escalated, Resolved, Sent};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReminderAction {
    Sign,
    Acknowledge,
    Withdraw,
}

use ReminderAction::{Acknowledge, Sign, Withdraw};

impl Named for ReminderAction {
    fn name(self) -> &'static str {
        match self {
            Sign => "sign",
            Acknowledge => "acknowledge",
            Withdraw => "withdraw",
        }
    }
}

pub type ReminderStep = Step<ReminderAction, ReminderStatus>;

const OF_THE_UNIT_ABOVE: Writers = Writers::Included("it is written by the unit above");
const TAKES_BACK: Writers = Writers::Included("what is taken back binds nobody any more");

const fn acknowledge(party: Party, permission: Permission) -> ReminderStep {
    let (from, to, writers) = (&[Sent], Acknowledged, OF_THE_UNIT_ABOVE);
    Step { action: Acknowledge, from, to, party, permission, writers, guards: &[] }
}

/// The steps that people take. `→ escalated` is the next level's, `→ resolved` also the paper's that arrives.
pub const STEPS: &[ReminderStep] = &[
    Step {
        action: Sign,
        from: &[Created],
        to: Sent,
        party: Party::Owner,
        permission: Permission::RemindersSign,
        writers: Writers::Excluded,
        guards: &[],
    },
    acknowledge(Party::Addressee, Permission::RemindersAcknowledge),
    // A letter is addressed to the head.
    acknowledge(Party::Decider, Permission::RemindersSign),
    Step {
        action: Withdraw,
        from: &[Created, Sent, Acknowledged, Escalated],
        to: Resolved,
        party: Party::Owner,
        permission: Permission::RemindersWrite,
        writers: TAKES_BACK,
        guards: &[],
    },
];
