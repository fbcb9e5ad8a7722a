//! How people sign in beside a password: second factors.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::Schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        second_factor(&schema).await?;
        recovery_code(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["recovery_code", "second_factor"]).await
    }
}

async fn second_factor(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        text("secret"),
        text("secret_key"),
        big_integer_null("last_step"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("confirmed_at"),
    ];
    schema.table("second_factor", columns, &[("user_id", "user_account")]).await?;
    schema.unique("second_factor", &["user_id"]).await?;
    schema.index("second_factor", &["secret_key"]).await
}

async fn recovery_code(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("second_factor_id"), text("digest"), timestamp_with_time_zone_null("used_at")];
    schema.table("recovery_code", columns, &[("second_factor_id", "second_factor")]).await?;
    schema.unique("recovery_code", &["second_factor_id", "digest"]).await
}
