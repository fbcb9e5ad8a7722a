//! HTTP for my second factor. What takes a password or a code has the limits of signing in.
use actix_web::{HttpRequest, HttpResponse, get, post, web::Data};
use base::{
    http::{
        answer::{Answer, Listed},
        auth::Caller,
        body::Body,
        client,
        query::NoParams,
    },
    kernel::{
        error::{Code, Error, Fault, Result},
        otp,
        second_factor::Demand,
    },
    store::db::{Recorded, Uow},
};
use entity::user_account;
use organisation::{
    auth::Throttle,
    second_factors::{self, Standing},
    users::service::second_factor as service,
};
use sea_orm::EntityTrait;
use secrecy::SecretString;

use super::dto::{BeginSecondFactor, OneTimeCode, RecoveryCodes, SecondFactorTold, SecondFactorView};
use crate::password;

const PLACE: &str = "/api/v1/me/second-factor";

/// Read my second factor
///
/// How far it is, what the service asks for, and whether this session has one.
#[utoipa::path(tag = "me", responses((status = 200, body = SecondFactorView)), security(("bearer" = [])))]
#[get("/me/second-factor")]
pub async fn get_my_second_factor(caller: Caller, _: NoParams) -> Result<Listed<SecondFactorView>> {
    let db = caller.state.db.read_latest();
    let factor = second_factors::repo::of_user(db, caller.claims.sub).await?;
    let recovery_codes_left = match &factor {
        Some(factor) => second_factors::repo::codes_left(db, factor.id).await?,
        None => 0,
    };
    Ok(Listed::new(SecondFactorView {
        demand: caller.state.second_factor,
        standing: Standing::of(factor.as_ref()),
        enrolled_at: factor.and_then(|factor| factor.confirmed_at),
        recovery_codes_left,
        in_this_session: caller.claims.has_second_factor(),
    }))
}

/// Begin a second factor
///
/// Answers a secret once, for an authenticator program (RFC 6238). Nothing is asked for before a first code has come
/// (`POST /me/second-factor/confirm`); until then it may be begun anew. The password is asked for, with the limits of signing in.
#[utoipa::path(tag = "me", request_body = BeginSecondFactor, responses((status = 201, body = SecondFactorTold)), security(("bearer" = [])))]
#[post("/me/second-factor")]
pub async fn begin_my_second_factor(
    caller: Caller,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<BeginSecondFactor>,
) -> Result<Answer> {
    offered(&caller)?;
    let user = account(&caller).await?;
    password::check_current(&caller, &throttle, (&req, &user), &body.0.current_password).await?;
    let keys = caller.state.keys.now();
    let begin = async |uow: &Uow| service::begin(uow, user.id, &keys).await;
    let secret = caller.state.db.write(&caller.actor, begin).await?;
    let otpauth_uri = address(caller.state.auth.issuer(), &user.username, &secret);
    Answer::tagged(201, Some(PLACE.to_owned()), &SecondFactorTold { secret, otpauth_uri })
}

fn offered(caller: &Caller) -> Result<()> {
    match caller.state.second_factor {
        Demand::Off => Err(Error::with(Code::SecondFactorState, "off")),
        Demand::Offered | Demand::Required => Ok(()),
    }
}

async fn account(caller: &Caller) -> Result<user_account::Model> {
    let user = user_account::Entity::find_by_id(caller.claims.sub).one(caller.state.db.primary()).await?;
    user.ok_or_else(|| Error::new(Code::InvalidToken))
}

/// As programs read it. A host and a user name hold no sign that has to be written in another way.
fn address(issuer: &str, username: &str, secret: &str) -> String {
    let host = issuer.split("://").nth(1).unwrap_or(issuer).split(['/', ':']).next().unwrap_or_default();
    let form = format!("algorithm=SHA1&digits={}&period={}", otp::DIGITS, otp::SECONDS);
    format!("otpauth://totp/{host}:{username}?secret={secret}&issuer={host}&{form}")
}

