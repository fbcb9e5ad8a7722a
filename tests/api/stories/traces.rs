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
