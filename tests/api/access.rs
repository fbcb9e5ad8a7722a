//! What administrators are told of who may do what, and why: the same as the action then answers.
mod links;

use std::{collections::BTreeSet, rc::Rc};

use base::kernel::second_factor::Demand;
use chrono::Days;
use entity::assignment::Role::{Administrator, Head, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    machine::Machine,
    plans::life::PLAN,
    reports::life::REPORT,
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, TUYEN_QUANG, plan_of, target},
    support::{Caller, Reply, TestApp, both},
};

async fn explain(app: &TestApp, admin: &Caller, person: Uuid, action: &str, resource: &str) -> Reply {
    app.get(&format!("/access/explain?person={person}&action={action}&resource={resource}"), admin).await
}

fn resource(paper: &Paper) -> String {
    paper.path().trim_start_matches('/').to_owned()
}

fn kinds(told: &Reply) -> Vec<&str> {
    told["path"].as_array().expect("a path").iter().filter_map(|link| link["kind"].as_str()).collect()
}

fn link<'a>(told: &'a Reply, kind: &str) -> &'a Value {
    let found = told["path"].as_array().expect("a path").iter().find(|link| link["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}: {}", told.describe()))
}

/// All links hold up to the one that is missing, with which the way ends.
#[track_caller]
fn is_whole(told: &Reply) {
    let path = told["path"].as_array().expect("a path");
    let (last, before) = path.split_last().expect("a link");
    assert!(before.iter().all(|link| link["holds"] == true && link["code"].is_null()), "{}", told.describe());
    let (allowed, missing) = (told["because"] == "granted", &told["missing"]);
    assert_eq!((&told["allowed"], &last["holds"]), (&json!(allowed), &json!(allowed)), "{}", told.describe());
    if allowed {
        assert!(missing.is_null(), "{}", told.describe());
    } else {
        assert_eq!((missing, &told["because"]), (&last["kind"], &last["code"]), "{}", told.describe());
    }
}

/// Rights by role are asked before whether the paper is there.
#[track_caller]
fn is_answered(told: &Reply, reply: &Reply, what: &str) {
    let because = told["because"].as_str().unwrap_or_default();
    let what = format!("{what}: {} and {}", told.describe(), reply.describe());
    match because {
        "granted" => assert!(reply.status < 300, "{what}"),
        "not_found" => assert!(["not_found", "forbidden"].contains(&reply.code()), "{what}"),
        because => assert_eq!(reply.code(), because, "{what}"),
    }
}

/// Who has written a draft and is head as well.
async fn both_in_one(app: &TestApp, unit: &str) -> Caller {
    app.caller_with(&[(Officer, unit), (Head, unit)]).await
}

async fn papers(story: &Story) -> Vec<(&'static Machine, Paper)> {
    story.app.set_clock("2024-12-16T02:00:00Z");
    let targets = [target("TGPL-04", 20)];
    let draft = story.draft_plan(BA_BE, &plan_of(&targets)).await;
    let sent = story.sent_plan(CHO_DON, &targets).await;
    story.received_plan(PAC_NAM, &targets).await;
    let figures = [("TGPL-04", json!({"value": 12}))];
    let submitted = story.submitted_report(PAC_NAM, "2023", &figures).await;
    let written = story.draft_report(PAC_NAM, "2024", &figures).await;
    vec![(&PLAN, draft), (&PLAN, sent), (&REPORT, submitted), (&REPORT, written)]
}

