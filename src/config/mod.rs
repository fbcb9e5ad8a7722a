//! Configuration: one struct per concern, every flag also an environment variable `THIDUA_<FLAG>`.
mod sso;
mod storage;

use std::{fs, net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use base::{
    http::client::{Networks, Proxies},
    kernel::{calendar::Closing, keys::Ring, second_factor::Demand},
    store::db::Settings,
};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
pub use sso::SsoArgs;
pub use storage::StorageArgs;

use crate::boot::GivenKeys;

#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// Where the data are. `DATABASE_URL` is honoured too.
    #[arg(long, env = "THIDUA_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// A file that holds the database URL.
    #[arg(long, env = "THIDUA_DATABASE_URL_FILE", conflicts_with = "database_url")]
    pub database_url_file: Option<PathBuf>,
    /// PostgreSQL: a streaming replica for reads that may be a moment old.
    #[arg(long, env = "THIDUA_REPLICA_URL", hide_env_values = true)]
    pub replica_url: Option<String>,
    /// Seconds by which the replica may lag before it is left out.
    #[arg(long, env = "THIDUA_REPLICA_MAX_LAG", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub replica_max_lag: u64,
    /// PostgreSQL: the schema that holds the tables.
    #[arg(long, env = "THIDUA_DATABASE_SCHEMA")]
    pub database_schema: Option<String>,
    /// Connections of each of the two pools.
    #[arg(long, env = "THIDUA_MAX_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub max_connections: u32,
    /// Seconds to wait for a connection.
    #[arg(long, env = "THIDUA_ACQUIRE_TIMEOUT", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub acquire_timeout: u64,
    /// Seconds that a statement may run (PostgreSQL).
    #[arg(long, env = "THIDUA_STATEMENT_TIMEOUT", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub statement_timeout: u64,
}

pub const DEFAULT_DATABASE: &str = "sqlite://thidua.db?mode=rwc";

impl DatabaseArgs {
    pub fn settings(&self) -> Result<Settings> {
        let url = match (&self.database_url, &self.database_url_file) {
            (Some(url), _) => url.clone(),
            (None, Some(file)) => read_secret(file, "--database-url-file")?.expose_secret().to_owned(),
            (None, None) => std::env::var("DATABASE_URL").unwrap_or_else(|_| DEFAULT_DATABASE.to_owned()),
        };
        check_url(&url, "--database-url")?;
        if let Some(replica) = &self.replica_url {
            check_url(replica, "--replica-url")?;
            if [&url, replica].iter().any(|url| url.starts_with("sqlite:")) {
                bail!("--replica-url: only PostgreSQL has replicas");
            }
        }
        if self.database_schema.is_some() && url.starts_with("sqlite:") {
            bail!("--database-schema: only PostgreSQL has schemas");
        }
        if url.contains(":memory:") {
            bail!("--database-url: an in-memory SQLite is one database per connection; name a file");
        }
        Ok(Settings {
            replica_url: self.replica_url.clone(),
            replica_lag: Duration::from_secs(self.replica_max_lag),
            schema: self.database_schema.clone(),
            max_connections: self.max_connections,
            acquire_timeout: Duration::from_secs(self.acquire_timeout),
            statement_timeout: Duration::from_secs(self.statement_timeout),
            ..Settings::new(url)
        })
    }
}

fn check_url(url: &str, flag: &str) -> Result<()> {
    let known = ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme));
    if known { Ok(()) } else { bail!("{flag}: give a sqlite:// or postgres:// URL") }
}

