//! Delegations: who may delegate what, until when it lasts, and that the journal tells by whose right something was done.
use chrono::NaiveDate;
use entity::assignment::Role::{Administrator, Head, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::with;
use crate::{
    stories::{BA_BE, BAC_KAN, NA_RI, PAC_NAM, Paper, Story, plan_of, target},
    support::{Caller, TestApp, both},
};

/// Of the head of the Sở, from Monday 3 June 2024 for a week.
async fn asked(app: &TestApp, to: &Caller) -> Value {
    let username = app.get("/me", to).await.is(200)["username"].clone();
    json!({"username": username, "role": "head", "unit_id": app.unit(BAC_KAN).await, "valid_from": "2024-06-03",
        "valid_to": "2024-06-09", "document_number": "12/QĐ-STP", "document_issued_on": "2024-05-31"})
}

/// An officer of the Sở to whom its head has delegated its powers.
async fn deputy(app: &TestApp, head: &Caller) -> (Caller, Uuid) {
    let deputy = app.caller_with(&[(Officer, BAC_KAN)]).await;
    let made = app.post("/delegations", head).json(asked(app, &deputy).await).await.is(201);
    (deputy, made.id())
}

/// Whether the person holds the powers of the head of the Sở now.
async fn acts(app: &TestApp, person: &Caller) -> bool {
    let question = format!("/me/can?action=plans:issue&resource=units/{}", app.unit(BAC_KAN).await);
    app.get(&question, person).await.is(200)["allowed"] == true
}

/// By whose right each entry about a paper came about.
async fn delegators(app: &TestApp, subject: Uuid) -> Vec<(String, Option<Uuid>)> {
    app.journal(subject).await.into_iter().map(|entry| (entry.event, entry.delegated_by_id)).collect()
}

async fn issue(story: &Story, plan: &Paper, who: &Caller) -> crate::support::Reply {
    plan.step("issue", who, json!({"document": story.document(&story.number("KH-STP"))})).await
}

#[actix_web::test]
async fn a_delegate_signs_and_the_journal_names_whose_right_it_was() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = app.head(BAC_KAN).await;
        let (deputy, delegation) = deputy(&app, &head).await;
        let me = app.get("/me", &deputy).await.is(200);
        let held = me["assignments"].as_array().unwrap().iter().find(|one| one["role"] == "head").unwrap().clone();
        let named = (&held["delegated_by_id"], &held["delegated_by_name"]);
        assert_eq!(named, (&json!(head.id()), &json!("Nguyễn Văn Thử")));
        for person in [&head, &deputy] {
            assert_eq!(app.get("/delegations", person).await.is(200).each("id"), [delegation.to_string()]);
        }
        assert_eq!(app.get("/delegations", &app.officer(BAC_KAN).await).await.is(200).items().len(), 0);
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 20)])).await;
        story.request_signature(&plan).await;
        let issued = issue(&story, &plan, &deputy).await.is(200);
        let by = json!({"user_id": head.id(), "full_name": "Nguyễn Văn Thử", "document_number": "12/QĐ-STP",
            "document_issued_on": "2024-05-31"});
        assert_eq!(issued["document"]["delegated_by"], by);
        // By his own right, and by the right of another.
        let told = delegators(&app, plan.id).await;
        assert_eq!(told.iter().find(|(event, _)| event == "plan.created").map(|(_, by)| *by), Some(None), "{told:?}");
        assert_eq!(told.last(), Some(&("plan.issued".to_owned(), Some(head.id()))));
        assert_eq!(delegators(&app, delegation).await, [("assignment.created".to_owned(), None)]);
    })
    .await;
}

