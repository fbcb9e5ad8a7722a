//! The life cycle of a nomination as one table, and who may decide a form of award.
use base::kernel::{
    clock::covers,
    organisation::Unit,
    policy::Permission::{self, NominationsForward, NominationsReceive, NominationsSubmit, NominationsWrite},
    transition::{Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::{
    award_authority::{self, Decider},
    nomination::NominationStatus::{
        self, Appraised, Awarded, Draft, Ineligible, OnHold, Proposed, Received, Refused, Returned, Submitted,
        UnitReviewed, Withdrawn,
    },
    vote_rule,
};

pub use super::guards::NominationFacts;
use super::guards::{
    ANSWERED, COMMENDED_ONCE, COMPLETE, DECIDED_HERE, ELIGIBLE, INITIATIVE_ONCE, MOVEMENT_OPEN, NO_BALLOT,
    NOT_OBJECTED_TO, NOT_UPHELD, NOT_VOTED_DOWN, NOTHING_PENDING, POSTED, SOMEBODY_ABOVE, SUBJECT_EXISTS, UNNUMBERED,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NominationAction {
    Update,
    Identify,
    Review,
    Submit,
    Receive,
    Return,
    Refuse,
    Appraise,
    Forward,
    Propose,
    Withdraw,
    Hold,
    Release,
    Drop,
}

use NominationAction::{
    Appraise, Drop, Forward, Hold, Identify, Propose, Receive, Refuse, Release, Return, Review, Submit, Update,
    Withdraw,
};

impl Named for NominationAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Identify => "identify",
            Review => "review",
            Submit => "submit",
            Receive => "receive",
            Return => "return",
            Refuse => "refuse",
            Appraise => "appraise",
            Forward => "forward",
            Propose => "propose",
            Withdraw => "withdraw",
            Hold => "hold",
            Release => "release",
            Drop => "drop",
        }
    }
}

pub type NominationStep = Step<NominationAction, NominationStatus, NominationFacts>;

const fn own(
    action: NominationAction,
    from: &'static [NominationStatus],
    to: NominationStatus,
    permission: Permission,
) -> NominationStep {
    Step { action, from, to, party: Party::Owner, permission, writers: Writers::Excluded, guards: &[] }
}

const fn holder(
    action: NominationAction,
    from: &'static [NominationStatus],
    to: NominationStatus,
    permission: Permission,
) -> NominationStep {
    Step { party: Party::Holder, ..own(action, from, to, permission) }
}

/// A number is told while the dossier lives, and after it was granted: whatever its state, a namesake may ask for it.
const fn identify(from: &'static [NominationStatus], to: NominationStatus) -> NominationStep {
    Step { writers: ITS_TEXT, guards: &[UNNUMBERED], ..own(Identify, from, to, NominationsWrite) }
}

const ITS_TEXT: Writers = Writers::Included("it is their own text");
const GIVES_UP: Writers = Writers::Included("giving one's own dossier up decides nothing");

/// The steps that people take on a dossier; `proposed → awarded` is the decision's.
pub const STEPS: &[NominationStep] = &[
    Step { writers: ITS_TEXT, ..own(Update, &[Draft], Draft, NominationsWrite) },
    Step { writers: ITS_TEXT, ..own(Update, &[Returned], Returned, NominationsWrite) },
    identify(&[Draft], Draft),
    identify(&[UnitReviewed], UnitReviewed),
    identify(&[Submitted], Submitted),
    identify(&[Received], Received),
    identify(&[Returned], Returned),
    identify(&[Appraised], Appraised),
    identify(&[Proposed], Proposed),
    identify(&[OnHold], OnHold),
    identify(&[Awarded], Awarded),
    own(Review, &[Draft], UnitReviewed, NominationsSubmit),
    Step {
        guards: &[MOVEMENT_OPEN, COMPLETE, SUBJECT_EXISTS, SOMEBODY_ABOVE, INITIATIVE_ONCE, ELIGIBLE, NOTHING_PENDING],
        // Of a draft the minutes of the review are missing: whoever tries is told so.
        ..own(Submit, &[Draft, UnitReviewed, Returned], Submitted, NominationsSubmit)
    },
    holder(Receive, &[Submitted], Received, NominationsReceive),
    holder(Return, &[Received, Appraised, Proposed], Returned, NominationsReceive),
    holder(Refuse, &[Received, Appraised, Proposed], Refused, NominationsForward),
    holder(Appraise, &[Received], Appraised, NominationsReceive),
    // Received by the next level.
    Step {
        guards: &[SOMEBODY_ABOVE, INITIATIVE_ONCE, ELIGIBLE, NOTHING_PENDING, ANSWERED, NOT_UPHELD, NOT_OBJECTED_TO],
        ..holder(Forward, &[Appraised], Submitted, NominationsForward)
    },
    Step {
        guards: &[
            NOT_VOTED_DOWN,
            NO_BALLOT,
            DECIDED_HERE,
            SUBJECT_EXISTS,
            COMMENDED_ONCE,
            INITIATIVE_ONCE,
            ELIGIBLE,
            NOTHING_PENDING,
            ANSWERED,
            NOT_UPHELD,
            NOT_OBJECTED_TO,
            POSTED,
        ],
        ..holder(Propose, &[Appraised], Proposed, NominationsForward)
    },
    Step {
        writers: GIVES_UP,
        ..own(
            Withdraw,
            &[Draft, UnitReviewed, Submitted, Received, Returned, Appraised, Proposed, OnHold],
            Withdrawn,
            NominationsSubmit,
        )
    },
    holder(Hold, &[Received, Appraised, Proposed], OnHold, NominationsReceive),
    // It goes on where it was held.
    holder(Release, &[OnHold], Received, NominationsReceive),
    holder(Drop, &[OnHold], Ineligible, NominationsForward),
];

/// Given up: the subject may be proposed again.
pub const ENDED: [NominationStatus; 3] = [Withdrawn, Refused, Ineligible];

/// Neither granted nor given up.
pub const OPEN: [NominationStatus; 8] =
    [Draft, UnitReviewed, Submitted, Received, Returned, Appraised, Proposed, OnHold];

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
    authorities.iter().find(|authority| decides(authority, unit, day))
}

/// Whether the head of a unit decides by this rule on a day.
pub fn decides(authority: &award_authority::Model, unit: &Unit, day: NaiveDate) -> bool {
    authority.decider == Decider::of(unit.kind)
        && (!authority.legal_personality || unit.legal_personality)
        && covers(authority.valid_from, authority.valid_to, day)
}

/// Whether somebody outside the sector decides a form on a day: the ministry proposes it, and records what was decided.
pub fn of_the_state(authorities: &[award_authority::Model], day: NaiveDate) -> bool {
    let outside = [Decider::Government, Decider::PrimeMinister, Decider::StatePresident];
    authorities
        .iter()
        .any(|authority| outside.contains(&authority.decider) && covers(authority.valid_from, authority.valid_to, day))
}
