//! Awards: what the law says of a dossier, and a decision of a thousand items.
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    client::{Client, request},
    database::{all, one},
    scenario::{officer, token},
};

pub const ITEMS: usize = 1000;
/// Rehearsals of one signature: the fastest is told, for nothing else is measured meanwhile.
const ROUNDS: usize = 5;

/// An award's dossier with all that was kept of it, and a unit that is still there.
const DOSSIER: &str = "SELECT n.id, c.code FROM nomination n
    JOIN unit_code c ON c.unit_id = n.nominating_unit_id AND c.scheme = 'internal' AND c.valid_to IS NULL
    JOIN unit u ON u.id = n.nominating_unit_id AND u.valid_to IS NULL
    WHERE n.status = 'awarded' AND n.subject_type = 'individual' AND n.holder_function IS NOT NULL
    ORDER BY n.id LIMIT 1";

/// Whose eligibility is asked, and who asks.
pub async fn eligibility(db: &impl ConnectionTrait) -> Result<(String, String)> {
    let found = one(db, DOSSIER, vec![]).await.context("no dossier was awarded")?;
    let id: Uuid = found.try_get("", "id")?;
    Ok((officer(&found)?, format!("/api/v1/nominations/{id}/eligibility")))
}

/// Milliseconds to sign a decision of so many items, rehearsed.
pub async fn decision(db: &DatabaseConnection, service: SocketAddr, password: &str) -> Result<f64> {
    let ids = pile(db).await?;
    let (movement, ministry, drafter) = parties(db).await?;
    let items: Vec<Value> =
        ids.iter().zip(1..).map(|(id, no)| json!({ "nomination_id": id, "order_no": no })).collect();
    let body = json!({ "movement_id": movement, "deciding_unit_id": ministry, "items": items }).to_string();
    let bearer = format!("Bearer {}", token(service, &drafter, password).await?);
    let draft = request("POST", "/api/v1/decisions", &[("Authorization", &bearer)], Some(&body));
    let mut client = Client::connect(service).await?;
    let drafted = client.send(&draft).await?.expect(201).context("draft a decision")?;
    let id = drafted.json()?.get("id").and_then(Value::as_str).map(str::to_owned).context("no id of a decision")?;
    let tag = drafted.etag.context("no ETag of a decision")?;
    let document = json!({ "document": { "number": "99999/QĐ-BTP", "issued_on": today(db).await?,
        "signer_name": "Người ký giả định", "signer_title": "Bộ trưởng" } });
    let bearer = format!("Bearer {}", token(service, "head.g15", password).await?);
    let headers = [("Authorization", bearer.as_str()), ("If-Match", &tag)];
    let path = format!("/api/v1/decisions/{id}/sign?dry_run=true");
    let sign = request("POST", &path, &headers, Some(&document.to_string()));
    let mut fastest = Duration::MAX;
    for _ in 0..ROUNDS {
        let sent = Instant::now();
        client.send(&sign).await?.expect(200).context("sign a decision")?;
        fastest = fastest.min(sent.elapsed());
    }
    Ok(fastest.as_secs_f64() * 1000.0)
}

async fn today(db: &impl ConnectionTrait) -> Result<String> {
    Ok(one(db, "SELECT CAST(CURRENT_DATE AS TEXT) AS today", vec![]).await?.try_get("", "today")?)
}

/// The movement of the dossiers, the ministry, and an officer of whoever prepares its decisions.
async fn parties(db: &impl ConnectionTrait) -> Result<(Uuid, Uuid, String)> {
    let sql = "SELECT c.code FROM function_assignment f
        JOIN unit_code c ON c.unit_id = f.unit_id AND c.scheme = 'internal' AND c.valid_to IS NULL
        WHERE f.function = 'emulation_standing_body' AND f.valid_to IS NULL";
    let drafter = officer(&one(db, sql, vec![]).await?)?;
    let ministry = one(db, "SELECT id FROM unit WHERE kind = 'ministry'", vec![]).await?.try_get("", "id")?;
    let sql = "SELECT movement_id FROM nomination WHERE status = 'proposed' LIMIT 1";
    Ok((one(db, sql, vec![]).await?.try_get("", "movement_id")?, ministry, drafter))
}

/// As many dossiers like one that was awarded, of other people and proposed to the Minister; and no quotas that hold them up.
async fn pile(db: &DatabaseConnection) -> Result<Vec<Uuid>> {
    let first: Uuid = one(db, DOSSIER, vec![]).await?.try_get("", "id")?;
    let columns = one(db, "SELECT * FROM nomination LIMIT 1", vec![]).await?.column_names();
    let random = if db.get_database_backend() == DbBackend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let value = |column: &String| match column.as_str() {
        "id" => random.to_owned(),
        "status" => "'proposed'".to_owned(),
        "subject_key" | "subject_name_key" => format!("x.{column} || '+' || n.i"),
        _ => format!("x.{column}"),
    };
    let values: Vec<_> = columns.iter().map(value).collect();
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ITEMS})
        INSERT INTO nomination ({}) SELECT {} FROM nomination x JOIN n ON 1 = 1 WHERE x.id = ?",
        columns.join(", "),
        values.join(", ")
    );
    let writing = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = db.begin_with_options(writing).await?;
    all(&tx, &sql, vec![first.into()]).await?;
    let free = "UPDATE award_quota_item SET replaced_at =
        (SELECT q.given_at FROM award_quota q WHERE q.id = quota_id) WHERE replaced_at IS NULL";
    tx.execute_unprepared(free).await?;
    tx.commit().await?;
    let like = "SELECT id FROM nomination WHERE status = 'proposed' AND subject_key LIKE '%+%'";
    let id = |row: &QueryResult| Ok(row.try_get("", "id")?);
    all(db, like, vec![]).await?.iter().map(id).collect()
}
