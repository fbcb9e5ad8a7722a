use base::{
    http::body::given,
    kernel::{error::Fault, text::Text},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "officer.h03.d061.ptp", "password": "…"}))]
pub struct Login {
    pub username: Text<64>,
    #[serde(deserialize_with = "bounded::<128, _>")]
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub password: SecretString,
    /// A code of the authenticator, or a recovery code: of accounts with a second factor.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, nullable = false, format = Password, min_length = 6, max_length = 40)]
    pub otp: Option<SecretString>,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[serde(deserialize_with = "bounded::<100, _>")]
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 100)]
    pub refresh_token: SecretString,
}

/// A secret of one to `MAX` characters. It is not made plain like text: what was set must be found again.
fn bounded<'de, const MAX: usize, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    let secret = SecretString::deserialize(deserializer)?;
    let fault = match secret.expose_secret().nfc().count() {
        0 => Fault::TooShort,
        length if length > MAX => Fault::TooLong,
        _ => return Ok(secret),
    };
    Err(de::Error::custom(fault.spec().0))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    #[schema(max_length = 2000)]
    pub access_token: String,
    #[schema(max_length = 20, example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(minimum = 1, maximum = 3600, example = 600)]
    pub expires_in: i64,
    /// Good for one use.
    #[schema(max_length = 100)]
    pub refresh_token: String,
    /// Whether the password is a one-time password: until it is changed nothing else is allowed.
    pub password_change_required: bool,
    pub user: SignedIn,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignedIn {
    pub id: Uuid,
    #[schema(max_length = 64, example = "officer.h03.d061.ptp")]
    pub username: String,
    #[schema(max_length = 300)]
    pub full_name: String,
}

/// Public keys that verify access tokens (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct JwkSet {
    #[schema(max_items = 10)]
    pub keys: Vec<Jwk>,
}

/// An Ed25519 public key (RFC 8037).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    #[schema(max_length = 10, example = "OKP")]
    pub kty: String,
    #[schema(max_length = 20, example = "Ed25519")]
    pub crv: String,
    #[schema(max_length = 100)]
    pub x: String,
    #[schema(max_length = 100)]
    pub kid: String,
    #[schema(max_length = 10, example = "sig")]
    pub r#use: String,
    #[schema(max_length = 10, example = "EdDSA")]
    pub alg: String,
}
