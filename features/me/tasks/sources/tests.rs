//! Every state of every paper either waits for somebody, or it is said why it does not.
use std::fmt::Debug;

use entity::{
    allocation::AllocationStatus as Share, consolidation::ConsolidationStatus as Consolidation,
    council::CouncilStatus as Council, council_session::SessionStatus as Session, decision::DecisionStatus as Decision,
    exemplar::ExemplarStatus as Exemplar, guidance::GuidanceStatus as Guidance,
    guidance_question::QuestionStatus as Question, inspection::InspectionStatus as Inspection,
    inspection_recommendation::RecommendationStatus as Recommendation, movement::MovementStatus as Movement,
    nomination::NominationStatus as Nomination, obligation::ObligationStatus as Obligation, plan::PlanStatus as Plan,
    plan_template::TemplateStatus as Template, posting::PostingStatus as Posting,
    posting_objection::ObjectionStatus as Objection, reminder::ReminderStatus as Reminder,
    report::ReportStatus as Report, reporting_schedule::ScheduleStatus as Schedule,
};
use sea_orm::Iterable;

use super::{awards, councils, exemplars, guidance, inspections, movements, plans, postings, reminders, reports};
use crate::tasks::find::Waits;

/// A state in which nobody is waited for, and why.
type Rests<S> = (S, &'static str);

const OVER: &str = "it has come to its end";
const WRITTEN: &str = "it is being written by whoever began it";
const RUNS: &str = "it runs by itself";

#[track_caller]
fn holds<S: Iterable + PartialEq + Copy + Debug>(waits: &[Waits<S>], rests: &[Rests<S>]) {
    for state in S::iter() {
        let waiting = waits.iter().any(|(from, ..)| *from == state);
        let resting = rests.iter().any(|(at, why)| *at == state && !why.is_empty());
        assert!(waiting != resting, "{state:?}: waits {waiting}, rests {resting}");
    }
}

#[test]
fn each_state_of_what_a_unit_sends_waits_for_somebody_or_says_why_not() {
    holds(
        plans::PLANS,
        &[
            (Plan::Draft, WRITTEN),
            (Plan::Received, RUNS),
            (Plan::InEffect, RUNS),
            (Plan::Superseded, OVER),
            (Plan::Closed, OVER),
            (Plan::Transferred, OVER),
            (Plan::ClosedByReorganisation, OVER),
            (Plan::Cancelled, OVER),
        ],
    );
    holds(plans::SHARES, &[(Share::Accepted, RUNS), (Share::Withdrawn, OVER)]);
    holds(reports::REPORTS, &[(Report::Accepted, OVER)]);
    holds(reports::CONSOLIDATIONS, &[(Consolidation::Issued, OVER), (Consolidation::Superseded, OVER)]);
    holds(
        awards::NOMINATIONS,
        &[
            (Nomination::Proposed, "it waits for a decision, which is a paper of its own"),
            (Nomination::Awarded, OVER),
            (Nomination::Withdrawn, OVER),
            (Nomination::Refused, OVER),
            (Nomination::Ineligible, OVER),
        ],
    );
    holds(awards::DECISIONS, &[(Decision::Cancelled, OVER)]);
    holds(postings::POSTINGS, &[(Posting::Ended, OVER), (Posting::Withdrawn, OVER)]);
    holds(
        postings::OBJECTIONS,
        &[(Objection::Upheld, "its dossiers wait"), (Objection::Dismissed, OVER), (Objection::Withdrawn, OVER)],
    );
    holds(councils::COUNCILS, &[(Council::Founded, RUNS), (Council::Dissolved, OVER)]);
    holds(&[councils::RUNNING, councils::VOTING].concat(), &[(Session::Concluded, OVER), (Session::Cancelled, OVER)]);
    holds(
        exemplars::EXEMPLARS,
        &[
            (Exemplar::Publicised, RUNS),
            (Exemplar::Replicating, RUNS),
            (Exemplar::Concluded, OVER),
            (Exemplar::Withdrawn, OVER),
            (Exemplar::Dropped, OVER),
        ],
    );
    holds(
        reminders::REMINDERS,
        &[
            (Reminder::Acknowledged, "what it urges on waits by itself"),
            (Reminder::Escalated, "the next one waits"),
            (Reminder::Resolved, OVER),
        ],
    );
}

#[test]
fn each_state_of_what_is_done_from_above_waits_for_somebody_or_says_why_not() {
    holds(
        movements::MOVEMENTS,
        &[
            (Movement::Launched, RUNS),
            (Movement::Running, RUNS),
            (Movement::FinalReview, "what is unfinished in it waits by itself"),
            (Movement::Closed, OVER),
            (Movement::Cancelled, OVER),
        ],
    );
    holds(movements::TEMPLATES, &[(Template::Published, RUNS), (Template::Withdrawn, OVER)]);
    holds(movements::SCHEDULES, &[(Schedule::Active, RUNS), (Schedule::Superseded, OVER), (Schedule::Withdrawn, OVER)]);
    holds(
        guidance::GUIDANCE,
        &[(Guidance::Issued, "it waits with each addressee that has not read it"), (Guidance::Withdrawn, OVER)],
    );
    holds(guidance::QUESTIONS, &[(Question::Answered, OVER)]);
    holds(inspections::INSPECTIONS, &[(Inspection::Closed, OVER), (Inspection::Cancelled, OVER)]);
    holds(
        inspections::RECOMMENDATIONS,
        &[
            (Recommendation::Draft, "it waits with its conclusion"),
            (Recommendation::Done, OVER),
            (Recommendation::Dropped, OVER),
        ],
    );
    // What is owed waits while it is expected; then its report does.
    holds(
        &[(Obligation::Expected, crate::tasks::dto::TaskType::Write, &["create_report"])],
        &[
            (Obligation::Draft, "its report waits"),
            (Obligation::Issued, "its report waits"),
            (Obligation::Submitted, "its report waits"),
            (Obligation::Returned, "its report waits"),
            (Obligation::Accepted, OVER),
            (Obligation::Waived, OVER),
            (Obligation::ClosedByReorganisation, OVER),
        ],
    );
}
