//! No life cycle has a dead end: from every state of every machine a way leads to a state that nothing leaves.
use std::{collections::BTreeSet, fmt::Debug};

use awards::{
    councils::{rules::CouncilAction, sessions::rules::SessionAction},
    decisions::rules::DecisionAction,
    exemplars::{adoptions::rules::AdoptionAction, rules::ExemplarAction},
    nominations::rules::NominationAction,
    postings::{objections::rules::ObjectionAction, rules::PostingAction},
};
use base::kernel::transition::{Lifecycle, Party};
use entity::{
    allocation::AllocationStatus, council::CouncilStatus, council_session::SessionStatus as S,
    decision::DecisionStatus, exemplar::ExemplarStatus as E, exemplar_adoption::AdoptionStatus,
    guidance::GuidanceStatus, guidance_question::QuestionStatus, inspection::InspectionStatus,
    inspection_recommendation::RecommendationStatus as R, movement::MovementStatus, nomination::NominationStatus as N,
    obligation::ObligationStatus, plan::PlanStatus, plan_template::TemplateStatus, posting::PostingStatus,
    posting_objection::ObjectionStatus as O, reminder::ReminderStatus, reorganisation::ReorganisationStatus,
    report::ReportStatus,
};
use organisation::reorganisations::rules::ReorganisationAction;
use oversight::{
    guidance::rules::GuidanceAction, inspections::rules::InspectionAction, questions::rules::QuestionAction,
    recommendations::rules::RecommendationAction, reminders::rules::ReminderAction,
};
use planning::{
    allocations::rules::AllocationAction, movements::rules::MovementAction, plan_templates::rules::TemplateAction,
    plans::rules::PlanAction,
};
use reporting::reports::rules::{ObligationAction, ReportAction};
use sea_orm::Iterable;

/// Every move that a machine can make: by people, and by the calendar or another paper.
fn moves<A: Lifecycle>(others: &[(A::Status, A::Status)]) -> Vec<(A::Status, A::Status)> {
    let steps = A::STEPS.iter().flat_map(|step| step.from.iter().map(|from| (*from, step.to)));
    steps.chain(others.iter().copied()).filter(|(from, to)| from != to).collect()
}

fn has_no_dead_end<A: Lifecycle>(others: &[(A::Status, A::Status)], ends: &[A::Status])
where
    A::Status: Iterable + Debug + Ord,
{
    // What has come to an end may be taken up again, as an accepted report that is corrected; that is no way to an end.
    let moves: Vec<_> = moves::<A>(others).into_iter().filter(|(from, _)| !ends.contains(from)).collect();
    let leaves = |state: A::Status| moves.iter().any(|(from, _)| *from == state);
    let found: Vec<_> = A::Status::iter().filter(|state| !leaves(*state)).collect();
    assert_eq!(found, ends, "the ends of this machine");
    for state in A::Status::iter() {
        let mut reached = BTreeSet::from([state]);
        while let Some((_, to)) = moves.iter().find(|(from, to)| reached.contains(from) && !reached.contains(to)) {
            reached.insert(*to);
        }
        assert!(reached.iter().any(|state| ends.contains(state)), "nothing leads from {state:?} to an end");
    }
}

#[test]
fn every_state_of_every_machine_has_a_way_to_an_end() {
    has_no_dead_end::<PlanAction>(
        // The calendar's.
        &[(PlanStatus::Received, PlanStatus::InEffect)],
        &[
            PlanStatus::Superseded,
            PlanStatus::Closed,
            PlanStatus::Cancelled,
            PlanStatus::Transferred,
            PlanStatus::ClosedByReorganisation,
        ],
    );
    has_no_dead_end::<ReportAction>(&[], &[ReportStatus::Accepted]);
    // An obligation follows its report.
    let follows = ObligationStatus::iter().map(|from| (from, ObligationStatus::Accepted));
    let open =
        [ObligationStatus::Draft, ObligationStatus::Issued, ObligationStatus::Submitted, ObligationStatus::Returned];
    let follows: Vec<_> = follows.filter(|(from, _)| open.contains(from)).collect();
    has_no_dead_end::<ObligationAction>(
        &follows,
        &[ObligationStatus::Accepted, ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation],
    );
    has_no_dead_end::<ReminderAction>(
        // The next level's.
        &[(ReminderStatus::Sent, ReminderStatus::Escalated), (ReminderStatus::Acknowledged, ReminderStatus::Escalated)],
        &[ReminderStatus::Resolved],
    );
    has_no_dead_end::<NominationAction>(
        // The decision's.
        &[(N::Proposed, N::Awarded)],
        &[N::Awarded, N::Withdrawn, N::Refused, N::Ineligible],
    );
    has_no_dead_end::<DecisionAction>(&[], &[DecisionStatus::Signed, DecisionStatus::Cancelled]);
    has_no_dead_end::<CouncilAction>(&[], &[CouncilStatus::Dissolved]);
    has_no_dead_end::<SessionAction>(&[], &[S::Concluded, S::Cancelled]);
    has_no_dead_end::<PostingAction>(&[], &[PostingStatus::Ended, PostingStatus::Withdrawn]);
    has_no_dead_end::<ObjectionAction>(
        // Whoever objected takes it back without an account.
        &[(O::Open, O::Withdrawn)],
        &[O::Upheld, O::Dismissed, O::Withdrawn],
    );
    has_no_dead_end::<ExemplarAction>(&[], &[E::Concluded, E::Withdrawn, E::Dropped]);
    has_no_dead_end::<AdoptionAction>(&[], &[AdoptionStatus::Ended]);
    has_no_dead_end::<MovementAction>(
        &[(MovementStatus::Launched, MovementStatus::Running)],
        &[MovementStatus::Closed, MovementStatus::Cancelled],
    );
    has_no_dead_end::<TemplateAction>(&[], &[TemplateStatus::Withdrawn]);
    has_no_dead_end::<AllocationAction>(&[], &[AllocationStatus::Withdrawn]);
    has_no_dead_end::<GuidanceAction>(&[], &[GuidanceStatus::Withdrawn]);
    has_no_dead_end::<QuestionAction>(&[], &[QuestionStatus::Answered]);
    has_no_dead_end::<InspectionAction>(&[], &[InspectionStatus::Closed, InspectionStatus::Cancelled]);
    has_no_dead_end::<RecommendationAction>(
        // The conclusion's.
        &[(R::Draft, R::Open)],
        &[R::Done, R::Dropped],
    );
    has_no_dead_end::<ReorganisationAction>(
        &[(ReorganisationStatus::Scheduled, ReorganisationStatus::Applied)],
        &[ReorganisationStatus::Undone, ReorganisationStatus::Cancelled],
    );
}

/// A party that has a dossier in its hands is never held by what it cannot decide.
#[test]
fn whoever_may_act_on_a_dossier_can_also_let_go_of_it() {
    use entity::nomination::NominationStatus::{Appraised, Proposed, Received, Returned, Submitted};
    let unguarded = |party: Party, state| {
        let steps = NominationAction::STEPS.iter();
        steps
            .filter(|step| {
                step.party == party && step.guards.is_empty() && step.from.contains(&state) && step.to != state
            })
            .count()
    };
    for state in [Submitted, Received, Appraised, Proposed] {
        assert!(unguarded(Party::Holder, state) > 0, "{state:?}: the holder");
    }
    for state in [Submitted, Received, Returned, Appraised, Proposed] {
        assert!(unguarded(Party::Owner, state) > 0, "{state:?}: the owner");
    }
}
