//! Invitations to link an account to the single sign-on. They are withdrawn with whatever ends all sessions of their account, which
//! lies below them, so that what both do with them stands here.
use entity::identity_invitation::{ActiveModel, Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{kernel::error::Result, store::db::Uow};

/// In place of the one that the account had.
pub async fn offer(uow: &Uow, user_id: Uuid, invitation: ActiveModel) -> Result<Model> {
    withdraw(uow, vec![user_id]).await?;
    Ok(Entity::insert(invitation).exec_with_returning(&uow.tx).await?)
}

/// Whether it was still there: two who use it race for that, and the database lets one win.
pub async fn used(uow: &Uow, id: Uuid) -> Result<bool> {
    Ok(Entity::delete_by_id(id).exec(&uow.tx).await?.rows_affected == 1)
}

pub async fn withdraw(uow: &Uow, users: Vec<Uuid>) -> Result<()> {
    Entity::delete_many().filter(Column::UserId.is_in(users)).exec(&uow.tx).await?;
    Ok(())
}
