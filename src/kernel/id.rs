//! Ids as clients write them: in one spelling, so that what names one thing is equal everywhere.
use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;

/// An id in lower case and five groups (RFC 9562, section 4); uuid also reads capitals, braces, URNs and no groups.
pub fn parse(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|id| id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text)
}

/// Whether this is an id in another spelling.
pub fn is_misspelt(text: &str) -> bool {
    Uuid::try_parse(text).is_ok() && parse(text).is_none()
}

/// For `deserialize_with` of every member and parameter that holds ids.
pub fn ids<'de, T: Ids, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::Written::deserialize(deserializer).map(T::read)
}

/// What holds ids, and how it is written.
pub trait Ids {
    type Written: for<'de> Deserialize<'de>;

    fn read(written: Self::Written) -> Self;
}

pub struct Written(Uuid);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        parse(&text).map(Self).ok_or_else(|| de::Error::custom("invalid_value"))
    }
}

impl Ids for Uuid {
    type Written = Written;

    fn read(written: Written) -> Self {
        written.0
    }
}

impl<T: Ids> Ids for Option<T> {
    type Written = Option<T::Written>;

    fn read(written: Self::Written) -> Self {
        written.map(T::read)
    }
}

impl<T: Ids> Ids for Vec<T> {
    type Written = Vec<T::Written>;

    fn read(written: Self::Written) -> Self {
        written.into_iter().map(T::read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{is_misspelt, parse};

    #[test]
    fn an_id_has_one_spelling() {
        assert!(parse("0198c0de-0000-7000-8000-000000000001").is_some());
        for other in [
            "0198C0DE-0000-7000-8000-000000000001",
            "0198c0de000070008000000000000001",
            "{0198c0de-0000-7000-8000-000000000001}",
            "urn:uuid:0198c0de-0000-7000-8000-000000000001",
        ] {
            assert!(parse(other).is_none() && is_misspelt(other), "{other}");
        }
        assert!(!is_misspelt("units"));
    }
}
