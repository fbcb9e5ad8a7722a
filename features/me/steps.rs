//! What somebody may do with a resource: asked by itself (`/me/can`), or by an administrator (`access`).
use actix_web::web::Data;
use awards::{councils, decisions, exemplars, nominations, postings, revocations};
use base::{
    http::state::AppState,
    kernel::{
        error::{Code, Error, Result},
        id,
        policy::Permission,
        principal::Principal,
        scope::Scope,
        transition::{Action, Case},
    },
    store::memory::Snapshot,
};
use entity::journal::Subject;
use organisation::reorganisations;
use oversight::{guidance, inspections, questions, recommendations, reminders};
use planning::{
    allocations,
    movements::{self, rules::MovementAction},
    plan_templates, plans, schedules,
};
use reporting::{consolidations, reports};
use uuid::Uuid;

pub const GRANTED: &str = "granted";

/// Papers of one kind: how paths name them, what the journal calls one, and what reading them takes.
pub type Collection = (&'static str, Subject, Permission);

const COLLECTIONS: [Collection; 23] = [
    ("movements", Subject::Movement, Permission::MovementsRead),
    ("plan-templates", Subject::PlanTemplate, Permission::MovementsRead),
    ("reporting-schedules", Subject::ReportingSchedule, Permission::MovementsRead),
    ("plans", Subject::Plan, Permission::PlansRead),
    ("allocations", Subject::Allocation, Permission::AllocationsRead),
    ("consolidations", Subject::Consolidation, Permission::ReportsRead),
    ("reports", Subject::Report, Permission::ReportsRead),
    ("obligations", Subject::Obligation, Permission::ReportsRead),
    ("nominations", Subject::Nomination, Permission::NominationsRead),
    ("reorganisations", Subject::Reorganisation, Permission::ReorganisationsRead),
    ("decisions", Subject::Decision, Permission::DecisionsRead),
    ("councils", Subject::Council, Permission::CouncilsRead),
    ("council-sessions", Subject::CouncilSession, Permission::CouncilsRead),
    ("exemplars", Subject::Exemplar, Permission::ExemplarsRead),
    ("exemplar-adoptions", Subject::ExemplarAdoption, Permission::ExemplarsRead),
    ("postings", Subject::Posting, Permission::NominationsRead),
    ("posting-objections", Subject::PostingObjection, Permission::NominationsRead),
    ("revocations", Subject::Revocation, Permission::DecisionsRead),
    ("guidance", Subject::Guidance, Permission::GuidanceRead),
    ("guidance-questions", Subject::GuidanceQuestion, Permission::GuidanceRead),
    ("inspections", Subject::Inspection, Permission::InspectionsRead),
    ("recommendations", Subject::Recommendation, Permission::InspectionsRead),
    ("reminders", Subject::Reminder, Permission::RemindersRead),
];

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// A permission at a unit.
    Unit(Permission, Uuid),
    /// An action of a paper, whatever its name.
    Paper(Collection, Uuid),
}

impl Asked {
    pub fn of(action: &str, resource: &str) -> Result<Self> {
        let odd = |name| Error::with(Code::InvalidParameter, name);
        let (collection, id) = resource.split_once('/').unwrap_or((resource, ""));
        let id = id::parse(id).ok_or_else(|| odd("resource"))?;
        if collection == "units" {
            return Ok(Self::Unit(Permission::from_name(action).ok_or_else(|| odd("action"))?, id));
        }
        let known = COLLECTIONS.iter().find(|(name, ..)| *name == collection);
        Ok(Self::Paper(*known.ok_or_else(|| odd("resource"))?, id))
    }
}

/// Who may or may not: a person with the rights of now.
pub struct Asker<'a> {
    pub state: &'a Data<AppState>,
    pub snapshot: &'a Snapshot,
    pub principal: &'a Principal,
    /// Whether the way is told too.
    pub explained: bool,
}

