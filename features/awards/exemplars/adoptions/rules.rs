//! The life cycle of an adoption as one table.
use base::kernel::{
    policy::Permission,
    transition::{Named, Party, Step, Writers},
};
use entity::exemplar_adoption::AdoptionStatus::{self, Ended, Running};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdoptionAction {
    Update,
    End,
}

impl Named for AdoptionAction {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::End => "end",
        }
    }
}

pub type AdoptionStep = Step<AdoptionAction, AdoptionStatus>;

/// What officers of the unit do that adopts.
const fn own(action: AdoptionAction, to: AdoptionStatus) -> AdoptionStep {
    let (party, permission) = (Party::Owner, Permission::ExemplarsWrite);
    let writers = Writers::Included("it is their own work");
    Step { action, from: &[Running], to, party, permission, writers, guards: &[] }
}

pub const STEPS: &[AdoptionStep] = &[own(AdoptionAction::Update, Running), own(AdoptionAction::End, Ended)];
