//! Text as people type it: made plain before it is kept, found without accents.
mod clean;
mod identity;
mod order;

use std::ops::Deref;

use sea_orm::sea_query::LikeExpr;
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use utoipa::{PartialSchema, ToSchema, openapi};

pub use clean::is_space;
pub use identity::{collective, identity};
pub use order::sort_key;

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
        let text = clean::clean(raw, MAX > ONE_LINE)?;
        if text.chars().count() > MAX { Err(Fault::TooLong) } else { Ok(Self(text)) }
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

/// Eth and the African D are drawn as Đ is, and some keyboards write them for it: whatever compares or orders Vietnamese
/// reads Đ. What was typed is what is shown.
pub const fn d_with_stroke(c: char) -> char {
    match c {
        '\u{d0}' | '\u{189}' => 'Đ',
        '\u{f0}' | '\u{256}' => 'đ',
        c => c,
    }
}

/// What search compares: no marks, no case, one width of letters, one space between words, đ as d. Equal on every
/// database.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain = text.chars().map(|c| if clean::is_space(c) || c.is_whitespace() { ' ' } else { c });
    for c in plain.filter(|c| !clean::is_invisible(*c)).nfkd().filter(|c| !is_combining_mark(*c)) {
        match d_with_stroke(c) {
            'đ' | 'Đ' => folded.push('d'),
            ' ' if folded.is_empty() || folded.ends_with(' ') => {}
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end_matches(' ').len());
    folded
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
        assert_eq!(fold("Ð\u{1eaf}k\u{a0} Lắk\u{200b}"), "dak lak");
        assert_eq!(fold("ＴＰ １"), "tp 1");
    }

    #[test]
    fn text_is_composed_bounded_and_printable() {
        let decomposed = "303/QD\u{31b}-BTP".replace('D', "Đ");
        assert_eq!(&*Text::<40>::parse("Ba Be\u{302}\u{309}").unwrap(), "Ba Bể");
        assert!(Text::<40>::parse(&decomposed).is_ok());
        assert_eq!(Text::<5>::parse("sáu sáu"), Err(Fault::TooLong));
        assert_eq!(Text::<5>::parse("   "), Err(Fault::TooShort));
        assert_eq!(Text::<5>::parse("a\u{0}b"), Err(Fault::ControlCharacter));
        assert_eq!(&*Text::<5>::parse("sáu\u{200b}  \u{a0}s").unwrap(), "sáu s", "counted as it is kept");
    }
}
