//! Reasons: a step that refuses or undoes says why.
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::{
    error::{Code, Error, Result},
    text::Text,
};

const SHORTEST: usize = 10;

/// Why a paper is returned.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// At least ten characters.
    #[schema(example = "Chưa có chỉ tiêu trợ giúp pháp lý lưu động")]
    pub reason: Option<Text<2000>>,
}

impl Reason {
    pub fn given(&self) -> Result<&str> {
        given(self.reason.as_ref())
    }
}

/// A reason that was given and says something.
pub fn given(reason: Option<&Text<2000>>) -> Result<&str> {
    let said = reason.filter(|reason| reason.chars().count() >= SHORTEST);
    said.map(|reason| &**reason).ok_or_else(|| Error::new(Code::ReasonRequired))
}
