//! Links that take more than a role: guards, why a paper is within reach, and who stands for a unit or a function today.
use std::collections::BTreeSet;

use chrono::Days;
use entity::assignment::Role::{Administrator, Inspector, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{explain, is_whole, link, resource, who_can};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, VU, plan_of, target},
    support::{Caller, TestApp, both},
};

/// Takes over the function of the standing body.
const SUCCESSOR: &str = "G15.TCCB";

fn ids(people: &[&Caller]) -> BTreeSet<String> {
    people.iter().map(|one| one.id().to_string()).collect()
}

#[actix_web::test]
async fn guards_are_named_up_to_the_one_that_refuses() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (admin, head) = (app.admin().await, app.head(BAC_KAN).await);
        let body = story.inspection_body(BAC_KAN, &[BA_BE]).await;
        let made = story.try_plan_inspection(BAC_KAN, body).await.is(201);
        let inspection = story.paper("inspections", BAC_KAN, &made);
        let guards = async || {
            let told = explain(&app, &admin, head.id(), "announce", &resource(&inspection)).await.is(200);
            is_whole(&told);
            let guards = told["path"].as_array().expect("a path").iter().filter(|link| link["kind"] == "guard");
            let guards: Vec<_> = guards.map(|link| json!([link["guard"], link["holds"], link["code"]])).collect();
            (told["missing"].clone(), guards)
        };
        let before = ["movement_open", "not_over", "still_below"].map(|guard| json!([guard, true, null]));
        let (missing, found) = guards().await;
        assert_eq!((&missing, &found[..3]), (&json!("guard"), &before[..]));
        assert_eq!(found[3..], [json!(["led_by_one", false, "no_team_leader"])]);
        story.sign_inspection(&inspection, "announce").await.refused(409, "no_team_leader");
        story.set_team(&inspection, &[story.led(&made["content"])]).await.is(200);
        let (missing, found) = guards().await;
        assert_eq!((&missing, &found[..3]), (&Value::Null, &before[..]));
        assert_eq!(found[3..], [json!(["led_by_one", true, null])]);
    })
    .await;
}

/// Whether the plan of a unit is within somebody's reach, and by what.
async fn reach(app: &TestApp, person: &Caller, at: &str) -> (bool, Value) {
    let told = explain(app, &app.admin().await, person.id(), "receive", at).await.is(200);
    is_whole(&told);
    let reach = link(&told, "reach");
    assert_eq!(reach["unit_id"], json!(app.unit(BA_BE).await), "{}", told.describe());
    (reach["holds"] == true, reach["via"].clone())
}

#[actix_web::test]
async fn reach_says_by_what_a_paper_is_seen() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let at = resource(&story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await);
        let inspector = app.caller_with(&[(Inspector, STANDING_BODY)]).await;
        for (person, via) in [
            (app.officer(BA_BE).await, json!("own")),
            (app.officer(BAC_KAN).await, json!("line")),
            (app.officer(STANDING_BODY).await, json!("sector")),
            (app.officer(VU).await, Value::Null),
            (inspector.clone(), Value::Null),
        ] {
            assert_eq!(reach(&app, &person, &at).await, (!via.is_null(), via));
        }

        // As long as the inspection lasts.
        let (today, head) = (app.clock.today(), app.head(STANDING_BODY).await);
        let inspection = story.announced_inspection(STANDING_BODY, &[BA_BE]).await;
        let member = json!({"user_id": inspector.id(), "role": "member", "valid_from": today,
            "valid_to": today + Days::new(30)});
        story.set_team(&inspection, &[member]).await.is(200);
        assert_eq!(reach(&app, &inspector, &at).await, (true, json!("inspection")));
        let reason = json!({"reason": "Trùng với cuộc kiểm tra của Bộ"});
        inspection.step("cancel", &head, reason).await.is(200);
        assert_eq!(reach(&app, &inspector, &at).await, (false, Value::Null));

        // Its office ends, and another Sở takes over.
        app.set_clock("2024-06-11T02:00:00Z");
        applied(&app, &app.admin().await, "2024-06-10", merger()).await;
        assert_eq!(reach(&app, &app.officer(NEW_THAI_NGUYEN).await, &at).await, (true, json!("succession")));
    })
    .await;
}

