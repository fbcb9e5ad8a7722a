//! What the entities say and what the migrations make are the same tables.
use std::{collections::BTreeSet, fs};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Schema, Statement, sea_query::TableCreateStatement,
};

use crate::support::{Database, Kind};

type Table = (&'static str, TableCreateStatement);

fn table<E: EntityTrait>(name: &'static str, entity: E) -> Table {
    (name, Schema::new(DbBackend::Sqlite).create_table_from_entity(entity))
}

#[expect(clippy::too_many_lines, reason = "one list, read as a list")]
fn tables() -> Vec<Table> {
    vec![
        table("allocation", entity::allocation::Entity),
        table("assignment", entity::assignment::Entity),
        table("award", entity::award::Entity),
        table("award_authority", entity::award_authority::Entity),
        table("award_form", entity::award_form::Entity),
        table("award_form_rule", entity::award_form_rule::Entity),
        table("award_quota", entity::award_quota::Entity),
        table("award_quota_item", entity::award_quota_item::Entity),
        table("award_stage", entity::award_stage::Entity),
        table("calendar_feed", entity::calendar_feed::Entity),
        table("calendar_year", entity::calendar_year::Entity),
        table("citation", entity::citation::Entity),
        table("client", entity::client::Entity),
        table("client_assertion", entity::client_assertion::Entity),
        table("client_credential", entity::client_credential::Entity),
        table("client_usage", entity::client_usage::Entity),
        table("conferral", entity::conferral::Entity),
        table("consolidation", entity::consolidation::Entity),
        table("content_claim", entity::content_claim::Entity),
        table("council", entity::council::Entity),
        table("council_ballot", entity::council_ballot::Entity),
        table("council_conflict", entity::council_conflict::Entity),
        table("council_item", entity::council_item::Entity),
        table("council_member", entity::council_member::Entity),
        table("council_place", entity::council_place::Entity),
        table("council_seat", entity::council_seat::Entity),
        table("council_session", entity::council_session::Entity),
        table("council_token", entity::council_token::Entity),
        table("council_vote", entity::council_vote::Entity),
        table("decision", entity::decision::Entity),
        table("decision_change", entity::decision_change::Entity),
        table("decision_item", entity::decision_item::Entity),
        table("definition_version", entity::definition_version::Entity),
        table("document_number", entity::document_number::Entity),
        table("eligibility_run", entity::eligibility_run::Entity),
        table("exemplar", entity::exemplar::Entity),
        table("exemplar_adoption", entity::exemplar_adoption::Entity),
        table("exemplar_recognition", entity::exemplar_recognition::Entity),
        table("exemplar_result", entity::exemplar_result::Entity),
        table("figure_change", entity::figure_change::Entity),
        table("file", entity::file::Entity),
        table("function_assignment", entity::function_assignment::Entity),
        table("guidance", entity::guidance::Entity),
        table("guidance_addressee", entity::guidance_addressee::Entity),
        table("guidance_question", entity::guidance_question::Entity),
        table("idempotency_key", entity::idempotency_key::Entity),
        table("identity_invitation", entity::identity_invitation::Entity),
        table("indicator", entity::indicator::Entity),
        table("indicator_kind", entity::indicator_kind::Entity),
        table("initiative_use", entity::initiative_use::Entity),
        table("inspection", entity::inspection::Entity),
        table("inspection_explanation", entity::inspection_explanation::Entity),
        table("inspection_member", entity::inspection_member::Entity),
        table("inspection_recommendation", entity::inspection_recommendation::Entity),
        table("inspection_unit", entity::inspection_unit::Entity),
        table("job", entity::job::Entity),
        table("journal", entity::journal::Entity),
        table("journal_seal", entity::journal_seal::Entity),
        table("legal_basis", entity::legal_basis::Entity),
        table("legal_document", entity::legal_document::Entity),
        table("legal_regime", entity::legal_regime::Entity),
        table("legal_rule", entity::legal_rule::Entity),
        table("measure", entity::measure::Entity),
        table("milestone", entity::milestone::Entity),
        table("movement", entity::movement::Entity),
        table("movement_alias", entity::movement_alias::Entity),
        table("movement_award_form", entity::movement_award_form::Entity),
        table("movement_indicator", entity::movement_indicator::Entity),
        table("movement_indicator_kind", entity::movement_indicator_kind::Entity),
        table("nomination", entity::nomination::Entity),
        table("nomination_evidence", entity::nomination_evidence::Entity),
        table("notification_read", entity::notification_read::Entity),
        table("obligation", entity::obligation::Entity),
        table("obligation_change", entity::obligation_change::Entity),
        table("operation", entity::operation::Entity),
        table("paper_attachment", entity::paper_attachment::Entity),
        table("paper_version", entity::paper_version::Entity),
        table("peer_group", entity::peer_group::Entity),
        table("peer_group_member", entity::peer_group_member::Entity),
        table("period", entity::period::Entity),
        table("period_due", entity::period_due::Entity),
        table("plan", entity::plan::Entity),
        table("plan_attachment", entity::plan_attachment::Entity),
        table("plan_deadline", entity::plan_deadline::Entity),
        table("plan_template", entity::plan_template::Entity),
        table("posting", entity::posting::Entity),
        table("posting_entry", entity::posting_entry::Entity),
        table("posting_objection", entity::posting_objection::Entity),
        table("posting_objection_entry", entity::posting_objection_entry::Entity),
        table("posting_objection_message", entity::posting_objection_message::Entity),
        table("receipt", entity::receipt::Entity),
        table("receipt_key", entity::receipt_key::Entity),
        table("recovery_code", entity::recovery_code::Entity),
        table("refresh_token", entity::refresh_token::Entity),
        table("regime_switch", entity::regime_switch::Entity),
        table("reminder", entity::reminder::Entity),
        table("reminder_ladder", entity::reminder_ladder::Entity),
        table("reminder_rung", entity::reminder_rung::Entity),
        table("reorganisation", entity::reorganisation::Entity),
        table("reorganisation_effect", entity::reorganisation_effect::Entity),
        table("reorganisation_unit", entity::reorganisation_unit::Entity),
        table("report", entity::report::Entity),
        table("report_attachment", entity::report_attachment::Entity),
        table("report_message", entity::report_message::Entity),
        table("report_value", entity::report_value::Entity),
        table("reporting_line", entity::reporting_line::Entity),
        table("reporting_schedule", entity::reporting_schedule::Entity),
        table("revocation", entity::revocation::Entity),
        table("rule_revision", entity::rule_revision::Entity),
        table("second_factor", entity::second_factor::Entity),
        table("session", entity::session::Entity),
        table("setting", entity::setting::Entity),
        table("snapshot_version", entity::snapshot_version::Entity),
        table("sso_sign_in", entity::sso_sign_in::Entity),
        table("submission", entity::submission::Entity),
        table("submission_item", entity::submission_item::Entity),
        table("supplement_reply", entity::supplement_reply::Entity),
        table("supplement_request", entity::supplement_request::Entity),
        table("target", entity::target::Entity),
        table("target_band", entity::target_band::Entity),
        table("target_band_unit", entity::target_band_unit::Entity),
        table("target_level", entity::target_level::Entity),
        table("target_milestone", entity::target_milestone::Entity),
        table("task", entity::task::Entity),
        table("unit", entity::unit::Entity),
        table("unit_code", entity::unit_code::Entity),
        table("unit_name", entity::unit_name::Entity),
        table("unit_relation", entity::unit_relation::Entity),
        table("unit_succession", entity::unit_succession::Entity),
        table("user_account", entity::user_account::Entity),
        table("user_identity", entity::user_identity::Entity),
        table("vote_rule", entity::vote_rule::Entity),
        table("webhook", entity::webhook::Entity),
        table("webhook_delivery", entity::webhook_delivery::Entity),
        table("webhook_secret", entity::webhook_secret::Entity),
    ]
}

#[test]
fn no_entity_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/entity/src");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let entities = files.filter(|file| fs::read_to_string(file).unwrap().contains("DeriveEntityModel"));
    let names: BTreeSet<_> = entities.map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, tables().into_iter().map(|(name, _)| name.to_owned()).collect());
}

