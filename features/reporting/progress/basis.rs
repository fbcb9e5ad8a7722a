//! Whose a figure is, once units are reorganised.
use std::{borrow::Cow, fmt};

use base::kernel::day::Day;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{PartialSchema, ToSchema, openapi};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Who reported it.
    #[default]
    AsReported,
    /// Who stands there today.
    Current,
    /// Who stood there on a day.
    AsOf(NaiveDate),
}

impl Basis {
    /// The day whose organisation counts; none where nothing is taken over.
    pub const fn day(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::AsReported => None,
            Self::Current => Some(today),
            Self::AsOf(day) => Some(day),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "as_reported" => Some(Self::AsReported),
            "current" => Some(Self::Current),
            _ => Day::<1990>::parse(text.strip_prefix("as_of:")?).ok().map(|day| Self::AsOf(*day)),
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsReported => f.write_str("as_reported"),
            Self::Current => f.write_str("current"),
            Self::AsOf(day) => write!(f, "as_of:{day}"),
        }
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("as_reported, current or as_of:<date>"))
    }
}

impl PartialSchema for Basis {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .max_length(Some(16))
            .pattern(Some("^(as_reported|current|as_of:[0-9]{4}-[0-9]{2}-[0-9]{2})$"))
            .default(Some("as_reported".into()))
            .examples(["as_of:2024-12-31"])
            .into()
    }
}

impl ToSchema for Basis {}

#[cfg(test)]
mod tests {
    use super::Basis;

    #[test]
    fn a_basis_reads_as_it_is_written() {
        for text in ["as_reported", "current", "as_of:2024-12-31"] {
            assert_eq!(Basis::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "today", "as_of:", "as_of:2024-1-1", "as_of:2024-02-30", "as_of: 2024-12-31", "as_of:0024-12-31"]
        {
            assert_eq!(Basis::parse(text), None, "{text}");
        }
    }
}
