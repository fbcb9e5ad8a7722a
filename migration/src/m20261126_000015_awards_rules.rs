//! What stands between the law and an award: regimes that are switched on, values of the configuration that a document
//! changed, what became of the items of a decision, and how awards were conferred.
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
        law(&schema).await?;
        decisions(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["conferral", "decision_change", "rule_revision", "regime_switch"]).await
    }
}

/// Rows are only added.
async fn law(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("regime_code"),
        boolean("applied"),
        date("takes_effect_on"),
        text("document_number"),
        date("document_issued_on"),
        text("signer_name"),
        text("signer_title"),
        uuid("switched_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("regime_switch", columns, &[]).await?;
    let columns = vec![
        text("kind"),
        uuid("rule_id"),
        uuid("made_rule_id"),
        date("takes_effect_on"),
        uuid("document_id"),
        text("signer_name"),
        text("signer_title"),
        uuid("unit_id"),
        uuid("revised_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("rule_revision", columns, &[("document_id", "legal_document"), ("unit_id", "unit")]).await?;
    // A row ends once.
    schema.unique("rule_revision", &["rule_id"]).await
}

/// Rows are only added.
async fn decisions(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("decision_id"),
        uuid("nomination_id"),
        one_of("kind", &["added", "removed", "refused"]),
        text("reason"),
        uuid("made_by"),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("decision_id", "decision"), ("nomination_id", "nomination")];
    schema.table("decision_change", columns, &references).await?;
    schema.index("decision_change", &["decision_id", "id"]).await?;
    let columns = vec![
        uuid("decision_id"),
        date("conferred_on"),
        one_of(
            "occasion",
            &["national_holiday", "founding_day", "traditional_day", "review_conference", "separate_ceremony"],
        ),
        text("place"),
        text("conferred_by"),
        uuid("made_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("conferral", columns, &[("decision_id", "decision")]).await?;
    schema.index("conferral", &["decision_id", "id"]).await
}
