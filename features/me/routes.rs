//! HTTP for the caller.
use actix_web::get;
use base::{
    http::{
        answer::Listed,
        auth::Caller,
        query::{NoParams, Params},
    },
    kernel::{access::Assignment, error::Result, policy::Permission},
};

use super::{
    dto::{Me, MyAssignment, Question, Verdict},
    steps::{Asked, Asker, GRANTED},
};

/// Who I am
#[utoipa::path(tag = "me", responses((status = 200, body = Me)), security(("bearer" = [])))]
#[get("/me")]
pub async fn get_me(caller: Caller, _: NoParams) -> Result<Listed<Me>> {
    let (today, organisation) = (caller.state.clock.today(), &caller.snapshot.organisation);
    let account = caller.account()?;
    let assignment = |a: &Assignment| MyAssignment {
        role: a.role,
        unit_id: a.unit_id,
        unit_name: organisation.name(a.unit_id, today).to_owned(),
        valid_from: a.from,
        valid_to: a.to,
        delegated_by_id: a.delegated_by(),
        permissions: limited(a),
        delegated_by_name: a.delegated_by().and_then(|id| Some(caller.snapshot.access.account(id)?.full_name.clone())),
    };
    let held = |p: &&Permission| account.on(today).any(|a| a.grants(**p));
    Ok(Listed::new(Me {
        id: caller.claims.sub,
        username: account.username.clone(),
        full_name: account.full_name.clone(),
        assignments: account.on(today).map(assignment).collect(),
        permissions: Permission::ALL.iter().filter(held).map(|p| p.name()).collect(),
    }))
}

fn limited(a: &Assignment) -> Option<Vec<&'static str>> {
    let only = a.delegated.as_ref()?.only.as_ref()?;
    Some(only.iter().map(|permission| permission.name()).collect())
}

/// Whether I may
///
/// The same answer that the action itself would give, without taking it.
#[utoipa::path(tag = "me", params(Question), responses((status = 200, body = Verdict)), security(("bearer" = [])))]
#[get("/me/can")]
pub async fn can_i(caller: Caller, question: Params<Question>) -> Result<Listed<Verdict>> {
    let Question { action, resource } = &question.0;
    let asked = Asked::of(action, resource)?;
    let (state, snapshot, principal) = (&caller.state, &caller.snapshot, caller.principal());
    let because = Asker { state, snapshot, principal, explained: false }.verdict(asked, action).await?;
    Ok(Listed::new(Verdict { allowed: because == GRANTED, because }))
}
