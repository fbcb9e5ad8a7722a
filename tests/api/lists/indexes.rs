//! Every filter and every order of every list of the spec is served by an index: no growing table is read as a whole.
use std::sync::{Arc, Mutex};

use sea_orm::{DatabaseConnection, Statement};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Ids,
    explain::{Access, Plan, Ways, explain},
    fill, lists, orders,
};
use crate::{
    stories::{BAC_KAN, Story},
    support::{
        Caller, TestApp, absolute, both,
        contract::{operation, resolved},
    },
};

/// What the database was asked while a list was read.
struct Ear {
    app: TestApp,
    heard: Arc<Mutex<Vec<Statement>>>,
    aside: DatabaseConnection,
}

impl Ear {
    async fn at(app: &TestApp) -> Self {
        let heard = Arc::<Mutex<Vec<Statement>>>::default();
        let told = heard.clone();
        app.state.db.on_statement(move |statement| told.lock().unwrap().push(statement.clone()));
        Self { app: app.clone(), heard, aside: app.database.connect().await }
    }

    /// The plans of what a request asks.
    async fn plans(&self, path: &str, caller: &Caller, ways: Ways) -> Vec<(String, Plan)> {
        self.heard.lock().unwrap().clear();
        let reply = self.app.get(path, caller).await;
        if reply.status != 200 {
            return vec![(
                reply.describe(),
                Plan { tables: vec![("an answer".to_owned(), Access::Scan)], ..Plan::default() },
            )];
        }
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        let mut plans = vec![];
        for statement in heard.iter().filter(|statement| statement.sql.starts_with("SELECT")) {
            plans.push((statement.sql.clone(), explain(&self.aside, statement, ways).await));
        }
        plans
    }
}

/// A value that a filter takes.
fn value(parameter: &'static Value, ids: &Ids) -> String {
    let schema = resolved(&parameter["schema"]);
    let schema = if schema["type"] == "array" { resolved(&schema["items"]) } else { schema };
    let name = parameter["name"].as_str().unwrap();
    match (name, schema["format"].as_str(), schema["enum"][0].as_str()) {
        ("movement_id", ..) => ids.movement.to_string(),
        (name, Some("uuid"), _) if name.contains("unit") || name == "within" => ids.unit.to_string(),
        (_, Some("uuid"), _) => Uuid::now_v7().to_string(),
        (_, Some("date"), _) => "2024-06-01".to_owned(),
        (_, Some("date-time"), _) => "2024-06-01T00:00:00Z".to_owned(),
        (_, _, Some(one)) => one.to_owned(),
        ("province_code", ..) => "06".to_owned(),
        ("basis", ..) => "as_reported".to_owned(),
        ("period" | "year", ..) => "2024".to_owned(),
        ("action", ..) => "units:read".to_owned(),
        // Of a reorganisation it is a table.
        ("resource", ..) if schema["maxLength"] == 100 => format!("units/{}", ids.unit),
        ("indicator_code", ..) => "TGPL-04".to_owned(),
        _ if schema["type"] == "boolean" => "true".to_owned(),
        _ if schema["type"].to_string().contains("integer") => "1".to_owned(),
        _ => "abc".to_owned(),
    }
}

/// What may be asked of a list: nothing, one filter, or one order; beside what has to be asked.
fn questions(path: &str, ids: &Ids) -> Vec<(String, String)> {
    let operation = operation("get", &absolute(path)).unwrap();
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(resolved);
    let (needed, free): (Vec<_>, Vec<_>) =
        parameters.filter(|parameter| parameter["in"] == "query").partition(|parameter| parameter["required"] == true);
    let pair = |parameter: &'static Value| format!("{}={}", parameter["name"].as_str().unwrap(), value(parameter, ids));
    let always: String = needed.into_iter().map(|parameter| pair(parameter) + "&").collect();
    let mut asked = vec![(String::new(), always.clone())];
    for parameter in free {
        let name = parameter["name"].as_str().unwrap();
        if !["limit", "cursor", "sort", "count", "bom"].contains(&name) {
            asked.push((name.to_owned(), format!("{always}{}", pair(parameter))));
        }
    }
    for order in orders(path).into_iter().flat_map(|order| [order.clone(), format!("-{order}")]) {
        asked.push((order.clone(), format!("{always}sort={order}")));
    }
    asked
}

