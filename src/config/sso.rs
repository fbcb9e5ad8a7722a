//! The ministry's single sign-on: which provider, and what is taken of it.
use std::path::PathBuf;

use anyhow::{Result, bail};
use base::http::sso::{Settings, sign_in::Client};
use clap::Args;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::read_secret;

#[derive(Args, Clone, Debug)]
pub struct SsoArgs {
    /// The issuer of the ministry's single sign-on (OpenID Connect), exactly as it writes itself. Without it there is none.
    #[arg(long, env = "THIDUA_OIDC_ISSUER")]
    pub oidc_issuer: Option<String>,
    /// The audience (`aud`) of its access tokens for this API.
    #[arg(long, env = "THIDUA_OIDC_AUDIENCE")]
    pub oidc_audience: Option<String>,
    /// Clients of the provider whose access tokens are taken (`azp`, `client_id`), between commas. Without it: of all its clients.
    #[arg(long, env = "THIDUA_OIDC_PARTIES", value_delimiter = ',')]
    pub oidc_parties: Vec<String>,
    /// What this service is called at the provider, where it signs people in for portals that leave it to this service (code and PKCE).
    #[arg(long, env = "THIDUA_OIDC_CLIENT_ID")]
    pub oidc_client_id: Option<String>,
    /// A file with the secret of that client. Without it the provider is shown none.
    #[arg(long, env = "THIDUA_OIDC_CLIENT_SECRET_FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// Addresses of portals to which a browser may be sent back after that, sign by sign, between commas.
    #[arg(long, env = "THIDUA_OIDC_RETURN_TO", value_delimiter = ',')]
    pub oidc_return_to: Vec<String>,
    /// Values of `acr` by which it says that more than one factor was used, between commas; `mfa` among `amr` says so too.
    #[arg(long, env = "THIDUA_OIDC_STRONG_ACR", value_delimiter = ',')]
    pub oidc_strong_acr: Vec<String>,
}

impl SsoArgs {
    pub fn settings(&self, own_issuer: &str) -> Result<Option<Settings>> {
        let Some(issuer) = &self.oidc_issuer else {
            if self.says_more() {
                bail!("--oidc-issuer: the other settings of the single sign-on say nothing without it");
            }
            return Ok(None);
        };
        let Some(audience) = &self.oidc_audience else {
            bail!("--oidc-audience: name the audience of access tokens for this API");
        };
        if !is_safe(issuer) || issuer.contains(|c: char| c.is_whitespace() || "?#".contains(c)) {
            bail!("--oidc-issuer: give an https:// URL without a query; http:// for this machine only");
        }
        if issuer == own_issuer {
            bail!("--oidc-issuer: this service is not its own provider");
        }
        if audience.is_empty() {
            bail!("--oidc-audience: it is empty");
        }
        Ok(Some(Settings {
            issuer: issuer.clone(),
            audience: audience.clone(),
            parties: self.oidc_parties.clone(),
            strong: self.oidc_strong_acr.clone(),
            client: self.client(audience, own_issuer)?,
        }))
    }

    fn client(&self, audience: &str, own_issuer: &str) -> Result<Option<Client>> {
        let Some(id) = &self.oidc_client_id else {
            if self.oidc_client_secret_file.is_some() || !self.oidc_return_to.is_empty() {
                bail!("--oidc-client-id: name the client that signs people in");
            }
            return Ok(None);
        };
        if id.is_empty() || id == audience {
            bail!("--oidc-client-id: it is not the audience of access tokens: an ID token must not be one");
        }
        if let Some(odd) = self.oidc_return_to.iter().find(|address| !is_safe(address)) {
            bail!("--oidc-return-to: {odd}: give https:// URLs without a fragment; http:// for this machine only");
        }
        let secret = self.oidc_client_secret_file.as_ref();
        let secret = secret.map(|file| read_secret(file, "--oidc-client-secret-file")).transpose()?;
        Ok(Some(Client {
            id: id.clone(),
            secret: secret.map(|secret| SecretString::from(secret.expose_secret().trim())),
            callback: format!("{}/api/v1/auth/sso/callback", own_issuer.trim_end_matches('/')),
            returns: self.oidc_return_to.clone(),
        }))
    }

    fn says_more(&self) -> bool {
        let lists = [&self.oidc_parties, &self.oidc_strong_acr, &self.oidc_return_to];
        let one = self.oidc_audience.is_some() || self.oidc_client_id.is_some();
        one || self.oidc_client_secret_file.is_some() || lists.iter().any(|list| !list.is_empty())
    }
}

/// In clear only where nobody is between.
fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&url.host_str().unwrap_or_default());
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    plain && (url.scheme() == "https" || (url.scheme() == "http" && local))
}
