//! Handing out the tokens of a secret ballot (phát phiếu), and its end. Whoever takes one is known and journalled; what is
//! signed is not seen. Nobody casts before all tokens are out, so no time tells whose paper came.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::council_token::{self, ActiveModel};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish, vote::on_the_agenda};
use crate::councils::{
    events::CouncilSessionEvent,
    sessions::{
        ballots,
        dto::SessionView,
        paper::SessionPaper,
        repo,
        rules::SessionAction,
        tokens::{BlindedInput, EvaluationView, TakeTokens, TokensView},
    },
};

/// What is only tried is checked and not answered: what was signed could be used.
pub async fn take_tokens(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &TakeTokens,
    (keys, tried): (&Purposes, bool),
) -> Result<Recorded<TokensView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::TakeTokens).await?;
    let fresh = fresh(uow, scope, &paper, input).await?;
    let evaluations = evaluate(uow, &paper, input, keys).await?;
    let view = TokensView { evaluations: if tried { vec![] } else { evaluations } };
    let row = |one: &&BlindedInput| ActiveModel {
        id: Set(Uuid::now_v7()),
        session_id: Set(id),
        item_id: Set(one.item_id),
        user_id: Set(scope.user_id),
        blinded_element: Set(one.blinded_element.clone()),
    };
    if fresh.is_empty() {
        return Ok(Recorded::replay(view));
    }
    bulk::insert(&uow.tx, fresh.iter().map(row).collect()).await?;
    let event = CouncilSessionEvent::TokensTaken { items: fresh.len() };
    uow.record(event.of(&paper.session, &paper.session), view).await
}

/// What the member has not taken yet. One token an item, and none where it has an interest.
async fn fresh<'a>(
    uow: &Uow,
    scope: &Scope,
    paper: &SessionPaper,
    input: &'a TakeTokens,
) -> Result<Vec<&'a BlindedInput>> {
    let session = paper.session.id;
    let items: Vec<Uuid> = input.tokens.iter().map(|one| one.item_id).collect();
    on_the_agenda(paper, &items, |at| format!("/tokens/{at}/item_id"))?;
    let mine = |user: Uuid, item: Uuid| user == scope.user_id && items.contains(&item);
    if repo::conflicts(&uow.tx, session).await?.iter().any(|one| mine(one.user_id, one.item_id)) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    let taken = ballots::tokens(&uow.tx, session).await?.into_iter().filter(|token| token.user_id == scope.user_id);
    let taken: HashMap<Uuid, council_token::Model> = taken.map(|token| (token.item_id, token)).collect();
    let before = |one: &BlindedInput| taken.get(&one.item_id).map(|token| token.blinded_element == one.blinded_element);
    if input.tokens.iter().any(|one| before(one) == Some(false)) {
        return Err(Error::new(Code::TokenTaken));
    }
    Ok(input.tokens.iter().filter(|one| before(one).is_none()).collect())
}

async fn evaluate(uow: &Uow, paper: &SessionPaper, input: &TakeTokens, keys: &Purposes) -> Result<Vec<EvaluationView>> {
    let ballots = ballots::of_session(&uow.tx, paper.session.id).await?;
    let gone = || Error::internal(anyhow::anyhow!("an item of an open ballot without its key"));
    let (mut made, mut faults) = (vec![], vec![]);
    for (at, one) in input.tokens.iter().enumerate() {
        let ballot = ballots.get(&one.item_id).ok_or_else(gone)?;
        let key = ballots::key(ballot, keys)?.ok_or_else(gone)?;
        let pointer = || format!("/tokens/{at}/blinded_element");
        match key.evaluate(&one.blinded_element) {
            None => faults.push(FieldError { pointer: pointer(), fault: Fault::InvalidValue }),
            Some(evaluation) => made.push(EvaluationView {
                item_id: one.item_id,
                public_key: ballot.public_key.clone(),
                evaluated_element: evaluation.element,
                proof: evaluation.proof,
            }),
        }
    }
    if faults.is_empty() { Ok(made) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

pub async fn start_casting(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<SessionView>> {
    let (paper, step) = begin(uow, scope, id, if_match, SessionAction::StartCasting).await?;
    let tokens = ballots::tokens(&uow.tx, id).await?.len();
    let mut next = paper.session.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, scope, (paper.session, next), CouncilSessionEvent::CastingStarted { tokens }).await
}
