//! Signatures of Standard Webhooks: over the id, the time of the attempt and the body, by each secret that there is.
use aws_lc_rs::{
    hmac, rand,
    signature::{Ed25519KeyPair, KeyPair},
};
use base::kernel::error::{Error, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use entity::webhook_secret::SecretKind;

const LENGTH: usize = 32;
const HMAC: &str = "whsec_";
const PRIVATE: &str = "whsk_";
const PUBLIC: &str = "whpk_";

/// What signs; it is shown nowhere, and written only to be sealed, or told once.
pub struct Secret {
    kind: SecretKind,
    bytes: Vec<u8>,
}

impl Secret {
    pub fn generate(kind: SecretKind) -> Result<Self> {
        let mut bytes = vec![0; LENGTH];
        rand::fill(&mut bytes).map_err(|_| Error::internal(anyhow::anyhow!("no randomness")))?;
        Ok(Self { kind, bytes })
    }

    /// As the standard writes it.
    pub fn text(&self) -> String {
        let prefix = if self.kind == SecretKind::Hmac { HMAC } else { PRIVATE };
        format!("{prefix}{}", STANDARD.encode(&self.bytes))
    }

    pub fn read(kind: SecretKind, text: &str) -> Result<Self> {
        let prefix = if kind == SecretKind::Hmac { HMAC } else { PRIVATE };
        let bytes = text.strip_prefix(prefix).and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.ok_or_else(|| Error::internal(anyhow::anyhow!("this is no secret of a webhook")))?;
        Ok(Self { kind, bytes })
    }

    /// Of Ed25519: what the receiver verifies by.
    pub fn public_key(&self) -> Result<Option<String>> {
        match self.kind {
            SecretKind::Hmac => Ok(None),
            SecretKind::Ed25519 => Ok(Some(format!("{PUBLIC}{}", STANDARD.encode(self.pair()?.public_key())))),
        }
    }

    fn pair(&self) -> Result<Ed25519KeyPair> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&self.bytes);
        pair.map_err(|_| Error::internal(anyhow::anyhow!("this is no key of a webhook")))
    }

    fn sign(&self, content: &[u8]) -> Result<String> {
        Ok(match self.kind {
            SecretKind::Hmac => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
                format!("v1,{}", STANDARD.encode(hmac::sign(&key, content)))
            }
            SecretKind::Ed25519 => format!("v1a,{}", STANDARD.encode(self.pair()?.sign(content))),
        })
    }
}

/// The headers of one attempt.
pub fn headers(
    secrets: &[Secret],
    message_id: &str,
    at: DateTime<Utc>,
    body: &str,
) -> Result<Vec<(&'static str, String)>> {
    let timestamp = at.timestamp().to_string();
    let content = format!("{message_id}.{timestamp}.{body}");
    let signatures = secrets.iter().map(|secret| secret.sign(content.as_bytes())).collect::<Result<Vec<_>>>()?;
    Ok(vec![
        ("webhook-id", message_id.to_owned()),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signatures.join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::webhook_secret::SecretKind;

    use super::{Secret, headers};

    /// The example of the standard's own libraries.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let secret = Secret::read(SecretKind::Hmac, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let signed = headers(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#).unwrap();
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed[2], ("webhook-signature", expected.to_owned()));
    }

    #[test]
    fn a_secret_is_read_as_it_was_written() {
        for kind in [SecretKind::Hmac, SecretKind::Ed25519] {
            let made = Secret::generate(kind).unwrap();
            let read = Secret::read(kind, &made.text()).unwrap();
            assert_eq!((&made.bytes, made.public_key().unwrap()), (&read.bytes, read.public_key().unwrap()));
            assert_eq!(made.public_key().unwrap().is_some(), kind == SecretKind::Ed25519);
            assert!(Secret::read(kind, "whpk_AAAA").is_err());
        }
        let other = Secret::generate(SecretKind::Hmac).unwrap().text();
        assert_ne!(Secret::generate(SecretKind::Hmac).unwrap().text(), other);
        assert!(Secret::read(SecretKind::Ed25519, &other).is_err());
    }
}
