//! Keys of access tokens, read from PEM.
use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::kernel::digest;

/// Keys that sign and verify. The first of the file signs, all verify and are published.
pub struct Ring {
    pub kid: String,
    /// In base64url.
    pub public_key: String,
    pub signing: EncodingKey,
    pub verifying: HashMap<String, DecodingKey>,
    pub jwks: Value,
    /// Whether the database is known to keep the public key that signs.
    kept: AtomicBool,
}

impl Ring {
    pub fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    pub fn seen_kept(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }
}

pub fn read(text: &str) -> anyhow::Result<Ring> {
    let mut keys = vec![];
    for block in pem::parse_many(text)? {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(block.contents())
            .map_err(|e| anyhow::anyhow!("a signing key is no Ed25519 key in PKCS#8: {e}"))?;
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        // RFC 7638: the required members, in lexical order.
        let thumbprint = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest::sha256(thumbprint.as_bytes()));
        keys.push((kid, x, EncodingKey::from_ed_der(block.contents())));
    }
    let mut verifying = HashMap::new();
    let mut published = vec![];
    for (kid, x, _) in &keys {
        verifying.insert(kid.clone(), DecodingKey::from_ed_components(x)?);
        published.push(json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA"}));
    }
    let (kid, public_key, signing) =
        keys.into_iter().next().ok_or_else(|| anyhow::anyhow!("the file holds no signing key"))?;
    let jwks = json!({ "keys": published });
    Ok(Ring { kid, public_key, signing, verifying, jwks, kept: AtomicBool::new(false) })
}

/// A new Ed25519 key as PEM.
pub fn generate_key() -> anyhow::Result<String> {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|e| anyhow::anyhow!("no key: {e}"))?;
    Ok(pem::encode(&pem::Pem::new("PRIVATE KEY", key.as_ref())))
}