#[actix_web::test]
async fn entities_have_the_columns_that_the_migrations_make() {
    let database = Database::fresh(Kind::Sqlite).await;
    let (migrated, plain) = (database.connect().await, Database::empty(Kind::Sqlite).await);
    let from_entities = plain.connect().await;
    for (name, create) in tables() {
        from_entities.execute(&create).await.unwrap();
        assert_eq!(columns(&migrated, name).await, columns(&from_entities, name).await, "{name}");
    }
    let known: BTreeSet<_> = tables().into_iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(table_names(&migrated).await, known, "the migrations make other tables");
}

#[actix_web::test]
async fn both_databases_get_the_same_columns_and_indexes() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let (sqlite, postgres) = (Database::fresh(Kind::Sqlite).await, Database::fresh(kind).await);
        let (there, here) = (postgres.connect().await, sqlite.connect().await);
        for (name, _) in tables() {
            let sql = format!(
                "SELECT column_name::text AS name, is_nullable = 'NO' AS required \
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{name}' ORDER BY column_name COLLATE \"C\""
            );
            let expected = columns(&here, name).await;
            let expected: Vec<_> = expected.into_iter().map(|(name, _, required)| (name, required)).collect();
            assert_eq!(pairs(&there, &sql).await, expected, "{name}");
        }
        // Of the orders by what may be empty PostgreSQL needs an index for each direction.
        let sql = "SELECT indexname::text AS name, indexdef LIKE '%UNIQUE%' AS required FROM pg_indexes \
                   WHERE schemaname = 'public' AND indexname ~ '^(ix|ux)_' AND indexname !~ '_last$' \
                   ORDER BY indexname COLLATE \"C\"";
        let local = "SELECT name, sql LIKE '%UNIQUE%' AS required FROM sqlite_schema \
                     WHERE type = 'index' AND (name LIKE 'ix\\_%' ESCAPE '\\' OR name LIKE 'ux\\_%' ESCAPE '\\') ORDER BY name";
        assert_eq!(pairs(&there, sql).await, pairs(&here, local).await);
        there.close().await.unwrap();
        postgres.remove().await;
    }
}

