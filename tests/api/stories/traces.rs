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

/// Every row of every table as text in small letters and without dashes, so that an id is found however it is kept: the table,
/// and what the row says.
pub async fn rows(app: &TestApp) -> Vec<(String, String)> {
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
                columns.iter().map(|column| format!("quote(\"{column}\")")).collect::<Vec<_>>().join(" || ',' || ")
            }
            Kind::Postgres => "row::text".to_owned(),
        };
        let kept = ask(format!("SELECT {row} FROM \"{table}\" AS row")).await;
        found.extend(kept.into_iter().map(|row| (table.clone(), row.replace('-', "").to_lowercase())));
    }
    db.close().await.unwrap();
    found
}
