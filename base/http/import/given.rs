//! What a cell holds, read as its column asks, as JSON: Vietnamese days and numbers, and those of the exports.
use chrono::NaiveDate;
use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::Kind;
use crate::{
    http::table::parted,
    kernel::{error::Fault, organisation::Organisation, text::fold},
};

/// A cell as the file has it.
#[derive(Clone, Debug, Default)]
pub enum Given {
    /// The file has no such column.
    #[default]
    Absent,
    Empty,
    Text(String),
    /// As spreadsheets keep numbers.
    Number(f64),
    Day(NaiveDate),
    Flag(bool),
    /// Of a line of JSON.
    Raw(Box<RawValue>),
    /// No value at all: a formula, part of a merged cell.
    Wrong(Fault),
}

impl Given {
    /// Whether anything is written in it.
    pub fn is_filled(&self) -> bool {
        match self {
            Self::Absent | Self::Empty => false,
            Self::Raw(raw) => raw.get() != "null",
            _ => true,
        }
    }
}

/// How texts write numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `1234.5`, as JSON and the exported CSV have it.
    #[default]
    Point,
    /// `1.234,5`, as Vietnamese is written.
    Comma,
}

/// Excel tells numbers to so many digits, and no figure has more.
const DIGITS: usize = 15;

/// The value as JSON; none where the cell is empty.
pub fn read(given: &Given, kind: Kind, style: Style, organisation: &Organisation) -> Result<Option<String>, Fault> {
    match given {
        Given::Absent | Given::Empty => Ok(None),
        Given::Wrong(fault) => Err(*fault),
        Given::Raw(raw) => raw_value(raw, kind, organisation),
        Given::Text(text) => text_value(text, kind, style, organisation).map(Some),
        Given::Number(number) => number_value(*number, kind).map(Some),
        Given::Day(day) if kind == Kind::Day => Ok(Some(quoted(&day.to_string()))),
        Given::Flag(flag) if kind == Kind::Flag => Ok(Some(flag.to_string())),
        Given::Day(_) | Given::Flag(_) => Err(not_of(kind)),
    }
}

/// What a cell of another type is in a column of this kind.
const fn not_of(kind: Kind) -> Fault {
    match kind {
        Kind::Text | Kind::Code | Kind::Id | Kind::Unit | Kind::Choice(_) | Kind::Texts => Fault::NotText,
        Kind::Number => Fault::NotANumber,
        Kind::Day | Kind::Flag | Kind::Json => Fault::WrongType,
    }
}

fn raw_value(raw: &RawValue, kind: Kind, organisation: &Organisation) -> Result<Option<String>, Fault> {
    let text = serde_json::from_str::<String>(raw.get());
    match (text, kind) {
        _ if raw.get() == "null" => Ok(None),
        (Ok(text), Kind::Unit) => unit(&text, organisation).map(Some),
        (Ok(text), Kind::Text | Kind::Code) => Ok(Some(quoted(&text))),
        _ => Ok(Some(raw.get().to_owned())),
    }
}

fn text_value(text: &str, kind: Kind, style: Style, organisation: &Organisation) -> Result<String, Fault> {
    match kind {
        Kind::Text | Kind::Code | Kind::Id => Ok(quoted(text)),
        Kind::Day => Ok(quoted(&day(text).ok_or(Fault::InvalidValue)?.to_string())),
        Kind::Number => number(text, style).ok_or(Fault::NotANumber),
        Kind::Flag => flag(text).map(|flag| flag.to_string()).ok_or(Fault::InvalidValue),
        Kind::Unit => unit(text, organisation),
        Kind::Choice(choices) => Ok(quoted(choice(text, choices))),
        Kind::Texts => {
            let parts = parted(text);
            let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
            let parts: Vec<String> = parts.map(quoted).collect();
            Ok(format!("[{}]", parts.join(",")))
        }
        Kind::Json => Err(Fault::NotAllowed),
    }
}

