//! Holds JSON against a schema of the spec and finds every fault, each with its pointer (RFC 6901).
//!
//! It knows the words that the spec uses and no more; the test `published` walks the spec for others. A component that
//! is a type of its own, like a text or a figure, is read as that type reads it.
#![expect(clippy::indexing_slicing, reason = "null is answered for members that are missing")]
mod members;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock},
};

use entity::Quantity;
use regex::Regex;
use serde_json::{Value, value::RawValue};
use unicode_normalization::UnicodeNormalization;

pub use members::members;

use crate::{
    kernel::{
        day::{Day, Instant},
        error::{Fault, FieldError},
        fixed::Fixed,
        id,
        province::ProvinceCode,
        reason::ReasonText,
        text::Text,
    },
    store::document::DocumentNumber,
};

/// As many as a problem may name.
pub const MOST_FAULTS: usize = 1000;
const COMPONENTS: &str = "#/components/schemas/";

pub fn faults(document: &'static Fixed, schema: &'static Fixed, body: &RawValue) -> Vec<FieldError> {
    let mut check = Check { document, faults: vec![] };
    check.value(schema, body, "");
    check.faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    check.faults.dedup();
    check.faults.truncate(MOST_FAULTS);
    check.faults
}

/// Whether a text matches a pattern of the spec. Each is compiled once, which costs more than the whole request, and is not
/// copied: a copy makes its tables anew.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: RwLock<BTreeMap<&str, Option<Arc<Regex>>>> = RwLock::new(BTreeMap::new());
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern).cloned();
    let regex = known.unwrap_or_else(|| {
        let mut compiled = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        compiled.entry(pattern).or_insert_with(|| Regex::new(pattern).ok().map(Arc::new)).clone()
    });
    regex.is_some_and(|regex| regex.is_match(text))
}

/// What a reference refers to, else the value itself.
pub fn resolved(document: &'static Fixed, value: &'static Fixed) -> &'static Fixed {
    let reference = value["$ref"].text().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// Whether the text of a parameter can be one of these.
pub fn parameter_fits(document: &'static Fixed, schema: &'static Fixed, text: &str) -> bool {
    let mut check = Check { document, faults: vec![] };
    let kind = &resolved(document, schema)["type"];
    let plain = matches!(kind.text(), Some("integer" | "number" | "boolean"));
    let json = if plain { Ok(text.to_owned()) } else { serde_json::to_string(text) };
    let Some(raw) = json.and_then(RawValue::from_string).ok() else { return false };
    check.value(schema, &raw, "");
    check.faults.is_empty()
}

struct Check {
    document: &'static Fixed,
    faults: Vec<FieldError>,
}

impl Check {
    fn fault(&mut self, at: &str, fault: Fault) {
        self.faults.push(FieldError { pointer: at.to_owned(), fault });
    }

    /// A test walks the spec for references to nothing; one that slipped in must not be followed for ever.
    fn referred(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        let component = resolved(self.document, schema);
        if !std::ptr::eq(component, schema) {
            self.value(component, raw, at);
        }
    }

