//! Machine clients: what they may do, how they prove who they are, and how much they ask.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        client(&schema).await?;
        client_credential(&schema).await?;
        client_assertion(&schema).await?;
        client_usage(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["client_usage", "client_assertion", "client_credential", "client"];
        Schema(manager).drop(&tables).await
    }
}

async fn client(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("name"),
        text("search_text"),
        text("sort_key"),
        uuid("unit_id"),
        json("unit_ids"),
        json("scopes"),
        one_of("status", &["active", "suspended", "revoked"]),
        date("valid_from"),
        date_null("valid_to"),
        integer_null("requests_per_minute"),
        uuid_null("created_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("client", columns, &[("unit_id", "unit"), ("created_by", "user_account")]).await?;
    for filter in ["unit_id", "status"] {
        schema.index("client", &[filter, "sort_key", "id"]).await?;
    }
    schema.index("client", &["sort_key", "id"]).await
}

async fn client_credential(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("client_id"),
        one_of("kind", &["secret", "key"]),
        text_null("secret_digest"),
        text_null("kid"),
        text_null("jwk"),
        date_null("expires_on"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("revoked_at"),
    ];
    schema.table("client_credential", columns, &[("client_id", "client")]).await?;
    schema.index("client_credential", &["client_id", "id"]).await?;
    schema.unique_among("client_credential", &["client_id", "kid"], "kid IS NOT NULL AND revoked_at IS NULL").await
}

/// A signed assertion is good for one use: its `jti` is kept until it would have expired.
async fn client_assertion(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("client_id"), text("jti_digest"), timestamp_with_time_zone("expires_at")];
    schema.table("client_assertion", columns, &[("client_id", "client")]).await?;
    schema.unique("client_assertion", &["client_id", "jti_digest"]).await?;
    schema.index("client_assertion", &["expires_at"]).await
}

/// How many requests of a client were answered how on a day.
async fn client_usage(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("client_id"),
        date("day"),
        big_integer("succeeded"),
        big_integer("redirected"),
        big_integer("rejected"),
        big_integer("failed"),
        big_integer("refused"),
        timestamp_with_time_zone("last_used_at"),
    ];
    schema.table("client_usage", columns, &[("client_id", "client")]).await?;
    schema.unique("client_usage", &["client_id", "day"]).await?;
    schema.index("client_usage", &["client_id", "day", "id"]).await?;
    schema.index("client_usage", &["day"]).await
}