#[derive(Args, Clone, Debug)]
pub struct ServerArgs {
    /// Where the API listens.
    #[arg(long, env = "THIDUA_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where /livez, /readyz and /metrics listen.
    #[arg(long, env = "THIDUA_ADMIN_LISTEN", default_value = "127.0.0.1:9090")]
    pub admin_listen: SocketAddr,
    /// Threads that serve requests; one per core when left out.
    #[arg(long, env = "THIDUA_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// An origin whose pages may call the API from a browser, like `https://portal.example.vn`; several by commas. None
    /// when left out.
    #[arg(long = "cors-origin", env = "THIDUA_CORS_ORIGIN", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// Requests a minute for each caller; 0 for no limit.
    #[arg(long, env = "THIDUA_RATE_LIMIT", default_value_t = 6000)]
    pub rate_limit: u32,
    /// Proxies in front of the service, as networks between commas, e.g. 10.0.0.0/8,fd00::/8: only these are believed
    /// when they say in Forwarded or X-Forwarded-For who called.
    #[arg(long, env = "THIDUA_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: Proxies,
    /// Seconds that a request may take; then the answer is 503. Sending a file may take longer.
    #[arg(long, env = "THIDUA_REQUEST_DEADLINE", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub request_deadline: u64,
    /// The hour in Viet Nam at which what is due on a working day becomes late, e.g. 17:00.
    #[arg(long, env = "THIDUA_WORKING_DAY_CLOSES", default_value = "24:00")]
    pub working_day_closes: Closing,
    /// Whether people are asked for a second factor beside their password: `off`; `offered`, whoever has one uses it; or
    /// `required`, without it nobody signs, decides or votes.
    #[arg(long, env = "THIDUA_SECOND_FACTOR", default_value = "offered")]
    pub second_factor: Demand,
    /// Networks of your own to which webhooks may be sent, and in the clear too, between commas, e.g. 10.1.2.0/24. Without it
    /// they go to the open network only, by TLS.
    #[arg(long, env = "THIDUA_WEBHOOK_ALLOW_PRIVATE", default_value = "")]
    pub webhook_allow_private: Networks,
    /// Days for which the feed of changes goes back. A reader that is further behind reads the snapshots again.
    #[arg(long, env = "THIDUA_FEED_RETENTION_DAYS", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub feed_retention_days: u16,
    /// Seconds after which a stream of changes ends by itself; at the end of its token it does anyhow.
    #[arg(long, env = "THIDUA_LONGEST_STREAM", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub longest_stream: u64,
}

#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// Ed25519 keys in PKCS#8 PEM: the first signs access tokens and receipts, all verify them. Without it a key is made that
    /// ends with the process.
    #[arg(long, env = "THIDUA_SIGNING_KEY_FILE")]
    pub signing_key_file: Option<PathBuf>,
    /// The keys that encrypt personal numbers: one a line, each 32 bytes in hex and nothing else. The first encrypts,
    /// all decrypt. Without it a key is made and kept in the database, beside what it protects.
    #[arg(long, env = "THIDUA_PERSONAL_ID_KEY_FILE")]
    pub personal_id_key_file: Option<PathBuf>,
    /// The keys of keyed digests, in the same form: of personal numbers, of requests with an Idempotency-Key, and of
    /// cursors. Without it a key is made and kept in the database.
    #[arg(long, env = "THIDUA_DIGEST_KEY_FILE")]
    pub digest_key_file: Option<PathBuf>,
    /// The issuer (`iss`) of access tokens: the address under which clients know this service. Only the demonstration
    /// has one of its own.
    #[arg(long, env = "THIDUA_ISSUER")]
    pub issuer: Option<String>,
}

pub const DEMO_ISSUER: &str = "https://thidua.invalid";

impl KeyArgs {
    /// Tokens of two services under one name would be good at both: so nobody shares a name by default.
    pub fn issuer(&self, demo_mode: bool) -> Result<&str> {
        let issuer = match &self.issuer {
            Some(issuer) => issuer.as_str(),
            None if demo_mode => DEMO_ISSUER,
            None => bail!("--issuer: name the address under which clients know this service (THIDUA_ISSUER)"),
        };
        let host = ["https://", "http://"].iter().find_map(|scheme| issuer.strip_prefix(scheme));
        if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
            bail!("--issuer: give an https:// or http:// URL");
        }
        Ok(issuer)
    }
}

impl KeyArgs {
    pub fn given(&self) -> Result<GivenKeys> {
        let ring = |file: &Option<PathBuf>, flag: &str| file.as_ref().map(|file| read_ring(file, flag)).transpose();
        Ok(GivenKeys {
            personal_ids: ring(&self.personal_id_key_file, PERSONAL_ID_KEYS)?,
            digests: ring(&self.digest_key_file, DIGEST_KEYS)?,
        })
    }
}

pub const SIGNING_KEYS: &str = "--signing-key-file";
pub const PERSONAL_ID_KEYS: &str = "--personal-id-key-file";
pub const DIGEST_KEYS: &str = "--digest-key-file";

pub fn read_ring(file: &PathBuf, flag: &str) -> Result<Ring> {
    let text = read_secret(file, flag)?;
    Ring::parse(text.expose_secret()).with_context(|| format!("{flag}: {}", file.display()))
}

/// The content of a file, without the line end that editors add.
pub fn read_secret(file: &PathBuf, flag: &str) -> Result<SecretString> {
    let text = fs::read_to_string(file).with_context(|| format!("{flag}: cannot read {}", file.display()))?;
    let text = text.trim_end();
    if text.is_empty() {
        bail!("{flag}: {} is empty", file.display());
    }
    Ok(text.into())
}
