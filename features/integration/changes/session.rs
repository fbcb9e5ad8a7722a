//! Who was let in, for an answer that goes on: until when, and whether it would be let in again.
use std::{sync::Arc, time::Duration};

use actix_web::{HttpMessage, HttpRequest};
use base::{
    http::{
        auth::{self, Claims, Verified},
        state::AppState,
    },
    kernel::error::{Code, Error, Result},
};
use tokio::time::Instant;

/// What the request's token says.
pub struct Session(Option<Arc<Claims>>);

impl Session {
    pub fn of(req: &HttpRequest) -> Self {
        Self(req.extensions().get::<Verified>().map(|verified| verified.0.clone()))
    }

    /// As at the beginning: by the token, the session, the account.
    pub async fn check(&self, state: &AppState) -> Result<()> {
        let claims = self.0.as_ref().ok_or_else(|| Error::new(Code::Unauthenticated))?;
        if claims.exp <= state.clock.now().timestamp() {
            return Err(Error::new(Code::TokenExpired));
        }
        auth::still_usable(state, claims, &state.db.snapshot().await?)
    }

    /// The end of the token, if it comes before.
    pub fn bounds(&self, state: &AppState, until: Instant) -> Instant {
        let left = self.0.as_ref().map_or(0, |claims| claims.exp.saturating_sub(state.clock.now().timestamp()));
        let left = Duration::from_secs(u64::try_from(left).unwrap_or_default());
        Instant::now().checked_add(left).map_or(until, |ends| ends.min(until))
    }
}
