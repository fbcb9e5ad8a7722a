//! `Consistency-Token`: what a caller has written, told so that reads elsewhere are not older. Within one instance the
//! caller need not send it: the last write of each account is remembered.
use std::time::Duration;

use actix_web::http::header::HeaderMap;
use moka::sync::Cache;
use uuid::Uuid;

use crate::{
    kernel::error::{Code, Error, Result},
    store::db::Seen,
};

pub const HEADER: &str = "Consistency-Token";
/// Any replica that may be asked has caught up by then.
const REMEMBERED: Duration = Duration::from_secs(300);
const ACCOUNTS: u64 = 50_000;

/// The last write of each account, by the number of its transaction.
pub struct LastWrites(Cache<Uuid, u64>);

impl Default for LastWrites {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(ACCOUNTS).time_to_live(REMEMBERED).build())
    }
}

impl LastWrites {
    /// What the caller of a request has seen.
    pub fn seen(&self, user: Option<Uuid>, headers: &HeaderMap) -> Result<Seen> {
        let told = headers.get(HEADER).map(|value| read(value.to_str().unwrap_or_default())).transpose()?;
        let known = user.and_then(|user| self.0.get(&user));
        Ok(Seen::new(told.max(known).unwrap_or_default()))
    }

    /// The token of what the request has written, if it has.
    pub fn token(&self, user: Option<Uuid>, before: u64, seen: &Seen) -> Option<String> {
        let written = Some(seen.get()).filter(|written| *written > before)?;
        if let Some(user) = user {
            self.0.insert(user, written);
        }
        Some(format!("t{written:x}"))
    }
}

fn read(token: &str) -> Result<u64> {
    let number = token.strip_prefix('t').and_then(|hex| u64::from_str_radix(hex, 16).ok());
    number.ok_or_else(|| Error::with(Code::MalformedRequest, HEADER))
}
