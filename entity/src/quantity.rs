use std::{fmt, str::FromStr};

use sea_orm::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use utoipa::{PartialSchema, ToSchema, openapi};

/// Decimal places kept.
const SCALE: u32 = 4;
const UNIT: i64 = 10_i64.pow(SCALE);
/// What every figure stays within; the rest of an `i64` leaves room for sums.
const LIMIT: i64 = 900_000_000_000_000 * UNIT;
/// What stands for none in half the room, where many are held.
const NONE: i64 = i64::MIN;
/// Beyond these a JSON number would no longer be read back digit for digit by every client.
const MAX_DIGITS: usize = 15;

/// An exact decimal: fixed point with four places, so that sums are exact on every database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Quantity(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseQuantityError {
    NotANumber,
    TooPrecise,
    TooLarge,
}

impl fmt::Display for ParseQuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "not_a_number",
            Self::TooPrecise => "too_precise",
            Self::TooLarge => "number_too_large",
        })
    }
}

impl std::error::Error for ParseQuantityError {}

impl Quantity {
    pub const ZERO: Self = Self(0);

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn whole(units: i32) -> Self {
        Self(units as i64 * UNIT)
    }

    /// In 64 bits, where the option takes 128.
    pub fn packed(amount: Option<Self>) -> i64 {
        amount.map_or(NONE, |quantity| quantity.0)
    }

    /// What was packed.
    pub fn unpacked(amount: i64) -> Option<Self> {
        (amount != NONE).then_some(Self(amount))
    }

    /// A sum, where it fits into a figure.
    pub fn fitting(sum: i128) -> Option<Self> {
        i64::try_from(sum).ok().filter(|sum| (-LIMIT..=LIMIT).contains(sum)).map(Self)
    }

    /// Whether a value is beyond this bound, or a ratio beyond so many percent.
    pub fn is_exceeded(self, value: Option<Self>, numerator: Option<Self>, denominator: Option<Self>) -> bool {
        let wide = |quantity: Self| i128::from(quantity.0);
        let beyond = |(n, d): (Self, Self)| wide(n) * 100 * i128::from(UNIT) > wide(self) * wide(d);
        value.is_some_and(|value| value > self) || numerator.zip(denominator).is_some_and(beyond)
    }

    /// A sum that has more digits than a JSON number can tell, as `Display` writes it.
    fn of_digits(text: &str) -> Result<Self, ParseQuantityError> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        let told_as_number = whole.len() + fraction.len() <= MAX_DIGITS;
        if told_as_number || fraction.len() > 4 || !is_number(whole) || !is_number(fraction) {
            return Err(ParseQuantityError::NotANumber);
        }
        let scaled: i128 = format!("{whole}{fraction:0<4}").parse().map_err(|_| ParseQuantityError::TooLarge)?;
        Self::fitting(if negative { -scaled } else { scaled }).ok_or(ParseQuantityError::TooLarge)
    }

    /// Whether it has no more than so many decimals.
    pub fn has_at_most(self, decimals: i16) -> bool {
        let places = u32::try_from(decimals).unwrap_or(0).min(SCALE);
        self.0 % 10_i64.pow(SCALE - places) == 0
    }
}

impl FromStr for Quantity {
    type Err = ParseQuantityError;

    /// Reads the grammar of a JSON number (RFC 8259, section 6).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if whole.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseQuantityError::NotANumber);
        }
        let exponent = exponent.parse::<i32>().map_err(|_| ParseQuantityError::TooLarge)?;
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self::ZERO);
        }
        let trailing = digits.len() - digits.trim_end_matches('0').len();
        let fraction = i32::try_from(fraction.len()).map_err(|_| ParseQuantityError::TooPrecise)?;
        let trailing = i32::try_from(trailing).map_err(|_| ParseQuantityError::TooLarge)?;
        // The value is `significant` × 10^power.
        let power = exponent.saturating_sub(fraction).saturating_add(trailing);
        if significant.len() > MAX_DIGITS || power < -4 {
            return Err(ParseQuantityError::TooPrecise);
        }
        let factor = u32::try_from(power + 4).ok().and_then(|p| 10_i64.checked_pow(p));
        let scaled = significant.parse::<i64>().ok().zip(factor).and_then(|(s, f)| s.checked_mul(f));
        let scaled = scaled.filter(|scaled| *scaled <= LIMIT).ok_or(ParseQuantityError::TooLarge)?;
        Ok(Self(if negative { -scaled } else { scaled }))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) =
            (self.0.unsigned_abs() / UNIT.unsigned_abs(), self.0.unsigned_abs() % UNIT.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{fraction:04}").trim_end_matches('0'))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % UNIT == 0 {
            serializer.serialize_i64(self.0 / UNIT)
        } else {
            // The digits themselves: a sum may have more of them than a binary fraction holds.
            let digits = serde_json::value::RawValue::from_string(self.to_string()).map_err(ser::Error::custom)?;
            digits.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    /// From the digits as written: a detour by `f64` would hide what was lost. What is kept in canonical form has a sum of many
    /// digits as a text; of what clients send the contract takes numbers only.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        let text = raw.get().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let read = text.map_or_else(|| raw.get().parse(), Self::of_digits);
        read.map_err(de::Error::custom)
    }
}

impl PartialSchema for Quantity {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::Number)
            .format(Some(openapi::SchemaFormat::KnownFormat(openapi::KnownFormat::Double)))
            .description(Some(
                "An exact decimal: at most 15 significant digits and 4 decimals; the value is read back exactly, 12.50 as 12.5.",
            ))
            .minimum(Some(-900_000_000_000_000_i64))
            .maximum(Some(900_000_000_000_000_i64))
            .into()
    }
}

impl ToSchema for Quantity {}
