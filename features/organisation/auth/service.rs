//! Sessions: begun by a password, carried on by refresh tokens, ended as a whole.
use base::{
    http::state::AppState,
    kernel::{
        access::REVOCATION_MEMORY,
        digest,
        error::{Code, Error, Result},
        keys::Purposes,
        second_factor::Demand,
    },
    store::{
        db::{
            Recorded, Uow,
            bulk::{self, lists},
        },
        invitations,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    refresh_token,
    session::{self, Means},
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{dto::SignedIn, events::SessionEvent};
use crate::second_factors::{self, Used};

const SESSION_LIFE: TimeDelta = TimeDelta::days(30);
const IDLE_LIFE: TimeDelta = TimeDelta::days(7);
/// A phone that lost the answer asks again with the same token and is given the same answer.
const LOST_ANSWER: TimeDelta = TimeDelta::seconds(30);

/// A session and the refresh token that carries it on.
pub struct Carried {
    pub session_id: Uuid,
    pub means: Means,
    pub refresh_token: String,
    pub password_change_required: bool,
    /// Id and instant of the access token that goes with it.
    pub token_id: Uuid,
    pub issued_at: DateTime<Utc>,
    pub user: SignedIn,
}

impl Carried {
    /// With the token and the id that it goes by.
    fn of(
        (session_id, means): (Uuid, Means),
        (token_id, refresh_token): (Uuid, String),
        issued_at: DateTime<Utc>,
        user: &user_account::Model,
    ) -> Self {
        let password_change_required = user.password_change_required && !means.is_by_provider();
        let user = signed_in(user);
        Self { session_id, means, refresh_token, password_change_required, token_id, issued_at, user }
    }
}

pub fn signed_in(user: &user_account::Model) -> SignedIn {
    SignedIn { id: user.id, username: user.username.clone(), full_name: user.full_name.clone() }
}

/// The account of this name and password, in the same time whether or not there is one.
pub async fn recognise(
    state: &AppState,
    username: &str,
    password: &SecretString,
) -> Result<Option<user_account::Model>> {
    let user = user_account::Entity::find()
        .filter(user_account::Column::Username.eq(username))
        .one(state.db.primary())
        .await?
        .filter(|user| user.status == UserStatus::Active && (!user.is_demo || state.demo_mode));
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let same = state.passwords.verify(hash, password.expose_secret().to_owned()).await?;
    Ok(user.filter(|_| same))
}

/// By what an account signs in: its password, which was recognised, and a code where it has a second factor and anybody is
/// asked for one.
pub async fn means(
    uow: &Uow,
    (user, demand): (&user_account::Model, Demand),
    otp: Option<&SecretString>,
    keys: &Purposes,
) -> Result<Means> {
    if !user.second_factor || demand == Demand::Off {
        return Ok(Means::Password);
    }
    let otp = otp.ok_or_else(|| Error::new(Code::OtpRequired))?;
    match second_factors::use_code(uow, user.id, otp, keys).await? {
        Some(Used::Code) => Ok(Means::PasswordAndCode),
        Some(Used::RecoveryCode) => Ok(Means::PasswordAndRecoveryCode),
        None => Err(Error::new(Code::InvalidOtp)),
    }
}

pub async fn start(uow: &Uow, user: &user_account::Model, means: Means) -> Result<Recorded<Carried>> {
    let id = Uuid::now_v7();
    session::Entity::insert(session::ActiveModel {
        id: Set(id),
        user_id: Set(user.id),
        means: Set(means),
        created_at: Set(uow.now),
        expires_at: Set(uow.now + SESSION_LIFE),
        revoked_at: Set(None),
    })
    .exec_without_returning(&uow.tx)
    .await?;
    let refresh_token = digest::random_text::<32>()?;
    let token_id = keep(uow, id, &refresh_token).await?;
    let carried = Carried::of((id, means), (token_id, refresh_token), uow.now, user);
    uow.record(SessionEvent::Started { user_id: user.id }.of(id), carried).await
}

/// What became of a refresh token.
pub enum Refreshed {
    Carried(Carried),
    /// Used before: the session has ended. This must be kept although the caller is refused.
    Reused,
}

pub async fn refresh(uow: &Uow, token: &str, demo_mode: bool) -> Result<Recorded<Refreshed>> {
    let invalid = || Error::new(Code::InvalidToken);
    let found = find(uow, token).await?.ok_or_else(invalid)?;
    let session = session::Entity::find_by_id(found.session_id).one(&uow.tx).await?.ok_or_else(invalid)?;
    if session.revoked_at.is_some() || session.expires_at <= uow.now || found.expires_at <= uow.now {
        return Err(invalid());
    }
    let user = user_account::Entity::find_by_id(session.user_id).one(&uow.tx).await?.ok_or_else(invalid)?;
    if user.status != UserStatus::Active || (user.is_demo && !demo_mode) {
        return Err(invalid());
    }
    let of = (&user, session.means);
    if let Some(carried) = carry_on(uow, &found, token, of).await? {
        let event = SessionEvent::Refreshed { user_id: user.id };
        return uow.record(event.of(session.id), Refreshed::Carried(carried)).await;
    }
    // Another request was first with this token, long ago or at this moment.
    let used = find(uow, token).await?.ok_or_else(invalid)?;
    match given_again(uow, &used, token, of).await? {
        Some(carried) => Ok(Recorded::replay(Refreshed::Carried(carried))),
        None => {
            let event = SessionEvent::ReuseDetected { user_id: user.id };
            Ok(end(uow, session, event).await?.map(|()| Refreshed::Reused))
        }
    }
}

async fn find(uow: &Uow, token: &str) -> Result<Option<refresh_token::Model>> {
    let digest = digest::sha256_hex(token.as_bytes());
    Ok(refresh_token::Entity::find().filter(refresh_token::Column::Digest.eq(digest)).one(&uow.tx).await?)
}

/// Uses a token up. Marking it used is what two simultaneous uses race for: the database lets one win.
async fn carry_on(
    uow: &Uow,
    found: &refresh_token::Model,
    token: &str,
    (user, means): (&user_account::Model, Means),
) -> Result<Option<Carried>> {
    if found.used_at.is_some() {
        return Ok(None);
    }
    let salt = digest::random_text::<32>()?;
    let refresh_token = following(token, &salt);
    let token_id = keep(uow, found.session_id, &refresh_token).await?;
    let mut used = found.clone().into_active_model();
    used.used_at = Set(Some(uow.now));
    used.salt = Set(Some(salt));
    used.successor_id = Set(Some(token_id));
    let unused = refresh_token::Entity::update_many().set(used).filter(refresh_token::Column::Id.eq(found.id));
    let marked = unused.filter(refresh_token::Column::UsedAt.is_null()).exec(&uow.tx).await?;
    if marked.rows_affected == 0 {
        refresh_token::Entity::delete_by_id(token_id).exec(&uow.tx).await?;
        return Ok(None);
    }
    Ok(Some(Carried::of((found.session_id, means), (token_id, refresh_token), uow.now, user)))
}

/// What a token was answered a moment ago, while nobody has used that answer.
async fn given_again(
    uow: &Uow,
    used: &refresh_token::Model,
    token: &str,
    (user, means): (&user_account::Model, Means),
) -> Result<Option<Carried>> {
    let (Some(issued_at), Some(salt), Some(token_id)) = (used.used_at, &used.salt, used.successor_id) else {
        return Ok(None);
    };
    let successor = refresh_token::Entity::find_by_id(token_id).one(&uow.tx).await?;
    if uow.now - issued_at > LOST_ANSWER || successor.is_none_or(|successor| successor.used_at.is_some()) {
        return Ok(None);
    }
    let session = (used.session_id, means);
    Ok(Some(Carried::of(session, (token_id, following(token, salt)), issued_at, user)))
}

/// The token that follows another: neither the database nor who has the old token alone can tell it.
fn following(token: &str, salt: &str) -> String {
    digest::hmac_sha256_hex(token.as_bytes(), salt.as_bytes())
}

pub async fn end(uow: &Uow, session: session::Model, event: SessionEvent) -> Result<Recorded<()>> {
    let change = event.of(session.id);
    let mut ended = session.into_active_model();
    ended.revoked_at = Set(Some(uow.now));
    session::Entity::update(ended).exec(&uow.tx).await?;
    uow.touch(Topic::Session)?;
    uow.record(change, ()).await
}

/// Clears away what is over: a batch of refresh tokens and of sessions; how many rows it was. A session that has ended is
/// remembered for as long as access tokens of it may be about.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    let (now, of_session) = (uow.now, refresh_token::Column::SessionId);
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lte(now - REVOCATION_MEMORY))
        .add(session::Column::RevokedAt.lte(now - REVOCATION_MEMORY));
    let ended = session::Entity::find().select_only().column(session::Column::Id).filter(over.clone());
    let tokens =
        Condition::any().add(refresh_token::Column::ExpiresAt.lte(now)).add(of_session.in_subquery(ended.into_query()));
    let tokens = bulk::delete::<refresh_token::Entity>(&uow.tx, tokens).await?;
    // Whoever has not come back for as long as a token lives has none left: that session is over too.
    let over = over.add(session::Column::CreatedAt.lte(now - IDLE_LIFE));
    let of_this = Expr::col((refresh_token::Entity, of_session)).equals((session::Entity, session::Column::Id));
    let carried_on = refresh_token::Entity::find().filter(of_this).into_query();
    let sessions = Condition::all().add(over).add(Expr::exists(carried_on).not());
    Ok(tokens + bulk::delete::<session::Entity>(&uow.tx, sessions).await?)
}

