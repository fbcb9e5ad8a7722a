//! Rules that stand above the criteria.
use entity::{StatementKind, nomination::SubjectType};

use super::{
    super::{
        dto::{Fact, Outcome, Remedy},
        facts::{Award, Facts, of_statement},
    },
    How, Said, Terms,
};

pub const HOW: &[(&str, How)] = &[
    ("one_form_per_achievement", How::Facts(one_form_per_achievement)),
    ("pending_case", How::Facts(pending_case)),
    ("achievement_starts_after", How::Facts(after_discipline)),
    ("initiative_once", How::Facts(initiative_once)),
    ("unit_not_dissolved", How::Facts(unit_not_dissolved)),
    ("receiving_unit_proposes", How::Facts(managing_level)),
    ("proposed_by_managing_level", How::Facts(managing_level)),
    ("remarks_of_old_unit", How::Facts(remarks_of_old_unit)),
    ("basis_excludes", How::Facts(basis)),
    ("no_state_secret_in_electronic_dossier", How::Facts(no_secret)),
    ("criteria_procedure_dossier_complete", How::Others),
    // They forbid a demand, or say how time is counted, whom to prefer among equals, and which law goes on.
    ("no_lower_award_needed", How::Nobody),
    ("maternity_counts", How::Nobody),
    ("reduce_time_in_office", How::Nobody),
    ("prefer_women", How::Nobody),
    ("prefer_direct_workers", How::Nobody),
    ("gender_equality", How::Nobody),
    ("dossier_keeps_old_posting", How::Nobody),
    ("dossier_keeps_old_law_unless_more_favourable", How::Nobody),
    // No text asks for an interval; it is off.
    ("time_since_last_award", How::Nobody),
];

/// The same review of the same movement is one achievement. Days that overlap elsewhere, and a namesake, are for a person.
fn one_form_per_achievement(_: Terms<'_>, facts: &Facts) -> Said {
    let standing = || facts.awards.iter().filter(|award| !award.revoked);
    let told = |award: &Award| award.fact.clone();
    let same =
        |award: &&Award| award.same_subject && award.movement_id == facts.movement_id && award.stage == facts.stage;
    let once: Vec<Fact> = standing().filter(same).map(told).collect();
    if !once.is_empty() {
        return Said::unmet(Outcome::Fail, once, Remedy::AnotherAchievement);
    }
    // A title is for the work of a year; what it rests on may be commended in a movement too.
    let beside = |award: &&Award| !award.is_title && award.overlaps(facts.from, facts.to);
    let beside: Vec<Fact> = standing().filter(beside).map(told).collect();
    match beside.is_empty() {
        true => Said::met(vec![]),
        false => Said::unmet(Outcome::Unknown, beside, Remedy::AnswerInAppraisal),
    }
}

fn stated(facts: &Facts, kind: StatementKind) -> Vec<Fact> {
    facts.stated(kind).map(of_statement).collect()
}

/// Not commended while something is looked into.
fn pending_case(_: Terms<'_>, facts: &Facts) -> Said {
    let mut open = stated(facts, StatementKind::PendingCase);
    let mut clear = stated(facts, StatementKind::NoPendingCase);
    // What whoever has the dossier was told since stands beside what its unit stated.
    open.extend(facts.held.clone());
    if facts.cleared.is_some() {
        (open, clear) = (facts.held.iter().cloned().collect(), facts.cleared.iter().cloned().collect());
    }
    match (open.is_empty(), clear.is_empty()) {
        (false, _) => Said::unmet(Outcome::Hold, open, Remedy::WaitForConclusion),
        (true, false) => Said::met(clear),
        (true, true) => Said::unmet(Outcome::Unknown, vec![], Remedy::StateWithDocument),
    }
}

/// Achievements count from the day after a disciplinary measure ended.
fn after_discipline(_: Terms<'_>, facts: &Facts) -> Said {
    let measures = || facts.stated(StatementKind::Discipline);
    let told: Vec<Fact> = measures().map(of_statement).collect();
    let reaches_in = measures().any(|statement| statement.ended_on.is_none_or(|last| facts.from <= last));
    match (reaches_in, told.is_empty()) {
        (true, _) => Said::unmet(Outcome::Fail, told, Remedy::LaterAchievement),
        (false, false) => Said::met(told),
        (false, true) => match stated(facts, StatementKind::NoDiscipline) {
            none if none.is_empty() => Said::unmet(Outcome::Unknown, vec![], Remedy::StateWithDocument),
            none => Said::met(none),
        },
    }
}

fn initiative_once(_: Terms<'_>, facts: &Facts) -> Said {
    match facts.used.is_empty() {
        true => {
            let named = facts.initiatives.iter().map(|one| one.fact.clone());
            Said::met(stated(facts, StatementKind::Initiative).into_iter().chain(named).collect())
        }
        false => Said::unmet(Outcome::Fail, facts.used.clone(), Remedy::AnotherInitiative),
    }
}

fn unit_not_dissolved(_: Terms<'_>, facts: &Facts) -> Said {
    let told = vec![facts.unit.clone()];
    match facts.subject == SubjectType::Collective && facts.unit_ended {
        true => Said::unmet(Outcome::Fail, told, Remedy::Nothing),
        false => Said::met(told),
    }
}

/// The unit of the subject, one above it, or whoever took over from it.
fn managing_level(_: Terms<'_>, facts: &Facts) -> Said {
    let told = vec![facts.unit.clone()];
    match facts.proposed_by_managing {
        true => Said::met(told),
        false => Said::unmet(Outcome::Fail, told, Remedy::SuccessorProposes),
    }
}

/// Somebody was commended elsewhere, or belongs to a unit that has ended: whether there was half a year, a person says.
fn remarks_of_old_unit(_: Terms<'_>, facts: &Facts) -> Said {
    let remarks = stated(facts, StatementKind::RemarksOfOldUnit);
    let unit = facts.unit.id;
    let elsewhere = facts.awards.iter().filter(|award| award.same_subject && Some(award.unit_id) != unit);
    let mut moved: Vec<Fact> = elsewhere.map(|award| award.fact.clone()).collect();
    moved.extend(facts.unit_ended.then(|| facts.unit.clone()));
    match (remarks.is_empty(), moved.is_empty()) {
        (false, _) => Said::met(remarks),
        (true, true) => Said::met(vec![]),
        (true, false) => Said::unmet(Outcome::Unknown, moved, Remedy::StateWithDocument),
    }
}

/// What is counted towards merit are titles only: no certificate of a movement is ever a basis.
fn basis(_: Terms<'_>, facts: &Facts) -> Said {
    let titles = facts.awards.iter().filter(|award| award.same_subject && award.is_title && !award.revoked);
    Said::met(titles.map(|award| award.fact.clone()).collect())
}

/// One that holds a secret is refused before anything of it is kept.
fn no_secret(_: Terms<'_>, _: &Facts) -> Said {
    Said::met(vec![])
}
