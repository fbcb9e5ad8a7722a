//! The codes of provinces (GSO): a closed list, of which those of provinces that have ended stay.
pub mod history;

use std::{ops::Deref, sync::LazyLock};

use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{PartialSchema, ToSchema, openapi};

use super::error::Fault;

const PROVINCES: &str = include_str!("../../data/provinces-2023.csv");

/// Those of 2025 keep the code of one of the provinces that they were made of.
static CODES: LazyLock<Vec<&str>> =
    LazyLock::new(|| PROVINCES.lines().skip(1).filter_map(|line| line.split(',').next()).collect());

/// The code of a province that there is or was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ProvinceCode(String);

impl ProvinceCode {
    pub fn parse(code: &str) -> Result<Self, Fault> {
        let formed = code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
        match CODES.contains(&code) {
            true => Ok(Self(code.to_owned())),
            false if formed => Err(Fault::NotFound),
            false => Err(Fault::InvalidValue),
        }
    }
}

impl Deref for ProvinceCode {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for ProvinceCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&code).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl PartialSchema for ProvinceCode {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .description(Some("The GSO code of a province that there is or was; another one is refused."))
            .pattern(Some("^[0-9]{2}$"))
            .examples([serde_json::json!("06")])
            .into()
    }
}

impl ToSchema for ProvinceCode {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProvinceCode".into()
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, ProvinceCode};

    #[test]
    fn the_list_is_that_of_the_statistics_office() {
        assert_eq!(CODES.len(), 63);
        assert!(CODES.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit())));
        for unknown in ["", "00", "03", "99", "6", "06 ", "6a"] {
            assert!(ProvinceCode::parse(unknown).is_err(), "{unknown}");
        }
    }
}
