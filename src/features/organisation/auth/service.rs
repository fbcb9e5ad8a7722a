//! Sessions: begun by a password, carried on by refresh tokens, ended as a whole.
use chrono::TimeDelta;
use entity::{
    refresh_token, session,
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::dto::SignedIn;
use crate::{
    kernel::{
        digest,
        error::{Code, Error, Result},
    },
    store::{
        db::{Recorded, Uow, bulk::lists},
        journal::Change,
    },
};

const SESSION_LIFE: TimeDelta = TimeDelta::days(30);
const IDLE_LIFE: TimeDelta = TimeDelta::days(7);

/// A session and the refresh token that carries it on.
pub struct Carried {
    pub session_id: Uuid,
    pub refresh_token: String,
    pub user: SignedIn,
}

pub fn signed_in(user: &user_account::Model) -> SignedIn {
    SignedIn { id: user.id, username: user.username.clone(), full_name: user.full_name.clone() }
}

pub async fn start(uow: &Uow, user: &user_account::Model) -> Result<Recorded<Carried>> {
    let id = Uuid::now_v7();
    session::Entity::insert(session::ActiveModel {
        id: Set(id),
        user_id: Set(user.id),
        created_at: Set(uow.now),
        expires_at: Set(uow.now + SESSION_LIFE),
        revoked_at: Set(None),
    })
    .exec_without_returning(&uow.tx)
    .await?;
    let refresh_token = issue(uow, id).await?;
    let change = event("session.started", id, user.id);
    uow.record(change.as_change(), Carried { session_id: id, refresh_token, user: signed_in(user) }).await
}

/// What became of a refresh token.
pub enum Refreshed {
    Carried(Carried),
    /// Used before: the session has ended. This must be kept although the caller is refused.
    Reused,
}

pub async fn refresh(uow: &Uow, token: &str, demo_mode: bool) -> Result<Recorded<Refreshed>> {
    let invalid = || Error::new(Code::InvalidToken);
    let found = refresh_token::Entity::find()
        .filter(refresh_token::Column::Digest.eq(digest::sha256_hex(token.as_bytes())))
        .one(&uow.tx)
        .await?
        .ok_or_else(invalid)?;
    let session = session::Entity::find_by_id(found.session_id).one(&uow.tx).await?.ok_or_else(invalid)?;
    if session.revoked_at.is_some() || session.expires_at <= uow.now || found.expires_at <= uow.now {
        return Err(invalid());
    }
    // Marking it used is what two simultaneous uses race for: the database lets one win.
    let mut used = found.clone().into_active_model();
    used.used_at = Set(Some(uow.now));
    let won = found.used_at.is_none()
        && refresh_token::Entity::update_many()
            .set(used)
            .filter(refresh_token::Column::Id.eq(found.id))
            .filter(refresh_token::Column::UsedAt.is_null())
            .exec(&uow.tx)
            .await?
            .rows_affected
            == 1;
    if !won {
        let ended = end(uow, session, "session.reuse_detected").await?;
        return Ok(ended.map(|()| Refreshed::Reused));
    }
    let user = user_account::Entity::find_by_id(session.user_id).one(&uow.tx).await?.ok_or_else(invalid)?;
    if user.status != UserStatus::Active || (user.is_demo && !demo_mode) {
        return Err(invalid());
    }
    let refresh_token = issue(uow, session.id).await?;
    let change = event("session.refreshed", session.id, user.id);
    let carried = Carried { session_id: session.id, refresh_token, user: signed_in(&user) };
    uow.record(change.as_change(), Refreshed::Carried(carried)).await
}

pub async fn end(uow: &Uow, session: session::Model, why: &'static str) -> Result<Recorded<()>> {
    let change = event(why, session.id, session.user_id);
    let mut ended = session.into_active_model();
    ended.revoked_at = Set(Some(uow.now));
    session::Entity::update(ended).exec(&uow.tx).await?;
    uow.touch(Topic::Session).await?;
    uow.record(change.as_change(), ()).await
}

/// Ends every session of some accounts.
pub async fn end_all(uow: &Uow, users: &[Uuid]) -> Result<()> {
    use session::{Column, Entity};
    for users in lists(users) {
        Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(uow.now))
            .filter(Column::UserId.is_in(users))
            .filter(Column::RevokedAt.is_null())
            .exec(&uow.tx)
            .await?;
    }
    uow.touch(Topic::Session).await
}

async fn issue(uow: &Uow, session_id: Uuid) -> Result<String> {
    let token = digest::random_text::<32>()?;
    refresh_token::Entity::insert(refresh_token::ActiveModel {
        id: Set(Uuid::now_v7()),
        session_id: Set(session_id),
        digest: Set(digest::sha256_hex(token.as_bytes())),
        issued_at: Set(uow.now),
        expires_at: Set(uow.now + IDLE_LIFE),
        used_at: Set(None),
    })
    .exec_without_returning(&uow.tx)
    .await?;
    Ok(token)
}

struct SessionEvent {
    event: &'static str,
    session_id: Uuid,
    data: serde_json::Value,
}

impl SessionEvent {
    fn as_change(&self) -> Change<'_> {
        Change {
            event: self.event,
            subject_type: "session",
            subject_id: self.session_id,
            unit_id: None,
            data: &self.data,
        }
    }
}

fn event(event: &'static str, session_id: Uuid, user_id: Uuid) -> SessionEvent {
    SessionEvent { event, session_id, data: json!({ "user_id": user_id }) }
}
