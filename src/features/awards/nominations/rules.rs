//! The life cycle of a nomination as one table, and who may decide a form of award.
use chrono::NaiveDate;
use entity::{
    award_authority::{self, Decider},
    award_form_rule,
    nomination::{
        NominationStatus::{self, Appraised, Draft, Proposed, Received, Returned, Submitted, UnitReviewed, Withdrawn},
        SubjectType,
    },
    vote_rule,
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

/// Whether a form of award may go to this kind of subject. What was not read of the law stands in nobody's way.
pub fn fits(rule: &award_form_rule::Model, subject: SubjectType) -> bool {
    let said = match subject {
        SubjectType::Individual => rule.for_individual,
        SubjectType::Collective => rule.for_collective,
        SubjectType::Household => rule.for_household,
    };
    said.unwrap_or(true)
}

/// Whether a council votes on a form before it is proposed. Where no rule was read, it does.
pub fn needs_ballot(rule: Option<&vote_rule::Model>) -> bool {
    rule.is_none_or(|rule| rule.ballot_required != Some(false))
}

/// The rule by which a unit decides a form of award on a day.
pub fn authority<'a>(
    authorities: &'a [award_authority::Model],
    unit: &Unit,
    day: NaiveDate,
) -> Option<&'a award_authority::Model> {
    authorities.iter().find(|authority| {
        authority.decider == Decider::of(unit.kind)
            && (!authority.legal_personality || unit.legal_personality)
            && covers(authority.valid_from, authority.valid_to, day)
    })
}
