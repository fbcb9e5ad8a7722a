//! Views for SQL tools: what they are called, who reads them, and that they say what the API says. On PostgreSQL.
use std::{collections::HashMap, rc::Rc};

use sea_orm::{ConnectionTrait, Database as Connect, DatabaseConnection, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    compliance,
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_RI, PAC_NAM, STANDING_BODY, Story, dossier, person, plan_of, target},
    support::{Database, Kind, TestApp},
};

const CONTRACT: &str = include_str!("../../docs/bi.csv");
const GUIDE: &str = include_str!("../../docs/guides/dashboard.md");
const OPERATIONS: &str = include_str!("../../docs/operations.md");
const ROLE: &str = include_str!("../../migration/src/m20261127_000029_bi/role.sql");

/// Somebody who is in the role, on this database.
struct Reader {
    name: String,
    tool: DatabaseConnection,
}

impl Reader {
    async fn of(database: &Database) -> Self {
        let name = format!("bi_{}", Uuid::now_v7().simple());
        let owner = database.connect().await;
        owner.execute_unprepared(&format!("CREATE ROLE {name} LOGIN PASSWORD 'x' IN ROLE thidua_bi")).await.unwrap();
        let (scheme, rest) = database.url.split_once("://").unwrap();
        let (_, server) = rest.split_once('@').unwrap();
        let tool = Connect::connect(format!("{scheme}://{name}:x@{server}")).await.unwrap();
        Self { name, tool }
    }

    /// The rows of a statement, as JSON.
    async fn rows(&self, sql: &str) -> Vec<Value> {
        rows(&self.tool, sql).await
    }

    async fn is_refused(&self, sql: &str) {
        let told = self.tool.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(told.contains("permission denied"), "{sql}: {told}");
    }

    async fn leave(self, database: &Database) {
        self.tool.close().await.unwrap();
        database.connect().await.execute_unprepared(&format!("DROP ROLE {}", self.name)).await.unwrap();
    }
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<Value> {
    let sql = format!("SELECT COALESCE(json_agg(r), '[]')::text AS rows FROM ({sql}) r");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    serde_json::from_str(&row.try_get::<String>("", "rows").unwrap()).unwrap()
}

fn views() -> Vec<&'static str> {
    let mut views: Vec<_> = CONTRACT.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    views.dedup();
    views
}

#[actix_web::test]
async fn names_are_a_contract_and_the_role_reads_nothing_else() {
    if !Kind::available().contains(&Kind::Postgres) {
        return;
    }
    let database = Database::fresh(Kind::Postgres).await;
    let reader = Reader::of(&database).await;
    let columns = "SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'bi' ORDER BY table_name, ordinal_position";
    let told =
        |row: &Value| ["table_name", "column_name", "data_type"].map(|name| row[name].as_str().unwrap().to_owned());
    let found: Vec<[String; 3]> = reader.rows(columns).await.iter().map(told).collect();
    let line = |line: &str| {
        let mut parts = line.splitn(4, ',').map(str::to_owned);
        std::array::from_fn(|_| parts.next().unwrap())
    };
    let mut promised: Vec<[String; 3]> = CONTRACT.lines().skip(1).map(line).collect();
    promised.sort_by(|a, b| a[0].cmp(&b[0]));
    assert_eq!(found, promised);
    assert_eq!(views().len(), 11);

    let tables = "SELECT c.relname AS name, has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT') AS open
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')";
    let tables = reader.rows(tables).await;
    assert!(tables.len() > 100);
    assert_eq!(tables.iter().filter(|table| table["open"] == true).collect::<Vec<_>>(), Vec::<&Value>::new());
    for sql in [
        "SELECT * FROM public.nomination",
        "SELECT personal_id FROM nomination",
        "CREATE TABLE bi.mine (id int)",
        "UPDATE bi.movement SET title = ''",
        "DELETE FROM bi.exemplar",
    ] {
        reader.is_refused(sql).await;
    }
    reader.leave(&database).await;
    database.remove().await;
}

