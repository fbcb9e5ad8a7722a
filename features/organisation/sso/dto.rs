use actix_web::HttpRequest;
use base::{
    http::query,
    kernel::{error::Result, text::Text},
};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Where the browser is sent back to: an address that the operator has registered, sign by sign.
    #[param(min_length = 1, max_length = 500, example = "https://thidua.example.vn/signed-in")]
    pub return_to: String,
    /// SHA-256 of a verifier that the portal keeps, in base64url (RFC 7636, `S256`).
    #[param(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )]
    pub code_challenge: String,
}

/// What the provider has sent the browser back with. What else it sends is let be (RFC 6749, section 4.1.2).
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Answered {
    /// As the service has sent it to the provider.
    #[param(max_length = 100)]
    pub state: Option<Text<100>>,
    /// The code of the provider.
    #[param(max_length = 4000)]
    pub code: Option<Text<4000>>,
    /// Whose answer it is (RFC 9207).
    #[param(max_length = 300)]
    pub iss: Option<Text<300>>,
    /// Why the provider has signed nobody in.
    #[param(max_length = 100)]
    pub error: Option<Text<100>>,
}

impl Answered {
    pub fn read(req: &HttpRequest) -> Result<Self> {
        query::parse(&query::pairs(req)?)
    }
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = FetchSsoTokens)]
pub struct Fetch {
    /// What the return address was called with; without the verifier it opens nothing.
    #[schema(value_type = String, min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9_-]+$", example = "oP0mRrl1ZC2mY6rH4mP2yYc7v3fVtq8h1sWbQn5xK9E")]
    pub code: SecretString,
    /// Of which the portal has sent the challenge (RFC 7636).
    #[schema(value_type = String, format = Password, min_length = 43, max_length = 128, example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    pub code_verifier: SecretString,
}
