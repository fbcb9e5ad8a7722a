//! Movements: prepared by the standing body, launched by the ministry's head, run, reviewed and closed.
mod made;
mod order;
mod periods;
mod twice;

use entity::{assignment::Role, movement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp, both};

const STANDING_BODY: &str = "G15.TDKT";

async fn draft(app: &TestApp, code: &str) -> Value {
    json!({"code": code, "title": "Thi đua cải cách thủ tục hành chính", "starts_on": "2024-07-01",
        "ends_on": "2024-12-31", "launched_by_unit_id": app.unit("G15").await})
}

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

fn decision(number: &str) -> Value {
    json!({"document": {"number": number, "issued_on": "2024-06-03", "signer_name": "Người Ký Giả Định",
        "signer_title": "Bộ trưởng"}})
}

fn period(code: &str) -> Value {
    json!({"code": code, "kind": "year", "data_from": "2024-07-01", "data_to": "2024-12-14",
        "due": [{"tier": "district", "due_on": "2024-12-17"}, {"tier": "provincial", "due_on": "2024-12-20"}]})
}

/// One movement, and requests about it.
struct Movement<'a>(&'a TestApp, Uuid);

impl<'a> Movement<'a> {
    async fn drafted(app: &'a TestApp, body: Value) -> Self {
        Self(app, app.post("/movements", &app.officer(STANDING_BODY).await).json(body).await.is(201).id())
    }

    fn path(&self, rest: &str) -> String {
        format!("/movements/{}{rest}", self.1)
    }

    async fn read(&self) -> Reply {
        self.0.get(&self.path(""), &self.0.officer(STANDING_BODY).await).await.is(200)
    }

    /// Takes an action on the current version.
    async fn act(&self, action: &str, caller: &Caller, body: Value) -> Reply {
        let call = match action {
            "update" => self.0.patch(&self.path(""), caller),
            action => self.0.post(&self.path(&format!("/{action}")), caller),
        };
        let call = call.if_match("*");
        if body.is_null() { call.await } else { call.json(body).await }
    }

    async fn launched(&self) -> Reply {
        let head = self.0.head("G15").await;
        self.act("launch", &head, decision(&format!("{}/QĐ-BTP", self.1.as_u128() % 90_000))).await.is(200)
    }
}

#[actix_web::test]
async fn the_movement_of_decision_303_runs() {
    both(async |app| {
        let officer = app.officer("H03.D061.PTP").await;
        let found = app.get("/movements?q=nguoi%20ngheo&status=running", &officer).await.is(200);
        assert_eq!((found.each("code"), found.each("status")), (vec!["303"], vec!["running"]));
        let path = format!("/movements/{}", found.each("id")[0]);
        let read = app.get(&path, &officer).await.is(200);
        assert_eq!((&read["starts_on"], &read["ends_on"]), (&json!("2023-01-01"), &json!("2025-12-31")));
        assert_eq!(read["document"]["number"], "303/QĐ-BTP");
        assert_eq!(read["legal_bases"][0]["number"], "666/QĐ-TTg");
        assert_eq!(app.get(&format!("{path}/indicators"), &officer).await.is(200).items().len(), 38);
        let periods = app.get(&format!("{path}/periods"), &officer).await.is(200);
        assert_eq!(periods.each("code"), ["2023", "2024", "2025"]);
        let year = &periods.items()[1];
        assert_eq!((&year["data_from"], &year["data_to"]), (&json!("2023-12-15"), &json!("2024-12-14")));
        assert_eq!(year["due"][0], json!({"tier": "district", "due_on": "2024-12-17"}));
        let forms = app.get(&format!("{path}/award-forms"), &officer).await.is(200);
        assert_eq!(forms.each("code"), ["BK_BT", "GK"]);
        let lines = app.get(&format!("{path}/reporting-lines"), &officer).await.is(200);
        assert_eq!(lines.items().len(), 5);
        let office = lines.items().iter().find(|line| line["unit_kind"] == "district_justice_office").unwrap();
        assert_eq!(office["receiver"], "parent");
        // Found by its other spelling too.
        let other = app.get("/movements?q=khong%20de%20ai", &officer).await.is(200);
        assert_eq!(other.each("code"), ["303"]);
    })
    .await;
}

