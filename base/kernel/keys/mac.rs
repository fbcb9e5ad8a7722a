//! Keyed digests: HMAC-SHA-256, written as `<key id>.<hex>`.
use anyhow::Result;
use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};

use super::LENGTH;
use crate::kernel::digest;

pub struct Mac {
    keys: Vec<(String, Key)>,
    active: String,
}

impl std::fmt::Debug for Mac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Mac {
    pub(super) fn new(derived: &[(String, [u8; LENGTH])]) -> Result<Self> {
        let keys: Vec<_> = derived.iter().map(|(id, key)| (id.clone(), Key::new(HMAC_SHA256, key))).collect();
        let active = keys.first().map(|(id, _)| id.clone());
        Ok(Self { keys, active: active.ok_or_else(|| anyhow::anyhow!("a ring without a key"))? })
    }

    /// Under the key in use.
    pub fn sign(&self, bytes: &[u8]) -> String {
        self.keys.first().map(|key| digest_under(key, bytes)).unwrap_or_default()
    }

    /// Under every key, the one in use first: what was kept before a change of keys is among them.
    pub fn all(&self, bytes: &[u8]) -> Vec<String> {
        self.keys.iter().map(|key| digest_under(key, bytes)).collect()
    }

    /// The digests themselves, under every key, the one in use first.
    pub fn tags(&self, bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        self.keys.iter().map(move |(_, key)| hmac::sign(key, bytes).as_ref().to_vec())
    }

    /// Whether one of the keys made this digest of these bytes.
    pub fn verify(&self, bytes: &[u8], digest: &str) -> bool {
        self.all(bytes)
            .iter()
            .any(|known| aws_lc_rs::constant_time::verify_slices_are_equal(known.as_bytes(), digest.as_bytes()).is_ok())
    }

    /// The id of the key in use.
    pub fn active(&self) -> &str {
        &self.active
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }
}

fn digest_under((id, key): &(String, Key), bytes: &[u8]) -> String {
    format!("{id}.{}", digest::hex(hmac::sign(key, bytes).as_ref()))
}
