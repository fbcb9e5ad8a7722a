//! Secrets and codes: made, told once, used up. What it means for an account and its sessions is for `users` and `auth`.
use base::{
    kernel::{
        digest,
        error::{Code, Error, Fault, Result},
        keys::{Place, Purposes},
        otp,
    },
    store::db::{Uow, bulk},
};
use entity::{
    recovery_code,
    second_factor::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    events::SecondFactorEvent,
    repo::{self, Standing},
};

const RECOVERY_CODES: usize = 10;

/// By what somebody has shown a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Code,
    RecoveryCode,
}

/// Told where a code belongs to the content of a request; at the sign-in it has a code of its own.
pub fn wrong_code() -> Error {
    Error::field("/otp", Fault::WrongCode)
}

pub(super) const fn place(factor_id: Uuid) -> Place<'static> {
    Place { table: "second_factor", column: "secret", row: factor_id }
}

/// A new secret, in place of one that was never confirmed.
pub async fn prepare(uow: &Uow, user_id: Uuid, keys: &Purposes) -> Result<String> {
    let unconfirmed = Entity::delete_many().filter(Column::ConfirmedAt.is_null());
    unconfirmed.filter(Column::UserId.eq(user_id)).exec(&uow.tx).await?;
    let (id, secret) = (Uuid::now_v7(), otp::secret()?);
    let row = ActiveModel {
        id: Set(id),
        user_id: Set(user_id),
        secret: Set(keys.second_factors.seal(place(id), &secret).map_err(Error::internal)?),
        secret_key: Set(keys.second_factors.active().to_owned()),
        last_step: Set(None),
        created_at: Set(uow.now),
        confirmed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(secret)
}

/// By a first code; answers the recovery codes.
pub async fn confirm(uow: &Uow, user_id: Uuid, typed: &SecretString, keys: &Purposes) -> Result<Vec<String>> {
    let found = repo::of_user(&uow.tx, user_id).await?;
    let standing = Standing::of(found.as_ref());
    let Some(factor) = found.filter(|_| standing == Standing::Pending) else {
        return Err(Error::with(Code::SecondFactorState, standing.name()));
    };
    if !by_clock(uow, &factor, &otp::plain(typed.expose_secret()), keys).await? {
        return Err(wrong_code());
    }
    let confirmed = Entity::update_many().col_expr(Column::ConfirmedAt, Expr::value(uow.now));
    confirmed.filter(Column::Id.eq(factor.id)).exec(&uow.tx).await?;
    renew_codes(uow, factor.id).await
}

/// Uses a code of either kind up; none where it is wrong, too old or used.
pub async fn use_code(uow: &Uow, user_id: Uuid, typed: &SecretString, keys: &Purposes) -> Result<Option<Used>> {
    let factor = repo::of_user(&uow.tx, user_id).await?.filter(|factor| factor.confirmed_at.is_some());
    let Some(factor) = factor else { return Ok(None) };
    let plain = otp::plain(typed.expose_secret());
    if otp::is_code(&plain) {
        return Ok(by_clock(uow, &factor, &plain, keys).await?.then_some(Used::Code));
    }
    Ok(by_recovery(uow, &factor, &plain).await?.then_some(Used::RecoveryCode))
}

/// Moving the last step on is what two requests with one code race for: the database lets one win.
async fn by_clock(uow: &Uow, factor: &Model, code: &str, keys: &Purposes) -> Result<bool> {
    let secret = keys.second_factors.open(place(factor.id), &factor.secret).map_err(Error::internal)?;
    let Some(step) = otp::step_of(&secret, code, uow.now, factor.last_step) else { return Ok(false) };
    let before = Condition::any().add(Column::LastStep.is_null()).add(Column::LastStep.lt(step));
    let moved = Entity::update_many().col_expr(Column::LastStep, Expr::value(step)).filter(before);
    Ok(moved.filter(Column::Id.eq(factor.id)).exec(&uow.tx).await?.rows_affected == 1)
}

async fn by_recovery(uow: &Uow, factor: &Model, plain: &str) -> Result<bool> {
    use recovery_code::{Column, Entity};
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(uow.now))
        .filter(Column::SecondFactorId.eq(factor.id))
        .filter(Column::Digest.eq(digest_of(factor.id, plain)))
        .filter(Column::UsedAt.is_null());
    if used.exec(&uow.tx).await?.rows_affected != 1 {
        return Ok(false);
    }
    let left = repo::codes_left(&uow.tx, factor.id).await?;
    uow.record_all(vec![SecondFactorEvent::RecoveryCodeUsed { left }.about(factor.user_id)]).await?;
    Ok(true)
}

/// A code has 80 random bits: nobody finds it by this, with or without a key.
fn digest_of(factor_id: Uuid, plain: &str) -> String {
    digest::sha256_hex(format!("{factor_id} {plain}").as_bytes())
}

/// New recovery codes in place of all before.
pub async fn renew_codes(uow: &Uow, factor_id: Uuid) -> Result<Vec<String>> {
    forget_codes(uow, factor_id).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| otp::recovery_code()).collect::<Result<_>>()?;
    let row = |code: &String| recovery_code::ActiveModel {
        id: Set(Uuid::now_v7()),
        second_factor_id: Set(factor_id),
        digest: Set(digest_of(factor_id, &otp::plain(code))),
        used_at: Set(None),
    };
    bulk::insert(&uow.tx, codes.iter().map(row).collect()).await?;
    Ok(codes)
}

async fn forget_codes(uow: &Uow, factor_id: Uuid) -> Result<()> {
    let of_factor = recovery_code::Column::SecondFactorId.eq(factor_id);
    recovery_code::Entity::delete_many().filter(of_factor).exec(&uow.tx).await?;
    Ok(())
}

pub async fn delete(uow: &Uow, user_id: Uuid) -> Result<()> {
    if let Some(factor) = repo::of_user(&uow.tx, user_id).await? {
        forget_codes(uow, factor.id).await?;
        Entity::delete_by_id(factor.id).exec(&uow.tx).await?;
    }
    Ok(())
}
