//! Days and instants as clients write them: in one spelling, and of no year that can only be a slip of the pen.
use std::{borrow::Cow, fmt, ops::Deref};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::Value;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{PartialSchema, ToSchema, openapi};

use crate::kernel::error::Fault;

/// The years of what is done in the sector: emulation as it is organised today, and what is planned for.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;

/// A day from a client, from the year `FIRST` to the year 2100. It reads as the `NaiveDate` it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Day<const FIRST: i32 = FIRST_YEAR>(NaiveDate);

impl<const FIRST: i32> Day<FIRST> {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // chrono reads `2023-1-1` and `+12023-01-01` too.
        let day = text.parse::<NaiveDate>().ok().filter(|day| text.len() == 10 && day.to_string() == text);
        match day.ok_or(Fault::InvalidValue)? {
            day if (FIRST..=LAST_YEAR).contains(&day.year()) => Ok(Self(day)),
            _ => Err(Fault::OutOfRange),
        }
    }
}

impl<const FIRST: i32> fmt::Display for Day<FIRST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Of our own making.
impl<const FIRST: i32> From<NaiveDate> for Day<FIRST> {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

impl<const FIRST: i32> From<Day<FIRST>> for NaiveDate {
    fn from(day: Day<FIRST>) -> Self {
        day.0
    }
}

impl<const FIRST: i32> From<Day<FIRST>> for Value {
    fn from(day: Day<FIRST>) -> Self {
        day.0.into()
    }
}

impl<const FIRST: i32> Deref for Day<FIRST> {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl<const FIRST: i32> PartialEq<NaiveDate> for Day<FIRST> {
    fn eq(&self, day: &NaiveDate) -> bool {
        self.0 == *day
    }
}

impl<const FIRST: i32> PartialOrd<NaiveDate> for Day<FIRST> {
    fn partial_cmp(&self, day: &NaiveDate) -> Option<std::cmp::Ordering> {
        self.0.partial_cmp(day)
    }
}

impl<'de, const FIRST: i32> Deserialize<'de> for Day<FIRST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl<const FIRST: i32> PartialSchema for Day<FIRST> {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        let words = format!("A day in Asia/Ho_Chi_Minh, as YYYY-MM-DD, from {FIRST} to {LAST_YEAR}.");
        string(openapi::KnownFormat::Date, 10, words, "2024-12-17")
    }
}

impl<const FIRST: i32> ToSchema for Day<FIRST> {
    fn name() -> Cow<'static, str> {
        if FIRST == FIRST_YEAR { "Day".into() } else { format!("DaySince{FIRST}").into() }
    }
}

/// An instant from a client (RFC 3339), in the same years of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let at = DateTime::parse_from_rfc3339(text).ok().filter(|_| has_one_spelling(text));
        let at = at.ok_or(Fault::InvalidValue)?.with_timezone(&Utc);
        if (FIRST_YEAR..=LAST_YEAR).contains(&at.year()) { Ok(Self(at)) } else { Err(Fault::OutOfRange) }
    }
}

/// `YYYY-MM-DDTHH:MM:SS`, up to nine decimals, and `Z` or `±HH:MM`. chrono reads small letters, a space for the `T`, leap
/// seconds and more decimals too.
fn has_one_spelling(text: &str) -> bool {
    const TIME: &str = "0000-00-00T00:00:00";
    let has = |text: &str, form: &str| {
        let same = |(c, of): (u8, u8)| if of == b'0' { c.is_ascii_digit() } else { c == of };
        text.len() == form.len() && text.bytes().zip(form.bytes()).all(same)
    };
    let Some((time, rest)) = text.split_at_checked(TIME.len()) else { return false };
    let decimals = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let zone = match rest.strip_prefix('.') {
        Some(rest) if (1..=9).contains(&decimals) => rest.get(decimals..),
        Some(_) => None,
        None => Some(rest),
    };
    let zoned = zone.is_some_and(|zone| zone == "Z" || has(zone, "+00:00") || has(zone, "-00:00"));
    has(time, TIME) && !time.ends_with("60") && zoned
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        at.0
    }
}

impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        at.0.into()
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl PartialSchema for Instant {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        let words = format!("An instant (RFC 3339), from {FIRST_YEAR} to {LAST_YEAR}.");
        string(openapi::KnownFormat::DateTime, 35, words, "2024-12-17T02:00:00Z")
    }
}

impl ToSchema for Instant {}

fn string(
    format: openapi::KnownFormat,
    longest: usize,
    words: String,
    example: &str,
) -> openapi::RefOr<openapi::schema::Schema> {
    openapi::ObjectBuilder::new()
        .schema_type(openapi::schema::Type::String)
        .format(Some(openapi::SchemaFormat::KnownFormat(format)))
        .max_length(Some(longest))
        .description(Some(words))
        .examples([example])
        .into()
}

#[cfg(test)]
mod tests {
    use super::{Day, Fault, Instant};

    #[test]
    fn a_day_has_one_spelling_and_a_year_of_our_time() {
        for good in ["1990-01-01", "2024-02-29", "2100-12-31"] {
            assert_eq!(Day::<1990>::parse(good).map(|day| day.to_string()).as_deref(), Ok(good));
        }
        for slip in ["0023-04-20", "1923-04-20", "1989-12-31", "2101-01-01", "9999-12-31"] {
            assert_eq!(Day::<1990>::parse(slip), Err(Fault::OutOfRange), "{slip}");
        }
        let others =
            ["", "2023-1-1", "+262142-12-31", "-0001-01-01", "2023-02-30", " 2023-01-01", "20230101", "２０２３-01-01"];
        for other in others {
            assert_eq!(Day::<1990>::parse(other), Err(Fault::InvalidValue), "{other}");
        }
        assert!(Day::<1945>::parse("1948-06-11").is_ok());
    }

    #[test]
    fn an_instant_has_a_zone_and_a_year_of_our_time() {
        assert!(Instant::parse("2024-12-17T02:00:00+07:00").is_ok());
        for good in ["1990-01-01T00:00:00Z", "2100-12-31T23:59:59.123456789Z", "2024-12-17T02:00:00.1-00:00"] {
            assert!(Instant::parse(good).is_ok(), "{good}");
        }
        for slip in ["0024-12-17T02:00:00Z", "2100-12-31T23:59:59-12:00", "1990-01-01T00:00:00+07:00"] {
            assert_eq!(Instant::parse(slip), Err(Fault::OutOfRange), "{slip}");
        }
        for other in [
            "",
            "2024-12-17",
            "2024-12-17T02:00:00",
            "+12024-12-17T02:00:00Z",
            "2024-12-17 02:00:00Z",
            "2024-12-17t02:00:00Z",
            "2024-12-17T02:00:00z",
            "2024-12-17T23:59:60Z",
            "2024-12-17T02:00:00.Z",
            "2024-12-17T02:00:00.1234567890Z",
            "2024-12-17T02:00:00.1.2Z",
            "2024-12-17T02:00:00+0700",
            "2024-12-17T02:00:00\u{2212}07:00",
            "2024-12-17T02:00:00+07:00Z",
        ] {
            assert_eq!(Instant::parse(other), Err(Fault::InvalidValue), "{other}");
        }
    }
}
