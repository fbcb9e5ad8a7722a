//! The life cycle of a nomination as one table, and who may decide a form of award.
use chrono::NaiveDate;
use entity::{
    award_authority, award_form,
    nomination::{
        NominationStatus::{self, Appraised, Draft, Proposed, Received, Returned, Submitted, UnitReviewed, Withdrawn},
        SubjectType,
    },
};

use crate::kernel::{
    clock::covers,
    organisation::Unit,
    policy::Permission::{self, NominationsForward, NominationsReceive, NominationsSubmit, NominationsWrite},
    transition::{Named, Side, Step},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NominationAction {
    Update,
    Review,
    Submit,
    Receive,
    Return,
    Appraise,
    Forward,
    Propose,
    Withdraw,
}

use NominationAction::{Appraise, Forward, Propose, Receive, Return, Review, Submit, Update, Withdraw};

impl Named for NominationAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Review => "review",
            Submit => "submit",
            Receive => "receive",
            Return => "return",
            Appraise => "appraise",
            Forward => "forward",
            Propose => "propose",
            Withdraw => "withdraw",
        }
    }
}

pub type NominationStep = Step<NominationAction, NominationStatus>;

const fn own(
    action: NominationAction,
    from: &'static [NominationStatus],
    to: NominationStatus,
    permission: Permission,
) -> NominationStep {
    Step { action, from, to, side: Side::Owner, permission, by_another: false }
}

const fn holder(
    action: NominationAction,
    from: &'static [NominationStatus],
    to: NominationStatus,
    permission: Permission,
) -> NominationStep {
    Step { side: Side::Addressee, ..own(action, from, to, permission) }
}

/// The steps that people take on a dossier; `proposed → awarded` is the decision's.
pub const STEPS: &[NominationStep] = &[
    own(Update, &[Draft], Draft, NominationsWrite),
    own(Update, &[Returned], Returned, NominationsWrite),
    Step { by_another: true, ..own(Review, &[Draft], UnitReviewed, NominationsSubmit) },
    Step { by_another: true, ..own(Submit, &[UnitReviewed, Returned], Submitted, NominationsSubmit) },
    holder(Receive, &[Submitted], Received, NominationsReceive),
    holder(Return, &[Received], Returned, NominationsReceive),
    holder(Appraise, &[Received], Appraised, NominationsReceive),
    // Received by the next level.
    holder(Forward, &[Appraised], Submitted, NominationsForward),
    holder(Propose, &[Appraised], Proposed, NominationsForward),
    own(Withdraw, &[Draft, UnitReviewed, Submitted, Received, Returned], Withdrawn, NominationsSubmit),
];

/// Neither granted nor given up.
pub const OPEN: [NominationStatus; 7] = [Draft, UnitReviewed, Submitted, Received, Returned, Appraised, Proposed];

/// Whether a form of award is for this kind of subject.
pub const fn fits(form: &award_form::Model, subject: SubjectType) -> bool {
    match subject {
        SubjectType::Individual => form.for_individual,
        SubjectType::Collective => form.for_collective,
        SubjectType::Household => form.for_household,
    }
}

/// Whether a unit decides a form of award on a day.
pub fn decides(authorities: &[award_authority::Model], unit: &Unit, day: NaiveDate) -> bool {
    authorities.iter().any(|authority| {
        authority.unit_kind == unit.kind
            && (!authority.legal_personality || unit.legal_personality)
            && covers(authority.valid_from, authority.valid_to, day)
    })
}
