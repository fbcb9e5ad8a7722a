//! The ministry's single sign-on (OpenID Connect). Its issuer is configuration, pinned as it is written; what it has signed is
//! recognised by keys that are fetched from it and kept. Whoever is named there is an account here only by a link of (`iss`, `sub`):
//! a name or an address that the provider knows links nobody.
//!
//! While the provider is away, keys that were fetched go on being good for a day; sessions and passwords of this service need nothing
//! of it at all.
mod discovery;
mod fetch;
mod keys;
pub mod sign_in;
mod token;

pub use token::{Said, is_subject};

use crate::kernel::{clock::Clock, error::Result};
use discovery::Discovery;
use keys::Keys;
use sign_in::Client;
use token::Purpose;

/// What the operator says of the provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// As the provider writes it.
    pub issuer: String,
    /// Of access tokens for this API.
    pub audience: String,
    /// Clients of the provider whose access tokens are taken; all, where none is named.
    pub parties: Vec<String>,
    /// Values of `acr` that stand for more than one factor, beside `mfa` among `amr`.
    pub strong: Vec<String>,
    /// What this service is there, where it signs people in for portals.
    pub client: Option<Client>,
}

/// The provider, as far as this instance knows it.
pub struct Sso {
    pub settings: Settings,
    provider: Discovery,
    keys: Keys,
}

impl Sso {
    pub fn new(settings: Settings) -> anyhow::Result<Self> {
        Ok(Self { provider: Discovery::new(&settings.issuer)?, settings, keys: Keys::default() })
    }

    /// Whether a token says to be of this provider, which proves nothing yet.
    pub fn is_named_by(&self, token: &str) -> bool {
        token::issuer(token).is_some_and(|issuer| issuer == self.settings.issuer)
    }

    /// What an access token for this API says, if it is good now.
    pub async fn verify(&self, token: &str, clock: &Clock) -> Result<Said> {
        let outcome = self.check(token, Purpose::Access, clock).await;
        let label = match &outcome {
            Ok(_) => "accepted",
            Err(e) if e.code.spec().status >= 500 => "provider_away",
            Err(_) => "refused",
        };
        metrics::counter!("sso_tokens_total", "outcome" => label).increment(1);
        outcome
    }

    async fn check(&self, token: &str, purpose: Purpose<'_>, clock: &Clock) -> Result<Said> {
        let header = token::header(token)?;
        let key = self.keys.find(&self.provider, header.kid.as_deref(), clock).await?;
        token::verified((token, &header), &key, (&self.settings, purpose), clock.now())
    }
}
