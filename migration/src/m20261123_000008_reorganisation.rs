//! Reorganisations, what they do, and who succeeds whom; and that no two facts about a unit hold on one day.
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
        reorganisation(&schema).await?;
        reorganisation_unit(&schema).await?;
        reorganisation_effect(&schema).await?;
        unit_succession(&schema).await?;
        for rule in RULES {
            no_overlap(manager, rule).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&["unit_succession", "reorganisation_effect", "reorganisation_unit", "reorganisation"])
            .await
    }
}

async fn reorganisation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("title"),
        one_of("status", &["draft", "previewed", "scheduled", "applied", "undone", "cancelled"]),
        text("legal_basis"),
        boolean("legal_basis_verified"),
        date("in_force_from"),
        date("operational_from"),
        text("steps"),
        text_null("digest"),
        timestamp_with_time_zone_null("previewed_at"),
        timestamp_with_time_zone_null("applied_at"),
        text_null("undo"),
        text_null("failure"),
        text_null("end_reason"),
        timestamp_with_time_zone_null("ended_at"),
        uuid("drafted_by"),
        json("authors"),
        uuid_null("decided_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("reorganisation", columns, &[]).await?;
    schema.index("reorganisation", &["status", "operational_from"]).await?;
    schema.index("reorganisation", &["operational_from", "id"]).await?;
    schema.index("reorganisation", &["updated_at", "id"]).await
}

/// The units of the register that a document names: who looks after all of them reads it.
async fn reorganisation_unit(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("reorganisation_id"), uuid("unit_id")];
    let references = [("reorganisation_id", "reorganisation"), ("unit_id", "unit")];
    schema.table("reorganisation_unit", columns, &references).await?;
    schema.unique("reorganisation_unit", &["reorganisation_id", "unit_id"]).await?;
    schema.index("reorganisation_unit", &["unit_id"]).await
}

async fn reorganisation_effect(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("reorganisation_id"),
        integer("ordinal"),
        text("resource"),
        text("effect"),
        uuid("subject_id"),
        uuid("unit_id"),
        uuid_null("heir_id"),
        text("before"),
    ];
    schema.table("reorganisation_effect", columns, &[("reorganisation_id", "reorganisation")]).await?;
    schema.unique("reorganisation_effect", &["reorganisation_id", "ordinal"]).await?;
    let of_kind = ["reorganisation_id", "resource", "effect", "ordinal"];
    schema.index_as("of_kind", "reorganisation_effect", &of_kind).await?;
    schema.index("reorganisation_effect", &["reorganisation_id", "id"]).await?;
    schema.index("reorganisation_effect", &["reorganisation_id", "unit_id", "id"]).await
}

async fn unit_succession(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid_null("reorganisation_id"),
        uuid("predecessor_id"),
        uuid("successor_id"),
        one_of("kind", &["merge", "absorb", "split", "convert", "dissolve"]),
        date("effective_on"),
        big_integer_null("share"),
        integer("ordinal"),
    ];
    schema
        .table(
            "unit_succession",
            columns,
            &[("reorganisation_id", "reorganisation"), ("predecessor_id", "unit"), ("successor_id", "unit")],
        )
        .await?;
    schema.unique("unit_succession", &["predecessor_id", "effective_on", "successor_id"]).await?;
    schema.index("unit_succession", &["successor_id"]).await?;
    schema.index("unit_succession", &["reorganisation_id"]).await
}

/// A table whose rows of the same key may not hold on the same day.
struct Rule {
    name: &'static str,
    table: &'static str,
    key: &'static [&'static str],
    /// Rows that the rule is about; `{}` stands for the row.
    only: &'static str,
}

const RULES: &[Rule] = &[
    Rule { name: "one_parent", table: "unit_relation", key: &["child_id"], only: "TRUE" },
    Rule { name: "one_name", table: "unit_name", key: &["unit_id"], only: "TRUE" },
    Rule { name: "one_code", table: "unit_code", key: &["unit_id", "scheme"], only: "TRUE" },
    Rule { name: "code_of_one", table: "unit_code", key: &["scheme", "code"], only: "{}.scheme = 'internal'" },
    Rule { name: "one_holder", table: "function_assignment", key: &["function"], only: "TRUE" },
    // One that was taken back before it began holds on no day.
    Rule {
        name: "one_role",
        table: "assignment",
        key: &["user_id", "role", "unit_id"],
        only: "COALESCE({}.valid_to, '9999-12-31') >= {}.valid_from",
    },
];

/// A trigger on either database. On PostgreSQL two transactions could pass it at the same moment; every change of the
/// organisation, and of roles, first counts up one row of `snapshot_version`, which lets them through one after the other.
async fn no_overlap(manager: &SchemaManager<'_>, rule: &Rule) -> Result<(), DbErr> {
    let Rule { name, table, key, only } = rule;
    let same: Vec<_> = key.iter().map(|column| format!("o.{column} = NEW.{column}")).collect();
    let overlap = format!(
        "EXISTS (SELECT 1 FROM {table} o WHERE {} AND o.id <> NEW.id AND {} \
         AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31'))",
        same.join(" AND "),
        only.replace("{}", "o")
    );
    let wrong = format!("{} AND {overlap}", only.replace("{}", "NEW"));
    let statements = match manager.get_database_backend() {
        sea_orm::DbBackend::Sqlite => ["INSERT", "UPDATE"]
            .map(|event| {
                let body = format!("SELECT RAISE(ABORT, 'overlap: {name}')");
                format!("CREATE TRIGGER {name}_{event} AFTER {event} ON {table} WHEN {wrong} BEGIN {body}; END")
            })
            .to_vec(),
        _ => vec![
            format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN \
                 RAISE EXCEPTION 'overlap: {name}' USING ERRCODE = 'exclusion_violation'; END IF; RETURN NULL; END $$"
            ),
            format!("CREATE TRIGGER {name} AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"),
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
