//! Councils: who is in them, their sessions with agenda, presence, conflicts of interest and votes.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of, one_of_null};

const ROLES: [&str; 4] = ["chair", "vice_chair", "secretary", "member"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        council(&schema).await?;
        council_member(&schema).await?;
        council_session(&schema).await?;
        council_seat(&schema).await?;
        council_item(&schema).await?;
        council_vote(&schema).await?;
        council_conflict(&schema).await?;
        council_place(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        schema.drop(&["council_place", "council_conflict", "council_vote", "council_item", "council_seat"]).await?;
        schema.drop(&["council_session", "council_member", "council"]).await
    }
}

async fn council(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("unit_id"),
        text("unit_name"),
        text("name"),
        one_of("status", &["draft", "founded", "dissolved"]),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        text_null("changed_by"),
        text_null("end_reason"),
        text_null("end_document"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("council", columns, &[("unit_id", "unit")]).await?;
    for filter in ["unit_id", "status"] {
        schema.index("council", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("council", &["updated_at", "id"]).await
}

async fn council_member(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns =
        vec![uuid("council_id"), uuid("user_id"), one_of("role", &ROLES), date("valid_from"), date_null("valid_to")];
    let references = [("council_id", "council"), ("user_id", "user_account")];
    schema.table("council_member", columns, &references).await?;
    schema.unique("council_member", &["council_id", "user_id"]).await?;
    schema.index("council_member", &["user_id", "council_id"]).await
}

async fn council_session(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("council_id"),
        uuid("unit_id"),
        text("title"),
        date("held_on"),
        one_of("ballot", &["open", "paper", "blind"]),
        text_null("ballot_document"),
        one_of("status", &["planned", "open", "casting", "closed", "concluded", "cancelled"]),
        integer_null("members"),
        timestamp_with_time_zone_null("opened_at"),
        timestamp_with_time_zone_null("closed_at"),
        text_null("minutes"),
        text_null("minutes_digest"),
        text_null("minutes_number"),
        date_null("minutes_issued_on"),
        json_null("minutes_signature"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("council_session", columns, &[("council_id", "council"), ("unit_id", "unit")]).await?;
    for filter in ["council_id", "unit_id", "status"] {
        schema.index("council_session", &[filter, "held_on", "id"]).await?;
    }
    schema.index("council_session", &["updated_at", "id"]).await?;
    schema.index("council_session", &["held_on", "id"]).await
}

async fn council_seat(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        uuid("user_id"),
        one_of("role", &ROLES),
        one_of("presence", &["present", "written", "delegated", "absent"]),
        text_null("delegation_document"),
        boolean("teller"),
    ];
    let references = [("session_id", "council_session"), ("user_id", "user_account")];
    schema.table("council_seat", columns, &references).await?;
    schema.unique("council_seat", &["session_id", "user_id"]).await
}

async fn council_item(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        integer("ordinal"),
        uuid("nomination_id"),
        integer("nomination_version_no"),
        uuid("award_form_id"),
        uuid("vote_rule_id"),
        integer_null("yes"),
        integer_null("no"),
        integer_null("neither"),
        uuid_null("tallied_by"),
        uuid_null("confirmed_by"),
        integer_null("place"),
        one_of_null("outcome", &["passed", "not_passed", "over_quota", "tied", "lapsed"]),
    ];
    let references = [
        ("session_id", "council_session"),
        ("nomination_id", "nomination"),
        ("award_form_id", "award_form"),
        ("vote_rule_id", "vote_rule"),
    ];
    schema.table("council_item", columns, &references).await?;
    schema.unique("council_item", &["session_id", "nomination_id"]).await?;
    schema.index("council_item", &["session_id", "ordinal", "id"]).await?;
    schema.index("council_item", &["nomination_id"]).await
}

/// Nobody votes twice.
async fn council_vote(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        uuid("item_id"),
        uuid("user_id"),
        one_of("choice", &["yes", "no", "abstain"]),
        text_null("document_number"),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("session_id", "council_session"), ("item_id", "council_item"), ("user_id", "user_account")];
    schema.table("council_vote", columns, &references).await?;
    schema.unique("council_vote", &["item_id", "user_id"]).await?;
    schema.index("council_vote", &["session_id"]).await
}

async fn council_conflict(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        uuid("item_id"),
        uuid("user_id"),
        one_of("ground", &["nominee", "head_of_unit", "declared"]),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("session_id", "council_session"), ("item_id", "council_item"), ("user_id", "user_account")];
    schema.table("council_conflict", columns, &references).await?;
    schema.unique("council_conflict", &["item_id", "user_id"]).await?;
    schema.index("council_conflict", &["session_id"]).await?;
    schema.index("council_conflict", &["user_id"]).await
}

async fn council_place(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        uuid("award_form_id"),
        uuid_null("movement_id"),
        one_of_null("stage", &["interim", "final"]),
        one_of_null("subject_type", &["individual", "collective", "household"]),
        integer("places"),
    ];
    let references = [("session_id", "council_session"), ("award_form_id", "award_form"), ("movement_id", "movement")];
    schema.table("council_place", columns, &references).await?;
    schema.index("council_place", &["session_id", "award_form_id"]).await
}
