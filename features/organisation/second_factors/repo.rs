//! Queries on second factors.
use base::{kernel::error::Result, store::db::Conn};
use entity::{
    recovery_code,
    second_factor::{Column, Entity, Model},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// How far a second factor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SecondFactorStanding)]
pub enum Standing {
    /// There is none.
    None,
    /// Its secret was told, and no code has come yet.
    Pending,
    /// It is in use.
    Enrolled,
}

impl Standing {
    pub const fn of(factor: Option<&Model>) -> Self {
        match factor {
            None => Self::None,
            Some(Model { confirmed_at: None, .. }) => Self::Pending,
            Some(_) => Self::Enrolled,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending => "pending",
            Self::Enrolled => "enrolled",
        }
    }
}

pub async fn of_user(db: &Conn, user_id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::UserId.eq(user_id)).one(db).await?)
}

/// How many recovery codes are still good.
pub async fn codes_left(db: &Conn, factor_id: Uuid) -> Result<u64> {
    let unused = recovery_code::Entity::find()
        .filter(recovery_code::Column::SecondFactorId.eq(factor_id))
        .filter(recovery_code::Column::UsedAt.is_null());
    Ok(unused.count(db).await?)
}
