//! The cells of a table, and what each column holds.
use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

use super::texts::joined;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Flag,
    /// `2024-06-03`.
    Day,
    /// An instant in RFC 3339.
    Instant,
    /// Several texts.
    Texts,
}

/// One value, as it stands in the JSON of the same row: a number keeps its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(String),
    Flag(bool),
}

impl Cell {
    pub fn of(raw: Option<&RawValue>) -> Self {
        let Some(text) = raw.map(RawValue::get) else { return Self::Empty };
        match text.as_bytes().first() {
            Some(b'"') => Self::Text(serde_json::from_str(text).unwrap_or_default()),
            Some(b't') => Self::Flag(true),
            Some(b'f') => Self::Flag(false),
            Some(b'[') => Self::Text(joined(&serde_json::from_str::<Vec<String>>(text).unwrap_or_default())),
            Some(b'-' | b'0'..=b'9') => Self::Number(text.to_owned()),
            _ => Self::Empty,
        }
    }

    /// As CSV has it. What a spreadsheet program would take for a formula begins with an apostrophe.
    pub fn as_csv(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) if is_guarded(text) => format!("'{text}"),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Flag(yes) => yes.to_string(),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(digits) => match RawValue::from_string(digits.clone()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_str(digits),
            },
            Self::Flag(yes) => serializer.serialize_bool(*yes),
        }
    }
}

impl From<&Value> for Cell {
    fn from(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.clone()),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::Bool(yes) => Self::Flag(*yes),
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Empty,
        }
    }
}

/// Whether a spreadsheet program would take a text for a formula.
pub fn computes(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_plain_number(text)
}

/// Whether a text has an apostrophe before it in CSV: what computes, and what begins with apostrophes as if it had one
/// already.
pub fn is_guarded(text: &str) -> bool {
    computes(text.trim_start_matches('\''))
}

fn is_plain_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction)
}
