//! The resources that others copy, by the feed and by snapshots: each row is what `GET` of a single one answers, and is seen
//! by whom `GET` shows it to.
//!
//! Rows show what belongs to other subjects too. Where it changes, those rows have changed: `touched` names them, and
//! `everywhere` the resources of which it would be too many. Whoever lets a row show something more of another subject says so
//! in one of the two, unless it never changes once it is shown, as codes do.
mod everywhere;
mod rows;
mod touched;

use std::sync::Arc;

use base::{
    kernel::{
        access::Client,
        calendar::Today,
        organisation::Organisation,
        policy::Permission,
        principal::{Machine, Principal},
        scope::Scope,
    },
    store::memory::Snapshot,
};
use entity::journal::Subject;
pub use everywhere::everywhere;
pub use rows::{ids_after, row, versions};
use serde::{Deserialize, Serialize};
pub use touched::{Touched, prepared_before, touched};
use utoipa::ToSchema;
use uuid::Uuid;

/// A collection of the API that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CopiedResource)]
pub enum Resource {
    Units,
    Movements,
    Plans,
    Targets,
    Reports,
    Nominations,
    Decisions,
    Awards,
    Exemplars,
    Indicators,
}

impl Resource {
    pub const ALL: [Self; 10] = [
        Self::Units,
        Self::Movements,
        Self::Plans,
        Self::Targets,
        Self::Reports,
        Self::Nominations,
        Self::Decisions,
        Self::Awards,
        Self::Exemplars,
        Self::Indicators,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Movements => "movements",
            Self::Plans => "plans",
            Self::Targets => "targets",
            Self::Reports => "reports",
            Self::Nominations => "nominations",
            Self::Decisions => "decisions",
            Self::Awards => "awards",
            Self::Exemplars => "exemplars",
            Self::Indicators => "indicators",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|resource| resource.name() == name)
    }

    /// What reading one takes.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Units => Permission::UnitsRead,
            Self::Movements | Self::Indicators => Permission::MovementsRead,
            Self::Plans | Self::Targets => Permission::PlansRead,
            Self::Reports => Permission::ReportsRead,
            Self::Nominations => Permission::NominationsRead,
            Self::Decisions => Permission::DecisionsRead,
            Self::Awards => Permission::AwardsRead,
            Self::Exemplars => Permission::ExemplarsRead,
        }
    }

    /// The one that entries about a kind of subject are of.
    pub const fn of(subject: Subject) -> Option<Self> {
        match subject {
            Subject::Unit => Some(Self::Units),
            Subject::Movement => Some(Self::Movements),
            Subject::Plan => Some(Self::Plans),
            Subject::Target => Some(Self::Targets),
            Subject::Report => Some(Self::Reports),
            Subject::Nomination => Some(Self::Nominations),
            Subject::Decision => Some(Self::Decisions),
            Subject::Award => Some(Self::Awards),
            Subject::Exemplar => Some(Self::Exemplars),
            Subject::Indicator => Some(Self::Indicators),
            _ => None,
        }
    }
}

/// A caller, with the scope in which it reads each resource.
pub struct Reader(Vec<(Resource, Scope)>);

impl Reader {
    pub fn of(principal: &Principal, snapshot: &Snapshot, today: Today) -> Self {
        let scope = |resource: Resource| {
            principal.scope(&snapshot.access, resource.permission(), snapshot.organisation.clone(), today).ok()
        };
        Self(Resource::ALL.into_iter().filter_map(|resource| Some((resource, scope(resource)?))).collect())
    }

    /// A machine client by all that it holds; none while it may not follow what changes.
    pub fn of_client(id: Uuid, client: &Client, organisation: &Arc<Organisation>, today: Today) -> Option<Self> {
        let machine = Machine { client_id: id, credential_id: None, permissions: client.permissions.clone().into() };
        let scope =
            |permission: Permission| Scope::of_machine(&machine, client, permission, organisation.clone(), today).ok();
        let follows = client.is_usable_on(today.day) && scope(Permission::ChangesRead).is_some();
        let scopes = Resource::ALL.into_iter().filter_map(|resource| Some((resource, scope(resource.permission())?)));
        follows.then(|| Self(scopes.collect()))
    }

    /// None where the caller may not read such a resource at all.
    pub fn scope(&self, resource: Resource) -> Option<&Scope> {
        self.0.iter().find(|(one, _)| *one == resource).map(|(_, scope)| scope)
    }

    /// Which resources the caller reads, a bit for each.
    pub fn resources(&self) -> u32 {
        self.0.iter().map(|(resource, _)| 1 << *resource as u32).sum()
    }
}
