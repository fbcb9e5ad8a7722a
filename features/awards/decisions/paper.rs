//! A decision in its life cycle: who stands for its parties, and what its guards look at.
use std::collections::BTreeSet;

use base::{
    kernel::{
        clock::covers,
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    award_authority,
    decision::{self, DecisionStatus},
    function_assignment::Function,
    nomination::{self, NominationStatus},
};
use planning::law;
use uuid::Uuid;

use super::{
    repo,
    rules::{DecisionAction, DecisionFacts, DecisionStep, STEPS},
};
use crate::{
    nominations::rules::{decides, needs_ballot},
    postings::facts::{Occasion, Standing, standing},
};

/// A decision and, while it is a draft, the dossiers of its items.
pub struct DecisionPaper {
    pub decision: decision::Model,
    dossiers: Vec<nomination::Model>,
}

impl DecisionPaper {
    pub async fn of(db: &Conn, decision: decision::Model) -> Result<Self> {
        let dossiers = match decision.status {
            DecisionStatus::Draft => repo::dossiers(db, decision.id).await?,
            _ => vec![],
        };
        Ok(Self { decision, dossiers })
    }
}

impl DecisionPaper {
    /// Whether the dossiers were posted, by the law of today, and what was objected to.
    async fn postings(&self, db: &Conn, scope: &Scope, forms: &BTreeSet<Uuid>) -> Result<Standing> {
        let mut voted = vec![];
        for form in forms {
            if needs_ballot(law::repo::vote_rule_on(db, *form, scope.today).await?.as_ref()) {
                voted.push(*form);
            }
        }
        let occasion = (Occasion::Proposal { voted: &voted }, scope.today);
        Box::pin(standing(db, &scope.organisation, &self.dossiers, occasion)).await
    }
}

/// Decisions with the dossiers of those that are drafts, which are read together.
pub async fn drafts(db: &Conn, decisions: Vec<decision::Model>) -> Result<Vec<DecisionPaper>> {
    let drafts = decisions.iter().filter(|decision| decision.status == DecisionStatus::Draft);
    let ids: Vec<Uuid> = drafts.map(|decision| decision.id).collect();
    let mut dossiers = repo::dossiers_of(db, &ids).await?;
    let paper = |decision: decision::Model| {
        let dossiers = dossiers.remove(&decision.id).unwrap_or_default();
        DecisionPaper { decision, dossiers }
    };
    Ok(decisions.into_iter().map(paper).collect())
}

impl Lifecycle for DecisionAction {
    type Paper = DecisionPaper;
    type Status = DecisionStatus;
    type Facts = DecisionFacts;
    type Db = Conn;
    const STEPS: &'static [DecisionStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<DecisionPaper> {
        DecisionPaper::of(db, repo::decision(db, scope, id).await?).await
    }

    fn current(paper: &DecisionPaper, scope: &Scope) -> Current<DecisionStatus> {
        let m = &paper.decision;
        let ministry = scope.organisation.ministry() == Some(m.deciding_unit_id);
        let function = ministry.then_some(Function::EmulationStandingBody);
        let preparer = Addressee { unit_id: m.preparing_unit_id, function };
        let parties =
            vec![(Party::Decider, Seat::Unit(m.deciding_unit_id)), (Party::Preparer, Seat::Addressed(preparer))];
        let wrote = paper.dossiers.iter().flat_map(|dossier| dossier.authors.people());
        let authors = wrote.fold(m.authors.clone(), |authors, person| authors.beside(*person));
        Current { status: m.status, version: m.version, parties, authors }
    }

    async fn facts(paper: &DecisionPaper, db: &Conn, scope: &Scope) -> Result<DecisionFacts> {
        let (of_the_state, notified) = (paper.decision.decided_by.is_some(), paper.decision.notified_at.is_some());
        if paper.decision.status != DecisionStatus::Draft {
            return Ok(DecisionFacts { of_the_state, notified, ..DecisionFacts::default() });
        }
        let left = paper.dossiers.iter().filter(|dossier| dossier.status != NominationStatus::Proposed);
        let not_proposed: Vec<Uuid> = left.map(|dossier| dossier.id).collect();
        let forms: BTreeSet<Uuid> = paper.dossiers.iter().map(|dossier| dossier.award_form_id).collect();
        let authorities = law::repo::authorities_of(db, &forms.iter().copied().collect::<Vec<_>>()).await?;
        let known = repo::forms(db).await?.into_iter().filter(|form| forms.contains(&form.id));
        let beyond =
            known.filter(|form| granted_by(&paper.decision, scope, &authorities, form.id, scope.today).is_none());
        let beyond_authority = beyond.map(|form| form.code).collect();
        let postings = Box::pin(paper.postings(db, scope, &forms)).await?;
        Ok(DecisionFacts { not_proposed, beyond_authority, of_the_state, notified, postings })
    }
}

/// The rule by which a form is granted on a day: by the head of the deciding unit or, where that is recorded, by the state.
pub fn granted_by<'a>(
    decision: &decision::Model,
    scope: &Scope,
    authorities: &'a [award_authority::Model],
    form_id: Uuid,
    day: NaiveDate,
) -> Option<&'a award_authority::Model> {
    let mut of_form = authorities.iter().filter(|authority| authority.award_form_id == form_id);
    match decision.decided_by {
        Some(state) => of_form.find(|authority| {
            authority.decider == state.decider() && covers(authority.valid_from, authority.valid_to, day)
        }),
        None => {
            let unit = scope.organisation.unit(decision.deciding_unit_id)?;
            of_form.find(|authority| decides(authority, unit, day))
        }
    }
}