#[actix_web::test]
async fn from_a_draft_to_its_close() {
    both(async |app| {
        let (officer, head) = (app.officer(STANDING_BODY).await, app.head("G15").await);
        let lists = json!({"aliases": ["Cải cách"], "indicator_codes": ["TGPL-07", "TGPL-04"],
            "award_form_codes": ["GK"], "periods": [period("2024")],
            "legal_bases": [{"number": "666/QĐ-TTg", "title": "Phát động phong trào", "issued_on": "2022-06-02"}],
            "reporting_lines": [{"unit_kind": "ministry_unit", "receiver": "standing_body"}]});
        let mut body = draft(&app, "TEST-2024").await;
        body.as_object_mut().unwrap().extend(lists.as_object().unwrap().clone());
        let movement = Movement::drafted(&app, body).await;
        let read = movement.read().await;
        assert_eq!((&read["status"], &read["aliases"]), (&json!("draft"), &json!(["Cải cách"])));
        let indicators = app.get(&movement.path("/indicators"), &officer).await.is(200);
        assert_eq!(indicators.each("code"), ["TGPL-07", "TGPL-04"], "in the order that was given");
        movement.act("update", &officer, json!({"indicator_codes": [], "reporting_lines": []})).await.is(200);
        let launched = movement.act("launch", &head, decision("900/QĐ-BTP")).await.is(200);
        assert_eq!((&launched["status"], &launched["document"]["number"]), (&json!("launched"), &json!("900/QĐ-BTP")));
        app.set_clock("2024-06-30T16:59:59Z");
        app.settle().await;
        assert_eq!(movement.read().await["status"], "launched");
        app.set_clock("2024-06-30T17:00:00Z");
        app.settle().await;
        assert_eq!(movement.read().await["status"], "running");
        let half = json!({"code": "2024-2", "kind": "half", "data_from": "2024-07-01", "data_to": "2024-12-14",
            "due": [{"tier": "district", "due_on": "2024-12-17"}]});
        movement.act("periods", &officer, half).await.is(200);
        let milestone = json!({"kind": "interim_review", "held_on": "2024-07-01", "document_number": "120/BC-BTP"});
        movement.act("milestones", &officer, milestone).await.is(200);
        let milestones = app.get(&movement.path("/milestones"), &officer).await.is(200);
        assert_eq!(milestones.each("document_number"), ["120/BC-BTP"]);
        movement.act("open-final-review", &head, Value::Null).await.is(200);
        let closed = movement.act("close", &head, Value::Null).await.is(200);
        assert_eq!(closed["status"], "closed");
        let events = ["created", "updated", "launched", "started", "period_added", "milestone_added"];
        let events = events.iter().chain(&["final_review_opened", "closed"]).map(|e| format!("movement.{e}"));
        assert_eq!(app.events(movement.1).await, events.collect::<Vec<_>>());
    })
    .await;
}

#[actix_web::test]
async fn a_movement_that_has_begun_already_runs_when_it_is_launched() {
    both(async |app| {
        let body = with(draft(&app, "TEST").await, "starts_on", json!("2024-06-03"));
        assert_eq!(Movement::drafted(&app, body).await.launched().await["status"], "running");
    })
    .await;
}

#[actix_web::test]
async fn whoever_drafted_does_not_launch() {
    both(async |app| {
        let roles = [(Role::Officer, STANDING_BODY), (Role::Head, "G15")];
        let (both_hats, other) = (app.caller_with(&roles).await, app.head("G15").await);
        let made = app.post("/movements", &both_hats).json(draft(&app, "TEST").await).await.is(201);
        assert_eq!(made.action("launch"), Err("separation_of_duties"));
        let movement = Movement(&app, made.id());
        movement.act("launch", &both_hats, decision("900/QĐ-BTP")).await.refused(403, "separation_of_duties");
        movement.act("launch", &other, decision("900/QĐ-BTP")).await.is(200);
    })
    .await;
}

/// What each state allows: to who prepares (an officer of the standing body), to who decides (the ministry's head).
const ALLOWED: &[(&str, &[&str], &[&str])] = &[
    ("draft", &["update", "add_period", "add_indicator", "add_award_form"], &["launch", "cancel"]),
    ("launched", ADDED, &["open_final_review", "cancel"]),
    ("running", ADDED, &["open_final_review", "cancel"]),
    ("final_review", &["add_award_form"], &["close"]),
    ("closed", &[], &[]),
    ("cancelled", &[], &[]),
];
/// What documents add to a movement that was launched.
const ADDED: &[&str] = &["add_period", "add_milestone", "add_indicator", "set_reporting_line", "add_award_form"];
const PREPARED: &[&str] =
    &["update", "add_period", "add_milestone", "add_indicator", "set_reporting_line", "add_award_form"];