/// Neither the migration fails where it may not make roles, nor do the operator's lines where it has not.
#[actix_web::test]
async fn the_role_is_made_where_that_may_be() {
    if !Kind::available().contains(&Kind::Postgres) {
        return;
    }
    let database = Database::fresh(Kind::Postgres).await;
    let owner = database.connect().await;
    let weak = format!("bi_{}", Uuid::now_v7().simple());
    let by_hand = OPERATIONS.split("```sql").find(|block| block.contains("CREATE ROLE thidua_bi")).unwrap();
    let by_hand = by_hand.split("```").next().unwrap();
    // As on a server that does not have it. What is done here is undone, and nobody else sees it.
    owner.execute_unprepared("BEGIN; ALTER ROLE thidua_bi RENAME TO thidua_bi_of_others").await.unwrap();
    owner.execute_unprepared(&format!("CREATE ROLE {weak}; SET LOCAL ROLE {weak}")).await.unwrap();
    owner.execute_unprepared(ROLE).await.unwrap();
    let there = "SELECT rolname FROM pg_roles WHERE rolname = 'thidua_bi'";
    assert!(rows(&owner, there).await.is_empty());
    owner.execute_unprepared("RESET ROLE").await.unwrap();
    owner.execute_unprepared(by_hand).await.unwrap();
    owner.execute_unprepared("SET LOCAL ROLE thidua_bi").await.unwrap();
    assert!(rows(&owner, "SELECT unit_id FROM bi.unit").await.len() > 1500);
    owner.execute_unprepared("ROLLBACK").await.unwrap();
    owner.close().await.unwrap();
    database.remove().await;
}

/// Numbers of persons, of whom the second one's dossier reaches the ministry.
const NUMBER: &str = "987654321017";
const OTHER: &str = "987654321018";

/// Of each kind one that was sent and one that was not. The second of each says "nháp".
async fn told(story: &Story) {
    story.app.set_clock("2024-12-16T02:00:00Z");
    let mut draft = plan_of(&[target("TGPL-04", 20)]);
    draft["targets"][0]["title"] = json!("Chỉ tiêu nháp");
    story.draft_plan(PAC_NAM, &draft).await;
    story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    story.issued_plan(CHO_DON, &[target("TGPL-04", 30)]).await;
    story.issued_plan(NA_RI, &[target("TGPL-04", 30)]).await;
    story.accepted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 7, "note": "ghi chú nháp"}))]).await;
    story.draft_report(NA_RI, "2024", &[("TGPL-04", json!({"value": 4321}))]).await;
    story.waive(PAC_NAM, "2024").await;
    let mut known = person("Nguyễn Hoàng Nam (SYN-0017)");
    known["personal_id"] = json!(NUMBER);
    let granted = story.proposed_nomination(BA_BE, &dossier(&known, "GK")).await;
    let decision = story.draft_decision(BAC_KAN, &[(&granted, 1)]).await;
    story.sign_decision(&decision, "27/QĐ-STP").await;
    known["personal_id"] = json!(OTHER);
    story.forwarded_nomination(BA_BE, &dossier(&known, "BK_BT")).await;
    story.submitted_nomination(CHO_DON, &dossier(&person("Trần Thị Hoa (SYN-0018)"), "BK_BT")).await;
    story.published_exemplar(BA_BE, "model").await;
    let mut found = story.exemplar_body(CHO_DON, "model").await;
    found["title"] = json!("Điển hình nháp");
    story.try_tell_of_exemplar(CHO_DON, found).await.is(201);
    story.app.set_clock("2024-12-17T17:00:00Z");
    story.submitted_report(CHO_DON, "2024", &[("TGPL-04", json!({"value": 2}))]).await;
}

/// What was reached on each target is in the views what it is in the API.
pub async fn targets_agree(story: &Story) {
    let database = &story.app.database;
    if database.kind != Kind::Postgres {
        return;
    }
    const FIGURES: [&str; 3] = ["current_value", "current_numerator", "current_denominator"];
    let reader = Reader::of(database).await;
    let told =
        story.list(&format!("/targets?movement_id={}", story.movement), &story.officer(STANDING_BODY).await).await;
    let seen = reader.rows(&format!("SELECT target_id, {} FROM bi.target", FIGURES.join(", "))).await;
    assert!(!seen.is_empty());
    for row in seen {
        let target = told.items().iter().find(|target| target["id"] == row["target_id"]).unwrap().clone();
        let of = |row: &Value| FIGURES.map(|figure| row[figure].as_f64());
        assert_eq!(of(&row), of(&target), "{target}");
    }
    reader.leave(database).await;
}

