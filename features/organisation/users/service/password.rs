//! A person's own password.
use base::{
    kernel::error::Result,
    store::db::{Recorded, Uow},
};
use entity::{snapshot_version::Topic, user_account};
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::accounts::record;
use crate::{
    auth,
    users::{dto::UserView, events::UserEvent},
};

/// `seen` is the account whose old password was checked. If it was changed since, its version is another one.
pub async fn change_own(uow: &Uow, seen: &user_account::Model, hash: String) -> Result<Recorded<UserView>> {
    uow.touch(Topic::Access)?;
    let mut next = seen.clone().into_active_model();
    next.password_hash = Set(hash);
    next.password_change_required = Set(false);
    let user = uow.save(next, seen.id, seen.version).await?;
    auth::end_sessions(uow, &[user.id]).await?;
    record(uow, (seen, user), &UserEvent::PasswordChanged).await
}
