//! What stands between the law and an award: regimes that are switched on, values of the configuration that a document
//! changed, what became of the items of a decision, and how awards were conferred.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of, one_of_null};

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
        decisions(&schema).await?;
        revocation(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["revocation", "conferral", "decision_change", "rule_revision", "regime_switch"]).await
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
        json("signature"),
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
        json("signature"),
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

/// Of an award one at a time, until it is dismissed.
async fn revocation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("award_id"),
        uuid("unit_id"),
        uuid("nominating_unit_id"),
        uuid("deciding_unit_id"),
        one_of_null("deciding_function", &["emulation_standing_body"]),
        uuid("preparing_unit_id"),
        one_of_null("preparing_function", &["emulation_standing_body"]),
        text("ground"),
        uuid("ground_rule_id"),
        text("conclusion_number"),
        date("conclusion_on"),
        text("conclusion_issuer"),
        text("reason"),
        one_of("status", &["proposed", "dismissed", "revoked", "recovered"]),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        boolean_null("artefact_due"),
        big_integer_null("money_due_vnd"),
        date_null("recovered_on"),
        boolean_null("artefact_recovered"),
        big_integer_null("money_recovered_vnd"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [
        ("award_id", "award"),
        ("unit_id", "unit"),
        ("nominating_unit_id", "unit"),
        ("deciding_unit_id", "unit"),
        ("preparing_unit_id", "unit"),
        ("ground_rule_id", "legal_rule"),
    ];
    schema.table("revocation", columns, &references).await?;
    schema.unique_among("revocation", &["award_id"], "status <> 'dismissed'").await?;
    for filter in ["award_id", "status"] {
        schema.index("revocation", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("revocation", &["updated_at", "id"]).await
}
