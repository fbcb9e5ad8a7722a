//! Papers in the order of time: one table says which day of which paper may not come before, or after, which other.
//! What is done without a document of its own is held to its time by a guard of its step: a report is submitted once its
//! period is over (`reporting/reports/rules`).
use chrono::NaiveDate;

use crate::kernel::error::{Code, Error, Fault, FieldError, Result};

/// Whose day is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The decision that launches a movement.
    Launch,
    Plan,
    Report,
    /// Minutes of a unit's review.
    Minutes,
    Decision,
    Guidance,
    /// The decision that announces an inspection.
    Inspection,
    /// The conclusion of an inspection.
    Conclusion,
    /// An official letter.
    Letter,
    /// The document that recognises an exemplar.
    Recognition,
    /// The decision that founds a council.
    Founding,
    /// The minutes of a session of a council.
    CouncilMinutes,
    /// The document that launches a review of a movement.
    Stage,
    /// The document that gives the places of a review.
    Quota,
    /// A review of a movement that was held.
    Milestone,
    /// The document by which the ministry makes a form of award of its own.
    AwardForm,
    /// The document that says which days of a year are worked.
    CalendarYear,
    /// The document by which a head gives its powers to somebody.
    Delegation,
    /// The document that switches a regime of the law on or off.
    Regime,
    /// The document that changes a rule of the configuration.
    Revision,
    /// The document with which dossiers go up together (tờ trình).
    Submission,
    /// The conclusion on which it is proposed to revoke an award.
    Finding,
    /// The decision that revokes an award.
    Revocation,
    /// What went with a revoked award came back.
    Recovery,
}

/// What the day is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Today,
    UnitBegan,
    ParentLaunched,
    MovementLaunched,
    /// The version that this one replaces was issued.
    VersionIssued,
    PeriodBegan,
    AchievementEnded,
    /// The superior received the dossier.
    Received,
    /// The unit's council reviewed it.
    CouncilMet,
    /// The first day after the dossier was posted.
    Posted,
    /// The decision on the inspection was signed.
    InspectionAnnounced,
    /// Its first day.
    InspectionBegan,
    /// The exemplar was found.
    Discovered,
    /// The council's votes were counted.
    Closed,
    /// What a letter urges for, which is sent after the last day, was due.
    SubjectDue,
    /// The award was decided.
    Awarded,
    /// The conclusion on which the award is revoked was issued.
    Concluded,
    /// The award was revoked.
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    NotBefore,
    NotAfter,
}

/// One row: the day of `paper`, which stands at `pointer`, in `order` to `event`; else `fault`.
pub struct Rule {
    pub paper: Paper,
    pub pointer: &'static str,
    pub order: Order,
    pub event: Event,
    pub fault: Fault,
}

const fn rule(paper: Paper, order: Order, event: Event, fault: Fault) -> Rule {
    let pointer = match paper {
        Paper::Minutes => "/minutes_on",
        Paper::Milestone => "/held_on",
        Paper::Delegation => "/document_issued_on",
        Paper::Finding => "/conclusion/issued_on",
        Paper::Recovery => "/recovered_on",
        _ => "/document/issued_on",
    };
    Rule { paper, pointer, order, event, fault }
}

