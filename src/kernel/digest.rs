//! Digests, random text and keyed digests.
use aws_lc_rs::{digest, hmac, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::kernel::error::{Error, Result};

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Canonical JSON (RFC 8785). By way of a value: figures with decimals are written digit by digit otherwise, which is no
/// JSON to the canonical form.
pub fn canonical<T: Serialize>(content: &T) -> Result<String> {
    let value = serde_json::to_value(content).map_err(Error::internal)?;
    serde_json_canonicalizer::to_string(&value).map_err(Error::internal)
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
