//! The lines of a snapshot, from one transaction that only reads.
use aws_lc_rs::digest::{Context, SHA256};
use base::{
    http::state::AppState,
    kernel::{
        digest,
        error::{Code, Error, Result},
        policy::Permission,
        principal::Principal,
        scope::Scope,
    },
    store::{db::Conn, figures::Current, journal::head, memory},
};
use uuid::Uuid;

use super::dto::{SnapshotEnd, SnapshotSum};
use crate::{
    changes::{self, Told},
    resources::{self, Reader, Resource},
};

pub struct Wanted {
    pub reader: Principal,
    pub resource: Resource,
    /// None for all.
    pub units: Option<Vec<Uuid>>,
}

/// Gives every line to `put`. Rights, tree and rows are those of one moment; what was reached on targets may be newer.
pub async fn lines(state: &AppState, wanted: &Wanted, put: impl AsyncFn(Vec<u8>) -> Result<()>) -> Result<()> {
    let began = state.db.shared.begin();
    let write = async |tx: &Conn| {
        let versions = memory::versions(tx).await?;
        let snapshot = state.db.shared.within(tx, began, versions, state.clock.now()).await?;
        let today = state.calendar.today(state.clock.now());
        let reader = Reader::of(&wanted.reader, &snapshot, today);
        let permission = wanted.resource.permission();
        let scope = reader.scope(wanted.resource);
        let scope = scope.ok_or_else(|| Error::with(Code::Forbidden, permission.name()))?;
        let figures = state.db.figures_within(tx, versions).await?;
        let (as_of_seq, _) = head(tx).await?;
        let (count, sha256) = rows(figures, tx, scope, wanted, &put).await?;
        let feed =
            wanted.reader.scope(&snapshot.access, Permission::ChangesRead, snapshot.organisation.clone(), today)?;
        let told = Told::of(&feed, &reader);
        let end = SnapshotSum {
            resource: wanted.resource,
            count,
            sha256,
            as_of_seq,
            cursor: changes::first(as_of_seq, told, wanted.reader.id(), state.keys.now())?,
            as_of: state.clock.now(),
        };
        let mut line = serde_json::to_vec(&SnapshotEnd { end }).map_err(Error::internal)?;
        line.push(b'\n');
        put(line).await
    };
    state.db.read_latest_together(write).await
}

/// How many there were, and the digest of their lines.
async fn rows(
    figures: Current<'_>,
    tx: &Conn,
    scope: &Scope,
    wanted: &Wanted,
    put: &impl AsyncFn(Vec<u8>) -> Result<()>,
) -> Result<(u64, String)> {
    let (mut count, mut sum, mut last) = (0, Context::new(&SHA256), Uuid::nil());
    loop {
        let ids = resources::ids_after(tx, scope, wanted.resource, wanted.units.as_deref(), last).await?;
        let Some(end) = ids.last() else { break };
        last = *end;
        for id in ids {
            let line = resources::row(figures, tx, scope, wanted.resource, id).await?;
            sum.update(&line);
            count += 1;
            put(line).await?;
        }
    }
    Ok((count, digest::hex(sum.finish().as_ref())))
}