    fn value(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        if let Some(name) = schema["$ref"].text().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
            match typed(name, raw) {
                Some(Ok(())) => self.bounds(schema, raw, at),
                Some(Err(fault)) => self.fault(at, fault),
                None => self.referred(schema, raw, at),
            }
            return;
        }
        for part in schema["allOf"].list().into_iter().flatten() {
            self.value(part, raw, at);
        }
        if let Some(choices) = schema["oneOf"].list() {
            return self.one_of(schema, choices, raw, at);
        }
        if schema.get("type").is_some_and(|kinds| !fits(kinds, raw)) {
            let figure = schema["type"] == "number" && kind(raw) == "string";
            return self.fault(at, if figure { Fault::NotANumber } else { Fault::WrongType });
        }
        if schema["enum"].list().is_some_and(|values| !holds(values, raw)) {
            return self.fault(at, Fault::InvalidValue);
        }
        match kind(raw) {
            "object" => self.object(schema, raw, at),
            "array" => self.list(schema, raw, at),
            "string" => self.text(schema, raw, at),
            "number" => self.number(schema, raw, at),
            _ => {}
        }
    }

    /// A union is told by its `type`; else one of the choices is null, which the value is or is not.
    fn one_of(&mut self, schema: &'static Fixed, choices: &'static [Fixed], raw: &RawValue, at: &str) {
        let mapping = &schema["discriminator"]["mapping"];
        if mapping.is_object() {
            let members = members(raw);
            let given = members.iter().find(|(name, _)| name == "type").map(|(_, given)| string(given));
            return match given.as_ref().map(|given| given.as_deref().map(|name| mapping.get(name))) {
                None if kind(raw) != "object" => self.fault(at, Fault::WrongType),
                None => self.fault(&format!("{at}/type"), Fault::Required),
                Some(None) => self.fault(&format!("{at}/type"), Fault::WrongType),
                Some(Some(None)) => self.fault(&format!("{at}/type"), Fault::InvalidValue),
                Some(Some(Some(reference))) => {
                    let pointer = reference.text().unwrap_or_default().trim_start_matches('#');
                    if let Some(variant) = self.document.pointer(pointer) {
                        self.value(variant, raw, at);
                    }
                }
            };
        }
        let mut others = choices.iter().filter(|choice| choice["type"] != "null");
        let nullable = choices.iter().any(|choice| choice["type"] == "null");
        if let (Some(choice), false) = (others.next(), nullable && kind(raw) == "null") {
            self.value(choice, raw, at);
        }
    }

    fn object(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        let known = &schema["properties"];
        if !known.is_object() {
            return;
        }
        let given = members(raw);
        let names: BTreeSet<&str> = given.iter().map(|(name, _)| &**name).collect();
        for name in schema["required"].list().into_iter().flatten().filter_map(Fixed::text) {
            if !names.contains(name) {
                self.fault(&format!("{at}/{name}"), Fault::Required);
            }
        }
        let mut seen = BTreeSet::new();
        for (name, value) in &given {
            let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            match known.get(name) {
                _ if !seen.insert(&**name) => self.fault(&place, Fault::Duplicate),
                Some(member) => self.value(member, value, &place),
                None if schema["additionalProperties"] == Fixed::Bool(false) => {
                    self.fault(&place, Fault::UnknownMember)
                }
                None => {}
            }
        }
    }

    fn list(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        self.length(schema, ["minItems", "maxItems"], items.len(), at);
        for (index, item) in items.into_iter().enumerate() {
            self.value(&schema["items"], item, &format!("{at}/{index}"));
        }
    }

    fn text(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        let Some(text) = string(raw) else { return };
        if let Some(pattern) = schema["pattern"].text() {
            if schema["maxLength"].count().is_some_and(|most| text.chars().count() > most) {
                self.fault(at, Fault::TooLong);
            } else if !matches(pattern, &text) {
                self.fault(at, Fault::InvalidValue);
            }
            return;
        }
        let known = match schema["format"].text() {
            Some("uuid") => id::parse(&text).is_some(),
            Some("date") => Day::<0>::parse(&text).is_ok(),
            Some("date-time") => Instant::parse(&text).is_ok(),
            _ => return self.length(schema, ["minLength", "maxLength"], text.nfc().count(), at),
        };
        if !known {
            self.fault(at, Fault::InvalidValue);
        }
    }

    fn length(&mut self, schema: &'static Fixed, [least, most]: [&str; 2], length: usize, at: &str) {
        if schema[least].count().is_some_and(|least| length < least) {
            self.fault(at, Fault::TooShort);
        } else if schema[most].count().is_some_and(|most| length > most) {
            self.fault(at, Fault::TooLong);
        }
    }

    fn number(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        if schema["type"] == "integer" && raw.get().parse::<i64>().is_err() {
            let whole = raw.get().bytes().all(|b| b.is_ascii_digit() || b == b'-');
            return self.fault(at, if whole { Fault::NumberTooLarge } else { Fault::WrongType });
        }
        self.bounds(schema, raw, at);
    }

    fn bounds(&mut self, schema: &'static Fixed, raw: &RawValue, at: &str) {
        let bound = |name| schema[name].number().and_then(|bound| bound.to_string().parse::<Quantity>().ok());
        let Ok(given) = raw.get().parse::<Quantity>() else { return };
        match () {
            () if bound("minimum") == Some(Quantity::ZERO) && given.is_negative() => self.fault(at, Fault::Negative),
            () if bound("minimum").is_some_and(|least| given < least) => self.fault(at, Fault::OutOfRange),
            () if bound("maximum").is_some_and(|most| given > most) => self.fault(at, Fault::OutOfRange),
            () => {}
        }
    }
}

/// A component that is a type of its own: whether that type takes the value.
fn typed(name: &str, raw: &RawValue) -> Option<Result<(), Fault>> {
    if name == "Quantity" && kind(raw) == "number" {
        let read = raw.get().parse::<Quantity>().map(drop);
        return Some(read.map_err(|e| Fault::from_slug(&e.to_string()).unwrap_or(Fault::InvalidValue)));
    }
    let text = string(raw).ok_or(Fault::WrongType);
    Some(match name {
        "Day" => text.and_then(|text| Day::<1990>::parse(&text).map(drop)),
        "DaySince1945" => text.and_then(|text| Day::<1945>::parse(&text).map(drop)),
        "Instant" => text.and_then(|text| Instant::parse(&text).map(drop)),
        "ReasonText" => text.and_then(|text| ReasonText::parse(&text).map(drop)),
        "DocumentNumber" => text.and_then(|text| DocumentNumber::parse(&text).map(drop)),
        "ProvinceCode" => text.and_then(|text| {
            free_text(&text, 300)?;
            ProvinceCode::parse(&text).map(drop)
        }),
        _ => {
            let most = name.strip_prefix("Text")?.parse().ok()?;
            text.and_then(|text| free_text(&text, most))
        }
    })
}

/// `Text` has its length in its type; longer ones may have several lines.
fn free_text(text: &str, most: usize) -> Result<(), Fault> {
    let line = |text| Text::<300>::parse(text).map(Text::into_string);
    let prose = |text| Text::<8000>::parse(text).map(Text::into_string);
    let folded = if most <= 300 { line(text)? } else { prose(text)? };
    if folded.chars().count() > most { Err(Fault::TooLong) } else { Ok(()) }
}

/// Which of JSON's types it is: its first character tells.
fn kind(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}

fn fits(kinds: &Fixed, raw: &RawValue) -> bool {
    let given = kind(raw);
    let fits = |kind: &Fixed| *kind == given || *kind == "integer" && given == "number";
    kinds.list().map_or_else(|| fits(kinds), |kinds| kinds.iter().any(fits))
}

fn holds(values: &[Fixed], raw: &RawValue) -> bool {
    serde_json::from_str::<Value>(raw.get()).is_ok_and(|given| values.contains(&given.into()))
}

fn string(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<String>(raw.get()).ok().map(Cow::Owned)
}