/// Tables that stay small however long the service runs, and why.
const SMALL: &[(&str, &str)] = &[
    ("award_authority", "law"),
    ("award_form", "law"),
    ("award_form_rule", "law"),
    ("award_quota", "some of each movement"),
    ("award_stage", "some of each movement"),
    ("calendar_year", "one a year"),
    ("citation", "law"),
    ("client", "some of each unit"),
    ("client_credential", "two or three of each client"),
    ("council", "one or two of each unit"),
    ("function_assignment", "a function of the sector changes hands once in years"),
    ("indicator", "a catalogue of some dozens"),
    ("indicator_kind", "some of each indicator"),
    ("movement_indicator_kind", "some of each indicator of a movement"),
    ("legal_document", "law"),
    ("legal_regime", "law"),
    ("legal_rule", "law"),
    ("milestone", "some of each movement"),
    ("movement", "some a year"),
    ("movement_award_form", "some of each movement"),
    ("movement_indicator", "some of each movement"),
    ("peer_group", "some a year"),
    ("peer_group_member", "some of each group"),
    ("period", "some of each movement"),
    ("period_due", "one of each tier and period"),
    ("plan_deadline", "some of each movement"),
    ("plan_template", "some of each movement"),
    ("regime_switch", "some in the life of the service"),
    ("reminder_ladder", "some of each movement"),
    ("reminder_rung", "a handful of each ladder"),
    ("reorganisation", "some a year"),
    ("reporting_schedule", "some of each movement"),
    ("reporting_line", "one of each kind of unit and movement"),
    ("revocation", "some a year"),
    ("rule_revision", "some a year"),
    ("snapshot_version", "a handful of counters"),
    ("vote_rule", "law"),
    ("webhook", "some of each client"),
    ("webhook_secret", "two or three of each webhook"),
];

/// Filters that no index finds rows by, each with its reason: the list is read in its order until a page is full.
const ALONG: &[(&str, &str, &str)] = &[
    ("", "q", "words within a text are found by no index that both databases have"),
    ("/awards", "stage", "each of two stages has a good part of the awards"),
    ("/nominations", "stage", "each of two stages has a good part of the dossiers"),
    ("/reports", "late", "a good part of the reports is late"),
    ("/files", "attached", "a good part of the files is attached, and what is not goes after a day"),
    ("/targets", "movement_id", "a movement has a good part of the targets"),
    ("/targets", "plan_status", "most plans are in one of few states"),
    ("/jobs", "state", "what is done is gone: most of what there is waits"),
];

/// Filters that leave what several keys of an index find: their few rows are put in order.
const FEW: &[(&str, &str, &str)] = &[
    ("", "within", "the units of a part of the tree, each with its own rows"),
    ("/targets", "unit_id", "the targets of a unit's few plans"),
    ("/inspections", "inspected_unit_id", "a unit is inspected a few times in its life"),
    ("/users", "unit_id", "the people of a unit"),
    ("/allocations", "target_id", "the shares of one target"),
    ("/emulation-statistics/rows", "award_form_code", "the awards of one year by a few forms"),
    ("/emulation-statistics/rows", "unit_id", "the awards of one year in a part of the tree"),
    ("/council-sessions", "", "the sessions of the few councils that one reads"),
    ("/council-sessions", "held_on", "the sessions of the few councils that one reads"),
    ("/council-sessions", "-held_on", "the sessions of the few councils that one reads"),
    ("/council-sessions", "updated_at", "the sessions of the few councils that one reads"),
    ("/council-sessions", "-updated_at", "the sessions of the few councils that one reads"),
    ("/me/notifications", "", "what some units were told of in 90 days"),
    ("/me/notifications", "read", "what some units were told of in 90 days"),
    ("/me/calendars", "", "a handful of each person"),
    ("/me/tasks", "", "what waits for one person"),
    ("/me/tasks", "type", "what waits for one person"),
    ("/me/tasks", "subject_type", "what waits for one person"),
    ("/me/tasks", "movement_id", "what waits for one person"),
    ("/me/tasks", "due_on_to", "what waits for one person"),
    ("/me/tasks", "overdue", "what waits for one person"),
    ("/jobs", "state", "what was given up waits for an administrator"),
    ("/jobs", "kind", "what is done is gone"),
];

