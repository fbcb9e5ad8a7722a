//! The life cycle of guidance as one table, and whom it may be meant for.
use base::kernel::{
    error::{Code, Error, Fault, FieldError, Result},
    organisation::{Organisation, Unit},
    policy::Permission,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::{
    guidance::{
        Audience,
        GuidanceStatus::{self, Draft, Issued, Withdrawn},
    },
    movement::MovementStatus,
    plan_attachment::AttachmentKind::{self, Annex, Other, SignedScan},
};
use planning::movements::rules::{closed, is_open};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GuidanceAction {
    Update,
    Issue,
    Withdraw,
    Read,
    Ask,
}

use GuidanceAction::{Ask, Issue, Read, Update, Withdraw};

impl Named for GuidanceAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Issue => "issue",
            Withdraw => "withdraw",
            Read => "read",
            Ask => "ask",
        }
    }
}

/// What the guards look at.
#[derive(Debug)]
pub struct GuidanceFacts {
    pub movement: MovementStatus,
    pub movement_id: Uuid,
    pub movement_code: String,
    /// Whether somebody is among those it is meant for.
    pub meant_for_somebody: bool,
    /// What it amends or replaces was withdrawn since.
    pub amends_withdrawn: Option<Uuid>,
}

const MOVEMENT_OPEN: Guard<GuidanceFacts> = Guard {
    name: "movement_open",
    code: Code::WindowClosed,
    against: |facts| (!is_open(facts.movement)).then(|| closed(facts.movement_id, &facts.movement_code)),
};

const MEANT_FOR_SOMEBODY: Guard<GuidanceFacts> = Guard {
    name: "meant_for_somebody",
    code: Code::NoRecipient,
    against: |facts| (!facts.meant_for_somebody).then(Against::default),
};

const AMENDS_WHAT_STANDS: Guard<GuidanceFacts> = Guard {
    name: "amends_what_stands",
    code: Code::InvalidTransition,
    against: |facts| facts.amends_withdrawn.map(|id| format!("guidance {id}: withdrawn").into()),
};

pub type GuidanceStep = Step<GuidanceAction, GuidanceStatus, GuidanceFacts>;

const fn addressee(action: GuidanceAction, why: &'static str) -> GuidanceStep {
    let (party, permission) = (Party::Addressee, Permission::GuidanceAcknowledge);
    Step { action, from: &[Issued], to: Issued, party, permission, writers: Writers::Included(why), guards: &[] }
}

pub const STEPS: &[GuidanceStep] = &[
    Step {
        action: Update,
        from: &[Draft],
        to: Draft,
        party: Party::Owner,
        permission: Permission::GuidanceWrite,
        writers: Writers::Included("it is their own text"),
        guards: &[],
    },
    Step {
        action: Issue,
        from: &[Draft],
        to: Issued,
        party: Party::Owner,
        permission: Permission::GuidanceIssue,
        writers: Writers::Excluded,
        guards: &[MOVEMENT_OPEN, MEANT_FOR_SOMEBODY, AMENDS_WHAT_STANDS],
    },
    Step {
        action: Withdraw,
        from: &[Draft, Issued],
        to: Withdrawn,
        party: Party::Owner,
        permission: Permission::GuidanceIssue,
        writers: Writers::Included("what is withdrawn binds nobody any more"),
        guards: &[],
    },
    addressee(Read, "that it was read is no judgement"),
    addressee(Ask, "a question judges nothing"),
];

/// What may be attached: to what was issued nothing but its scan is added.
pub const fn takes(status: GuidanceStatus) -> &'static [AttachmentKind] {
    match status {
        Draft => &[Annex, Other],
        Issued => &[SignedScan],
        Withdrawn => &[],
    }
}

/// What was attached to a draft may be taken away again.
pub const fn gives_back(status: GuidanceStatus) -> bool {
    matches!(status, Draft)
}

/// The units that it is meant for today: of those chosen that have ended, who took over.
pub fn meant_for(organisation: &Organisation, sender: Uuid, audience: &Audience, day: NaiveDate) -> Vec<Uuid> {
    let below = organisation.overseen(sender, day);
    let chosen = audience.units.iter().flat_map(|unit| organisation.heirs(*unit, day));
    let mut found: Vec<Uuid> = chosen.filter(|unit| below.contains(unit)).collect();
    let alike = below.iter().filter_map(|unit| organisation.unit(*unit)).filter(|unit| is_among(audience, unit));
    found.extend(alike.map(|unit| unit.id));
    found.sort_unstable();
    found.dedup();
    found
}

fn is_among(audience: &Audience, unit: &Unit) -> bool {
    audience.kinds.contains(&unit.kind) || audience.tiers.contains(&unit.tier())
}

/// Each that is named stands for somebody below the sender. A unit elsewhere is met as one that is not there.
pub fn check(organisation: &Organisation, sender: Uuid, audience: &Audience, day: NaiveDate) -> Result<()> {
    let below = organisation.overseen(sender, day);
    let units: Vec<&Unit> = below.iter().filter_map(|unit| organisation.unit(*unit)).collect();
    let mut faults = vec![];
    let mut refuse = |name: &str, at: usize, fault| faults.push(FieldError { pointer: format!("/{name}/{at}"), fault });
    for (at, unit) in audience.units.iter().enumerate() {
        if !organisation.heirs(*unit, day).iter().any(|heir| below.contains(heir)) {
            refuse("unit_ids", at, Fault::NotFound);
        } else if audience.units.iter().take(at).any(|other| other == unit) {
            refuse("unit_ids", at, Fault::Duplicate);
        }
    }
    for (at, kind) in audience.kinds.iter().enumerate() {
        if !units.iter().any(|unit| unit.kind == *kind) {
            refuse("unit_kinds", at, Fault::NotBelow);
        } else if audience.kinds.iter().take(at).any(|other| other == kind) {
            refuse("unit_kinds", at, Fault::Duplicate);
        }
    }
    for (at, tier) in audience.tiers.iter().enumerate() {
        if !units.iter().any(|unit| unit.tier() == *tier) {
            refuse("tiers", at, Fault::NotBelow);
        } else if audience.tiers.iter().take(at).any(|other| other == tier) {
            refuse("tiers", at, Fault::Duplicate);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}