pub const RULES: [Rule; 71] = [
    rule(Paper::Launch, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Launch, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Launch, Order::NotBefore, Event::ParentLaunched, Fault::BeforeLaunch),
    rule(Paper::Plan, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Plan, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Plan, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::Plan, Order::NotBefore, Event::VersionIssued, Fault::BeforeVersion),
    rule(Paper::Report, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Report, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    // No row for the end of its period: a head signs on its last days already, and it is submitted once they are over.
    rule(Paper::Report, Order::NotBefore, Event::PeriodBegan, Fault::BeforePeriod),
    rule(Paper::Report, Order::NotBefore, Event::VersionIssued, Fault::BeforeVersion),
    rule(Paper::Minutes, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Minutes, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Decision, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Decision, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Decision, Order::NotBefore, Event::AchievementEnded, Fault::BeforeAchievement),
    rule(Paper::Decision, Order::NotBefore, Event::Received, Fault::BeforeReceipt),
    rule(Paper::Decision, Order::NotBefore, Event::CouncilMet, Fault::BeforeCouncil),
    rule(Paper::Decision, Order::NotBefore, Event::Posted, Fault::BeforePostingEnded),
    rule(Paper::Guidance, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Guidance, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Guidance, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::Guidance, Order::NotBefore, Event::VersionIssued, Fault::BeforeVersion),
    rule(Paper::Inspection, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Inspection, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Inspection, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::Conclusion, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Conclusion, Order::NotBefore, Event::InspectionAnnounced, Fault::BeforeInspection),
    rule(Paper::Conclusion, Order::NotBefore, Event::InspectionBegan, Fault::BeforeInspection),
    rule(Paper::Letter, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Letter, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Letter, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    // Only of a rung that is climbed after the last day.
    rule(Paper::Letter, Order::NotBefore, Event::SubjectDue, Fault::WrongOrder),
    rule(Paper::Recognition, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Recognition, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Recognition, Order::NotBefore, Event::Discovered, Fault::BeforeDiscovery),
    rule(Paper::Founding, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Founding, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::CouncilMinutes, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::CouncilMinutes, Order::NotBefore, Event::Closed, Fault::BeforeCouncil),
    // A review and its places name the movement: of the day that launches it, but not older.
    rule(Paper::Stage, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Stage, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Stage, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::Quota, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Quota, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Quota, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::Milestone, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Milestone, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Milestone, Order::NotBefore, Event::MovementLaunched, Fault::BeforeLaunch),
    rule(Paper::AwardForm, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::AwardForm, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::CalendarYear, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::CalendarYear, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::CalendarYear, Order::NotBefore, Event::VersionIssued, Fault::BeforeVersion),
    rule(Paper::Delegation, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Delegation, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Regime, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Regime, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Revision, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Revision, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Submission, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Submission, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Submission, Order::NotBefore, Event::Received, Fault::BeforeReceipt),
    rule(Paper::Submission, Order::NotBefore, Event::CouncilMet, Fault::BeforeCouncil),
    // An inspectorate issues it, whose first day nobody here knows.
    rule(Paper::Finding, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Finding, Order::NotBefore, Event::Awarded, Fault::WrongOrder),
    rule(Paper::Revocation, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Revocation, Order::NotBefore, Event::UnitBegan, Fault::BeforeUnitBegan),
    rule(Paper::Revocation, Order::NotBefore, Event::Concluded, Fault::WrongOrder),
    rule(Paper::Recovery, Order::NotAfter, Event::Today, Fault::InTheFuture),
    rule(Paper::Recovery, Order::NotBefore, Event::Revoked, Fault::WrongOrder),
];

/// Tells all rules that the day of a paper breaks. What has not happened breaks none.
pub fn check(paper: Paper, day: NaiveDate, happened: &[(Event, Option<NaiveDate>)]) -> Result<()> {
    let broken = |rule: &&Rule| {
        let days = happened.iter().filter(|(event, _)| *event == rule.event).filter_map(|(_, on)| *on);
        let mut days = days.filter(|on| match rule.order {
            Order::NotBefore => day < *on,
            Order::NotAfter => day > *on,
        });
        rule.paper == paper && days.next().is_some()
    };
    let faults: Vec<_> = RULES.iter().filter(broken).map(field).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

fn field(rule: &Rule) -> FieldError {
    FieldError { pointer: rule.pointer.to_owned(), fault: rule.fault }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::{Order, RULES, check};

    #[test]
    fn every_rule_holds_on_its_day_and_is_broken_by_the_next() {
        let on = NaiveDate::from_ymd_opt(2024, 6, 3).unwrap();
        for rule in &RULES {
            let wrong = match rule.order {
                Order::NotBefore => on - Days::new(1),
                Order::NotAfter => on + Days::new(1),
            };
            check(rule.paper, on, &[(rule.event, Some(on))]).unwrap();
            check(rule.paper, wrong, &[(rule.event, None)]).unwrap();
            let broken = check(rule.paper, wrong, &[(rule.event, Some(on))]).unwrap_err();
            let fields: Vec<_> = broken.fields.iter().map(|field| (&*field.pointer, field.fault)).collect();
            assert_eq!(fields, [(rule.pointer, rule.fault)]);
        }
    }
}
