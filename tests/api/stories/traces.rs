//! What the database keeps, all of it: for facts that must be nowhere.
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Kind, TestApp};

/// Whether any row of any table holds this text. Digits and ASCII only: no question of encodings.
pub async fn anywhere(app: &TestApp, text: &str) -> bool {
    match app.database.kind {
        Kind::Sqlite => in_file(app, text),
        Kind::Postgres => in_tables(app, text).await,
    }
}

/// The file and its write-ahead log, as bytes.
fn in_file(app: &TestApp, text: &str) -> bool {
    let file = app.database.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
    let files = [file.to_owned(), format!("{file}-wal")];
    let bytes = files.iter().filter_map(|file| std::fs::read(file).ok()).flatten().collect::<Vec<_>>();
    assert!(!bytes.is_empty(), "{file} is not the database");
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn in_tables(app: &TestApp, text: &str) -> bool {
    let db = app.database.connect().await;
    let rows = async |sql: String| {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    let tables = rows("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'".to_owned()).await;
    assert!(tables.len() > 30, "{tables:?}");
    let mut found = false;
    for table in tables {
        found |= rows(format!("SELECT row::text FROM \"{table}\" AS row")).await.iter().any(|row| row.contains(text));
    }
    db.close().await.unwrap();
    found
}

/// A row of a table: where it lies, which tells when it was written, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placed {
    pub table: String,
    /// Its `rowid`, or the transaction that wrote it and its place on the heap: in the order in which rows came.
    pub place: (u64, String),
    pub row: String,
}

/// Every row of every table as text in small letters and without dashes, so that an id is found however it is kept: the table,
/// and what the row says.
pub async fn rows(app: &TestApp) -> Vec<(String, String)> {
    placed(app).await.into_iter().map(|one| (one.table, one.row)).collect()
}

/// The same with where each lies.
pub async fn placed(app: &TestApp) -> Vec<Placed> {
    let db = app.database.connect().await;
    let ask = async |sql: String| {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    let tables = match app.database.kind {
        Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        Kind::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    };
    let mut found = vec![];
    for table in ask(tables.to_owned()).await {
        let row = match app.database.kind {
            Kind::Sqlite => {
                let columns = ask(format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let row =
                    columns.iter().map(|column| format!("quote(\"{column}\")")).collect::<Vec<_>>().join(" || ',' || ");
                // Rows that lie in the order of their key do not tell when they came.
                let keyed = ask(format!("SELECT wr || '' FROM pragma_table_list('{table}')")).await == ["1"];
                format!("{} || ' - ' || {row}", if keyed { "0" } else { "rowid" })
            }
            Kind::Postgres => "row.xmin::text || ' ' || row.ctid::text || ' ' || row::text".to_owned(),
        };
        let kept = ask(format!("SELECT {row} FROM \"{table}\" AS row")).await;
        found.extend(kept.into_iter().map(|row| split(&table, &row)));
    }
    db.close().await.unwrap();
    found
}

fn split(table: &str, row: &str) -> Placed {
    let mut parts = row.splitn(3, ' ');
    let (first, second) = (parts.next().unwrap(), parts.next().unwrap());
    // `(block,place)` of a heap, as numbers of a fixed width.
    let second = second.trim_matches(['(', ')']).split(',').map(|n| format!("{n:0>9}")).collect::<String>();
    let row = parts.next().unwrap().replace('-', "").to_lowercase();
    Placed { table: table.to_owned(), place: (first.parse().unwrap(), second), row }
}
