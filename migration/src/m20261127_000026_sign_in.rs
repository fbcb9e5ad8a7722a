//! How people sign in beside a password: second factors, and who they are at the single sign-on.
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
        recovery_code(&schema).await?;
        user_identity(&schema).await?;
        identity_invitation(&schema).await?;
        sso_sign_in(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&["sso_sign_in", "identity_invitation", "user_identity", "recovery_code", "second_factor"])
            .await
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

async fn user_identity(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("user_id"), text("issuer"), text("subject"), timestamp_with_time_zone("created_at")];
    schema.table("user_identity", columns, &[("user_id", "user_account")]).await?;
    schema.unique("user_identity", &["issuer", "subject"]).await?;
    schema.index("user_identity", &["user_id", "id"]).await
}

async fn identity_invitation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        text("secret_digest"),
        uuid("created_by"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("expires_at"),
    ];
    let references = [("user_id", "user_account"), ("created_by", "user_account")];
    schema.table("identity_invitation", columns, &references).await?;
    schema.unique("identity_invitation", &["user_id"]).await?;
    schema.unique("identity_invitation", &["secret_digest"]).await?;
    schema.index("identity_invitation", &["expires_at"]).await
}

async fn sso_sign_in(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("secret_digest"),
        text_null("browser_digest"),
        text("return_address"),
        text("challenge"),
        // Without a reference: a link that was removed meanwhile is not there when the session would begin.
        uuid_null("identity_id"),
        boolean("strong"),
        timestamp_with_time_zone("expires_at"),
    ];
    schema.table("sso_sign_in", columns, &[]).await?;
    schema.unique("sso_sign_in", &["secret_digest"]).await?;
    schema.index("sso_sign_in", &["expires_at"]).await
}