#[actix_web::test]
async fn whoever_acts_for_another_signs_nothing_of_its_own() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (deputy, _) = deputy(&app, &app.head(BAC_KAN).await).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 20)])).await;
        plan.change(&deputy, json!({"full_allocation": false})).await.is(200);
        story.request_signature(&plan).await;
        issue(&story, &plan, &deputy).await.refused(403, "separation_of_duties");
        // Nor what the delegator has written: he may not sign it himself.
        for (unit, expected) in [(BA_BE, Some("separation_of_duties")), (PAC_NAM, None)] {
            let lends = app.caller_with(&[(Officer, unit), (Head, unit)]).await;
            // Whatever he is elsewhere by his own right.
            let stands_in = app.caller_with(&[(Officer, unit), (Head, NA_RI)]).await;
            let body = with(asked(&app, &stands_in).await, "unit_id", json!(app.unit(unit).await));
            app.post("/delegations", &lends).json(body).await.is(201);
            let other = story.draft_plan(unit, &plan_of(&[target("TGPL-04", 20)])).await;
            let writer = if expected.is_some() { lends } else { app.officer(unit).await };
            other.change(&writer, json!({"full_allocation": false})).await.is(200);
            story.request_signature(&other).await;
            let reply = issue(&story, &other, &stands_in).await;
            assert_eq!((reply.status == 200, reply.json["code"].as_str()), (expected.is_none(), expected), "{unit}");
        }
        // An officer's work is the officer's own, whatever was delegated beside it.
        assert_eq!(delegators(&app, plan.id).await.iter().filter(|(_, by)| by.is_some()).count(), 0);
    })
    .await;
}

#[actix_web::test]
async fn a_delegation_of_some_powers_gives_these_and_what_is_read_for_them() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (head, deputy) = (app.head(BAC_KAN).await, app.caller_with(&[(Officer, BAC_KAN)]).await);
        let body = with(asked(&app, &deputy).await, "permissions", json!(["plans:issue", "reports:sign"]));
        let made = app.post("/delegations", &head).json(body).await.is(201);
        assert_eq!(made["permissions"], json!(["plans:issue", "reports:sign"]));
        let unit = app.unit(BAC_KAN).await;
        for (permission, allowed) in
            [("plans:issue", true), ("reports:sign", true), ("plans:send", false), ("nominations:submit", false)]
        {
            let question = format!("/me/can?action={permission}&resource=units/{unit}");
            assert_eq!(app.get(&question, &deputy).await.is(200)["allowed"], allowed, "{permission}");
        }
        let me = app.get("/me", &deputy).await.is(200);
        let held = me["assignments"].as_array().unwrap().iter().find(|one| one["role"] == "head").unwrap();
        assert_eq!(held["permissions"], json!(["plans:issue", "reports:sign"]));
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 20)])).await;
        story.request_signature(&plan).await;
        issue(&story, &plan, &deputy).await.is(200);
        plan.step("send", &deputy, Value::Null).await.refused(403, "forbidden");
        plan.step("send", &head, Value::Null).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_ones_own_to_give_is_not_delegated() {
    both(async |app| {
        let head = app.head(BAC_KAN).await;
        let (deputy, _) = deputy(&app, &head).await;
        let colleague = app.caller_with(&[(Officer, BAC_KAN)]).await;
        let body = asked(&app, &colleague).await;
        let ask = |who: &Caller, body: Value| app.post("/delegations", who).json(body);
        // Of a right that was delegated; of more days than it is held; to oneself; of the past; of another role or unit.
        ask(&deputy, body.clone()).await.refused(409, "delegated_right");
        let (from, to) = (NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2024, 6, 8));
        let brief = app.person(&[(Head, app.unit(BAC_KAN).await, from, to)]).await;
        ask(&brief, body.clone()).await.refused(409, "not_the_delegators");
        ask(&head, asked(&app, &head).await).await.refused(409, "not_the_delegators");
        for (member, value, fault) in [
            ("valid_from", json!("2024-06-02"), ("/valid_from", "too_soon")),
            ("role", json!("officer"), ("/role", "not_allowed")),
            ("username", json!("nobody.at.all"), ("/username", "not_found")),
        ] {
            ask(&head, with(with(body.clone(), "role", json!("head")), member, value)).await.faults(&[fault]);
        }
        let stranger = app.caller_with(&[(Officer, BA_BE)]).await;
        ask(&head, asked(&app, &stranger).await).await.faults(&[("/username", "not_found")]);
        ask(&head, with(body.clone(), "unit_id", json!(app.unit(BA_BE).await))).await.refused(409, "not_the_delegators");
        ask(&app.officer(BAC_KAN).await, body.clone()).await.refused(403, "forbidden");
        for (member, value, fault) in [
            ("document_issued_on", json!("2024-06-04"), ("/document_issued_on", "in_the_future")),
            ("permissions", json!(["plans:read"]), ("/permissions/0", "invalid_value")),
            ("permissions", json!(["plans:issue", "plans:issue"]), ("/permissions/1", "duplicate")),
        ] {
            ask(&head, with(body.clone(), member, value)).await.faults(&[fault]);
        }
        // An administrator who enters one is bound by the same.
        let admin = app.caller_with(&[(Administrator, BAC_KAN)]).await;
        let enter = |by: &Caller, to: Option<&str>| {
            let body = json!({"user_id": colleague.id(), "role": "head", "unit_id": body["unit_id"], "valid_from": "2024-06-03",
                "valid_to": to, "delegated_by_id": by.id(), "document_number": "13/QĐ-STP", "document_issued_on": "2024-06-03"});
            app.post("/assignments", &admin).json(body)
        };
        enter(&deputy, Some("2024-06-09")).await.refused(409, "delegated_right");
        enter(&head, None).await.faults(&[("/valid_to", "required")]);
        let made = enter(&brief, Some("2024-06-08")).await.is(201);
        let longer = app.patch(&format!("/assignments/{}", made.id()), &admin).if_match("*");
        longer.json(json!({"valid_to": "2024-06-09"})).await.refused(409, "not_the_delegators");
    })
    .await;
}

