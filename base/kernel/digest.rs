//! Digests, random text and keyed digests.
use std::collections::BTreeMap;

use aws_lc_rs::{digest, hmac, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::kernel::error::{Error, Result};

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// What an answer is told from others by (RFC 9110, entity tags): digits of BLAKE3, which takes a third of the time of SHA-256 for a
/// long list. It is no proof of anything, and nothing signs it.
pub fn tag<const DIGITS: usize>(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(DIGITS).collect()
}

/// Canonical JSON (RFC 8785), which knows no more of a number than a binary fraction holds: one with more digits, such as a
/// sum of many figures, stands in it as a text of its digits.
pub fn canonical<T: Serialize>(content: &T) -> Result<String> {
    let raw = serde_json::value::to_raw_value(content).map_err(Error::internal)?;
    let value = if may_be_long(raw.get()) { exact(&raw) } else { serde_json::from_str(raw.get()) };
    let value = value.map_err(Error::internal)?;
    serde_json_canonicalizer::to_string(&value).map_err(Error::internal)
}

/// So many significant digits are read back from a binary fraction as they were written.
const HELD_DIGITS: usize = 15;

/// Whether any number has more digits than are held; a text that has so many in a row is taken for one.
fn may_be_long(json: &str) -> bool {
    let other = |byte: &u8| !byte.is_ascii_digit() && *byte != b'.';
    json.as_bytes().split(other).any(|run| run.len() > HELD_DIGITS)
}

fn exact(raw: &RawValue) -> serde_json::Result<Value> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            members
                .into_iter()
                .map(|(name, member)| Ok((name, exact(member)?)))
                .collect::<serde_json::Result<_>>()
                .map(Value::Object)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            items.into_iter().map(exact).collect::<serde_json::Result<_>>().map(Value::Array)
        }
        Some(b'-' | b'0'..=b'9') if !is_held(text) => Ok(Value::String(text.to_owned())),
        _ => serde_json::from_str(text),
    }
}

/// A binary fraction is written with as many digits as it has, and with an exponent where it is far from one.
fn is_held(number: &str) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    let whole = !number.contains('.');
    let significant = if whole { significant.trim_end_matches('0') } else { significant };
    number.contains(['e', 'E']) || significant.len() <= HELD_DIGITS
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub fn hmac_sha256_hex(key: &[u8], bytes: &[u8]) -> String {
    hex(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), bytes).as_ref())
}

/// `N` random bytes as URL-safe text.
pub fn random_text<const N: usize>() -> Result<String> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Error::internal(anyhow::anyhow!("no randomness")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use entity::Quantity;
    use serde::{Deserialize, Serialize};

    use super::canonical;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sums {
        value: Quantity,
        parts: Vec<Option<Quantity>>,
    }

    #[test]
    fn every_sum_is_read_back_from_the_canonical_form_digit_for_digit() {
        // 1,234,567,890,123.4567 and so on: fixed point with four decimals.
        let all =
            [12_345_678_901_234_567, 9_000_000_000_000_000_000, 8_999_999_999_999_999_999, -10_000_000_000_000_001];
        for number in all.into_iter().chain([0, 1, 125_000, -10_000, 999_999_999_999_999]) {
            let sums = Sums { value: Quantity(number), parts: vec![Some(Quantity(number)), None] };
            let text = canonical(&sums).unwrap();
            assert_eq!(serde_json::from_str::<Sums>(&text).unwrap(), sums, "{text}");
        }
        let near = |number| canonical(&Quantity(number)).unwrap();
        assert_ne!(near(8_999_999_999_999_999_999), near(8_999_999_999_999_999_998), "two sums, two digests");
    }

    #[test]
    fn what_a_binary_fraction_holds_stays_a_number() {
        let held =
            |text: &str| canonical(&serde_json::from_str::<Box<serde_json::value::RawValue>>(text).unwrap()).unwrap();
        let same = ["12.5", "123456789012345", "900000000000000000", "-0.0001", "0.1", "[1,{\"a\":\"1.50\"}]"];
        for text in same {
            assert_eq!(held(text), text);
        }
        assert_eq!(held("12345678901234.5678"), "\"12345678901234.5678\"");
        assert_eq!(held("1234567890123456"), "\"1234567890123456\"");
        assert_eq!(held("{\"b\":1,\"a\":2}"), "{\"a\":2,\"b\":1}");
    }
}
