//! Asking the provider: the one address that the operator has named, and what it names. Redirects are not followed, every wait
//! and every answer is bounded.
use std::time::Duration;

use reqwest::{
    Client, RequestBuilder, Response, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue},
    redirect::Policy,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::kernel::error::{Code, Error, Result};

/// All in all, with connecting.
pub const PATIENCE: Duration = Duration::from_secs(5);
const CONNECTING: Duration = Duration::from_secs(2);
const MAX_BYTES: usize = 256 * 1024;

pub struct Fetch {
    client: Client,
    /// Nothing is asked for in clear where the issuer is not.
    schemes: &'static [&'static str],
}

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    pub issuer: String,
    pub jwks_uri: String,
    pub authorization_endpoint: Option<String>,
    pub token_endpoint: Option<String>,
    /// It says with each answer whose it is (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl Fetch {
    pub fn new(issuer: &str) -> anyhow::Result<Self> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(CONNECTING)
            .redirect(Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(1)
            .build()?;
        let schemes: &[&str] = if issuer.starts_with("https:") { &["https"] } else { &["https", "http"] };
        Ok(Self { client, schemes })
    }

    /// The issuer must call itself as the operator does (section 4.3).
    pub async fn metadata(&self, issuer: &str) -> Result<Metadata> {
        let at = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let found: Metadata = self.json(&at).await?;
        if found.issuer == issuer { Ok(found) } else { Err(away("the provider calls itself by another name")) }
    }

    pub async fn json<T: DeserializeOwned>(&self, at: &str) -> Result<T> {
        let response = sent(self.client.get(self.address(at)?)).await?;
        if !response.status().is_success() {
            return Err(away(format!("the provider answers {}", response.status())));
        }
        read(response).await
    }

    /// What the provider answers to a form; what it refuses is refused.
    pub async fn form<T: DeserializeOwned>(&self, at: &str, client: (&str, Option<&str>), form: String) -> Result<T> {
        let request =
            self.client.post(self.address(at)?).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        let request = match client {
            (id, Some(secret)) => request.basic_auth(id, Some(secret)),
            (_, None) => request,
        };
        let response = sent(request).await?;
        let (status, not_now) = (response.status(), [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT]);
        if status.is_client_error() && !not_now.contains(&status) {
            tracing::warn!(status = status.as_u16(), "the identity provider refuses what it is shown");
            return Err(Error::new(Code::InvalidToken));
        }
        if !response.status().is_success() {
            return Err(away(format!("the provider answers {}", response.status())));
        }
        read(response).await
    }

    /// An address that the provider names.
    pub fn address(&self, at: &str) -> Result<Url> {
        let at = Url::parse(at).map_err(|e| away(format!("{at}: {e}")))?;
        if self.schemes.contains(&at.scheme()) {
            Ok(at)
        } else {
            Err(away("the provider names an address of another kind"))
        }
    }
}

async fn sent(request: RequestBuilder) -> Result<Response> {
    let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
    request.send().await.map_err(|e| away(e.without_url().to_string()))
}

async fn read<T: DeserializeOwned>(mut response: Response) -> Result<T> {
    let mut bytes = vec![];
    while let Some(piece) = response.chunk().await.map_err(|e| away(e.without_url().to_string()))? {
        if bytes.len() + piece.len() > MAX_BYTES {
            return Err(away("the provider answers without end"));
        }
        bytes.extend_from_slice(&piece);
    }
    serde_json::from_slice(&bytes).map_err(|e| away(e.to_string()))
}

pub fn unavailable() -> Error {
    Error::new(Code::Unavailable).retry_after(PATIENCE)
}

/// What the provider says to this service is for its log, and for no caller.
pub fn away(why: impl Into<String>) -> Error {
    let why = why.into();
    tracing::warn!(why, "the identity provider does not answer as it should");
    Error { source: Some(anyhow::anyhow!("the identity provider: {why}")), ..unavailable() }
}
