//! Casting a paper of a secret ballot (bỏ phiếu). No account is asked for, and nothing is kept but the paper: no journal, no
//! time, no id. Whatever is wrong with a token is answered alike, so nobody learns of a session from here.
use base::{
    kernel::{
        error::{Code, Error, Result},
        keys::Purposes,
    },
    store::db::{Db, Uow},
};
use entity::council_session::SessionStatus;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::councils::sessions::{ballots, repo, tokens::CastPaper};

/// No caller is counted here, so all together are: others wait their turn.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

/// The same paper again is answered alike.
pub async fn cast(db: &Db, keys: &Purposes, input: &CastPaper) -> Result<()> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    let refused = || Error::new(Code::TokenRefused);
    let ballot = ballots::of_item(db.read_latest(), input.item_id).await?.ok_or_else(refused)?;
    let key = ballots::key(&ballot, keys)?;
    if !key.is_some_and(|key| key.made(&input.number, &input.token)) {
        return Err(refused());
    }
    db.maintain("ballot", async |uow| put(uow, ballot.session_id, input, keys).await).await
}

async fn put(uow: &Uow, session_id: Uuid, input: &CastPaper, keys: &Purposes) -> Result<()> {
    let refused = || Error::new(Code::TokenRefused);
    let session = repo::held(uow, session_id).await?;
    if session.status != SessionStatus::Casting {
        return Err(refused());
    }
    let ballot = ballots::of_item(&uow.tx, input.item_id).await?.ok_or_else(refused)?;
    let mut papers = ballots::opened(&ballot, keys)?;
    match papers.insert(input.number.clone(), input.choice) {
        None => ballots::keep(uow, ballot, &papers, keys).await,
        Some(before) if before == input.choice => Ok(()),
        Some(_) => Err(Error::new(Code::AlreadyVoted)),
    }
}
