//! Accounts: made and changed by administrators.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, text},
    store::db::{Recorded, Uow},
};
use entity::{
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::{
    auth,
    users::{
        administrators::Administered,
        dto::{UpdateUser, UserView},
        events::UserEvent,
        repo,
    },
};

/// An account to be made; its password has been hashed before the transaction began.
pub struct NewUser<'a> {
    pub username: &'a str,
    pub full_name: &'a str,
    pub password_hash: String,
    /// The password is another person's choice: it has to be changed before anything else.
    pub one_time_password: bool,
    pub is_demo: bool,
}

pub async fn create(uow: &Uow, input: &NewUser<'_>) -> Result<Recorded<UserView>> {
    let model = user_account::ActiveModel {
        id: Set(Uuid::now_v7()),
        username: Set(input.username.to_owned()),
        full_name: Set(input.full_name.to_owned()),
        search_text: Set(text::fold(&format!("{} {}", input.username, input.full_name))),
        password_hash: Set(input.password_hash.clone()),
        password_change_required: Set(input.one_time_password),
        second_factor: Set(false),
        status: Set(UserStatus::Active),
        is_demo: Set(input.is_demo),
        created_by: Set(uow.actor.user_id),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let user = user_account::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = UserEvent::Created { status: user.status, password_change_required: user.password_change_required };
    record(uow, (&user.clone(), user), &event).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateUser,
    password_hash: Option<String>,
) -> Result<Recorded<UserView>> {
    uow.touch(Topic::Access)?;
    let current = repo::account(&uow.tx, scope, id).await?;
    // Whoever changes its own password says the old one first.
    if password_hash.is_some() && id == scope.user_id {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    let before = Administered::of_ministry(uow).await?;
    let version = current.version;
    let password = password_hash.is_some();
    let ends_sessions = password || input.status == Some(UserStatus::Suspended);
    let mut next = current.clone().into_active_model();
    if let Some(full_name) = &input.full_name {
        next.search_text = Set(text::fold(&format!("{} {}", current.username, &**full_name)));
        next.full_name = Set(full_name.to_string());
    }
    if let Some(status) = input.status {
        next.status = Set(status);
    }
    if let Some(hash) = password_hash {
        next.password_hash = Set(hash);
        next.password_change_required = Set(true);
    }
    let user = uow.save(next, id, version).await?;
    before.still(uow).await?;
    // A suspended account and a changed password end every session.
    if ends_sessions {
        auth::end_sessions(uow, &[id]).await?;
    }
    record(uow, (&current, user), &UserEvent::Updated { password }).await
}

/// A link that comes or goes is another version of its account.
pub async fn counted_up(uow: &Uow, current: &user_account::Model) -> Result<user_account::Model> {
    uow.save(current.clone().into_active_model(), current.id, current.version).await
}

pub(super) async fn record(
    uow: &Uow,
    (before, after): (&user_account::Model, user_account::Model),
    event: &UserEvent,
) -> Result<Recorded<UserView>> {
    uow.touch(Topic::Access)?;
    uow.record(event.of(before, &after), UserView::from(after)).await
}