/// Confirm my second factor
///
/// By a first code: from now on signing in asks for one. Answers ten recovery codes once. All other sessions end; this one has the
/// second factor from its next `POST /auth/refresh` on.
#[utoipa::path(tag = "me", request_body = OneTimeCode, responses((status = 200, body = RecoveryCodes)), security(("bearer" = [])))]
#[post("/me/second-factor/confirm")]
pub async fn confirm_my_second_factor(
    caller: Caller,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<OneTimeCode>,
) -> Result<Answer> {
    offered(&caller)?;
    let keys = caller.state.keys.now();
    let whose = (caller.claims.sub, caller.claims.sid);
    let confirm = async |uow: &Uow, otp: &SecretString| service::confirm(uow, whose, otp, &keys).await;
    let recovery_codes = by_code(&caller, &throttle, &req, &body.0, confirm).await?;
    Answer::tagged(200, None, &RecoveryCodes { recovery_codes })
}

/// Show a code in this session
///
/// Of one that was begun without: at the single sign-on, where the provider asked for no second factor. It has it from its next
/// `POST /auth/refresh` on. A token of the provider itself belongs to no session, and says for itself what stands behind it.
#[utoipa::path(tag = "me", request_body = OneTimeCode, responses((status = 204)), security(("bearer" = [])))]
#[post("/me/second-factor/verify")]
pub async fn verify_my_second_factor(
    caller: Caller,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<OneTimeCode>,
) -> Result<HttpResponse> {
    let keys = caller.state.keys.now();
    let whose = (caller.claims.sub, caller.claims.sid);
    let verify = async |uow: &Uow, otp: &SecretString| service::verify(uow, whose, otp, &keys).await;
    by_code(&caller, &throttle, &req, &body.0, verify).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Renew my recovery codes
///
/// Answers ten new ones once, for a fresh code; those before are good no longer.
#[utoipa::path(tag = "me", request_body = OneTimeCode, responses((status = 200, body = RecoveryCodes)), security(("bearer" = [])))]
#[post("/me/second-factor/recovery-codes")]
pub async fn renew_my_recovery_codes(
    caller: Caller,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<OneTimeCode>,
) -> Result<Answer> {
    let keys = caller.state.keys.now();
    let renew = async |uow: &Uow, otp: &SecretString| service::renew_codes(uow, caller.claims.sub, otp, &keys).await;
    let recovery_codes = by_code(&caller, &throttle, &req, &body.0, renew).await?;
    Answer::tagged(200, None, &RecoveryCodes { recovery_codes })
}

/// Remove my second factor
///
/// For a fresh code. Every session ends, this one too. Who has neither the authenticator nor a recovery code any more asks an
/// administrator.
#[utoipa::path(tag = "me", request_body = OneTimeCode, responses((status = 204)), security(("bearer" = [])))]
#[post("/me/second-factor/remove")]
pub async fn remove_my_second_factor(
    caller: Caller,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<OneTimeCode>,
) -> Result<HttpResponse> {
    let keys = caller.state.keys.now();
    let remove = async |uow: &Uow, otp: &SecretString| service::remove_own(uow, caller.claims.sub, otp, &keys).await;
    by_code(&caller, &throttle, &req, &body.0, remove).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A stolen token must not be a way to guess codes: a try counts before its code is looked at.
async fn by_code<T>(
    caller: &Caller,
    throttle: &Throttle,
    req: &HttpRequest,
    given: &OneTimeCode,
    work: impl AsyncFn(&Uow, &SecretString) -> Result<Recorded<T>>,
) -> Result<T> {
    let username = &caller.account()?.username;
    let attempt = throttle.begin(username, client::address(req), caller.state.clock.now())?;
    let done = caller.state.db.write(&caller.actor, async |uow| work(uow, &given.otp).await).await;
    match &done {
        Ok(_) => throttle.succeeded(attempt),
        Err(e) if e.fields.iter().any(|field| field.fault == Fault::WrongCode) => {}
        Err(_) => throttle.withdrawn(attempt),
    }
    done
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_names_the_service_and_the_account() {
        for issuer in ["https://thidua.example.vn", "https://thidua.example.vn:8443/", "https://thidua.example.vn/a"] {
            let expected = "otpauth://totp/thidua.example.vn:an.nguyen?secret=ABC&issuer=thidua.example.vn\
                &algorithm=SHA1&digits=6&period=30";
            assert_eq!(address(issuer, "an.nguyen", "ABC"), expected);
        }
    }
}
