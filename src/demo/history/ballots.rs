//! A secret ballot by tokens, with the programs of its members played too: each makes up a number, has it signed blind, checks
//! the proof, and casts without an account.
use awards::councils::sessions::{
    repo, service as sessions,
    tokens::{BlindedInput, CastPaper, EvaluationView, TakeTokens},
};
use base::{
    http::etag::IfMatch,
    kernel::{
        blind::bytes,
        digest::hex,
        error::{Error, Result},
        keys::Purposes,
        policy::Permission,
    },
};
use entity::council_vote::Choice;
use rand_core::{OsRng, RngCore};
use uuid::Uuid;
use voprf::{EvaluationElement, Group, Proof, Ristretto255, VoprfClient};

use super::stage::Stage;

fn refused(why: impl std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a token of the history: {why}"))
}

/// All of these vote, the last one against it.
pub async fn vote(stage: &Stage<'_>, session: Uuid, members: &[Uuid], keys: &Purposes) -> Result<()> {
    let mut papers = vec![];
    for item in repo::items(stage.db.read_latest(), session).await? {
        for member in members {
            let choice = if Some(member) == members.last() { Choice::No } else { Choice::Yes };
            papers.push(take(stage, (session, item.id), *member, choice, keys).await?);
        }
    }
    let secretary = stage.people.council().first().copied().unwrap_or_default();
    stage
        .act(secretary, Permission::SessionsRun, async |uow, scope| {
            sessions::start_casting(uow, scope, session, IfMatch::Any).await
        })
        .await?;
    for paper in &papers {
        sessions::cast(stage.db, keys, paper).await?;
    }
    Ok(())
}

async fn take(
    stage: &Stage<'_>,
    (session, item_id): (Uuid, Uuid),
    member: Uuid,
    choice: Choice,
    keys: &Purposes,
) -> Result<CastPaper> {
    let mut number = [0; 32];
    OsRng.fill_bytes(&mut number);
    let blinded = VoprfClient::<Ristretto255>::blind(&number, &mut OsRng).map_err(refused)?;
    let blinded_element = hex(&blinded.message.serialize());
    let input = TakeTokens { tokens: vec![BlindedInput { item_id, blinded_element }] };
    let taken = stage.act(member, Permission::SessionsVote, async |uow, scope| {
        sessions::take_tokens(uow, scope, session, IfMatch::Any, &input, (keys, false)).await
    });
    let evaluations = taken.await?.evaluations;
    let evaluation = evaluations.first().ok_or_else(|| refused("none was signed"))?;
    Ok(CastPaper { item_id, number: hex(&number), token: finalized(&blinded.state, &number, evaluation)?, choice })
}

fn finalized(client: &VoprfClient<Ristretto255>, number: &[u8], said: &EvaluationView) -> Result<String> {
    let read = |hex: &str| bytes::<32>(hex).ok_or_else(|| refused(hex));
    let element = EvaluationElement::deserialize(&read(&said.evaluated_element)?).map_err(refused)?;
    let public = Ristretto255::deserialize_elem(&read(&said.public_key)?).map_err(refused)?;
    let proof = bytes::<64>(&said.proof).ok_or_else(|| refused(&said.proof))?;
    let proof = Proof::deserialize(&proof).map_err(refused)?;
    let token = client.finalize(number, &element, &proof, public).map_err(refused)?;
    Ok(hex(&token))
}