#[actix_web::test]
async fn what_is_explained_is_what_the_action_answers() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (admin, provincial) = (app.admin().await, app.user(Administrator, BAC_KAN).await);
        let (mut tried, mut met) = (0, BTreeSet::new());
        for (machine, paper) in papers(&story).await {
            let (unit, at) = (&*paper.owner, resource(&paper));
            let two = both_in_one(&app, unit).await;
            if at.starts_with("plans") && paper.status().await == "draft" {
                paper.change(&two, json!({"starts_on": "2024-01-01"})).await.is(200);
                story.request_signature(&paper).await;
            }
            let ours = [app.officer(unit).await, app.head(unit).await, two];
            for person in ours.into_iter().chain([app.officer(BAC_KAN).await, app.head(NA_HANG).await]) {
                for (action, ..) in machine.steps {
                    let told = explain(&app, &admin, person.id(), action, &at).await.is(200);
                    is_whole(&told);
                    assert_eq!(paper.can(&person, action).await, told["because"], "{action}: {}", told.describe());
                    let reply = machine.attempt(&story, &paper, action, &person, "?dry_run=true").await;
                    is_answered(&told, &reply, action);
                    met.extend(told["missing"].as_str().map(str::to_owned));
                    tried += 1;
                }
            }
            // Of the people whom the province looks after, one by one and as a list.
            let looked_after = app.get("/users?limit=200", &provincial).await.is(200);
            for action in
                ["update", "issue", "receive", "accept"].iter().filter(|a| machine.steps.iter().any(|s| s.0 == **a))
            {
                let mut expected = BTreeSet::new();
                for person in looked_after.each("id") {
                    let told = explain(&app, &provincial, person.parse().unwrap(), action, &at).await.is(200);
                    expected.extend((told["allowed"] == true).then(|| person.to_owned()));
                }
                assert_eq!(who_can(&app, &provincial, action, &at).await, expected, "{action} {at}");
            }
        }
        assert!(tried > 150, "{tried}");
        let every = ["authors", "party", "reach", "state"].map(str::to_owned);
        assert!(every.iter().all(|kind| met.contains(kind)), "{met:?}");
    })
    .await;
}

/// All pages, of few people each; each of them once, in the order of their names.
async fn who_can(app: &TestApp, admin: &Caller, action: &str, resource: &str) -> BTreeSet<String> {
    let (mut people, mut names) = (BTreeSet::new(), vec![]);
    let mut path = format!("/access/who-can?action={action}&resource={resource}&limit=3");
    loop {
        let page = app.get(&path, admin).await.is(200);
        for (id, name) in page.each("person_id").into_iter().zip(page.each("username")) {
            assert!(people.insert(id.to_owned()), "{id} twice");
            names.push(name.to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/access/who-can?action={action}&resource={resource}&limit=3&cursor={cursor}");
    }
    assert!(names.is_sorted(), "{names:?}");
    people
}

#[actix_web::test]
async fn a_link_says_what_it_rests_on() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let targets = [target("TGPL-04", 20)];
        let (plan, head) = (story.sent_plan(BAC_KAN, &targets).await, app.head(BAC_KAN).await);
        let (at, standing) = (resource(&plan), app.officer(STANDING_BODY).await);

        // Addressed to a function: who holds it today is named.
        let told = explain(&app, &admin, standing.id(), "receive", &at).await.is(200);
        assert_eq!(link(&told, "reach")["via"], "sector");
        let way = &link(&told, "party")["ways"][0];
        assert_eq!((&way["party"], &way["permission"]), (&json!("addressee"), &json!("plans:receive")));
        assert_eq!(way["unit_ids"], json!([app.unit(STANDING_BODY).await]), "{}", told.describe());
        assert_eq!(way["assignment_ids"], json!([link(&told, "role")["assignments"][0]["assignment_id"]]));
        assert_eq!(link(&told, "state")["status"], "sent");

        // A delegated role says by whom.
        let (deputy, today) = (app.caller_with(&[(Officer, BAC_KAN)]).await, app.clock.today());
        let username = app.get("/me", &deputy).await.is(200)["username"].clone();
        let body = json!({"username": username, "role": "head", "unit_id": app.unit(BAC_KAN).await, "valid_from": today,
            "valid_to": today + Days::new(7), "document_number": "12/QĐ-STP", "document_issued_on": today});
        app.post("/delegations", &head).json(body).await.is(201);
        let told = explain(&app, &admin, deputy.id(), "send", &at).await.is(200);
        assert_eq!((&told["missing"], link(&told, "reach")["via"].as_str()), (&json!("state"), Some("own")));
        let roles = link(&told, "role")["assignments"].as_array().unwrap();
        let role = roles.iter().find(|role| role["role"] == "head").unwrap();
        assert_eq!((&role["delegated_by_id"], &role["in_force"]), (&json!(head.id()), &json!(true)));

        // At a unit, by a role that is over, and by an account that is out of use.
        let (unit, today) = (app.unit(BA_BE).await, app.clock.today());
        let at_unit = format!("units/{unit}");
        let told = explain(&app, &admin, app.head(BA_BE).await.id(), "plans:issue", &at_unit).await.is(200);
        assert_eq!(kinds(&told), ["account", "role", "permission", "second_factor"]);
        let past = app.person(&[(Head, unit, today - Days::new(9), Some(today - Days::new(1)))]).await;
        let told = explain(&app, &admin, past.id(), "plans:issue", &at_unit).await.is(200);
        assert_eq!(
            (&told["missing"], &link(&told, "role")["assignments"][0]["in_force"]),
            (&json!("role"), &json!(false))
        );
        let path = format!("/users/{}", past.id());
        app.patch(&path, &admin).if_match("*").json(json!({"status": "suspended"})).await.is(200);
        let told = explain(&app, &admin, past.id(), "plans:issue", &at_unit).await.is(200);
        assert_eq!((&told["missing"], kinds(&told)), (&json!("account"), vec!["account"]));

        // Where a second factor is required, who has none lacks it.
        let strict = TestApp::on(Rc::new(app.database.again()), |o| o.second_factor = Demand::Required).await;
        let asked = [("plans:issue", &at_unit, app.head(BA_BE).await), ("cancel", &at, head)];
        for (action, at, person) in asked {
            let told = explain(&strict, &admin, person.id(), action, at).await.is(200);
            is_whole(&told);
            assert_eq!(told["missing"], "second_factor", "{}", told.describe());
        }
    })
    .await;
}

