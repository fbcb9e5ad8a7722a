//! Errors of OAuth (RFC 6749, section 5.2).
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE},
    },
};
use base::{http::form::Repeated, kernel::error::Error};

use super::dto::{OAuthError, OAuthErrorCode};

/// Why there is no answer.
#[derive(Debug)]
pub enum Stop {
    /// The request is refused in the words of the standard.
    Refused(OAuthErrorCode, &'static str),
    /// Something of the service's own: a problem, as everywhere.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

impl From<Repeated> for Stop {
    fn from(_: Repeated) -> Self {
        Self::Refused(OAuthErrorCode::InvalidRequest, "a parameter is there more than once")
    }
}

/// The same for a client that is not there, a wrong secret and a client that is suspended.
pub const fn unknown_client() -> Stop {
    Stop::Refused(OAuthErrorCode::InvalidClient, "the client is not known, or not by this secret or key, or not today")
}

impl Stop {
    pub fn answer(self) -> Result<HttpResponse, Error> {
        match self {
            Self::Failed(e) => Err(e),
            Self::Refused(error, error_description) => {
                let unknown = error == OAuthErrorCode::InvalidClient;
                let status = if unknown { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
                let mut response = HttpResponse::build(status);
                response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
                if unknown {
                    response.insert_header((WWW_AUTHENTICATE, r#"Basic realm="thidua", charset="UTF-8""#));
                }
                Ok(response.json(OAuthError { error, error_description }))
            }
        }
    }
}
