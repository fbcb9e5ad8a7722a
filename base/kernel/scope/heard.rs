//! Whether somebody reads what a step answers.
use super::Scope;

/// Who reads what may be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Nobody,
    /// The caller.
    Caller,
    /// An administrator, who asks why as well.
    Administrator,
}

impl Scope {
    /// Of somebody who reads no answers, as in a story that is told: what may be done next is not worked out.
    #[must_use]
    pub const fn unheard(mut self) -> Self {
        self.heard = Heard::Nobody;
        self
    }

    /// Of somebody of whom an administrator asks why it may do what: the way there is told too.
    #[must_use]
    pub const fn explained(mut self) -> Self {
        self.heard = Heard::Administrator;
        self
    }

    pub const fn is_heard(&self) -> bool {
        !matches!(self.heard, Heard::Nobody)
    }

    pub const fn is_explained(&self) -> bool {
        matches!(self.heard, Heard::Administrator)
    }
}