/// Ends every session of some accounts; who was invited to link the single sign-on before that, does not begin one by it either.
pub async fn end_all(uow: &Uow, users: &[Uuid]) -> Result<()> {
    use session::{Column, Entity};
    for users in lists(users) {
        Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(uow.now))
            .filter(Column::UserId.is_in(users.clone()))
            .filter(Column::RevokedAt.is_null())
            .exec(&uow.tx)
            .await?;
        invitations::withdraw(uow, users).await?;
    }
    uow.touch(Topic::Session)
}

/// Ends the sessions of an account but for one.
pub async fn end_others(uow: &Uow, user_id: Uuid, but_for: Uuid) -> Result<()> {
    use session::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(uow.now))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.ne(but_for))
        .filter(Column::RevokedAt.is_null())
        .exec(&uow.tx)
        .await?;
    uow.touch(Topic::Session)
}

/// A code was shown in this session: its next access tokens say so. Whether there is such a session.
pub async fn with_code(uow: &Uow, session_id: Uuid) -> Result<bool> {
    let Some(session) = session::Entity::find_by_id(session_id).one(&uow.tx).await? else { return Ok(false) };
    let means = session.means.with_code();
    let mut next = session.into_active_model();
    next.means = Set(means);
    session::Entity::update(next).exec(&uow.tx).await?;
    Ok(true)
}

async fn keep(uow: &Uow, session_id: Uuid, token: &str) -> Result<Uuid> {
    let id = Uuid::now_v7();
    refresh_token::Entity::insert(refresh_token::ActiveModel {
        id: Set(id),
        session_id: Set(session_id),
        digest: Set(digest::sha256_hex(token.as_bytes())),
        issued_at: Set(uow.now),
        expires_at: Set(uow.now + IDLE_LIFE),
        used_at: Set(None),
        salt: Set(None),
        successor_id: Set(None),
    })
    .exec_without_returning(&uow.tx)
    .await?;
    Ok(id)
}