#[actix_web::test]
async fn a_delegate_may_as_long_as_the_delegation_lasts_and_by_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (admin, head) = (app.user(Administrator, BAC_KAN).await, app.head(BA_BE).await);
        let deputy = app.caller_with(&[(Officer, BA_BE)]).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        story.request_signature(&plan).await;
        let (at, unit) = (resource(&plan), app.unit(BA_BE).await);
        let at_unit = format!("units/{unit}");
        let may = async |expected: &[&Caller]| {
            for (action, at) in [("plans:issue", &at_unit), ("issue", &at)] {
                assert_eq!(who_can(&app, &admin, action, at).await, ids(expected), "{action}");
            }
        };
        may(&[&head]).await;
        let (username, today) = (app.get("/me", &deputy).await.is(200)["username"].clone(), app.clock.today());
        let body = json!({"username": username, "role": "head", "unit_id": unit, "valid_from": today,
            "valid_to": today + Days::new(7), "document_number": "12/QĐ-PTP", "document_issued_on": today});
        let delegation: Uuid = app.post("/delegations", &head).json(body).await.is(201).id();
        may(&[&head, &deputy]).await;
        let told = explain(&app, &admin, deputy.id(), "issue", &at).await.is(200);
        is_whole(&told);
        let way = &link(&told, "party")["ways"][0];
        let rests_on = (&way["assignment_ids"], &way["unit_ids"]);
        assert_eq!(rests_on, (&json!([delegation]), &json!([unit])), "{}", told.describe());
        let told = explain(&app, &admin, deputy.id(), "plans:issue", &at_unit).await.is(200);
        assert_eq!(link(&told, "permission")["assignment_ids"], json!([delegation]), "{}", told.describe());

        app.post(&format!("/delegations/{delegation}/revoke"), &head).if_match("*").await.is(200);
        may(&[&head]).await;
        let told = explain(&app, &admin, deputy.id(), "issue", &at).await.is(200);
        is_whole(&told);
        let way = &link(&told, "party")["ways"][0];
        assert_eq!((&told["missing"], &way["assignment_ids"]), (&json!("party"), &json!([])), "{}", told.describe());
    })
    .await;
}

#[actix_web::test]
async fn what_is_addressed_to_a_function_is_for_whoever_holds_it_today() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let at = resource(&story.sent_plan(BAC_KAN, &[target("TGPL-04", 20)]).await);
        let (before, after) = (app.officer(STANDING_BODY).await, app.officer(SUCCESSOR).await);
        // They read it, and it is not addressed to them.
        app.officer(MINISTRY).await;
        app.head(STANDING_BODY).await;
        assert_eq!(who_can(&app, &admin, "receive", &at).await, ids(&[&before]));
        let successor = app.unit(SUCCESSOR).await;
        let passes = json!({"function": "emulation_standing_body", "unit_id": successor, "valid_from": "2024-06-01",
            "legal_basis": "39/2025/NĐ-CP"});
        app.post("/functions", &admin).json(passes).await.is(201);
        assert_eq!(who_can(&app, &admin, "receive", &at).await, ids(&[&after]));
        let told = explain(&app, &admin, after.id(), "receive", &at).await.is(200);
        is_whole(&told);
        let way = &link(&told, "party")["ways"][0];
        let stands = (&way["function"], &way["unit_ids"]);
        assert_eq!(stands, (&json!("emulation_standing_body"), &json!([successor])), "{}", told.describe());
        let told = explain(&app, &admin, before.id(), "receive", &at).await.is(200);
        assert_eq!((&told["missing"], &told["because"]), (&json!("reach"), &json!("not_found")));
    })
    .await;
}
