//! What titles and forms ask of a subject.
use std::collections::BTreeMap;

use chrono::Datelike;
use entity::StatementKind;

use super::{
    super::{
        dto::{Fact, Outcome, Remedy},
        facts::{Facts, YearReport, of_statement},
    },
    How, Said, Terms,
};
use crate::nominations::initiatives;

pub const HOW: &[(&str, How)] = &[
    ("consecutive_titles", How::Facts(consecutive_titles)),
    ("holds_title", How::Facts(holds_title)),
    ("member_holds_title", How::Facts(member_holds_title)),
    ("share_of_titles", How::Facts(share_of_titles)),
    ("evaluation_at_least", How::Facts(evaluation)),
    ("collective_evaluation_at_least", How::Facts(evaluation)),
    ("initiative_recognised", How::Facts(recognised_initiatives)),
    ("research_accepted", How::Facts(research)),
    ("movement_result", How::Facts(movement_result)),
    // What people are like, and what is judged as a whole.
    ("movement_participation", How::Person),
    ("exemplary_compliance", How::Person),
    ("internal_unity", How::Person),
    ("many_or_sudden_achievements", How::Person),
    ("sudden_achievement", How::Person),
    ("contribution", How::Person),
    ("service_in_sector", How::Person),
    // The people of a collective are on no file of the service.
    ("share_of_members", How::Person),
    ("all_members_at_least", How::Person),
    ("no_member_disciplined", How::Person),
    // A vote of the cluster, and a comparison of all, which the law asks of people.
    ("leader_of_cluster", How::Person),
    ("leader_of_thematic_movement", How::Person),
    ("best_of_ministry", How::Person),
    ("targets_exceeded", How::Person),
    // Nobody has read what the law asks.
    ("unknown", How::Person),
];

/// What is known of a title for a year.
struct Year {
    /// It was not revoked, and the unit's report of the year is not missing.
    counts: bool,
    fact: Fact,
    report: Option<Fact>,
}

/// The years for which a subject has a title, by the register and by what the unit states.
fn years(facts: &Facts, title: &str) -> BTreeMap<i32, Year> {
    let mut years = BTreeMap::new();
    for statement in facts.stated(StatementKind::Title) {
        let Some(year) = statement.year.filter(|_| statement.what.as_deref() == Some(title)) else { continue };
        let report = facts.reports.iter().find(|(of, _)| *of == year).map(|(_, report)| report);
        years.insert(year, year_of(of_statement(statement), false, report));
    }
    // The register knows better than what is stated.
    for award in facts.awards.iter().filter(|award| award.same_subject && award.form_code == title) {
        years.insert(award.year(), year_of(award.fact.clone(), award.revoked, Some(&award.report)));
    }
    years
}

fn year_of(fact: Fact, revoked: bool, report: Option<&YearReport>) -> Year {
    let missing = matches!(report, Some(YearReport::Missing(_)));
    let report = match report {
        Some(YearReport::Came(report)) => Some(report.clone()),
        _ => None,
    };
    Year { counts: !revoked && !missing, fact, report }
}

/// The longest row of years without a gap that reaches the year of the achievement or the one before.
fn in_a_row(years: &BTreeMap<i32, Year>, last: i32, counts: impl Fn(&Year) -> bool) -> i64 {
    let has = |year: i32| years.get(&year).is_some_and(&counts);
    let row = |end: i32| (0_i32..).take_while(|back| has(end - back)).count();
    i64::try_from(row(last).max(row(last - 1))).unwrap_or(i64::MAX)
}

/// “03 lần liên tục”: a year whose title was revoked, or in which the unit's report is missing, does not count.
fn consecutive_titles(terms: Terms<'_>, facts: &Facts) -> Said {
    let needed = terms.count();
    let years = years(facts, terms.text("title").unwrap_or_default());
    let found = in_a_row(&years, facts.to.year(), |year| year.counts);
    let claimed = in_a_row(&years, facts.to.year(), |_| true);
    let told: Vec<Fact> = years.into_values().flat_map(|year| [Some(year.fact), year.report]).flatten().collect();
    let said = match () {
        () if found >= needed => Said::met(told),
        () if claimed >= needed => Said::unmet(Outcome::Fail, told, Remedy::ReportOfTheYear),
        () => Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument),
    };
    said.of(needed, found)
}

/// Of the same year, or what is asked of it is met, which a person says.
fn holds_title(terms: Terms<'_>, facts: &Facts) -> Said {
    let years = years(facts, terms.text("title").unwrap_or_default());
    match years.get(&facts.to.year()) {
        Some(year) if year.counts => Said::met(vec![year.fact.clone()]),
        Some(year) => Said::unmet(Outcome::Fail, vec![year.fact.clone()], Remedy::ReportOfTheYear),
        None => Said::unmet(Outcome::Unknown, vec![], Remedy::StateWithDocument),
    }
}

fn member_holds_title(terms: Terms<'_>, facts: &Facts) -> Said {
    let (needed, title, year) = (terms.count(), terms.text("title").unwrap_or_default(), facts.to.year());
    let members =
        facts.members.iter().filter(|award| award.form_code == title && award.year() == year && !award.revoked);
    let mut told: Vec<Fact> = members.map(|award| award.fact.clone()).collect();
    let mut found = i64::try_from(told.len()).unwrap_or(i64::MAX);
    for statement in stated_titles(facts, title, year) {
        found = found.max(statement.number.unwrap_or_default().into());
        told.push(of_statement(statement));
    }
    let said = match found >= needed {
        true => Said::met(told),
        false => Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument),
    };
    said.of(needed, found)
}