#[actix_web::test]
async fn a_delegation_ends_with_its_day_by_its_delegator_and_with_him() {
    both(async |app| {
        let head = app.head(BAC_KAN).await;
        let (first, delegation) = deputy(&app, &head).await;
        let (second, _) = deputy(&app, &head).await;
        app.set_clock("2024-06-09T02:00:00Z");
        assert!(acts(&app, &first).await);
        app.set_clock("2024-06-10T02:00:00Z");
        assert!(!acts(&app, &first).await);
        app.set_clock("2024-06-05T02:00:00Z");
        let revoke = |who: &Caller| app.post(&format!("/delegations/{delegation}/revoke"), who).if_match("*");
        let another = app.caller_with(&[(Head, BAC_KAN)]).await;
        revoke(&another).await.refused(404, "not_found");
        revoke(&second).await.refused(404, "not_found");
        let over = revoke(&head).await.is(200);
        assert_eq!(over["valid_to"], "2024-06-04");
        assert_eq!(revoke(&head).await.is(200)["version"], over["version"], "over is over");
        assert!(!acts(&app, &first).await && acts(&app, &second).await);
        // The delegator leaves before the day that was said, and takes what it gave along.
        let admin = app.caller_with(&[(Administrator, BAC_KAN)]).await;
        let roles = app.get(&format!("/assignments?user_id={}&role=head", head.id()), &admin).await.is(200);
        let role = roles.each("id")[0];
        let until = |day: Value| {
            app.patch(&format!("/assignments/{role}"), &admin).if_match("*").json(json!({"valid_to": day}))
        };
        until(json!("2024-06-06")).await.is(200);
        assert!(acts(&app, &second).await);
        app.set_clock("2024-06-07T02:00:00Z");
        assert!(!acts(&app, &second).await);
        until(Value::Null).await.is(200);
        assert!(acts(&app, &second).await);
        let user = app.patch(&format!("/users/{}", head.id()), &admin).if_match("*");
        user.json(json!({"status": "suspended"})).await.is(200);
        assert!(!acts(&app, &second).await);
    })
    .await;
}