/// Of people and papers elsewhere there is nothing to ask, and that somebody asked is told to those who answer for it.
#[actix_web::test]
async fn only_administrators_ask_and_only_of_what_is_theirs() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[])).await;
        let (ours, theirs) = (app.head(BA_BE).await, app.head(NA_HANG).await);
        let (admin, neighbour) = (app.user(Administrator, BAC_KAN).await, app.user(Administrator, TUYEN_QUANG).await);
        let (at, home) = (resource(&plan), format!("units/{}", app.unit(NA_HANG).await));
        let there = format!("units/{}", app.unit(BA_BE).await);
        let nothing = Uuid::now_v7();
        for (person, action, resource) in [
            (ours.id(), "plans:issue", home.clone()),
            (nothing, "plans:issue", home.clone()),
            (theirs.id(), "issue", at.clone()),
            (theirs.id(), "issue", format!("plans/{nothing}")),
            (theirs.id(), "plans:issue", there.clone()),
            (theirs.id(), "plans:issue", format!("units/{nothing}")),
        ] {
            let reply = explain(&app, &neighbour, person, action, &resource).await;
            let reply = reply.refused(404, "not_found");
            let mut told = reply.json.clone();
            told["trace_id"] = json!("");
            assert!(!told.to_string().contains(&plan.id.to_string()), "{told}");
        }
        for resource in [&at, &there, &format!("plans/{nothing}")] {
            let action = if resource.starts_with("units") { "plans:issue" } else { "issue" };
            let path = format!("/access/who-can?action={action}&resource={resource}");
            app.get(&path, &neighbour).await.refused(404, "not_found");
            app.get(&path, &ours).await.refused(403, "forbidden");
        }
        explain(&app, &ours, ours.id(), "issue", &at).await.refused(403, "forbidden");
        for (action, resource) in [("no_such", &*at), ("issue", "plans"), ("issue", "novels/1"), ("issue", &*there)] {
            explain(&app, &admin, ours.id(), action, resource).await.refused(400, "invalid_parameter");
        }
        app.get(&format!("/access/who-can?action=issue&resource={at}&count=exact"), &admin)
            .await
            .refused(400, "invalid_parameter");

        explain(&app, &admin, ours.id(), "issue", &at).await.is(200);
        app.settle().await;
        let told = app.journal(plan.id).await;
        let told: Vec<_> = told.iter().filter(|entry| entry.event == "access.explained").collect();
        let of = |entry: &entity::journal::Model| serde_json::from_str::<Value>(&entry.data).expect("JSON");
        let expected = json!({"user_id": admin.id(), "person_id": ours.id()});
        assert!(told.iter().any(|entry| of(entry) == expected && entry.unit_id.is_some()), "{told:?}");
        // It is no change of the plan: nobody who keeps a copy looks again.
        let feed = app.get("/changes?limit=200", &ours).await.is(200);
        assert!(feed.items().iter().all(|one| one["event"] != "access.explained"));
    })
    .await;
}
