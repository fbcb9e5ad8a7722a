//! What stands against a step of a dossier, each as a named condition with its problem.
use base::kernel::{
    error::{About, Code, Fault, FieldError},
    scope::Addressee,
    transition::{Against, Guard},
};

use super::eligibility::{
    dto::{Judgement, Outcome},
    rules::{self, unmet},
};
use crate::postings::facts::Standing;

/// What the guards look at.
#[derive(Debug, Default)]
pub struct NominationFacts {
    pub form_code: String,
    /// The movement, where it is not open any more.
    pub closed: Option<Against>,
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
    /// Papers of the dossier that the law asks for and that are not there.
    pub missing: Vec<String>,
    /// Whether it was posted, and what was objected to.
    pub posting: Standing,
    /// What the law says of it, where a step asks.
    pub judgement: Option<Judgement>,
}

/// In a movement that is closed no dossier goes up any more.
pub const MOVEMENT_OPEN: Guard<NominationFacts> =
    Guard { name: "movement_open", code: Code::WindowClosed, against: |facts| facts.closed.clone() };

/// A dossier is whole before it goes up.
pub const COMPLETE: Guard<NominationFacts> = Guard {
    name: "complete",
    code: Code::DossierIncomplete,
    against: |facts| {
        let field = |code: &String| FieldError { pointer: format!("/items/{code}"), fault: Fault::Required };
        let fields: Vec<FieldError> = facts.missing.iter().map(field).collect();
        (!fields.is_empty()).then(|| Against { fields, ..facts.missing.join(", ").into() })
    },
};

pub const SUBJECT_EXISTS: Guard<NominationFacts> = Guard {
    name: "subject_exists",
    code: Code::SubjectDissolved,
    against: |facts| facts.dissolved.clone().map(Against::from),
};

pub const SOMEBODY_ABOVE: Guard<NominationFacts> = Guard {
    name: "somebody_above",
    code: Code::NoAddressee,
    against: |facts| facts.next.is_none().then(|| facts.form_code.as_str().into()),
};

pub const NO_BALLOT: Guard<NominationFacts> = Guard {
    name: "no_ballot",
    code: Code::BallotRequired,
    against: |facts| facts.ballot.then(|| facts.form_code.as_str().into()),
};

pub const NOT_VOTED_DOWN: Guard<NominationFacts> = Guard {
    name: "not_voted_down",
    code: Code::BallotNotPassed,
    against: |facts| facts.voted_down.then(|| facts.form_code.as_str().into()),
};

pub const DECIDED_HERE: Guard<NominationFacts> = Guard {
    name: "decided_here",
    code: Code::NoAuthority,
    against: |facts| (!facts.decided_here).then(|| facts.form_code.as_str().into()),
};

/// One initiative is used once.
pub const INITIATIVE_ONCE: Guard<NominationFacts> = Guard {
    name: "initiative_once",
    code: Code::InitiativeUsed,
    against: |facts| {
        let failed = unmet(facts.judgement.as_ref()?, Outcome::Fail);
        let once = failed.into_iter().find(|found| found.rule_code == rules::INITIATIVE_ONCE)?;
        Some(once.facts.first().map(|fact| fact.said.clone()).unwrap_or_default().into())
    },
};

/// A rule of the law that is not met refuses.
pub const ELIGIBLE: Guard<NominationFacts> =
    Guard { name: "eligible", code: Code::NotEligible, against: |facts| judged(facts, Outcome::Fail) };

/// Not commended, nor proposed to anybody, while something is looked into.
pub const NOTHING_PENDING: Guard<NominationFacts> =
    Guard { name: "nothing_pending", code: Code::CasePending, against: |facts| judged(facts, Outcome::Hold) };

/// What no fact decides a person has to answer.
pub const ANSWERED: Guard<NominationFacts> =
    Guard { name: "answered", code: Code::NotAnswered, against: |facts| judged(facts, Outcome::Unknown) };

/// Against a dossier of which this is found, the rules that say so.
fn judged(facts: &NominationFacts, outcome: Outcome) -> Option<Against> {
    let judgement = facts.judgement.as_ref().filter(|judgement| judgement.outcome == outcome)?;
    let codes: Vec<&str> = unmet(judgement, outcome).into_iter().map(|found| found.rule_code.as_str()).collect();
    Some(codes.join(", ").into())
}

/// Nobody is proposed before the list was posted for as long as the rule asks.
pub const POSTED: Guard<NominationFacts> =
    Guard { name: "posted", code: Code::PostingNotFinished, against: |facts| facts.posting.unfinished() };

pub const NOT_OBJECTED_TO: Guard<NominationFacts> =
    Guard { name: "not_objected_to", code: Code::ObjectionOpen, against: |facts| facts.posting.objected() };

pub const NOT_UPHELD: Guard<NominationFacts> =
    Guard { name: "not_upheld", code: Code::ObjectionUpheld, against: |facts| facts.posting.upheld() };

pub const UNNUMBERED: Guard<NominationFacts> = Guard {
    name: "unnumbered",
    code: Code::PersonalIdKnown,
    against: |facts| (!facts.unnumbered).then(Against::default),
};

/// One achievement is commended once (Law 06/2022/QH15, article 5).
pub const COMMENDED_ONCE: Guard<NominationFacts> = Guard {
    name: "commended_once",
    code: Code::DuplicateAward,
    against: |facts| {
        let (told, about) = facts.in_the_way.clone()?;
        Some(Against { about: Some(about), ..told.into() })
    },
};