fn number_value(number: f64, kind: Kind) -> Result<String, Fault> {
    let digits = plain(number).ok_or(Fault::NumberTooLarge);
    match kind {
        Kind::Number => digits,
        // A whole number reads as its digits; where each digit counts, some may be gone already.
        Kind::Text => match digits {
            Ok(digits) if digits.len() <= DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(quoted(&digits)),
            _ => Err(Fault::NotText),
        },
        Kind::Flag if number == 1.0 => Ok("true".to_owned()),
        Kind::Flag if number == 0.0 => Ok("false".to_owned()),
        _ => Err(not_of(kind)),
    }
}

/// The digits that a spreadsheet shows: 0.1 + 0.2 is 0.3.
fn plain(number: f64) -> Option<String> {
    let shown: f64 = format!("{number:.*e}", DIGITS - 1).parse().ok()?;
    number.is_finite().then(|| if shown == 0.0 { "0".to_owned() } else { shown.to_string() })
}

fn quoted(text: &str) -> String {
    let text: String = text.trim().nfc().collect();
    serde_json::Value::String(text).to_string()
}

/// `3/4/2024` is the third of April; so are `03-04-2024`, `03.04.2024` and `2024-04-03`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let &[first, month, last] = parts.as_slice() else { return None };
    let iso = first.len() == 4 && text == format!("{first}-{month}-{last}") && month.len() == 2 && last.len() == 2;
    let (year, day) = if iso { (first, last) } else { (last, first) };
    let one_separator = ['/', '-', '.'].iter().filter(|separator| text.contains(**separator)).count() == 1;
    let number = |part: &str, lengths: &[usize]| {
        let digits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| digits)
    };
    let year = i32::try_from(number(year, &[4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(month, &[1, 2])?, number(day, &[1, 2])?);
    date.filter(|_| one_separator)
}

/// A number of JSON. A point alone separates thousands where numbers are written in Vietnamese, and decimals where they are
/// not; `1.234,5` is the same everywhere.
pub fn number(text: &str, style: Style) -> Option<String> {
    let text = text.trim();
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let grouped = unsigned.contains('.') && unsigned.contains(',');
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, unsigned.get(at + 1..)?),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = match style {
        Style::Point if !grouped => mantissa.split_once('.').unwrap_or((mantissa, "0")),
        _ => mantissa.split_once(',').unwrap_or((mantissa, "0")),
    };
    let groups = (style == Style::Comma || grouped) && whole.contains('.');
    let whole = if groups { ungrouped(whole)? } else { whole.to_owned() };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let power: i32 = exponent.parse().ok()?;
    if !digits(&whole) || !digits(fraction) || (groups && mantissa != unsigned) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let decimals = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    let exponent = if power == 0 { String::new() } else { format!("e{power}") };
    Some(format!("{sign}{whole}{decimals}{exponent}"))
}

/// `1.234.567` without its points, each of which stands before three digits. Nobody begins thousands with a nought: whoever
/// writes `0.125` may mean an eighth.
fn ungrouped(whole: &str) -> Option<String> {
    let (first, rest) = whole.split_once('.')?;
    let begins = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let right = begins && rest.split('.').all(|group| group.len() == 3);
    right.then(|| whole.replace('.', ""))
}

fn flag(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "1" | "x" | "co" | "dung" | "yes" => Some(true),
        "false" | "0" | "khong" | "sai" | "no" => Some(false),
        _ => None,
    }
}

fn unit(text: &str, organisation: &Organisation) -> Result<String, Fault> {
    let text = text.trim();
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(quoted(&if text.len() == 36 { text.to_owned() } else { id.to_string() }));
    }
    organisation.by_code(text).map(|unit| quoted(&unit.id.to_string())).ok_or(Fault::NotFound)
}

/// What is none of them is left to the schema.
fn choice<'a>(text: &'a str, choices: &'static [(&'static str, &'static str)]) -> &'a str {
    let folded = fold(text);
    let called = choices.iter().find(|(name, label)| *name == folded || fold(label) == folded);
    called.map_or(text.trim(), |(name, _)| name)
}
