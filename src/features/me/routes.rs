//! HTTP for the caller.
use actix_web::{get, web::Data};
use uuid::Uuid;

use super::dto::{Me, MyAssignment, Question, Verdict};
use crate::{
    features::{
        awards::{councils, decisions, exemplars, nominations, postings, revocations},
        organisation::reorganisations,
        oversight::{guidance, inspections, questions, recommendations, reminders},
        planning::{allocations, movements, plan_templates, plans, schedules},
        reporting::{consolidations, reports},
    },
    http::{
        answer::Listed,
        auth::Caller,
        query::{NoParams, Params},
        state::AppState,
    },
    kernel::{
        error::{Code, Error, Result},
        id,
        policy::Permission,
        scope::Scope,
        transition::{Action, Case},
    },
};

/// Who I am
#[utoipa::path(tag = "me", responses((status = 200, body = Me)), security(("bearer" = [])))]
#[get("/me")]
pub async fn get_me(caller: Caller, _: NoParams) -> Result<Listed<Me>> {
    let (today, organisation) = (caller.state.clock.today(), &caller.snapshot.organisation);
    let account = caller.account()?;
    let assignment = |a: &crate::kernel::access::Assignment| MyAssignment {
        role: a.role,
        unit_id: a.unit_id,
        unit_name: organisation.name(a.unit_id, today).to_owned(),
        valid_from: a.from,
        valid_to: a.to,
    };
    let held = |p: &&Permission| account.on(today).any(|a| p.granted_to(a.role));
    Ok(Listed::new(Me {
        id: caller.claims.sub,
        username: account.username.clone(),
        full_name: account.full_name.clone(),
        assignments: account.on(today).map(assignment).collect(),
        permissions: Permission::ALL.iter().filter(held).map(|p| p.name()).collect(),
    }))
}

/// Whether I may
///
/// The same answer that the action itself would give, without taking it.
#[utoipa::path(tag = "me", params(Question), responses((status = 200, body = Verdict)), security(("bearer" = [])))]
#[get("/me/can")]
pub async fn can_i(caller: Caller, question: Params<Question>) -> Result<Listed<Verdict>> {
    let Question { action, resource } = &question.0;
    let (collection, id) = resource.split_once('/').unwrap_or((resource, ""));
    let id = id::parse(id).ok_or_else(|| Error::with(Code::InvalidParameter, "resource"))?;
    let because = match collection {
        "units" => at_unit(&caller, action, id)?,
        _ => on_paper(&caller, collection, action, id).await?,
    };
    Ok(Listed::new(Verdict { allowed: because == GRANTED, because }))
}

const GRANTED: &str = "granted";

fn at_unit(caller: &Caller, action: &str, id: Uuid) -> Result<&'static str> {
    let permission = Permission::from_name(action).ok_or_else(|| Error::with(Code::InvalidParameter, "action"))?;
    if caller.snapshot.organisation.unit(id).is_none() {
        return Ok(Code::NotFound.spec().slug);
    }
    let held = caller.account()?.units_with(permission, caller.state.clock.today()).contains(&id);
    let refusal = match held {
        false => Some(Code::Forbidden),
        true => caller.principal().lacks_second_factor_for(permission).then_some(Code::SecondFactorRequired),
    };
    Ok(refusal.map_or(GRANTED, |code| code.spec().slug))
}