fn argued(list: &[(&str, &str, &str)], path: &str, name: &str) -> bool {
    list.iter().any(|(of, what, _)| *what == name && (of.is_empty() || *of == path))
}

/// What is wrong with how a statement is carried out.
fn faults(path: &str, name: &str, sql: &str, plan: &Plan) -> Vec<String> {
    let growing = |table: &str| !SMALL.iter().any(|(small, _)| *small == table);
    // The statement that reads the page; others read what belongs to the rows of one.
    let paged = sql.contains(" LIMIT ");
    let main = sql.split(" FROM \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let mut faults = vec![];
    for (table, access) in plan.tables.iter().filter(|(table, _)| growing(table)) {
        match access {
            Access::Scan => faults.push(format!("reads all of {table}")),
            Access::Walk if table != main || !paged => faults.push(format!("reads all of an index of {table}")),
            Access::Walk if is_filter(path, name) && !argued(ALONG, path, name) => {
                faults.push(format!("no index of {table} finds what is asked for"));
            }
            _ => {}
        }
    }
    if plan.sorts && paged && growing(main) && !is_little(path, name) {
        faults.push(format!("sorts {main}"));
    }
    faults
}

/// Whether what is found may be put in order: it is of one paper, or of few things.
fn is_little(path: &str, name: &str) -> bool {
    path.split('/').any(|part| Uuid::parse_str(part).is_ok()) || argued(FEW, path, name)
}

fn is_filter(path: &str, name: &str) -> bool {
    !name.is_empty() && !orders(path).iter().any(|order| order == name.trim_start_matches('-'))
}

#[actix_web::test]
async fn every_filter_and_every_order_is_served_by_an_index() {
    both(async |app| {
        let ids = fill(&Story::of(app.clone()).await).await;
        let ear = Ear::at(&app).await;
        let readers = [app.officer("G15.TDKT").await, app.admin().await];
        let (mut wrong, mut asked) = (vec![], 0);
        for path in lists(&ids) {
            let mut reader = None;
            for one in &readers {
                // What is kept in memory is read now, and not when statements are looked at.
                if reader.is_none() && [200, 400].contains(&app.get(&path, one).await.status) {
                    reader = Some(one);
                }
            }
            let Some(reader) = reader else { continue };
            for (name, question) in questions(&path, &ids) {
                let ways = if is_little(&path, &name) { Ways::Parts } else { Ways::Ordered };
                for (sql, plan) in ear.plans(&format!("{path}?{question}"), reader, ways).await {
                    asked += 1;
                    let found = faults(&path, &name, &sql, &plan);
                    if !found.is_empty() {
                        wrong.push(format!("{path}?{question}: {}\n{sql}\n{}", found.join(", "), plan.text));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n\n"));
        assert!(asked > 200, "only {asked} statements were looked at");
    })
    .await;
}

/// What everybody reads: all awards, the decisions that are signed, the exemplars that were published.
const OPEN: [&str; 4] = ["/awards", "/decisions", "/exemplars", "/exemplar-adoptions"];

/// Whoever reads what its own units wrote, what was sent from below, and what was prepared for others, is led to each by
/// an index.
#[actix_web::test]
async fn what_a_unit_sees_is_found_by_indexes() {
    both(async |app| {
        let ids = fill(&Story::of(app.clone()).await).await;
        let ear = Ear::at(&app).await;
        let officer = app.officer(BAC_KAN).await;
        let mut wrong = vec![];
        for path in lists(&ids) {
            let status = app.get(&path, &officer).await.status;
            if status != 200 || OPEN.contains(&path.as_str()) {
                continue;
            }
            for (sql, plan) in ear.plans(&path, &officer, Ways::Parts).await {
                let scanned = plan.tables.iter().filter(|(table, access)| {
                    *access != Access::Search && !SMALL.iter().any(|(small, _)| small == table)
                });
                let scanned: Vec<_> = scanned.map(|(table, _)| table.as_str()).collect();
                if !scanned.is_empty() {
                    wrong.push(format!("{path}: {}\n{sql}\n{}", scanned.join(", "), plan.text));
                }
            }
        }
        assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n\n"));
    })
    .await;
}
