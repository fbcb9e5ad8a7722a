//! Text as people type it: composed (NFC), without control characters, found without accents.
use std::ops::Deref;

use sea_orm::sea_query::LikeExpr;
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use utoipa::{PartialSchema, ToSchema, openapi};

use crate::kernel::error::Fault;

/// Texts no longer than this stand on one line.
const ONE_LINE: usize = 300;

/// One to `MAX` characters of text from a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// A name or title on one line.
pub type Line = Text<300>;
/// Free text of several lines.
pub type Prose = Text<8000>;

impl<const MAX: usize> Text<MAX> {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let text: String = raw.nfc().collect::<String>().trim().to_owned();
        match text.chars().count() {
            0 => return Err(Fault::TooShort),
            n if n > MAX => return Err(Fault::TooLong),
            _ => {}
        }
        let broken = |c: char| c.is_control() && !(MAX > ONE_LINE && matches!(c, '\n' | '\t'));
        if text.chars().any(broken) {
            return Err(Fault::ControlCharacter);
        }
        Ok(Self(text))
    }

    /// Text that was parsed before it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl<const MAX: usize> PartialSchema for Text<MAX> {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX))
            .into()
    }
}

impl<const MAX: usize> ToSchema for Text<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

/// What search compares: no marks, no case, đ as d. Equal on every database.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if matches!(c, 'đ' | 'Đ') { 'd' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A LIKE pattern that finds `text` anywhere in a folded column; its `%` and `_` stand for themselves.
pub fn like(text: &str) -> LikeExpr {
    let escaped = fold(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

#[cfg(test)]
mod tests {
    use super::{Fault, Text, fold};

    #[test]
    fn folding_forgets_accents_and_case() {
        assert_eq!(fold("Đà Nẵng – Trường Đại học"), "da nang – truong dai hoc");
        assert_eq!(fold("BA BỂ"), fold("Ba Bể"));
    }

    #[test]
    fn text_is_composed_bounded_and_printable() {
        let decomposed = "303/QD\u{31b}-BTP".replace('D', "Đ");
        assert_eq!(&*Text::<40>::parse("Ba Be\u{302}\u{309}").unwrap(), "Ba Bể");
        assert!(Text::<40>::parse(&decomposed).is_ok());
        assert_eq!(Text::<5>::parse("sáu sáu"), Err(Fault::TooLong));
        assert_eq!(Text::<5>::parse("   "), Err(Fault::TooShort));
        assert_eq!(Text::<5>::parse("a\u{0}b"), Err(Fault::ControlCharacter));
    }
}