fn stated_titles<'a>(facts: &'a Facts, title: &'a str, year: i32) -> impl Iterator<Item = &'a entity::Statement> {
    let of =
        move |statement: &&entity::Statement| statement.what.as_deref() == Some(title) && statement.year == Some(year);
    facts.stated(StatementKind::TitlesInUnit).filter(of)
}

/// A part of those of the unit that have another title; what is over a whole is not counted.
fn share_of_titles(terms: Terms<'_>, facts: &Facts) -> Said {
    let (num, den) = (terms.number("num").unwrap_or(1), terms.number("den").unwrap_or(1).max(1));
    let stated: Vec<_> = stated_titles(facts, terms.text("base").unwrap_or_default(), facts.to.year()).collect();
    let told = stated.iter().map(|statement| of_statement(statement)).collect();
    let by_statement = stated.iter().filter_map(|statement| statement.number).map(i64::from).max();
    let Some(list) = facts.list else {
        return Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument);
    };
    let base = by_statement.unwrap_or(list.base).max(list.base);
    // Nobody is known to have the title: the service was not told of the list.
    if base == 0 {
        return Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument);
    }
    let allowed = base.saturating_mul(num) / den;
    let said = match list.asked <= allowed {
        true => Said::met(told),
        false => Said::unmet(Outcome::Fail, told, Remedy::ShorterList),
    };
    said.of(allowed, list.asked)
}

/// How the work of a year was judged, the better the later.
const LEVELS: [&str; 4] = ["KHTNV", "HTNV", "HTTNV", "HTXSNV"];

fn level(code: &str) -> Option<usize> {
    LEVELS.iter().position(|level| *level == code)
}

/// Of the year of the achievement, or of some years in a row; a title may stand for it.
fn evaluation(terms: Terms<'_>, facts: &Facts) -> Said {
    let asked = terms.text("level").and_then(level).unwrap_or_default();
    let needed = terms.number("consecutive_years").unwrap_or(1);
    let mut found = terms.text("or_title").map(|title| years(facts, title)).unwrap_or_default();
    let mut told: Vec<Fact> = found.values().map(|year| year.fact.clone()).collect();
    let mut worse = vec![];
    for statement in facts.stated(StatementKind::Evaluation) {
        let Some(year) = statement.year else { continue };
        let fact = of_statement(statement);
        match statement.what.as_deref().and_then(level) {
            Some(had) if had >= asked => {
                found.insert(year, Year { counts: true, fact: fact.clone(), report: None });
            }
            _ if year == facts.to.year() => worse.push(fact.clone()),
            _ => {}
        }
        told.push(fact);
    }
    let with = terms.number("with_initiatives").unwrap_or_default();
    let reached = reaching(facts, StatementKind::Initiative, 0);
    let has = in_a_row(&found, facts.to.year(), |year| year.counts);
    let enough = i64::try_from(reached.len()).unwrap_or(i64::MAX) >= with;
    if with > 0 {
        told.extend(reached);
    }
    let said = match () {
        () if has >= needed && enough => Said::met(told),
        () if !worse.is_empty() && needed == 1 => Said::unmet(Outcome::Fail, worse, Remedy::Nothing),
        () => Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument),
    };
    said.of(needed, has)
}

/// How far something reaches.
const REACHES: [&str; 3] = ["grassroots", "ministry", "national"];

fn reach(code: &str) -> usize {
    REACHES.iter().position(|reach| *reach == code).unwrap_or_default()
}

/// What is stated, and recognised initiatives. Of one that is both the recognition tells whether it stands and how far it reaches.
fn reaching(facts: &Facts, kind: StatementKind, at_least: usize) -> Vec<Fact> {
    let far = |statement: &&entity::Statement| statement.what.as_deref().map_or(0, reach) >= at_least;
    let recognised = |statement: &entity::Statement| {
        initiatives::key(statement).is_some_and(|key| facts.initiatives.iter().any(|one| one.keys.contains(&key)))
    };
    let stated = facts.stated(kind).filter(far).filter(|statement| !recognised(statement)).map(of_statement);
    let own = facts.initiatives.iter().filter(|one| kind == StatementKind::Initiative && one.stands);
    let own = own.filter(|one| usize::from(one.of_ministry) >= at_least).map(|one| one.fact.clone());
    stated.chain(own).collect()
}

fn counted(terms: Terms<'_>, facts: &Facts, kind: StatementKind) -> Said {
    let needed = terms.count();
    let told = reaching(facts, kind, terms.text("scope").map_or(0, reach));
    let found = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let said = match found >= needed {
        true => Said::met(told),
        false => Said::unmet(Outcome::Unknown, told, Remedy::StateWithDocument),
    };
    said.of(needed, found)
}

fn recognised_initiatives(terms: Terms<'_>, facts: &Facts) -> Said {
    counted(terms, facts, StatementKind::Initiative)
}

fn research(terms: Terms<'_>, facts: &Facts) -> Said {
    counted(terms, facts, StatementKind::Research)
}

/// Selected by a review in a movement of whoever has to have launched it.
fn movement_result(terms: Terms<'_>, facts: &Facts) -> Said {
    let launched = match terms.text("launched_by") {
        Some("any") | None => Some(true),
        Some("ministry") => Some(facts.of_ministry),
        // Which of the movements of others the Prime Minister launched is on no file.
        Some(_) => None,
    };
    let mut told = vec![facts.movement.clone()];
    match (launched, &facts.minutes) {
        (Some(false), _) => Said::unmet(Outcome::Fail, told, Remedy::AnotherForm),
        (None, _) => Said::unmet(Outcome::Unknown, told, Remedy::AnswerInAppraisal),
        (Some(true), None) => Said::unmet(Outcome::Unknown, told, Remedy::ReviewInUnit),
        (Some(true), Some(minutes)) => {
            told.push(minutes.clone());
            told.extend(facts.evidence.iter().cloned());
            Said::met(told)
        }
    }
}
