//! The append-only journal and its seal.
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
        journal(&schema).await?;
        journal_seal(&schema).await?;
        append_only(manager).await?;
        commit_order(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["journal_seal", "journal"]).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            let sql =
                "DROP FUNCTION journal_refuse; DROP FUNCTION journal_take_commit_no; DROP SEQUENCE journal_commit_no";
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

async fn journal(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        timestamp_with_time_zone("at"),
        text("event"),
        integer("event_version"),
        uuid_null("actor_id"),
        uuid_null("client_id"),
        uuid_null("delegated_by_id"),
        text("subject_type"),
        uuid("subject_id"),
        big_integer_null("subject_version"),
        uuid_null("unit_id"),
        text("request_id"),
        text("data"),
        boolean("sealed"),
        big_integer_null("commit_no"),
    ];
    schema.table("journal", columns, &[]).await?;
    schema.index_among("journal", &["commit_no"], "sealed = FALSE").await?;
    schema.index("journal", &["subject_id", "id"]).await?;
    schema.index("journal", &["subject_type", "id"]).await?;
    schema.index("journal", &["unit_id", "id"]).await?;
    schema.index("journal", &["event", "id"]).await
}

async fn journal_seal(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("entry_id"), blob("hash"), timestamp_with_time_zone("sealed_at")];
    schema.table_by(big_integer("seq"), "journal_seal", columns, &[("entry_id", "journal")]).await?;
    schema.unique("journal_seal", &["entry_id"]).await
}

/// The number of a row is taken when its transaction commits. So rows are sealed as they were committed, whenever their
/// transactions began; of one subject in the order of its versions, as each waits for the commit of the one before.
/// SQLite has one writer at a time: there the order of rows is that of commits.
async fn commit_order(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        sea_orm::DbBackend::Sqlite => &[
            "CREATE TRIGGER journal_commit AFTER INSERT ON journal BEGIN UPDATE journal SET commit_no = NEW.rowid WHERE id = NEW.id; END",
            "CREATE TRIGGER journal_commit_no BEFORE UPDATE OF commit_no ON journal WHEN OLD.commit_no IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        ],
        _ => &[
            "CREATE SEQUENCE journal_commit_no",
            "CREATE FUNCTION journal_take_commit_no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE journal SET commit_no = nextval('journal_commit_no') WHERE id = NEW.id AND commit_no IS NULL; RETURN NULL; END $$",
            "CREATE CONSTRAINT TRIGGER journal_commit AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_take_commit_no()",
            "CREATE TRIGGER journal_commit_no BEFORE UPDATE OF commit_no ON journal FOR EACH ROW WHEN (OLD.commit_no IS NOT NULL) EXECUTE FUNCTION journal_refuse()",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// The journal's rows stay as written: only the mark that a row has been sealed may change.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = "id, at, event, event_version, actor_id, client_id, delegated_by_id, subject_type, subject_id, subject_version, unit_id, request_id, data";
    let statements = match manager.get_database_backend() {
        sea_orm::DbBackend::Sqlite => vec![
            format!("CREATE TRIGGER journal_update BEFORE UPDATE OF {columns} ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"),
            "CREATE TRIGGER journal_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END".to_owned(),
            "CREATE TRIGGER journal_seal_update BEFORE UPDATE ON journal_seal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END".to_owned(),
            "CREATE TRIGGER journal_seal_delete BEFORE DELETE ON journal_seal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END".to_owned(),
        ],
        _ => vec![
            "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$".to_owned(),
            format!("CREATE TRIGGER journal_update BEFORE UPDATE OF {columns} ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse()"),
            "CREATE TRIGGER journal_delete BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse()".to_owned(),
            "CREATE TRIGGER journal_seal_change BEFORE UPDATE OR DELETE ON journal_seal FOR EACH ROW EXECUTE FUNCTION journal_refuse()".to_owned(),
            "CREATE TRIGGER journal_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()".to_owned(),
            "CREATE TRIGGER journal_seal_truncate BEFORE TRUNCATE ON journal_seal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()".to_owned(),
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
