//! The life cycle of a nomination as one table, and who may decide a form of award.
use chrono::NaiveDate;
use entity::{
    award_authority::{self, Decider},
    award_form_rule,
    nomination::{
        NominationStatus::{
            self, Appraised, Awarded, Draft, Ineligible, Proposed, Received, Refused, Returned, Submitted,
            UnitReviewed, Withdrawn,
        },
        SubjectType,
    },
    vote_rule,
};

use crate::kernel::{
    clock::covers,
    error::{About, Code},
    organisation::Unit,
    policy::Permission::{self, NominationsForward, NominationsReceive, NominationsSubmit, NominationsWrite},
    scope::Addressee,
    transition::{Against, Guard, Named, Party, Step, Writers},
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
}

use NominationAction::{
    Appraise, Forward, Identify, Propose, Receive, Refuse, Return, Review, Submit, Update, Withdraw,
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
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct NominationFacts {
    pub form_code: String,
    /// A council votes on the form, and none has passed this version of the dossier.
    pub ballot: bool,
    /// A council voted on this version, and it did not pass or there was no place for it.
    pub voted_down: bool,
    /// Whether the head of the unit that has the dossier decides its form; for the standing body, the Minister.
    pub decided_here: bool,
    /// The collective that no longer exists.
    pub dissolved: Option<String>,
    /// An award or a proposed dossier for the same achievement, and whom to ask about it.
    pub in_the_way: Option<(String, About)>,
    /// A person of whom no personal number is on file.
    pub unnumbered: bool,
    /// To whom the dossier goes next.
    pub next: Option<Addressee>,
}

const SUBJECT_EXISTS: Guard<NominationFacts> = Guard {
    name: "subject_exists",
    code: Code::SubjectDissolved,
    against: |facts| facts.dissolved.clone().map(Against::from),
};

const SOMEBODY_ABOVE: Guard<NominationFacts> = Guard {
    name: "somebody_above",
    code: Code::NoAddressee,
    against: |facts| facts.next.is_none().then(|| facts.form_code.as_str().into()),
};

const NO_BALLOT: Guard<NominationFacts> = Guard {
    name: "no_ballot",
    code: Code::BallotRequired,
    against: |facts| facts.ballot.then(|| facts.form_code.as_str().into()),
};

const NOT_VOTED_DOWN: Guard<NominationFacts> = Guard {
    name: "not_voted_down",
    code: Code::BallotNotPassed,
    against: |facts| facts.voted_down.then(|| facts.form_code.as_str().into()),
};

const DECIDED_HERE: Guard<NominationFacts> = Guard {
    name: "decided_here",
    code: Code::NoAuthority,
    against: |facts| (!facts.decided_here).then(|| facts.form_code.as_str().into()),
};

const UNNUMBERED: Guard<NominationFacts> = Guard {
    name: "unnumbered",
    code: Code::PersonalIdKnown,
    against: |facts| (!facts.unnumbered).then(Against::default),
};

/// One achievement is commended once (Law 06/2022/QH15, article 5).
const COMMENDED_ONCE: Guard<NominationFacts> = Guard {
    name: "commended_once",
    code: Code::DuplicateAward,
    against: |facts| {
        let (told, about) = facts.in_the_way.clone()?;
        Some(Against { about: Some(about), ..told.into() })
    },
};

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
    identify(&[Awarded], Awarded),
    own(Review, &[Draft], UnitReviewed, NominationsSubmit),
    Step {
        guards: &[SUBJECT_EXISTS, SOMEBODY_ABOVE],
        ..own(Submit, &[UnitReviewed, Returned], Submitted, NominationsSubmit)
    },
    holder(Receive, &[Submitted], Received, NominationsReceive),
    holder(Return, &[Received, Appraised, Proposed], Returned, NominationsReceive),
    holder(Refuse, &[Received, Appraised, Proposed], Refused, NominationsForward),
    holder(Appraise, &[Received], Appraised, NominationsReceive),
    // Received by the next level.
    Step { guards: &[SOMEBODY_ABOVE], ..holder(Forward, &[Appraised], Submitted, NominationsForward) },
    Step {
        guards: &[NOT_VOTED_DOWN, NO_BALLOT, DECIDED_HERE, COMMENDED_ONCE],
        ..holder(Propose, &[Appraised], Proposed, NominationsForward)
    },
    Step {
        writers: GIVES_UP,
        ..own(
            Withdraw,
            &[Draft, UnitReviewed, Submitted, Received, Returned, Appraised, Proposed],
            Withdrawn,
            NominationsSubmit,
        )
    },
];

/// Given up: the subject may be proposed again.
pub const ENDED: [NominationStatus; 3] = [Withdrawn, Refused, Ineligible];

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