async fn on_paper(caller: &Caller, collection: &str, action: &str, id: Uuid) -> Result<&'static str> {
    let scope = |permission| caller.scope(permission);
    let found = match collection {
        "movements" => in_scope(scope(Permission::MovementsRead), async |s| movement(&caller.state, s, id).await).await,
        "plan-templates" => {
            in_scope(scope(Permission::MovementsRead), async |s| plan_templates::actions(&caller.state, s, id).await)
                .await
        }
        "reporting-schedules" => {
            in_scope(scope(Permission::MovementsRead), async |s| schedules::actions(&caller.state, s, id).await).await
        }
        "plans" => in_scope(scope(Permission::PlansRead), async |s| plans::actions(&caller.state, s, id).await).await,
        "allocations" => {
            in_scope(scope(Permission::AllocationsRead), async |s| allocations::actions(&caller.state, s, id).await)
                .await
        }
        "consolidations" => {
            in_scope(scope(Permission::ReportsRead), async |s| consolidations::actions(&caller.state, s, id).await)
                .await
        }
        "reports" => {
            in_scope(scope(Permission::ReportsRead), async |s| reports::actions(&caller.state, s, id).await).await
        }
        "obligations" => {
            in_scope(scope(Permission::ReportsRead), async |s| reports::obligation_actions(&caller.state, s, id).await)
                .await
        }
        "nominations" => {
            in_scope(scope(Permission::NominationsRead), async |s| nominations::actions(&caller.state, s, id).await)
                .await
        }
        "reorganisations" => {
            in_scope(scope(Permission::ReorganisationsRead), async |s| {
                reorganisations::actions(&caller.state, s, id).await
            })
            .await
        }
        "decisions" => {
            in_scope(scope(Permission::DecisionsRead), async |s| decisions::actions(&caller.state, s, id).await).await
        }
        _ => of_awards(caller, collection, id).await,
    };
    let actions = match found {
        Err(e) if matches!(e.code, Code::NotFound | Code::Forbidden) => return Ok(e.code.spec().slug),
        found => found?,
    };
    let asked = actions.iter().find(|a| a.name == action);
    let asked = asked.ok_or_else(|| Error::with(Code::InvalidParameter, "action"))?;
    Ok(asked.reason.unwrap_or(GRANTED))
}

async fn in_scope(scope: Result<Scope>, look: impl AsyncFnOnce(&Scope) -> Result<Vec<Action>>) -> Result<Vec<Action>> {
    look(&scope?).await
}

async fn movement(state: &Data<AppState>, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = movements::repo::get(state.db.read(), scope, id).await?;
    Ok(Case::of(&found, state.db.read(), scope).await?.actions(scope))
}

async fn of_awards(caller: &Caller, collection: &str, id: Uuid) -> Result<Vec<Action>> {
    let scope = |permission| caller.scope(permission);
    match collection {
        "councils" => {
            in_scope(scope(Permission::CouncilsRead), async |s| councils::actions(&caller.state, s, id).await).await
        }
        "council-sessions" => {
            in_scope(scope(Permission::CouncilsRead), async |s| councils::sessions::actions(&caller.state, s, id).await)
                .await
        }
        "exemplars" => {
            in_scope(scope(Permission::ExemplarsRead), async |s| exemplars::actions(&caller.state, s, id).await).await
        }
        "exemplar-adoptions" => {
            in_scope(scope(Permission::ExemplarsRead), async |s| {
                exemplars::adoptions::actions(&caller.state, s, id).await
            })
            .await
        }
        "postings" => {
            in_scope(scope(Permission::NominationsRead), async |s| postings::actions(&caller.state, s, id).await).await
        }
        "revocations" => {
            in_scope(scope(Permission::DecisionsRead), async |s| revocations::actions(&caller.state, s, id).await).await
        }
        "posting-objections" => {
            in_scope(scope(Permission::NominationsRead), async |s| {
                postings::objections::actions(&caller.state, s, id).await
            })
            .await
        }
        _ => of_oversight(caller, collection, id).await,
    }
}

async fn of_oversight(caller: &Caller, collection: &str, id: Uuid) -> Result<Vec<Action>> {
    let scope = |permission| caller.scope(permission);
    match collection {
        "guidance" => {
            in_scope(scope(Permission::GuidanceRead), async |s| guidance::actions(&caller.state, s, id).await).await
        }
        "guidance-questions" => {
            in_scope(scope(Permission::GuidanceRead), async |s| questions::actions(&caller.state, s, id).await).await
        }
        "inspections" => {
            in_scope(scope(Permission::InspectionsRead), async |s| inspections::actions(&caller.state, s, id).await)
                .await
        }
        "recommendations" => {
            in_scope(scope(Permission::InspectionsRead), async |s| recommendations::actions(&caller.state, s, id).await)
                .await
        }
        "reminders" => {
            in_scope(scope(Permission::RemindersRead), async |s| reminders::actions(&caller.state, s, id).await).await
        }
        _ => Err(Error::with(Code::InvalidParameter, "resource")),
    }
}
