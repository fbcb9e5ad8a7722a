//! A dossier in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::{Error, Result},
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    award_form,
    council_item::Outcome,
    function_assignment::Function,
    nomination::{self, NominationStatus, SubjectType},
};
use planning::{
    law,
    movements::{self, Lines, rules},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    ballots, eligibility, items, repo,
    rules::{NominationAction, NominationFacts, NominationStep, STEPS, authority, needs_ballot, of_the_state},
};
use crate::postings::facts::{Occasion, Standing, standing};

impl Lifecycle for NominationAction {
    type Paper = nomination::Model;
    type Status = NominationStatus;
    type Facts = NominationFacts;
    type Db = Conn;
    const STEPS: &'static [NominationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<nomination::Model> {
        repo::get(db, scope, id).await
    }

    fn current(nomination: &nomination::Model, _: &Scope) -> Current<NominationStatus> {
        let mut parties = vec![(Party::Owner, Seat::Unit(nomination.nominating_unit_id))];
        parties.extend(holder(nomination).map(|holder| (Party::Holder, Seat::Addressed(holder))));
        Current { status: nomination.status, version: nomination.version, parties, authors: nomination.authors.clone() }
    }

    async fn facts(nomination: &nomination::Model, db: &Conn, scope: &Scope) -> Result<NominationFacts> {
        let form = award_form::Entity::find_by_id(nomination.award_form_id).one(db).await?;
        let form = form.ok_or_else(|| Error::internal(anyhow::anyhow!("a nomination without its form")))?;
        let authorities = law::repo::authorities(db, form.id).await?;
        let movement = movements::repo::any(db, nomination.movement_id).await?;
        let lines = Lines::of(db, nomination.movement_id).await?;
        let organisation = &scope.organisation;
        let decided_by =
            |id: Uuid| organisation.unit(id).is_some_and(|unit| authority(&authorities, unit, scope.today).is_some());
        let vote = law::repo::vote_rule_on(db, form.id, scope.today).await?;
        let judgement = match nomination.status {
            NominationStatus::UnitReviewed | NominationStatus::Returned | NominationStatus::Appraised => {
                Some(eligibility::of(db, scope, nomination).await?)
            }
            _ => None,
        };
        let missing = match nomination.status {
            NominationStatus::Draft | NominationStatus::UnitReviewed | NominationStatus::Returned => {
                let asked = items::asked(db, nomination, &form.code, scope.today).await?;
                asked.into_iter().filter(|item| item.required && !item.present).map(|item| item.item_code).collect()
            }
            _ => vec![],
        };
        let verdict = match nomination.status {
            NominationStatus::Appraised => ballots::verdict(db, nomination.id, nomination.version_no).await?,
            _ => None,
        };
        let voted = if needs_ballot(vote.as_ref()) { vec![form.id] } else { vec![] };
        let posting = match nomination.status {
            NominationStatus::Appraised => {
                let occasion = (Occasion::Proposal { voted: &voted }, scope.today);
                Box::pin(standing(db, organisation, std::slice::from_ref(nomination), occasion)).await?
            }
            _ => Standing::default(),
        };
        Ok(NominationFacts {
            posting,
            missing,
            judgement,
            decided_here: holding_unit(nomination, scope).is_some_and(decided_by)
                || (nomination.holder_function.is_some() && of_the_state(&authorities, scope.today)),
            dissolved: dissolved(scope, nomination.subject_type, nomination.subject_unit_id),
            next: next(nomination, scope, &lines, decided_by(nomination.nominating_unit_id)),
            in_the_way: match nomination.status {
                NominationStatus::Appraised => repo::in_the_way(db, scope, nomination).await?,
                _ => None,
            },
            unnumbered: nomination.subject_type == SubjectType::Individual && nomination.personal_id.is_none(),
            closed: movement.filter(|m| !rules::is_open(m.status)).map(|m| rules::closed(m.id, &m.code)),
            form_code: form.code,
            ballot: needs_ballot(vote.as_ref()) && verdict != Some(Outcome::Passed),
            voted_down: verdict.is_some_and(|verdict| !matches!(verdict, Outcome::Passed | Outcome::Lapsed)),
        })
    }
}

/// Which unit has a dossier, and in which function.
pub fn holder(m: &nomination::Model) -> Option<Addressee> {
    m.holder_unit_id.map(|unit_id| Addressee { unit_id, function: m.holder_function })
}

/// The unit whose head would decide a dossier where it lies now.
fn holding_unit(m: &nomination::Model, scope: &Scope) -> Option<Uuid> {
    match m.holder_function {
        Some(Function::EmulationStandingBody) => scope.organisation.ministry(),
        None => m.holder_unit_id,
    }
}

/// A unit that decides the form itself commends its own people: the dossier stays with it. Any other goes up the line.
fn next(m: &nomination::Model, scope: &Scope, lines: &Lines, decides_itself: bool) -> Option<Addressee> {
    let from = match m.status {
        NominationStatus::Appraised => m.holder_unit_id.filter(|_| m.holder_function.is_none())?,
        _ if decides_itself => return Some(Addressee::unit(m.nominating_unit_id)),
        _ => m.nominating_unit_id,
    };
    lines.addressee(&scope.organisation, from, scope.today).ok()
}

/// The name of a collective that was dissolved: it is not commended.
pub fn dissolved(scope: &Scope, subject: SubjectType, unit_id: Uuid) -> Option<String> {
    let unit = scope.organisation.unit(unit_id).filter(|unit| unit.ended_before(scope.today))?;
    (subject == SubjectType::Collective).then(|| unit.name_on(scope.today).to_owned())
}
