//! With what a client says who it is: in one way, not in two (RFC 6749, section 2.3).
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base::{http::form::Form, kernel::id};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    assertion,
    dto::OAuthErrorCode,
    refusal::{Stop, unknown_client},
};

/// What a client shows of itself, unchecked.
pub struct Shown {
    /// None where it is no id: such a client is not there.
    pub client_id: Option<Uuid>,
    pub proof: Proof,
}

pub enum Proof {
    Secret(SecretString),
    /// A signed assertion.
    Assertion(String),
}

impl Shown {
    pub fn read(headers: &HeaderMap, form: &Form) -> Result<Self, Stop> {
        let basic = headers.get(AUTHORIZATION).map(|value| basic(value.to_str().unwrap_or_default()));
        let (named, secret) = (form.one("client_id")?, form.one("client_secret")?);
        if let Some(assertion) = form.one("client_assertion")? {
            return match (basic, secret) {
                (None, None) => Self::signed(form, named, assertion),
                _ => Err(several()),
            };
        }
        let (client_id, secret) = match (basic, named, secret) {
            (Some(pair), named, None) => {
                let (id, secret) = pair.ok_or_else(unknown_client)?;
                if named.is_some_and(|named| named != id) {
                    return Err(several());
                }
                (id, secret)
            }
            (Some(_), ..) => return Err(several()),
            (None, Some(id), Some(secret)) => (id.to_owned(), secret.to_owned()),
            (None, ..) => return Err(unknown_client()),
        };
        Ok(Self { client_id: id::parse(&client_id), proof: Proof::Secret(secret.into()) })
    }
}

impl Shown {
    /// `client_id` may stand beside an assertion, and then is the same (RFC 7521, section 4.2).
    fn signed(form: &Form, named: Option<&str>, assertion: &str) -> Result<Self, Stop> {
        if form.one("client_assertion_type")? != Some(assertion::TYPE) {
            return Err(Stop::Refused(OAuthErrorCode::InvalidRequest, "client_assertion_type is missing or not known"));
        }
        let client_id = assertion::subject(assertion);
        if named.is_some_and(|named| id::parse(named) != client_id) {
            return Err(several());
        }
        Ok(Self { client_id, proof: Proof::Assertion(assertion.to_owned()) })
    }
}

const fn several() -> Stop {
    Stop::Refused(OAuthErrorCode::InvalidRequest, "the client says who it is in more than one way")
}

/// Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(encoded.trim()).ok()).flatten()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((plain(id)?, plain(secret)?))
}

fn plain(encoded: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(&format!("a={encoded}")).ok()?;
    match <[_; 1]>::try_from(pairs) {
        Ok([(_, value)]) => Some(value),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::basic;

    #[test]
    fn basic_credentials_are_decoded_twice() {
        let pair = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        // `a b:c%d` with both parts form-encoded: `a+b:c%25d`.
        assert_eq!(basic("Basic YStiOmMlMjVk"), pair("a b", "c%d"));
        assert_eq!(basic("basic YTpiOmM="), pair("a", "b:c"), "the first colon parts them");
        for odd in ["", "Basic", "Basic !", "Bearer YTpi", "Basic YWI=", "Basic YTpiJmM9ZA=="] {
            assert_eq!(basic(odd), None, "{odd}");
        }
    }
}
