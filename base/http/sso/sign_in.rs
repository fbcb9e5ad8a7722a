//! Signing in by a code of the provider (OpenID Connect Core, section 3.1, with PKCE, RFC 7636), for portals that leave it to this
//! service. What the provider is shown is made of a secret that only the browser holds, so the database could not finish a sign-in.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Said, Sso, fetch, token::Purpose, token::invalid};
use crate::kernel::{
    clock::Clock,
    digest,
    error::{Code, Error, Result},
};

/// What this service is to the provider.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: Option<SecretString>,
    /// Where the provider sends browsers back to: an address of this service.
    pub callback: String,
    /// Where this service may send them on to, each sign by sign.
    pub returns: Vec<String>,
}

/// What ties the provider's answer to one sign-in in one browser.
pub struct Ties {
    nonce: String,
    verifier: String,
}

impl Ties {
    pub fn of(browser: &str, state: &str) -> Self {
        let of = |what: &str| digest::hmac_sha256_hex(browser.as_bytes(), format!("{what} {state}").as_bytes());
        Self { nonce: of("nonce"), verifier: of("verifier") }
    }
}

/// `S256` of RFC 7636.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::sha256(verifier.as_bytes()))
}

/// What the provider has sent the browser back with.
pub struct Answer<'a> {
    pub code: &'a str,
    pub issuer: Option<&'a str>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

impl Sso {
    pub fn client(&self) -> Result<&Client> {
        self.settings.client.as_ref().ok_or_else(|| Error::new(Code::SsoNotConfigured))
    }

    /// Where the browser goes.
    pub async fn address(&self, state: &str, ties: &Ties, clock: &Clock) -> Result<String> {
        let client = self.client()?;
        let metadata = self.provider.metadata(clock).await?;
        let at = metadata.authorization_endpoint.as_deref();
        let at = at.ok_or_else(|| fetch::away("the provider signs nobody in"))?;
        let mut at = self.provider.fetch.address(at)?;
        at.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", &client.callback)
            .append_pair("scope", "openid")
            .append_pair("state", state)
            .append_pair("nonce", &ties.nonce)
            .append_pair("code_challenge", &challenge(&ties.verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(at.into())
    }

    /// Who came back: the code is shown to the provider, and what it tells is held against what this service had asked.
    pub async fn identified(&self, answer: &Answer<'_>, ties: &Ties, clock: &Clock) -> Result<Said> {
        let client = self.client()?;
        let metadata = self.provider.metadata(clock).await?;
        // An answer of another provider is none (RFC 9207).
        let named = answer
            .issuer
            .map_or(!metadata.authorization_response_iss_parameter_supported, |issuer| issuer == self.settings.issuer);
        if !named {
            return Err(invalid());
        }
        let at = metadata.token_endpoint.as_deref().ok_or_else(|| fetch::away("the provider gives no tokens"))?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", answer.code),
            ("redirect_uri", client.callback.as_str()),
            ("client_id", client.id.as_str()),
            ("code_verifier", ties.verifier.as_str()),
        ];
        let form = serde_html_form::to_string(form).map_err(Error::internal)?;
        let secret = client.secret.as_ref().map(|secret| encoded(secret.expose_secret())).transpose()?;
        let tokens: Tokens = self.provider.fetch.form(at, (&encoded(&client.id)?, secret.as_deref()), form).await?;
        let purpose = Purpose::SignIn { client_id: &client.id, nonce: &ties.nonce };
        self.check(&tokens.id_token, purpose, clock).await
    }
}

/// As RFC 6749, section 2.3.1, has it for the name and the secret of a client.
fn encoded(text: &str) -> Result<String> {
    let pair = serde_html_form::to_string([("a", text)]).map_err(Error::internal)?;
    Ok(pair.strip_prefix("a=").unwrap_or_default().to_owned())
}
