//! Nominations, decisions and awards.
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
        nomination(&schema).await?;
        nomination_evidence(&schema).await?;
        decision(&schema).await?;
        decision_item(&schema).await?;
        award(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["award", "decision_item", "decision", "nomination_evidence", "nomination"]).await
    }
}

#[expect(clippy::too_many_lines, reason = "one column a line")]
async fn nomination(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("stage", &["interim", "final"]),
        uuid("nominating_unit_id"),
        text("nominating_unit_name"),
        text_null("province_code"),
        one_of("subject_type", &["individual", "collective", "household"]),
        text("full_name"),
        text("search_text"),
        text_null("position"),
        uuid("subject_unit_id"),
        text("subject_unit_name"),
        text_null("personal_id"),
        text_null("personal_id_key"),
        text_null("personal_id_index_key"),
        text("subject_key"),
        text("subject_name_key"),
        uuid("award_form_id"),
        text("achievement_summary"),
        date("achievement_from"),
        date("achievement_to"),
        json("stated"),
        one_of(
            "status",
            &[
                "draft",
                "unit_reviewed",
                "submitted",
                "received",
                "returned",
                "appraised",
                "proposed",
                "on_hold",
                "awarded",
                "withdrawn",
                "refused",
                "ineligible",
            ],
        ),
        integer("version_no"),
        text_null("minutes_number"),
        date_null("minutes_on"),
        integer_null("review_present"),
        integer_null("review_votes_for"),
        text_null("regime_code"),
        uuid_null("holder_unit_id"),
        one_of_null("holder_function", &["emulation_standing_body"]),
        timestamp_with_time_zone_null("submitted_at"),
        timestamp_with_time_zone_null("received_at"),
        timestamp_with_time_zone_null("reached_ministry_at"),
        date_null("return_due_on"),
        date_null("appraise_due_on"),
        boolean("sla_breached"),
        one_of_null("held_from", &["received", "appraised", "proposed"]),
        date_null("held_on"),
        one_of_null(
            "hold_ground",
            &[
                "discipline",
                "investigation",
                "inspection_with_signs",
                "complaint",
                "denunciation",
                "press_corruption_under_verification",
            ],
        ),
        text_null("hold_document"),
        text_null("hold_reason"),
        text_null("cleared_by"),
        text_null("return_reason"),
        text_null("end_reason"),
        text_null("appraisal_opinion"),
        json("findings"),
        uuid_null("appraised_by"),
        text_null("forwarding_document"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table(
            "nomination",
            columns,
            &[
                ("movement_id", "movement"),
                ("nominating_unit_id", "unit"),
                ("subject_unit_id", "unit"),
                ("award_form_id", "award_form"),
                ("holder_unit_id", "unit"),
            ],
        )
        .await?;
    schema.index("nomination", &["movement_id", "stage", "subject_key"]).await?;
    schema.index("nomination", &["movement_id", "stage", "subject_name_key"]).await?;
    for filter in ["nominating_unit_id", "movement_id", "province_code", "status", "holder_unit_id"] {
        schema.index("nomination", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("nomination", &["reached_ministry_at", "id"]).await?;
    schema.index("nomination", &["updated_at", "id"]).await?;
    schema.index_of_optional("nomination", "submitted_at").await
}

async fn nomination_evidence(schema: &Schema<'_>) -> Result<(), DbErr> {
    let shown = [uuid_null("target_id"), uuid_null("report_id"), uuid_null("exemplar_id")];
    let columns = [uuid("nomination_id"), integer("ordinal")].into_iter().chain(shown).collect();
    schema
        .table(
            "nomination_evidence",
            columns,
            &[("nomination_id", "nomination"), ("target_id", "target"), ("report_id", "report")],
        )
        .await?;
    schema.unique("nomination_evidence", &["nomination_id", "ordinal"]).await
}

async fn decision(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("deciding_unit_id"),
        text("deciding_unit_name"),
        uuid("preparing_unit_id"),
        one_of("status", &["draft", "signed", "cancelled"]),
        text_null("number"),
        date_null("decided_on"),
        json_null("signature"),
        one_of_null("decided_by", &["government", "prime_minister", "state_president"]),
        date_null("notice_due_on"),
        timestamp_with_time_zone_null("notified_at"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table(
            "decision",
            columns,
            &[("movement_id", "movement"), ("deciding_unit_id", "unit"), ("preparing_unit_id", "unit")],
        )
        .await?;
    for filter in ["deciding_unit_id", "movement_id", "status"] {
        schema.index("decision", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("decision", &["status", "decided_on", "id"]).await?;
    schema.index("decision", &["updated_at", "id"]).await
}

async fn decision_item(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("decision_id"),
        uuid("nomination_id"),
        integer("order_no"),
        uuid("authority_id"),
        integer_null("chosen_num"),
        integer_null("chosen_den"),
    ];
    let references =
        [("decision_id", "decision"), ("nomination_id", "nomination"), ("authority_id", "award_authority")];
    schema.table("decision_item", columns, &references).await?;
    schema.unique("decision_item", &["decision_id", "order_no"]).await?;
    schema.unique("decision_item", &["nomination_id"]).await
}

async fn award(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("decision_id"),
        uuid("nomination_id"),
        integer("order_no"),
        text("decision_number"),
        date("decided_on"),
        text("signer_name"),
        uuid("issuing_unit_id"),
        text("issuing_unit_name"),
        uuid("movement_id"),
        one_of("stage", &["interim", "final"]),
        one_of("subject_type", &["individual", "collective", "household"]),
        text("subject_key"),
        text("full_name"),
        text("search_text"),
        uuid("unit_id"),
        text("unit_name"),
        text_null("province_code"),
        uuid("award_form_id"),
        uuid("authority_id"),
        one_of("status", &["granted", "conferred", "revoked"]),
        text("verification_code"),
        big_integer_null("prize_vnd"),
        boolean_null("prize_is_maximum"),
        integer_null("prize_num"),
        integer_null("prize_den"),
        big_integer_null("base_pay_vnd"),
        uuid_null("prize_citation_id"),
        uuid_null("conferral_id"),
        one_of_null("received_by", &["in_person", "head", "representative", "family_representative"]),
        text_null("revocation_number"),
        date_null("revoked_on"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [
        ("decision_id", "decision"),
        ("nomination_id", "nomination"),
        ("issuing_unit_id", "unit"),
        ("movement_id", "movement"),
        ("unit_id", "unit"),
        ("award_form_id", "award_form"),
        ("authority_id", "award_authority"),
    ];
    schema.table("award", columns, &references).await?;
    schema.unique("award", &["decision_id", "order_no"]).await?;
    schema.unique("award", &["nomination_id"]).await?;
    schema.unique("award", &["movement_id", "stage", "subject_key"]).await?;
    schema.unique("award", &["verification_code"]).await?;
    for filter in ["movement_id", "unit_id", "province_code", "award_form_id", "status"] {
        schema.index("award", &[filter, "decided_on", "id"]).await?;
    }
    schema.index("award", &["decided_on", "id"]).await
}
