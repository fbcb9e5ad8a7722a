//! Ten times the history: every period, with its obligations, reports, versions and values, nine times more under other
//! codes. Of one copy the reports are still signed and not sent, of others sent and not accepted: work for the writes.
use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::database::{all, connect, one};

const COPIES: usize = 9;

/// How far the reports of a copy have come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Accepted,
    Submitted,
    Signed,
}

const fn stage(copy: usize) -> Stage {
    match copy {
        1 | 2 => Stage::Signed,
        3..=6 => Stage::Submitted,
        _ => Stage::Accepted,
    }
}

/// Returns how many reports and values there are then.
pub async fn enlarge(url: &str) -> Result<(i64, i64)> {
    let db = connect(url, 1).await?;
    for copy in 1..=COPIES {
        let tx = db.begin_with_options(writing()).await?;
        Copy { db: &tx, number: copy, stage: stage(copy) }.run().await?;
        tx.commit().await?;
    }
    // What every write that moves a figure does: whoever keeps figures reads them again.
    db.execute_unprepared("UPDATE snapshot_version SET value = value + 1 WHERE topic = 'figures'").await?;
    let counted = counted(&db).await?;
    db.close().await?;
    Ok(counted)
}

/// What writes says so from its beginning: on SQLite it would else be refused once it writes beside another writer.
fn writing() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

struct Copy<'a, C: ConnectionTrait> {
    db: &'a C,
    number: usize,
    stage: Stage,
}

/// The first history: what is copied.
const FIRST: &str = "SELECT id FROM period WHERE code NOT LIKE '%+%'";

impl<C: ConnectionTrait> Copy<'_, C> {
    async fn run(&self) -> Result<()> {
        self.ids("period", FIRST).await?;
        self.ids("obligation", "SELECT o.id FROM obligation o JOIN new_period p ON p.old = o.period_id").await?;
        self.ids(
            "report",
            "SELECT r.id FROM report r JOIN new_period p ON p.old = r.period_id WHERE r.status = 'accepted'",
        )
        .await?;
        self.ids("paper_version", "SELECT v.id FROM paper_version v JOIN new_report r ON r.old = v.paper_id").await?;
        self.periods().await?;
        self.obligations().await?;
        self.reports().await?;
        if self.stage != Stage::Signed {
            self.versions().await?;
        }
        self.values().await?;
        for table in ["period", "obligation", "report", "paper_version"] {
            self.execute(&format!("DROP TABLE new_{table}")).await?;
        }
        Ok(())
    }

    async fn execute(&self, sql: &str) -> Result<()> {
        self.db.execute_unprepared(sql).await.with_context(|| sql.to_owned())?;
        Ok(())
    }

    fn random_id(&self) -> &'static str {
        if self.db.get_database_backend() == DbBackend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" }
    }

    /// A new id for each of some rows.
    async fn ids(&self, table: &str, of: &str) -> Result<()> {
        let random = self.random_id();
        self.execute(&format!("CREATE TEMP TABLE new_{table} AS SELECT id AS old, {random} AS new FROM ({of}) rows"))
            .await?;
        self.execute(&format!("CREATE UNIQUE INDEX ix_new_{table} ON new_{table} (old)")).await
    }

    async fn periods(&self) -> Result<()> {
        let code = format!("x.code || '+{}'", self.number);
        self.insert("period", "JOIN new_period i ON i.old = x.id", &[("id", "i.new"), ("code", &code)]).await
    }

    async fn obligations(&self) -> Result<()> {
        let joins = "JOIN new_obligation i ON i.old = x.id JOIN new_period p ON p.old = x.period_id";
        let code = format!("x.period_code || '+{}'", self.number);
        let status = match self.stage {
            Stage::Accepted => "x.status",
            Stage::Submitted => "CASE x.status WHEN 'accepted' THEN 'submitted' ELSE x.status END",
            Stage::Signed => "CASE x.status WHEN 'accepted' THEN 'issued' ELSE x.status END",
        };
        let new = [("id", "i.new"), ("period_id", "p.new"), ("period_code", &code), ("status", status)];
        self.insert("obligation", joins, &new).await
    }

    async fn reports(&self) -> Result<()> {
        let joins = "JOIN new_report i ON i.old = x.id JOIN new_period p ON p.old = x.period_id
            JOIN new_obligation o ON o.old = x.obligation_id";
        let code = format!("x.period_code || '+{}'", self.number);
        let number = format!("x.document_number || '+{}'", self.number);
        let mut new = vec![("id", "i.new"), ("obligation_id", "o.new"), ("period_id", "p.new")];
        new.extend([("period_code", code.as_str()), ("document_number", number.as_str())]);
        match self.stage {
            Stage::Accepted => {}
            Stage::Submitted => {
                new.extend([("status", "'submitted'"), ("shown_status", "'submitted'"), ("accepted_at", "NULL")]);
            }
            Stage::Signed => {
                new.extend([("status", "'issued'"), ("accepted_at", "NULL"), ("submitted_at", "NULL")]);
                new.extend([("first_submitted_at", "NULL"), ("signed_checks", "json('[]')")]);
                new.extend([("shown_status", "'draft'"), ("shown_version_no", "NULL")]);
            }
        }
        self.insert("report", joins, &new).await
    }

    async fn versions(&self) -> Result<()> {
        let joins = "JOIN new_paper_version i ON i.old = x.id JOIN new_report r ON r.old = x.paper_id";
        let mut new = vec![("id", "i.new"), ("paper_id", "r.new")];
        if self.stage == Stage::Submitted {
            new.extend([("standing", "'submitted'"), ("settled_at", "NULL"), ("row_version", "NULL")]);
        }
        self.insert("paper_version", joins, &new).await
    }

    async fn values(&self) -> Result<()> {
        let joins = "JOIN new_report r ON r.old = x.report_id WHERE x.quality = 'accepted'";
        let (version, quality) = match self.stage {
            Stage::Accepted => ("x.version_no", "'accepted'"),
            Stage::Submitted => ("x.version_no", "'submitted'"),
            Stage::Signed => ("0", "'none'"),
        };
        let new = [("report_id", "r.new"), ("version_no", version), ("quality", quality)];
        self.insert("report_value", joins, &new).await
    }

    /// Copies rows of a table `x`: some columns anew, the others as they are.
    async fn insert(&self, table: &str, joins: &str, new: &[(&str, &str)]) -> Result<()> {
        let columns = one(self.db, &format!("SELECT * FROM {table} LIMIT 1"), vec![]).await?.column_names();
        let value = |column: &String| {
            let given = new.iter().find(|(name, _)| name == column);
            given.map_or_else(|| format!("x.{column}"), |(_, value)| (*value).to_owned())
        };
        let values: Vec<_> = columns.iter().map(value).collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        self.execute(&format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} x {joins}")).await
    }
}

async fn counted(db: &impl ConnectionTrait) -> Result<(i64, i64)> {
    let sql = "SELECT (SELECT COUNT(*) FROM report) AS reports, (SELECT COUNT(*) FROM report_value) AS figures";
    let row = all(db, sql, vec![]).await?.into_iter().next().context("no row")?;
    Ok((row.try_get("", "reports")?, row.try_get("", "figures")?))
}