impl Asker<'_> {
    pub fn scope(&self, permission: Permission) -> Result<Scope> {
        let today = self.state.calendar.today(self.state.clock.now());
        let organisation = self.snapshot.organisation.clone();
        let scope = self.principal.scope(&self.snapshot.access, permission, organisation, today)?;
        Ok(if self.explained { scope.explained() } else { scope })
    }

    /// Nothing, or the code of the problem that would be met.
    pub fn at_unit(&self, permission: Permission, unit_id: Uuid) -> Option<Code> {
        if self.snapshot.organisation.unit(unit_id).is_none() {
            return Some(Code::NotFound);
        }
        let account = self.snapshot.access.account(self.principal.id());
        let held = account.is_some_and(|a| a.units_with(permission, self.state.clock.today()).contains(&unit_id));
        match held {
            false => Some(Code::Forbidden),
            true => self.principal.lacks_second_factor_for(permission).then_some(Code::SecondFactorRequired),
        }
    }

    /// The actions of a paper, for who may read it.
    pub async fn on_paper(&self, (collection, _, reads): Collection, id: Uuid) -> Result<Vec<Action>> {
        let scope = &self.scope(reads)?;
        let state = self.state;
        match collection {
            "movements" => movement(state, scope, id).await,
            "plan-templates" => plan_templates::actions(state, scope, id).await,
            "reporting-schedules" => schedules::actions(state, scope, id).await,
            "plans" => plans::actions(state, scope, id).await,
            "allocations" => allocations::actions(state, scope, id).await,
            "consolidations" => consolidations::actions(state, scope, id).await,
            "reports" => reports::actions(state, scope, id).await,
            "obligations" => reports::obligation_actions(state, scope, id).await,
            "reorganisations" => reorganisations::actions(state, scope, id).await,
            "guidance" => guidance::actions(state, scope, id).await,
            "guidance-questions" => questions::actions(state, scope, id).await,
            "inspections" => inspections::actions(state, scope, id).await,
            "recommendations" => recommendations::actions(state, scope, id).await,
            "reminders" => reminders::actions(state, scope, id).await,
            _ => of_awards(state, scope, collection, id).await,
        }
    }

    /// `granted`, or the code of the problem that an action would meet.
    pub async fn verdict(&self, asked: Asked, action: &str) -> Result<&'static str> {
        match asked {
            Asked::Unit(permission, id) => Ok(self.at_unit(permission, id).map_or(GRANTED, |code| code.spec().slug)),
            Asked::Paper(collection, id) => verdict(self.on_paper(collection, id).await, action).map(|(told, _)| told),
        }
    }
}

/// What is said of an action, and the action where the paper is seen.
pub fn verdict(found: Result<Vec<Action>>, action: &str) -> Result<(&'static str, Option<Action>)> {
    let actions = match found {
        Err(e) if matches!(e.code, Code::NotFound | Code::Forbidden) => return Ok((e.code.spec().slug, None)),
        found => found?,
    };
    let asked = actions.into_iter().find(|a| a.name == action);
    let asked = asked.ok_or_else(|| Error::with(Code::InvalidParameter, "action"))?;
    Ok((asked.reason.unwrap_or(GRANTED), Some(asked)))
}

async fn movement(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = movements::repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<MovementAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

async fn of_awards(state: &AppState, scope: &Scope, collection: &str, id: Uuid) -> Result<Vec<Action>> {
    match collection {
        "nominations" => nominations::actions(state, scope, id).await,
        "decisions" => decisions::actions(state, scope, id).await,
        "councils" => councils::actions(state, scope, id).await,
        "council-sessions" => councils::sessions::actions(state, scope, id).await,
        "exemplars" => exemplars::actions(state, scope, id).await,
        "exemplar-adoptions" => exemplars::adoptions::actions(state, scope, id).await,
        "postings" => postings::actions(state, scope, id).await,
        "posting-objections" => postings::objections::actions(state, scope, id).await,
        "revocations" => revocations::actions(state, scope, id).await,
        _ => Err(Error::with(Code::InvalidParameter, "resource")),
    }
}
