//! The law as data: documents, where each rule stands, regimes, forms of award, who decides, how councils vote.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, UNIT_KINDS, one_of};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        documents(&schema).await?;
        legal_regime(&schema).await?;
        award_form(&schema).await?;
        award_authority(&schema).await?;
        vote_rule(&schema).await?;
        legal_rule(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&[
                "legal_rule",
                "vote_rule",
                "award_authority",
                "award_form_rule",
                "award_form",
                "legal_regime",
                "citation",
                "legal_document",
            ])
            .await
    }
}

async fn documents(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        text("number"),
        text("kind"),
        text("title"),
        text("issuer"),
        date_null("issued_on"),
        date_null("in_force_from"),
        date_null("in_force_to"),
        boolean("verified"),
    ];
    schema.table("legal_document", columns, &[]).await?;
    schema.unique("legal_document", &["code"]).await?;
    let columns =
        vec![uuid("document_id"), text_null("article"), boolean("verified"), text("source"), text_null("note")];
    schema.table("citation", columns, &[("document_id", "legal_document")]).await
}

async fn legal_regime(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        uuid("law_id"),
        uuid_null("decree_id"),
        uuid_null("home_affairs_circular_id"),
        uuid_null("ministry_circular_id"),
        one_of("status", &["in_force", "to_confirm"]),
        uuid("citation_id"),
        date("valid_from"),
        date_null("valid_to"),
    ];
    let references = [
        ("law_id", "legal_document"),
        ("decree_id", "legal_document"),
        ("home_affairs_circular_id", "legal_document"),
        ("ministry_circular_id", "legal_document"),
        ("citation_id", "citation"),
    ];
    schema.table("legal_regime", columns, &references).await?;
    schema.unique("legal_regime", &["code"]).await
}

async fn award_form(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        text("name"),
        text("name_en"),
        one_of("class", &["title", "form"]),
        one_of("level", &["grassroots", "ministry", "state"]),
        boolean("own"),
        date_null("valid_from"),
        date_null("valid_to"),
        text_null("document_number"),
        text_null("end_document"),
        big_integer("version"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("award_form", columns, &[]).await?;
    schema.unique("award_form", &["code"]).await?;
    let columns = vec![
        uuid("award_form_id"),
        text("regime_code"),
        boolean_null("for_individual"),
        boolean_null("for_collective"),
        boolean_null("for_household"),
        uuid("citation_id"),
    ];
    let references = [("award_form_id", "award_form"), ("citation_id", "citation")];
    schema.table("award_form_rule", columns, &references).await?;
    schema.unique("award_form_rule", &["award_form_id", "regime_code"]).await
}

async fn award_authority(schema: &Schema<'_>) -> Result<(), DbErr> {
    let outside = ["district_committee", "commune_committee", "government", "prime_minister", "state_president"];
    let deciders: Vec<&str> = UNIT_KINDS.into_iter().chain(outside).collect();
    let columns = vec![
        uuid("award_form_id"),
        text("regime_code"),
        one_of("decider", &deciders),
        text("role"),
        boolean("legal_personality"),
        uuid("citation_id"),
        date("valid_from"),
        date_null("valid_to"),
    ];
    let references = [("award_form_id", "award_form"), ("citation_id", "citation")];
    schema.table("award_authority", columns, &references).await?;
    schema.index("award_authority", &["award_form_id"]).await
}

async fn vote_rule(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("award_form_id"),
        text("regime_code"),
        text("council"),
        boolean_null("ballot_required"),
        one_of("secrecy", &["secret", "open", "not_stated"]),
        integer_null("yes_num"),
        integer_null("yes_den"),
        text_null("op"),
        text("scope"),
        uuid("citation_id"),
        date("valid_from"),
        date_null("valid_to"),
    ];
    let references = [("award_form_id", "award_form"), ("citation_id", "citation")];
    schema.table("vote_rule", columns, &references).await?;
    schema.index("vote_rule", &["award_form_id"]).await
}

async fn legal_rule(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("kind"),
        integer("ordinal"),
        text("regimes"),
        text_null("award_form"),
        text_null("scope"),
        json("params"),
        text_null("words"),
        uuid("citation_id"),
        date_null("valid_from"),
        date_null("valid_to"),
    ];
    schema.table("legal_rule", columns, &[("citation_id", "citation")]).await?;
    schema.unique("legal_rule", &["kind", "ordinal"]).await
}
