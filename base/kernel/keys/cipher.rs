//! Encryption at rest: AES-256-GCM-SIV, written as `v1.<key id>.<base64 of nonce and ciphertext>`. What is sealed is
//! bound to its place: moved to another row it cannot be opened.
use anyhow::{Context, Result, bail};
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::LENGTH;

const VERSION: &str = "v1";

/// Where a sealed value lies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub row: Uuid,
}

impl Place<'_> {
    fn aad(&self) -> Aad<Vec<u8>> {
        Aad::from(format!("{}.{}.{}", self.table, self.column, self.row).into_bytes())
    }
}

pub struct Cipher {
    keys: Vec<(String, RandomizedNonceKey)>,
    active: String,
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Cipher {
    pub(super) fn new(derived: &[(String, [u8; LENGTH])]) -> Result<Self> {
        let mut keys = vec![];
        for (id, key) in derived {
            let key = RandomizedNonceKey::new(&AES_256_GCM_SIV, key);
            keys.push((id.clone(), key.map_err(|_| anyhow::anyhow!("the key {id} is no key"))?));
        }
        let active = keys.first().map(|(id, _)| id.clone()).context("a ring without a key")?;
        Ok(Self { keys, active })
    }

    /// Under the key in use.
    pub fn seal(&self, at: Place<'_>, text: &str) -> Result<String> {
        let (id, key) = self.keys.first().context("a ring without a key")?;
        let mut bytes = text.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(at.aad(), &mut bytes);
        let nonce = nonce.map_err(|_| anyhow::anyhow!("cannot encrypt"))?;
        let sealed = [nonce.as_ref().as_slice(), &bytes].concat();
        Ok(format!("{VERSION}.{id}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    pub fn open(&self, at: Place<'_>, sealed: &str) -> Result<String> {
        let mut pieces = sealed.splitn(3, '.');
        let (Some(VERSION), Some(id), Some(text)) = (pieces.next(), pieces.next(), pieces.next()) else {
            bail!("this is nothing sealed");
        };
        let (_, key) = self.keys.iter().find(|(known, _)| known == id).with_context(|| format!("no key {id}"))?;
        let bytes = URL_SAFE_NO_PAD.decode(text).context("damaged")?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).context("damaged")?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| anyhow::anyhow!("damaged"))?;
        let mut rest = rest.to_vec();
        let opened = key.open_in_place(nonce, at.aad(), &mut rest);
        let opened = opened.map_err(|_| anyhow::anyhow!("damaged, or of another place"))?;
        String::from_utf8(opened.to_vec()).context("damaged")
    }

    /// The id of the key in use.
    pub fn active(&self) -> &str {
        &self.active
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }
}
