//! Secret ballots by tokens: who has taken one, and the box of each item.
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
        council_ballot(&schema).await?;
        council_token(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["council_token", "council_ballot"]).await
    }
}

/// Papers are no rows: a row tells when it was written by where it lies.
async fn council_ballot(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("session_id"), uuid("item_id"), text("public_key"), text_null("seed"), text("papers")];
    let references = [("session_id", "council_session"), ("item_id", "council_item")];
    schema.table("council_ballot", columns, &references).await?;
    schema.unique("council_ballot", &["item_id"]).await?;
    schema.index("council_ballot", &["session_id"]).await
}

/// Nobody takes two.
async fn council_token(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("session_id"), uuid("item_id"), uuid("user_id"), text("blinded_element")];
    let references = [("session_id", "council_session"), ("item_id", "council_item"), ("user_id", "user_account")];
    schema.table("council_token", columns, &references).await?;
    schema.unique("council_token", &["item_id", "user_id"]).await?;
    schema.index("council_token", &["session_id"]).await
}
