//! What a step rests on, link by link, as it was found out: told to administrators who ask why somebody may or may not.
use serde::Serialize;

use super::{Party, Seat};
use crate::kernel::{error::Code, policy::Permission, scope::Scope};

/// One of the things that have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The permission is held where one of the parties of the action sits.
    Party { stands: Vec<Stand>, holds: bool },
    /// A second factor, of what asks for one.
    SecondFactor { holds: bool },
    /// The action leads from the state in which the paper is.
    State { status: String, holds: bool },
    /// The same as `Party`, of those whose turn it is in this state.
    Turn { stands: Vec<Stand>, holds: bool },
    /// The caller has not written what it would now sign, receive or decide.
    Authors { holds: bool },
    /// Nothing that a guard has found stands against it.
    Guard { name: &'static str, code: Code, holds: bool },
}

/// One of several ways to take a step: in which capacity, with which permission, and who stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    pub party: Party,
    pub permission: Permission,
    /// None where nobody stands for the party.
    pub seat: Option<Seat>,
    pub holds: bool,
}

/// The links that were gone along, where somebody reads them.
pub(super) struct Trail(Option<Vec<Link>>);

impl Trail {
    pub const fn unread() -> Self {
        Self(None)
    }

    pub fn of(scope: &Scope) -> Self {
        Self(scope.is_explained().then(Vec::new))
    }

    pub fn add(&mut self, link: impl FnOnce() -> Link) {
        if let Some(links) = &mut self.0 {
            links.push(link());
        }
    }

    pub fn links(self) -> Vec<Link> {
        self.0.unwrap_or_default()
    }
}

/// As the API names it.
pub(super) fn name_of(status: impl Serialize) -> String {
    let name = serde_json::to_value(status).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
