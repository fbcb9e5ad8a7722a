//! How a database would carry out a statement, in the few words that an index is judged by.
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::Value;

/// How the rows of a table are come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// All of them, as they lie.
    Scan,
    /// In the order of an index, until there are enough.
    Walk,
    /// Those that an index finds.
    Search,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub tables: Vec<(String, Access)>,
    pub sorts: bool,
    /// As the database tells it.
    pub text: String,
}

/// Which ways a database may take. On a small database it would read everything whatever indexes there are, so that
/// PostgreSQL is forbidden what it does without them; SQLite takes an index wherever there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// An index that finds the rows and has their order.
    Ordered,
    /// Indexes that find the rows, each a part of them.
    Parts,
}

pub async fn explain(db: &DatabaseConnection, statement: &Statement, ways: Ways) -> Plan {
    match db.get_database_backend() {
        DbBackend::Sqlite => sqlite(db, statement).await,
        _ => postgres(db, statement, ways).await,
    }
}

fn with(words: &str, statement: &Statement) -> Statement {
    Statement { sql: format!("{words} {}", statement.sql), ..statement.clone() }
}

async fn sqlite(db: &DatabaseConnection, statement: &Statement) -> Plan {
    let rows = db.query_all_raw(with("EXPLAIN QUERY PLAN", statement)).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
    let mut plan = Plan { text: lines.join("\n"), ..Plan::default() };
    for line in lines.iter().filter(|line| *line != "SCAN CONSTANT ROW") {
        let mut words = line.split(' ');
        let access = match (words.next(), line.contains(" USING ")) {
            (Some("SCAN"), false) => Access::Scan,
            (Some("SCAN"), true) => Access::Walk,
            (Some("SEARCH"), _) => Access::Search,
            _ => {
                plan.sorts |= line.starts_with("USE TEMP B-TREE FOR") && line.ends_with("ORDER BY");
                continue;
            }
        };
        plan.tables.push((words.next().unwrap_or_default().to_owned(), access));
    }
    plan
}

async fn postgres(db: &DatabaseConnection, statement: &Statement, ways: Ways) -> Plan {
    let forbidden: &[&str] = match ways {
        Ways::Ordered => &["seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin", "material"],
        Ways::Parts => &["seqscan", "indexscan", "indexonlyscan"],
    };
    db.execute_unprepared("RESET ALL").await.unwrap();
    for way in forbidden {
        db.execute_unprepared(&format!("SET enable_{way} = off")).await.unwrap();
    }
    let row = db.query_one_raw(with("EXPLAIN (FORMAT JSON)", statement)).await.unwrap().unwrap();
    let json: Value = row.try_get_by_index(0).unwrap();
    let mut plan = Plan { text: serde_json::to_string_pretty(&json).unwrap(), ..Plan::default() };
    nodes(&json[0]["Plan"], &mut plan);
    plan
}

fn nodes(node: &Value, plan: &mut Plan) {
    let table = || node["Relation Name"].as_str().unwrap_or_default().to_owned();
    let found = node.get("Index Cond").is_some();
    match node["Node Type"].as_str().unwrap_or_default() {
        "Seq Scan" => plan.tables.push((table(), Access::Scan)),
        "Index Scan" | "Index Only Scan" if !found => plan.tables.push((table(), Access::Walk)),
        "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan" => plan.tables.push((table(), Access::Search)),
        "Sort" | "Incremental Sort" => plan.sorts = true,
        _ => {}
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        nodes(child, plan);
    }
}
