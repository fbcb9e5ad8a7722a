//! Entries of the journal as a reader is told of them.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, journal::LOOKS},
};
use entity::journal;
use serde_json::Value;
use uuid::Uuid;

use super::dto::{Change, ChangeKind};
use crate::resources::{self, Reader, Resource, Touched};

type Seen = HashMap<Resource, HashMap<Uuid, Option<i64>>>;

/// What entries are about, and who reads them.
pub struct Entries<'a> {
    pub tx: &'a Conn,
    pub reader: &'a Reader,
    /// Which resources are asked for; none stands for all.
    pub types: &'a [Resource],
}

impl Entries<'_> {
    /// What each of these entries tells the reader, those of one place together.
    pub async fn told(&self, entries: &[(i64, journal::Model)]) -> Result<Vec<(i64, Vec<Change>)>> {
        let open: Vec<&journal::Model> =
            entries.iter().map(|(_, m)| m).filter(|m| !LOOKS.contains(&m.event.as_str())).collect();
        let touched = resources::touched(self.tx, &open).await?;
        let mut wanted: HashMap<Resource, Vec<Uuid>> = HashMap::new();
        for entry in &open {
            let own = Resource::of(entry.subject_type).map(|resource| (resource, entry.subject_id));
            for (resource, id) in own.into_iter().chain(touched.by(entry.subject_id).iter().copied()) {
                wanted.entry(resource).or_default().push(id);
            }
        }
        let seen = self.seen(wanted).await?;
        let mut told = vec![];
        for (seq, entry) in entries {
            let mut changes = vec![];
            if !LOOKS.contains(&entry.event.as_str()) {
                changes.extend(self.own(entry, &seen));
                changes.extend(self.others(entry, &touched, &seen));
            }
            for change in &mut changes {
                (change.seq, change.at) = (Some(*seq), Some(entry.at));
            }
            told.push((*seq, changes));
        }
        Ok(told)
    }

    /// What it changes beside: rows that show something of its subject, and resources in which too many do.
    fn others(&self, entry: &journal::Model, touched: &Touched, seen: &Seen) -> Vec<Change> {
        let before = resources::prepared_before(entry);
        let lost = |resource: Resource| {
            resource == Resource::Reports
                && self.scope(resource).zip(before).is_some_and(|(scope, unit)| scope.owns(unit))
        };
        let mut changes = vec![];
        for (resource, id) in touched.by(entry.subject_id).iter().copied() {
            if is_seen(seen, resource, id) {
                changes.push(about(ChangeKind::Changed, resource, id));
            } else if lost(resource) {
                changes.push(about(ChangeKind::Gone, resource, id));
            }
        }
        let again = |resource: Resource| Change { resource: Some(resource), ..Change::of(ChangeKind::EnteredScope) };
        let whole = resources::everywhere(entry).iter().copied();
        changes.extend(whole.filter(|resource| self.scope(*resource).is_some()).map(again));
        changes
    }

    /// What of this the reader sees, in which version.
    async fn seen(&self, wanted: HashMap<Resource, Vec<Uuid>>) -> Result<Seen> {
        let mut seen = HashMap::new();
        for (resource, mut ids) in wanted {
            let Some(scope) = self.scope(resource) else { continue };
            ids.sort_unstable();
            ids.dedup();
            seen.insert(resource, resources::versions(self.tx, scope, resource, &ids).await?);
        }
        Ok(seen)
    }

    fn scope(&self, resource: Resource) -> Option<&Scope> {
        let asked = self.types.is_empty() || self.types.contains(&resource);
        self.reader.scope(resource).filter(|_| asked)
    }

    /// What happened to a resource itself.
    fn own(&self, entry: &journal::Model, seen: &Seen) -> Option<Change> {
        let resource = Resource::of(entry.subject_type)?;
        let scope = self.scope(resource)?;
        let owned = entry.unit_id.is_some_and(|unit| scope.owns(unit));
        let change = |kind| Change {
            event: Some(entry.event.clone()),
            event_version: Some(entry.event_version),
            version: entry.subject_version,
            ..about(kind, resource, entry.subject_id)
        };
        match seen.get(&resource)?.get(&entry.subject_id) {
            // What is being rewritten is not told to others until it is sent.
            Some(Some(shown)) if entry.subject_version.is_some_and(|version| version > *shown) => None,
            Some(_) => Some(with_data(change(ChangeKind::Changed), resource, entry, owned)),
            // To whom it was never shown it has not gone: only drafts end so, and units, which everybody sees.
            None if owned || resource == Resource::Units => Some(change(ChangeKind::Gone)),
            None => None,
        }
    }
}

fn is_seen(seen: &Seen, resource: Resource, id: Uuid) -> bool {
    seen.get(&resource).is_some_and(|seen| seen.contains_key(&id))
}

/// Particulars are for the unit whose matter it is, as in the journal: those of a draft too are among them.
fn with_data(change: Change, resource: Resource, entry: &journal::Model, owned: bool) -> Change {
    let open = owned || resource == Resource::Units;
    let data = serde_json::from_str::<Value>(&entry.data).ok().filter(|_| open);
    // Whose an award's dossier is, is not told with the award.
    let unit_id = entry.unit_id.filter(|_| open || resource != Resource::Awards);
    Change { hidden_fields: if open { vec![] } else { vec!["data"] }, data, unit_id, ..change }
}

fn about(kind: ChangeKind, resource: Resource, id: Uuid) -> Change {
    Change { resource: Some(resource), id: Some(id), ..Change::of(kind) }
}
