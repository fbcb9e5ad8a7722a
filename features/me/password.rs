//! A person changes its own password.
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use base::{
    http::{
        auth::{Caller, WithAnyPassword},
        body::Body,
        client,
        query::NoParams,
    },
    kernel::error::{Code, Error, Fault, Result},
};
use entity::user_account;
use organisation::{
    auth::Throttle,
    users::{dto::check_password, service},
};
use sea_orm::EntityTrait;
use secrecy::{ExposeSecret, SecretString};

use super::dto::ChangePassword;

/// Change my password
///
/// The old one is asked for, with the limits of signing in. Every session ends, this one too: sign in with the new
/// password. It is all that a one-time password allows, beside signing out.
#[utoipa::path(tag = "me", request_body = ChangePassword, responses((status = 204)), security(("bearer" = [])))]
#[post("/me/password")]
pub async fn change_my_password(
    caller: WithAnyPassword,
    req: HttpRequest,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<ChangePassword>,
) -> Result<HttpResponse> {
    let WithAnyPassword(caller) = caller;
    let ChangePassword { current_password, new_password } = body.0;
    check_password(&new_password, "/new_password")?;
    let user = user_account::Entity::find_by_id(caller.claims.sub).one(caller.state.db.primary()).await?;
    let user = user.ok_or_else(|| Error::new(Code::InvalidToken))?;
    check_current(&caller, &throttle, (&req, &user), &current_password).await?;
    if current_password.expose_secret() == new_password.expose_secret() {
        return Err(Error::field("/new_password", Fault::NotAllowed));
    }
    let hash = caller.state.passwords.hash(new_password.expose_secret().to_owned()).await?;
    let change = async |uow: &_| service::change_own(uow, &user, hash.clone()).await;
    caller.state.db.write(&caller.actor, change).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A stolen token must not be a way to guess the password.
pub async fn check_current(
    caller: &Caller,
    throttle: &Throttle,
    (req, user): (&HttpRequest, &user_account::Model),
    given: &SecretString,
) -> Result<()> {
    let attempt = throttle.begin(&user.username, client::address(req), caller.state.clock.now())?;
    let hash = Some(user.password_hash.clone());
    match caller.state.passwords.verify(hash, given.expose_secret().to_owned()).await {
        Ok(true) => {
            throttle.succeeded(attempt);
            Ok(())
        }
        Ok(false) => Err(Error::field("/current_password", Fault::WrongPassword)),
        Err(e) => {
            throttle.withdrawn(attempt);
            Err(e)
        }
    }
}
