use sea_orm::{FromJsonQueryResult, prelude::*};
use serde::{Deserialize, Serialize};

/// What the unit says to what a check of its report has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckAnswer {
    pub code: String,
    pub text: String,
    /// Digest of what was found then: of other findings it is no answer.
    pub findings: String,
    pub answered_at: DateTimeUtc,
}

/// One for each check at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct CheckAnswers(pub Vec<CheckAnswer>);