const DECIDED: &[&str] = &["launch", "open_final_review", "close", "cancel"];

/// Of a movement that was launched by a document.
async fn said(movement: &Movement<'_>, body: Value) -> Value {
    let drafted = movement.read().await["status"] == "draft";
    if drafted { body } else { with(body, "document_number", json!("902/QĐ-BTP")) }
}

async fn try_out(movement: &Movement<'_>, action: &str, caller: &Caller) -> Reply {
    let (path, body) = match action {
        "update" => ("", json!({"title": "Khác"})),
        "add_period" => ("/periods", period("2024")),
        "add_milestone" => ("/milestones", json!({"kind": "interim_review", "held_on": "2024-06-01"})),
        "add_indicator" => ("/indicators", said(movement, json!({"indicator_code": "TGPL-04"})).await),
        "set_reporting_line" => (
            "/reporting-lines",
            json!({"unit_kind": "ministry_unit", "receiver": "parent", "document_number": "902/QĐ-BTP"}),
        ),
        "add_award_form" => ("/award-forms", said(movement, json!({"award_form_code": "GK"})).await),
        "launch" => ("/launch", decision("900/QĐ-BTP")),
        "open_final_review" => ("/open-final-review", Value::Null),
        "close" => ("/close", Value::Null),
        "cancel" => ("/cancel", json!({"reason": "không còn phù hợp", "document_number": "901/QĐ-BTP"})),
        other => panic!("{other}"),
    };
    let method = if action == "update" { "PATCH" } else { "POST" };
    let path = movement.path(&format!("{path}?dry_run=true"));
    movement.0.call(method.parse().unwrap(), &path, caller).if_match("*").json(body).await
}

#[actix_web::test]
async fn every_state_allows_what_its_row_says_and_nobody_else_anything() {
    both(async |app| {
        let movement = Movement::drafted(&app, draft(&app, "TEST").await).await;
        let (prepares, decides) = (app.officer(STANDING_BODY).await, app.head("G15").await);
        let others = [
            (app.officer("G15").await, PREPARED, "forbidden"),
            (app.head(STANDING_BODY).await, DECIDED, "forbidden"),
            (app.officer("H03.STP").await, PREPARED, "not_found"),
            (app.head("H03.STP").await, DECIDED, "not_found"),
            (app.admin().await, &[], "forbidden"),
        ];
        for (state, prepared, decided) in ALLOWED {
            let status = movement::Entity::update_many().filter(movement::Column::Id.eq(movement.1));
            let status = status.col_expr(movement::Column::Status, Expr::value(*state));
            status.exec(app.state.db.primary()).await.unwrap();
            for action in PREPARED.iter().chain(DECIDED) {
                for (caller, own, allowed) in [(&prepares, PREPARED, prepared), (&decides, DECIDED, decided)] {
                    let reply = try_out(&movement, action, caller).await;
                    let expected = match () {
                        () if !own.contains(action) => Err("forbidden"),
                        () if allowed.contains(action) => Ok(()),
                        () => Err("invalid_transition"),
                    };
                    let found = if reply.status == 200 { Ok(()) } else { Err(reply.code()) };
                    assert_eq!(found, expected, "{action} in {state}: {}", reply.describe());
                    let shown = app.get(&movement.path(""), caller).await.is(200);
                    assert_eq!(shown.action(action), expected, "{action} in {state}");
                }
                for (caller, with_permission, hidden) in &others {
                    let reply = try_out(&movement, action, caller).await;
                    // What a caller has no permission for at all is refused before anything is looked up.
                    let unseen = *state == "draft" && with_permission.contains(action);
                    let expected = if unseen { *hidden } else { "forbidden" };
                    assert_eq!(reply.code(), expected, "{action} in {state}: {}", reply.describe());
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_refused_step_names_what_the_state_allows() {
    both(async |app| {
        let movement = Movement::drafted(&app, draft(&app, "TEST").await).await;
        let head = app.head("G15").await;
        let reply = movement.act("close", &head, Value::Null).await.refused(409, "invalid_transition");
        for allowed in ["launch", "cancel", "update", "add_period"] {
            assert!(reply["detail"].as_str().unwrap().contains(allowed), "{}", reply.describe());
        }
        let vague = json!({"reason": "thôi", "document_number": "901/QĐ-BTP"});
        movement.act("cancel", &head, vague).await.refused(422, "reason_required");
    })
    .await;
}
