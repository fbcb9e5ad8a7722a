use sea_orm::{FromJsonQueryResult, prelude::Uuid};
use serde::{Deserialize, Serialize};

/// Everybody who has written on a paper since it was last signed. They stay its authors until somebody writes on it
/// again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Authors {
    people: Vec<Uuid>,
    signed: bool,
}

impl Authors {
    pub fn of(person: Uuid) -> Self {
        Self { people: vec![person], signed: false }
    }

    pub fn people(&self) -> &[Uuid] {
        &self.people
    }

    /// Somebody has written on the paper.
    #[must_use]
    pub fn with(&self, person: Uuid) -> Self {
        if self.signed { Self::of(person) } else { self.beside(person) }
    }

    /// Somebody has written beside what was signed, which stays as it is.
    #[must_use]
    pub fn beside(&self, person: Uuid) -> Self {
        let mut more = self.clone();
        if !more.people.contains(&person) {
            more.people.push(person);
        }
        more
    }

    /// The paper was signed: whoever writes on it next begins a new text.
    #[must_use]
    pub fn signed(&self) -> Self {
        Self { signed: true, ..self.clone() }
    }
}
