//! Public keys of clients that sign what they say of themselves (`private_key_jwt`): Ed25519 and P-256, nothing else.
use base::kernel::error::{Error, Fault, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Bytes of a coordinate, on both curves.
const COORDINATE: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum KeyType {
    #[serde(rename = "OKP")]
    Okp,
    #[serde(rename = "EC")]
    Ec,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Curve {
    Ed25519,
    #[serde(rename = "P-256")]
    P256,
}

/// A public key (RFC 7517) that verifies signatures of a client. What is private in a key is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kty": "OKP", "crv": "Ed25519", "kid": "2024-06", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))]
pub struct PublicKey {
    pub kty: KeyType,
    pub crv: Curve,
    /// The name by which the client refers to it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9._~-]{1,100}$", example = "2024-06")]
    pub kid: String,
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    pub x: String,
    /// Of P-256 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 43, max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", nullable = false)]
    pub y: Option<String>,
}

impl PublicKey {
    /// `pointer` is where the body has it.
    pub fn check(&self, pointer: &str) -> Result<()> {
        let fault = |member: &str, fault| Err(Error::field(format!("{pointer}/{member}"), fault));
        let is_coordinate = |text: &str| URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == COORDINATE);
        match (self.kty, self.crv, self.y.as_deref()) {
            _ if !is_coordinate(&self.x) => fault("x", Fault::InvalidValue),
            (KeyType::Okp, Curve::Ed25519, None) => Ok(()),
            (KeyType::Okp, Curve::Ed25519, Some(_)) => fault("y", Fault::NotAllowed),
            (KeyType::Ec, Curve::P256, Some(y)) if is_coordinate(y) => Ok(()),
            (KeyType::Ec, Curve::P256, Some(_)) => fault("y", Fault::InvalidValue),
            (KeyType::Ec, Curve::P256, None) => fault("y", Fault::Required),
            _ => fault("crv", Fault::NotAllowed),
        }
    }

    /// The algorithm is the key's, never that of what was signed (RFC 8725, section 3.1).
    pub const fn algorithm(&self) -> Algorithm {
        match self.crv {
            Curve::Ed25519 => Algorithm::EdDSA,
            Curve::P256 => Algorithm::ES256,
        }
    }

    pub fn verifier(&self) -> Option<DecodingKey> {
        match &self.y {
            None => DecodingKey::from_ed_components(&self.x).ok(),
            Some(y) => DecodingKey::from_ec_components(&self.x, y).ok(),
        }
    }
}
