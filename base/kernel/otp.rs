//! One-time codes by the clock: TOTP (RFC 6238) over SHA-1, six digits, steps of 30 seconds, which is what every authenticator
//! program knows. Written here, for it is one HMAC and one way to cut it.
use aws_lc_rs::{constant_time, hmac, rand};
use chrono::{DateTime, Utc};

use crate::kernel::error::{Error, Result};

/// What programs put into a secret's address, too.
pub const SECONDS: i64 = 30;
pub const DIGITS: usize = 6;
/// As long as what the HMAC makes (RFC 4226, section 4).
const SECRET: usize = 20;
/// By how many steps a clock may differ.
const DRIFT: i64 = 1;
/// 80 bits: nobody finds them by the digest that is kept.
const RECOVERY: usize = 10;

const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Error::internal(anyhow::anyhow!("no randomness")))?;
    Ok(bytes)
}

/// A new secret, in base32 as programs take it.
pub fn secret() -> Result<String> {
    Ok(base32(&random::<SECRET>()?))
}

/// A new recovery code, in four groups.
pub fn recovery_code() -> Result<String> {
    let signs = base32(&random::<RECOVERY>()?);
    let groups = signs.as_bytes().chunks(4).map(String::from_utf8_lossy);
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// What somebody typed, without what only parts it: six digits are a code, anything else is a recovery code.
pub fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_ascii_uppercase()
}

pub fn is_code(plain: &str) -> bool {
    plain.len() == DIGITS && plain.bytes().all(|b| b.is_ascii_digit())
}

/// The step whose code this is, of those about now that come after the last one used. All are looked at, in the same time.
pub fn step_of(secret: &str, code: &str, now: DateTime<Utc>, last: Option<i64>) -> Option<i64> {
    let secret = unbase32(secret)?;
    let this = now.timestamp().div_euclid(SECONDS);
    let mut found = None;
    for step in this - DRIFT..=this + DRIFT {
        let known = code_at(&secret, step)?;
        let same = constant_time::verify_slices_are_equal(known.as_bytes(), code.as_bytes()).is_ok();
        if same && last.is_none_or(|last| step > last) {
            found = Some(step);
        }
    }
    found
}

/// HOTP (RFC 4226, section 5.3) of the number of a step.
fn code_at(secret: &[u8], step: i64) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let offset = usize::from(tag.as_ref().last()? & 0xf);
    let cut: [u8; 4] = tag.as_ref().get(offset..offset + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(cut) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:0>DIGITS$}"))
}

/// RFC 4648, section 6, of lengths that need no padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let whole = five.iter().fold(0_u64, |whole, byte| (whole << 8) | u64::from(*byte));
        let signs = (0..8).rev().map(|at| usize::try_from((whole >> (5 * at)) & 31).unwrap_or_default());
        text.extend(signs.filter_map(|sign| SIGNS.get(sign)).map(|sign| char::from(*sign)));
    }
    text
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![];
    for eight in text.as_bytes().chunks(8) {
        let mut whole = 0_u64;
        for sign in eight {
            let value = SIGNS.iter().position(|known| known == sign)?;
            whole = (whole << 5) | u64::try_from(value).ok()?;
        }
        bytes.extend(whole.to_be_bytes().into_iter().skip(3));
    }
    text.len().is_multiple_of(8).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{SECONDS, base32, code_at, is_code, plain, recovery_code, secret, step_of, unbase32};

    /// RFC 6238, appendix B, cut to six digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    #[test]
    fn codes_are_those_of_the_standard() {
        for (at, code) in VECTORS {
            assert_eq!(code_at(b"12345678901234567890", at / SECONDS).as_deref(), Some(code), "{at}");
        }
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(unbase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap(), b"12345678901234567890");
        for odd in ["MZXW6YT", "MZXW6YT1", "mzxw6ytb"] {
            assert_eq!(unbase32(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_two_beside_it_and_never_again() {
        let secret = base32(b"12345678901234567890");
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let (step, code) = (1_111_111_111 / SECONDS, "050471");
        let first = step * SECONDS;
        for (now, good) in [
            (first - SECONDS - 1, false),
            (first - SECONDS, true),
            (first, true),
            (first + 2 * SECONDS - 1, true),
            (first + 2 * SECONDS, false),
        ] {
            assert_eq!(step_of(&secret, code, at(now), None), good.then_some(step), "{now}");
            assert_eq!(step_of(&secret, code, at(now), Some(step)), None, "used before");
        }
        assert_eq!(step_of(&secret, code, at(first), Some(step - 1)), Some(step));
        assert_eq!(step_of(&secret, "050472", at(first), None), None);
    }

    #[test]
    fn what_is_typed_is_made_plain() {
        let (secret, code) = (secret().unwrap(), recovery_code().unwrap());
        assert_eq!((secret.len(), unbase32(&secret).unwrap().len()), (32, 20));
        assert_eq!((code.len(), plain(&code.to_lowercase()).len()), (19, 16));
        assert_ne!(code, recovery_code().unwrap());
        assert!(is_code(&plain(" 050 471\n")) && !is_code(&plain(&code)) && !is_code("05047") && !is_code("٠٥٠٤٧١"));
    }
}
