use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clients::MachineScope;

/// A request of a client for a token (RFC 6749, section 4.4.2). Parameters that nobody knows are ignored, as the standard says.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "for the spec: `Form` reads it")]
#[schema(example = json!({"grant_type": "client_credentials", "scope": "plans:read reports:read"}))]
pub struct TokenRequest {
    #[schema(max_length = 100, example = "client_credentials")]
    pub grant_type: String,
    /// Scopes between spaces: fewer than the client has. All of them where left out.
    #[schema(max_length = 2000, example = "plans:read reports:read")]
    pub scope: Option<String>,
    /// The id of the client, where it does not stand in `Authorization: Basic`.
    #[schema(max_length = 100, example = "0198c0de-0000-7000-8000-000000000001")]
    pub client_id: Option<String>,
    /// The secret, where it does not stand in `Authorization: Basic`.
    #[schema(value_type = Option<String>, format = Password, max_length = 200)]
    pub client_secret: Option<SecretString>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, where the client signs what it says of itself.
    #[schema(max_length = 100)]
    pub client_assertion_type: Option<String>,
    /// A JWT that the client has signed (RFC 7523): `iss` and `sub` are its id, `aud` the issuer or the token endpoint, `exp` at most
    /// five minutes from now, `jti` good once, `kid` in the header.
    #[schema(value_type = Option<String>, format = Password, max_length = 8000)]
    pub client_assertion: Option<SecretString>,
}

/// Which token is asked about (RFC 7662, section 2.1), beside what the client says of itself, as at the token endpoint.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "for the spec: `Form` reads it")]
#[schema(example = json!({"token": "eyJ0eXAiOiJhdCtqd3Qi…"}))]
pub struct IntrospectionRequest {
    #[schema(value_type = String, format = Password, max_length = 4000)]
    pub token: SecretString,
    #[schema(max_length = 100, example = "0198c0de-0000-7000-8000-000000000001")]
    pub client_id: Option<String>,
    #[schema(value_type = Option<String>, format = Password, max_length = 200)]
    pub client_secret: Option<SecretString>,
    #[schema(max_length = 100)]
    pub client_assertion_type: Option<String>,
    #[schema(value_type = Option<String>, format = Password, max_length = 8000)]
    pub client_assertion: Option<SecretString>,
}

/// What a token is worth (RFC 7662, section 2.2). Nothing else is told of one that is worth nothing.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Introspection {
    /// Whether it opens anything now.
    pub active: bool,
    /// What it holds and its client still has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000, example = "plans:read reports:read")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub client_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20, example = "Bearer")]
    pub token_type: Option<&'static str>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, example = 1_717_380_600)]
    pub exp: Option<i64>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, example = 1_717_380_000)]
    pub iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sub: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, example = "thidua")]
    pub aud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 300, example = "https://thidua.example.vn")]
    pub iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub jti: Option<Uuid>,
}

/// An access token of a machine client (RFC 6749, section 5.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientToken {
    #[schema(max_length = 4000)]
    pub access_token: String,
    #[schema(max_length = 20, example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(minimum = 1, maximum = 3600, example = 600)]
    pub expires_in: i64,
    /// What it holds.
    #[schema(max_length = 2000, example = "plans:read reports:read")]
    pub scope: String,
}

/// Code of an error of OAuth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OAuthErrorCode {
    InvalidRequest,
    InvalidClient,
    UnsupportedGrantType,
    InvalidScope,
}

/// Why a client gets no answer (RFC 6749, section 5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthError {
    pub error: OAuthErrorCode,
    /// For who writes the client.
    #[schema(max_length = 300, example = "the client was not given one of these scopes")]
    pub error_description: &'static str,
}

/// How clients find what they need to sign in (RFC 8414).
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationServer {
    /// The service as clients know it; `iss` of every token.
    #[schema(max_length = 300, example = "https://thidua.example.vn")]
    pub issuer: String,
    #[schema(max_length = 400, example = "https://thidua.example.vn/api/v1/oauth/token")]
    pub token_endpoint: String,
    /// Public keys that verify access tokens.
    #[schema(max_length = 400, example = "https://thidua.example.vn/.well-known/jwks.json")]
    pub jwks_uri: String,
    #[schema(max_items = 100, example = json!(["plans:read", "reports:read"]))]
    pub scopes_supported: Vec<MachineScope>,
    /// None: no browser is sent here.
    #[schema(max_items = 10)]
    pub response_types_supported: Vec<&'static str>,
    #[schema(max_items = 10, example = json!(["client_credentials"]))]
    pub grant_types_supported: Vec<&'static str>,
    #[schema(max_items = 10, example = json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]))]
    pub token_endpoint_auth_methods_supported: Vec<&'static str>,
    #[schema(max_items = 10, example = json!(["EdDSA", "ES256"]))]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    #[schema(max_length = 400, example = "https://thidua.example.vn/api/v1/oauth/introspect")]
    pub introspection_endpoint: String,
    #[schema(max_items = 10, example = json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]))]
    pub introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    #[schema(max_items = 10, example = json!(["EdDSA", "ES256"]))]
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    #[schema(max_length = 400, example = "https://thidua.example.vn/docs/")]
    pub service_documentation: String,
}
