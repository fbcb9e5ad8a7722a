//! No life cycle has a dead end: from every state of every machine a way leads to a state that nothing leaves.
use std::{collections::BTreeSet, fmt::Debug};

use entity::{
    allocation::{self, AllocationStatus},
    council::{self, CouncilStatus},
    council_session::SessionStatus as S,
    decision::DecisionStatus,
    exemplar::{self, ExemplarStatus as E},
    exemplar_adoption::{self, AdoptionStatus},
    guidance::GuidanceStatus,
    guidance_question::{self, QuestionStatus},
    inspection::InspectionStatus,
    inspection_recommendation::{self, RecommendationStatus as R},
    movement::{self, MovementStatus},
    nomination::{self, NominationStatus as N},
    obligation::{self, ObligationStatus},
    plan::{self, PlanStatus},
    plan_template::TemplateStatus,
    posting::{self, PostingStatus},
    posting_objection::{self, ObjectionStatus as O},
    reminder::{self, ReminderStatus},
    reorganisation::{self, ReorganisationStatus},
    report::{self, ReportStatus},
};
use sea_orm::Iterable;
use thidua::{
    features::{
        awards::{councils, decisions},
        oversight::{guidance, inspections},
        planning::plan_templates,
    },
    kernel::transition::{Paper, Party},
};

/// Every move that a machine can make: by people, and by the calendar or another paper.
fn moves<P: Paper>(others: &[(P::Status, P::Status)]) -> Vec<(P::Status, P::Status)> {
    let steps = P::STEPS.iter().flat_map(|step| step.from.iter().map(|from| (*from, step.to)));
    steps.chain(others.iter().copied()).filter(|(from, to)| from != to).collect()
}

fn has_no_dead_end<P: Paper>(others: &[(P::Status, P::Status)], ends: &[P::Status])
where
    P::Status: Iterable + Debug + Ord,
{
    // What has come to an end may be taken up again, as an accepted report that is corrected; that is no way to an end.
    let moves: Vec<_> = moves::<P>(others).into_iter().filter(|(from, _)| !ends.contains(from)).collect();
    let leaves = |state: P::Status| moves.iter().any(|(from, _)| *from == state);
    let found: Vec<_> = P::Status::iter().filter(|state| !leaves(*state)).collect();
    assert_eq!(found, ends, "the ends of this machine");
    for state in P::Status::iter() {
        let mut reached = BTreeSet::from([state]);
        while let Some((_, to)) = moves.iter().find(|(from, to)| reached.contains(from) && !reached.contains(to)) {
            reached.insert(*to);
        }
        assert!(reached.iter().any(|state| ends.contains(state)), "nothing leads from {state:?} to an end");
    }
}

#[test]
fn every_state_of_every_machine_has_a_way_to_an_end() {
    has_no_dead_end::<plan::Model>(
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
    has_no_dead_end::<report::Model>(&[], &[ReportStatus::Accepted]);
    // An obligation follows its report.
    let follows = ObligationStatus::iter().map(|from| (from, ObligationStatus::Accepted));
    let open =
        [ObligationStatus::Draft, ObligationStatus::Issued, ObligationStatus::Submitted, ObligationStatus::Returned];
    let follows: Vec<_> = follows.filter(|(from, _)| open.contains(from)).collect();
    has_no_dead_end::<obligation::Model>(
        &follows,
        &[ObligationStatus::Accepted, ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation],
    );
    has_no_dead_end::<reminder::Model>(
        // The next level's.
        &[(ReminderStatus::Sent, ReminderStatus::Escalated), (ReminderStatus::Acknowledged, ReminderStatus::Escalated)],
        &[ReminderStatus::Resolved],
    );
    has_no_dead_end::<nomination::Model>(
        // The decision's.
        &[(N::Proposed, N::Awarded)],
        &[N::Awarded, N::Withdrawn, N::Refused, N::Ineligible],
    );
    has_no_dead_end::<decisions::paper::DecisionPaper>(&[], &[DecisionStatus::Signed, DecisionStatus::Cancelled]);
    has_no_dead_end::<council::Model>(&[], &[CouncilStatus::Dissolved]);
    has_no_dead_end::<councils::sessions::paper::SessionPaper>(&[], &[S::Concluded, S::Cancelled]);
    has_no_dead_end::<posting::Model>(&[], &[PostingStatus::Ended, PostingStatus::Withdrawn]);
    has_no_dead_end::<posting_objection::Model>(
        // Whoever objected takes it back without an account.
        &[(O::Open, O::Withdrawn)],
        &[O::Upheld, O::Dismissed, O::Withdrawn],
    );
    has_no_dead_end::<exemplar::Model>(&[], &[E::Concluded, E::Withdrawn, E::Dropped]);
    has_no_dead_end::<exemplar_adoption::Model>(&[], &[AdoptionStatus::Ended]);
    has_no_dead_end::<movement::Model>(
        &[(MovementStatus::Launched, MovementStatus::Running)],
        &[MovementStatus::Closed, MovementStatus::Cancelled],
    );
    has_no_dead_end::<plan_templates::Found>(&[], &[TemplateStatus::Withdrawn]);
    has_no_dead_end::<allocation::Model>(&[], &[AllocationStatus::Withdrawn]);
    has_no_dead_end::<guidance::paper::GuidancePaper>(&[], &[GuidanceStatus::Withdrawn]);
    has_no_dead_end::<guidance_question::Model>(&[], &[QuestionStatus::Answered]);
    has_no_dead_end::<inspections::paper::InspectionPaper>(
        &[],
        &[InspectionStatus::Closed, InspectionStatus::Cancelled],
    );
    has_no_dead_end::<inspection_recommendation::Model>(
        // The conclusion's.
        &[(R::Draft, R::Open)],
        &[R::Done, R::Dropped],
    );
    has_no_dead_end::<reorganisation::Model>(
        &[(ReorganisationStatus::Scheduled, ReorganisationStatus::Applied)],
        &[ReorganisationStatus::Undone, ReorganisationStatus::Cancelled],
    );
}

/// A party that has a dossier in its hands is never held by what it cannot decide.
#[test]
fn whoever_may_act_on_a_dossier_can_also_let_go_of_it() {
    use entity::nomination::NominationStatus::{Appraised, Proposed, Received, Returned, Submitted};
    let unguarded = |party: Party, state| {
        let steps = <nomination::Model as Paper>::STEPS.iter();
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
