//! Reasons: a step that refuses or undoes says why.
use std::{borrow::Cow, ops::Deref};

use serde::{Deserialize, Deserializer, de};
use utoipa::{PartialSchema, ToSchema, openapi};
use validator::Validate;

use crate::kernel::{
    error::{Code, Error, Fault, Result},
    text::Text,
};

const SHORTEST: usize = 10;
const LONGEST: usize = 2000;

/// A reason that says something: at least ten characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonText(Text<LONGEST>);

impl ReasonText {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let text = Text::parse(raw)?;
        if text.chars().count() < SHORTEST { Err(Fault::TooShort) } else { Ok(Self(text)) }
    }
}

impl Deref for ReasonText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for ReasonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl PartialSchema for ReasonText {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .description(Some("Why, in at least ten characters."))
            .min_length(Some(SHORTEST))
            .max_length(Some(LONGEST))
            .examples(["Chưa có chỉ tiêu trợ giúp pháp lý lưu động"])
            .into()
    }
}

impl ToSchema for ReasonText {
    fn name() -> Cow<'static, str> {
        "ReasonText".into()
    }
}

/// Why a paper is returned.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[schema(example = "Chưa có chỉ tiêu trợ giúp pháp lý lưu động")]
    pub reason: ReasonText,
}

/// Where only some cases need one.
pub fn given(reason: Option<&ReasonText>) -> Result<&str> {
    reason.map(|reason| &**reason).ok_or_else(|| Error::new(Code::ReasonRequired))
}
