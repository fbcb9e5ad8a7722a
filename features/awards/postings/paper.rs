//! A posting in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    nomination::{self, NominationStatus},
    posting::{self, PostingStatus},
    posting_entry,
};
use uuid::Uuid;

use super::{
    repo,
    rules::{PostingAction, PostingFacts, PostingStep, STEPS},
};

/// In these states a dossier is with its unit to be laid before a council, proposed or decided.
pub const POSTED_IN: [NominationStatus; 2] = [NominationStatus::Appraised, NominationStatus::Proposed];

impl Lifecycle for PostingAction {
    type Paper = posting::Model;
    type Status = PostingStatus;
    type Facts = PostingFacts;
    type Db = Conn;
    const STEPS: &'static [PostingStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<posting::Model> {
        repo::get(db, scope, id).await
    }

    fn current(posting: &posting::Model, _: &Scope) -> Current<PostingStatus> {
        let parties = vec![(Party::Owner, Seat::Addressed(owner(posting)))];
        Current { status: posting.status, version: posting.version, parties, authors: posting.authors.clone() }
    }

    async fn facts(posting: &posting::Model, db: &Conn, scope: &Scope) -> Result<PostingFacts> {
        let stale = match posting.status {
            PostingStatus::Draft => stale(scope, posting, &repo::dossiers(db, posting.id).await?),
            _ => None,
        };
        Ok(PostingFacts {
            today: scope.today,
            publish_by: posting.publish_by,
            end_from: posting.end_from,
            stale,
            open: repo::open_objections(db, posting.id).await?,
        })
    }
}

/// Whose posting it is.
pub fn owner(m: &posting::Model) -> Addressee {
    Addressee { unit_id: m.unit_id, function: m.unit_function }
}

/// Who has a dossier.
pub fn holder(m: &nomination::Model) -> Option<Addressee> {
    m.holder_unit_id.map(|unit_id| Addressee { unit_id, function: m.holder_function })
}

/// Whether a unit has a dossier, so that it may post it.
pub fn has(scope: &Scope, unit: Addressee, m: &nomination::Model) -> bool {
    let Some(holder) = m.holder_unit_id else { return false };
    let same = unit.unit_id == holder || scope.organisation.heirs(holder, scope.today).contains(&unit.unit_id);
    m.holder_function == unit.function && (same || unit.function.is_some())
}

fn stale(
    scope: &Scope,
    m: &posting::Model,
    dossiers: &[(posting_entry::Model, Option<nomination::Model>)],
) -> Option<i32> {
    let current = |(entry, dossier): &&(posting_entry::Model, Option<nomination::Model>)| {
        dossier.as_ref().is_some_and(|dossier| {
            dossier.version_no == entry.nomination_version_no
                && POSTED_IN.contains(&dossier.status)
                && has(scope, owner(m), dossier)
        })
    };
    dossiers.iter().find(|row| !current(row)).map(|(entry, _)| entry.ordinal)
}
