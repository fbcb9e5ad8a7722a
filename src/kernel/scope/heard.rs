//! Whether somebody reads what a step answers.
use super::Scope;

impl Scope {
    /// Of somebody who reads no answers, as in a story that is told: what may be done next is not worked out.
    #[must_use]
    pub const fn unheard(mut self) -> Self {
        self.heard = false;
        self
    }

    pub const fn is_heard(&self) -> bool {
        self.heard
    }
}