/// PostgreSQL cuts longer names without a word: two could become one, and a migration that drops one would not find it.
const LONGEST_NAME: usize = 63;

#[actix_web::test]
async fn names_are_as_long_as_postgresql_keeps_them() {
    let database = Database::fresh(Kind::Sqlite).await;
    let db = database.connect().await;
    let made = "SELECT name, 0 AS required FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'";
    let mut names: Vec<String> = pairs(&db, made).await.into_iter().map(|(name, _)| name).collect();
    for (table, _) in tables() {
        names.extend(columns(&db, table).await.into_iter().map(|(name, ..)| name));
    }
    assert!(names.len() > 500, "{}", names.len());
    let long: Vec<_> = names.iter().filter(|name| name.len() > LONGEST_NAME).collect();
    assert!(long.is_empty(), "{long:?}");
    // What only PostgreSQL has: a name that was cut is exactly so long. Those that it makes up itself are its own matter.
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let postgres = Database::fresh(kind).await;
        let there = postgres.connect().await;
        let cut = "SELECT relname::text AS name, true AS required FROM pg_class WHERE length(relname::text) >= 63 \
                   AND relname ~ '^(ix|ux)_'";
        let cut = pairs(&there, cut).await;
        assert!(cut.is_empty(), "{cut:?}");
        there.close().await.unwrap();
        postgres.remove().await;
    }
}

async fn pairs(db: &DatabaseConnection, sql: &str) -> Vec<(String, bool)> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (name(row), row.try_get("", "required").unwrap())).collect()
}

fn name(row: &sea_orm::QueryResult) -> String {
    row.try_get::<String>("", "name").unwrap()
}

/// Name, kind of value and whether it is required.
async fn columns(db: &DatabaseConnection, table: &str) -> Vec<(String, String, bool)> {
    let sql = format!("SELECT name, type, \"notnull\" AS required FROM pragma_table_info('{table}') ORDER BY name");
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    assert!(!rows.is_empty(), "there is no table {table}");
    let column = |row: &sea_orm::QueryResult| {
        (row.try_get("", "name").unwrap(), kind(row.try_get("", "type").unwrap()), row.try_get("", "required").unwrap())
    };
    rows.iter().map(column).collect()
}

/// Length is no matter to SQLite.
fn kind(declared: String) -> String {
    let lower = declared.to_lowercase();
    match () {
        () if lower.starts_with("varchar") => "text".to_owned(),
        () if lower.ends_with("blob") => "blob".to_owned(),
        () => lower,
    }
}

async fn table_names(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations'";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}
