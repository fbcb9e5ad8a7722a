//! The keys and boxes of secret ballots by tokens. Each item has a key of its own, the same for every member: a token is good
//! for one item and tells nobody apart. A box is one text, sorted by the numbers of its papers and written anew with each of
//! them, so nothing that is kept tells in which order they came; and it is sealed until they are counted.
use std::collections::{BTreeMap, HashMap};

use base::{
    kernel::{
        blind::Key,
        digest,
        error::{Code, Error, Result},
        keys::{self, Place, Purposes},
        scope::Scope,
    },
    store::db::{Conn, Uow, bulk},
};
use entity::{
    council_ballot::{self, ActiveModel, Column, Entity, Model},
    council_session::{self, Ballot, SessionStatus},
    council_token,
    council_vote::Choice,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::{dto::PaperView, paper::SessionPaper, repo};

/// What was cast under which number. A number is the client's own, and random.
pub type Papers = BTreeMap<String, Choice>;

pub async fn of_item(db: &Conn, item_id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::ItemId.eq(item_id)).one(db).await?)
}

pub async fn of_session(db: &Conn, session_id: Uuid) -> Result<HashMap<Uuid, Model>> {
    let found = Entity::find().filter(Column::SessionId.eq(session_id)).all(db).await?;
    Ok(found.into_iter().map(|ballot| (ballot.item_id, ballot)).collect())
}

pub async fn tokens(db: &Conn, session_id: Uuid) -> Result<Vec<council_token::Model>> {
    let of_session = council_token::Column::SessionId.eq(session_id);
    Ok(council_token::Entity::find().filter(of_session).all(db).await?)
}

/// How many tokens of an item were handed out.
pub fn handed_out(tokens: &[council_token::Model], item_id: Uuid) -> u32 {
    u32::try_from(tokens.iter().filter(|token| token.item_id == item_id).count()).unwrap_or(u32::MAX)
}

#[derive(Serialize)]
struct Published<'a> {
    item_id: Uuid,
    public_key: &'a str,
}

/// A key for each item, and a box with nothing in it. Answers the digest by which the journal holds the keys fast: SHA-256 of
/// the canonical list of items and public keys, in the order of the agenda. None where the council votes in another way.
pub async fn prepare(uow: &Uow, paper: &SessionPaper, keys: &Purposes) -> Result<Option<String>> {
    if paper.session.ballot != Ballot::Blind {
        return Ok(None);
    }
    let (mut rows, mut told) = (vec![], vec![]);
    for item in &paper.items {
        let seed = keys::generate().map_err(Error::internal)?;
        let public_key = made_of(&seed, item.id, keys).next().ok_or_else(keyless)??.public();
        told.push((item.id, public_key.clone()));
        rows.push(ActiveModel {
            id: Set(Uuid::now_v7()),
            session_id: Set(paper.session.id),
            item_id: Set(item.id),
            public_key: Set(public_key),
            seed: Set(Some(seed)),
            papers: Set(sealed(item.id, &Papers::new(), keys)?),
        });
    }
    bulk::insert(&uow.tx, rows).await?;
    let list: Vec<_> = told.iter().map(|(item_id, public_key)| Published { item_id: *item_id, public_key }).collect();
    Ok(Some(digest::sha256_hex(digest::canonical(&list)?.as_bytes())))
}

fn keyless() -> Error {
    Error::internal(anyhow::anyhow!("no key of the service makes the key of a ballot"))
}

/// What the seed makes with each key of the service, the one in use first.
fn made_of(seed: &str, item_id: Uuid, keys: &Purposes) -> impl Iterator<Item = Result<Key>> {
    keys.ballots.tags(seed.as_bytes()).map(move |tag| Key::derived(&tag, item_id.as_bytes()))
}

/// None once nothing can be cast any more.
pub fn key(ballot: &Model, keys: &Purposes) -> Result<Option<Key>> {
    let Some(seed) = &ballot.seed else { return Ok(None) };
    let all = made_of(seed, ballot.item_id, keys).collect::<Result<Vec<_>>>()?;
    let its = all.into_iter().find(|key| key.public() == ballot.public_key);
    its.map(Some).ok_or_else(keyless)
}

const fn place(item_id: Uuid) -> Place<'static> {
    Place { table: "council_ballot", column: "papers", row: item_id }
}

fn sealed(item_id: Uuid, papers: &Papers, keys: &Purposes) -> Result<String> {
    keys.boxes.seal(place(item_id), &digest::canonical(papers)?).map_err(Error::internal)
}

/// What is in the box of an item that is still being voted on.
pub fn opened(ballot: &Model, keys: &Purposes) -> Result<Papers> {
    let text = keys.boxes.open(place(ballot.item_id), &ballot.papers).map_err(Error::internal)?;
    serde_json::from_str(&text).map_err(Error::internal)
}

pub async fn keep(uow: &Uow, ballot: Model, papers: &Papers, keys: &Purposes) -> Result<()> {
    let text = sealed(ballot.item_id, papers, keys)?;
    let mut next = ballot.into_active_model();
    next.papers = Set(text);
    Entity::update(next).exec(&uow.tx).await?;
    Ok(())
}

/// Opens all boxes for the count, and destroys what the keys are made of: no token is made or recognised any more.
pub async fn count(uow: &Uow, session: &council_session::Model, keys: &Purposes) -> Result<HashMap<Uuid, Papers>> {
    let mut found = HashMap::new();
    if session.ballot != Ballot::Blind {
        return Ok(found);
    }
    for (item_id, ballot) in of_session(&uow.tx, session.id).await? {
        let papers = opened(&ballot, keys)?;
        end(uow, ballot, &papers).await?;
        found.insert(item_id, papers);
    }
    Ok(found)
}

/// Destroys the keys of a session that is given up, and whatever was cast.
pub async fn destroy(uow: &Uow, session_id: Uuid) -> Result<()> {
    for (_, ballot) in of_session(&uow.tx, session_id).await? {
        end(uow, ballot, &Papers::new()).await?;
    }
    Ok(())
}

async fn end(uow: &Uow, ballot: Model, papers: &Papers) -> Result<()> {
    let text = digest::canonical(papers)?;
    let mut next = ballot.into_active_model();
    next.seed = Set(None);
    next.papers = Set(text);
    council_ballot::Entity::update(next).exec(&uow.tx).await?;
    Ok(())
}

/// The papers as they were counted, item by item and sorted by their numbers, for those who had a seat in the session.
pub async fn published(db: &Conn, scope: &Scope, session: &council_session::Model) -> Result<Vec<PaperView>> {
    if !repo::seats(db, session.id).await?.iter().any(|seat| seat.user_id == scope.user_id) {
        return Err(scope.forbidden());
    }
    let counted = matches!(session.status, SessionStatus::Closed | SessionStatus::Concluded);
    if !counted || session.ballot != Ballot::Blind {
        return Err(Error::new(Code::NotFound));
    }
    let ballots = of_session(db, session.id).await?;
    let mut found = vec![];
    for item in repo::items(db, session.id).await? {
        let Some(ballot) = ballots.get(&item.id) else { continue };
        let papers: Papers = serde_json::from_str(&ballot.papers).map_err(Error::internal)?;
        let view = |(number, choice)| PaperView { item_id: item.id, ordinal: item.ordinal, number, choice };
        found.extend(papers.into_iter().map(view));
    }
    Ok(found)
}
