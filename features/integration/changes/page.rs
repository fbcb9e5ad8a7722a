//! One part of the feed, read in one state of the database: rights, tree, the journal and what its entries are about.
use base::{
    http::state::AppState,
    kernel::{
        error::{Code, Error, Result},
        policy::Permission,
        principal::Principal,
    },
    store::{
        db::Conn,
        journal::head,
        memory::{self, Snapshot},
    },
};

use super::{
    dto::{Change, ChangeKind},
    entries::Entries,
    position::{After, Position},
    repo,
    told::{Told, Turn},
};
use crate::resources::{Reader, Resource};

/// Batches of entries that are looked through for one part, however few of them are the reader's.
const BATCHES: usize = 4;

/// What is asked for.
pub struct Asked {
    pub reader: Principal,
    pub after: After,
    pub limit: usize,
    /// None for all.
    pub types: Vec<Resource>,
}

/// A part of the feed.
pub struct Part {
    /// Each with the position of who has read it, and all others of its place.
    pub items: Vec<(Change, Position)>,
    pub next: Position,
    pub more: bool,
    pub sealed: i64,
}

/// Reads a part. Rights are those that the transaction sees, so nothing is shown by a role that has ended in it.
pub async fn read(state: &AppState, asked: &Asked) -> Result<Part> {
    let began = state.db.shared.begin();
    let read = async |tx: &Conn| {
        let versions = memory::versions(tx).await?;
        let snapshot = state.db.shared.within(tx, began, versions, state.clock.now()).await?;
        part(tx, state, &snapshot, asked).await
    };
    state.db.read_latest_together(read).await
}

async fn part(tx: &Conn, state: &AppState, snapshot: &Snapshot, asked: &Asked) -> Result<Part> {
    let today = state.calendar.today(state.clock.now());
    let reader = Reader::of(&asked.reader, snapshot, today);
    let scope = asked.reader.scope(&snapshot.access, Permission::ChangesRead, snapshot.organisation.clone(), today)?;
    let (now, (sealed, _)) = (Told::of(&scope, &reader), head(tx).await?);
    let kept_since = state.clock.now() - state.feed_retention;
    let oldest = match asked.after {
        After::Nothing => repo::before(tx, kept_since, sealed).await?,
        _ => 0,
    };
    let mut at = asked.after.clone().position(oldest, &now, &snapshot.organisation);
    let next_sealed_at = repo::sealed_at(tx, at.seq + 1).await?;
    if at.seq > sealed || next_sealed_at.is_some_and(|sealed_at| sealed_at < kept_since) {
        return Err(Error::new(Code::PositionGone));
    }
    let turns = at.told.turn(&now, asked.limit);
    let mut items: Vec<_> = turns.into_iter().map(|turn| (turned(turn), at.clone())).collect();
    let entries = Entries { tx, reader: &reader, types: &asked.types };
    for _ in 0..BATCHES {
        let batch = repo::entries(tx, at.seq).await?;
        if batch.is_empty() || items.len() >= asked.limit || at.told != now {
            break;
        }
        for (seq, changes) in entries.told(&batch).await? {
            at.seq = seq;
            items.extend(changes.into_iter().map(|change| (change, at.clone())));
            if items.len() >= asked.limit {
                break;
            }
        }
    }
    let more = at.seq < sealed || at.told != now;
    Ok(Part { items, next: at, more, sealed })
}

fn turned(turn: Turn) -> Change {
    let (kind, unit_id) = match turn {
        Turn::Everything => (ChangeKind::EnteredScope, None),
        Turn::Entered(unit) => (ChangeKind::EnteredScope, Some(unit)),
        Turn::Left(unit) => (ChangeKind::LeftScope, Some(unit)),
    };
    Change { unit_id, ..Change::of(kind) }
}