async fn counts_agree(story: &Story, reader: &Reader) {
    // Views go by the clock of the database.
    let now = reader.rows("SELECT now() AS now").await[0]["now"].as_str().unwrap().to_owned();
    story.app.clock.set(now.parse().unwrap());
    let ministry = story.officer(STANDING_BODY).await;
    let sql = "SELECT period_code, count(*) FILTER (WHERE NOT is_waived) AS owed, count(*) FILTER (WHERE is_on_time) AS on_time,
            count(*) FILTER (WHERE is_late) AS late, count(*) FILTER (WHERE is_missing) AS missing,
            count(*) FILTER (WHERE is_not_yet_due) AS not_yet_due, count(*) FILTER (WHERE is_waived) AS waived
        FROM bi.obligation GROUP BY 1";
    let of = |rows: Vec<Value>| -> HashMap<String, [u64; 6]> {
        rows.iter().map(|row| (row["period_code"].as_str().unwrap().to_owned(), compliance::counts(row))).collect()
    };
    let by_period = of(reader.rows(sql).await);
    assert_eq!(by_period, of(compliance::rows(story, &ministry, "&group_by=period").await));
    assert_eq!(by_period["2024"], [1560, 1, 1, 1558, 0, 1]);
    let query =
        format!("/progress?movement_id={}&indicator_code=TGPL-04&period=2024&quality=submitted", story.movement);
    let progress = story.list(&query, &ministry).await.items()[0].clone();
    let sum = "SELECT sum(value) AS value FROM bi.report_value
        WHERE indicator_code = 'TGPL-04' AND period_code = '2024' AND quality IN ('submitted', 'accepted')";
    assert_eq!((reader.rows(sum).await[0]["value"].as_f64(), progress["value"].as_f64()), (Some(9.0), Some(9.0)));
}

#[actix_web::test]
async fn views_say_what_the_api_says_and_nothing_that_was_not_sent() {
    if !Kind::available().contains(&Kind::Postgres) {
        return;
    }
    let database = Rc::new(Database::fresh(Kind::Postgres).await);
    let app = TestApp::on(database.clone(), |_| {}).await;
    let story = Story::of(app).await;
    told(&story).await;
    let reader = Reader::of(&database).await;
    let mut seen = HashMap::new();
    for view in views() {
        let rows = reader.rows(&format!("SELECT * FROM bi.{view}")).await;
        let text = serde_json::to_string(&rows).unwrap();
        assert!(!rows.is_empty(), "{view} is empty");
        for hidden in ["nháp", NUMBER, OTHER, "SYN-00", "4321.0"] {
            assert!(!text.contains(hidden), "{view} shows {hidden}");
        }
        seen.insert(view, rows);
    }
    let of = async |code: &str| json!(story.app.unit(code).await);
    let units = |view: &str, member: &str| seen[view].iter().map(|row| row[member].clone()).collect::<Vec<_>>();
    assert_eq!(units("plan", "unit_id"), [of(BA_BE).await]);
    assert_eq!(units("target", "unit_id"), [of(BA_BE).await]);
    assert_eq!((&seen["target"][0]["target_value"], &seen["target"][0]["current_value"]), (&json!(20.0), &json!(7.0)));
    assert_eq!(units("nomination", "nominating_unit_id"), [of(BA_BE).await]);
    assert_eq!(units("award", "unit_id"), [of(BA_BE).await]);
    assert_eq!(units("exemplar", "unit_id"), [of(BA_BE).await]);
    assert!(seen["obligation"].iter().all(|row| row["status"] != "draft"));
    counts_agree(&story, &reader).await;
    // What the guide tells to ask.
    let asked: Vec<_> = GUIDE.split("```sql").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(asked.len() > 1);
    for sql in asked {
        assert!(!reader.rows(sql.trim().trim_end_matches(';')).await.is_empty(), "{sql}");
    }
    reader.leave(&database).await;
    database.remove().await;
}
