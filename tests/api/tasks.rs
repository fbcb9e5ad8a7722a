//! The inbox: what waits for whom, and that what it offers is what the step then takes.
mod councils;
mod waiting;

use entity::assignment::Role::{self, Head, Inspector, Officer};
use serde_json::{Value, json};

use crate::{
    authz::table::{OPERATIONS, body},
    stories::{
        BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_RI, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person, plan_of,
        target,
    },
    support::{Caller, Reply, TestApp, both},
};

/// Papers of all kinds, each waiting for somebody.
async fn world(story: &Story) -> Vec<Paper> {
    let app = &story.app;
    let pending = story.draft_plan(CHO_DON, &plan_of(&[target("TGPL-04", 20)])).await;
    story.request_signature(&pending).await;
    let issued = story.issued_plan(NA_RI, &[target("TGPL-04", 20)]).await;
    let sent = story.sent_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
    let asked = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    story.request_supplement(&asked).await;
    let above = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await;
    let share =
        json!({"target_id": above.now().await["targets"][0]["id"], "unit_id": app.unit(BA_BE).await, "value": 6});
    app.post("/allocations", &story.officer(BAC_KAN).await).json(share).await.is(201);
    let figures = [("TGPL-04", json!({"value": 8}))];
    story.draft_report(BA_BE, "2024", &figures).await;
    story.signed_report(PAC_NAM, "2023", &figures).await;
    let submitted = story.submitted_report(BA_BE, "2023", &figures).await;
    let returned = story.submitted_report(NA_RI, "2023", &figures).await;
    story.return_report(&returned).await;
    story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
    story.submitted_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
    story.received_nomination(PAC_NAM, &dossier(&person("SYN-0019"), "GK")).await;
    story.appraised_nomination(PAC_NAM, &dossier(&person("SYN-0021"), "GK")).await;
    let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0022"), "GK")).await;
    story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
    let owed = story.obligation(PAC_NAM, "2023").await;
    story.reminder(BAC_KAN, "report", owed.id, 1).await;
    story.reminder(BAC_KAN, "report", owed.id, 3).await;
    vec![pending, issued, sent, submitted]
}

async fn tasks(app: &TestApp, caller: &Caller) -> Reply {
    app.get("/me/tasks?limit=200", caller).await.is(200)
}

/// Type, kind of thing and steps, in an order of their own.
fn rows(reply: &Reply) -> Vec<String> {
    let row = |one: &Value| {
        let steps: Vec<_> = one["actions"].as_array().unwrap().iter().map(|step| step.as_str().unwrap()).collect();
        format!("{} {} {}", one["type"].as_str().unwrap(), one["subject_type"].as_str().unwrap(), steps.join(","))
    };
    let mut rows: Vec<String> = reply.items().iter().map(row).collect();
    rows.sort();
    rows
}

/// The step of a task as a dry run.
async fn attempt(app: &TestApp, caller: &Caller, task: &Value, step: &str) -> Reply {
    let href = task["href"].as_str().unwrap();
    match step {
        "create_report" => {
            let body = json!({"obligation_id": task["subject_id"]});
            app.post("/reports?dry_run=true", caller).json(body).await
        }
        "update" => {
            let path = format!("{href}?dry_run=true");
            app.patch(&path, caller).if_match("*").json(json!({})).await
        }
        _ => {
            let (collection, _) = href.rsplit_once('/').unwrap();
            let path = format!("{collection}/{{id}}/{}", step.replace('_', "-"));
            let row = OPERATIONS.iter().find(|row| row.2 == path).unwrap_or_else(|| panic!("no operation {path}"));
            let path = format!("{href}/{}?dry_run=true", step.replace('_', "-"));
            app.post(&path, caller).if_match("*").json(body(row.0)).await
        }
    }
}

#[actix_web::test]
async fn what_is_offered_is_what_the_step_takes_from_this_caller_in_this_state() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        world(&story).await;
        let mut tried = 0;
        for unit in [BA_BE, PAC_NAM, CHO_DON, NA_RI, BAC_KAN, STANDING_BODY, MINISTRY] {
            for role in [Officer, Head] {
                let caller = app.user(role, unit).await;
                for task in tasks(&app, &caller).await.items() {
                    app.get(task["href"].as_str().unwrap(), &caller).await.is(200);
                    for step in task["actions"].as_array().unwrap() {
                        let reply = attempt(&app, &caller, task, step.as_str().unwrap()).await;
                        let refused = ["forbidden", "separation_of_duties", "invalid_transition", "not_found"];
                        assert!(!refused.contains(&reply.code()), "{role:?} of {unit} {task}: {}", reply.describe());
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 30, "only {tried} steps were tried");
    })
    .await;
}

#[actix_web::test]
async fn each_role_finds_what_waits_for_it_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        world(&story).await;
        let expected: &[(Role, &str, &[&str])] = &[
            (Officer, BA_BE, &["acknowledge reminder acknowledge", "answer plan amend,reply_supplement"]),
            (
                Head,
                BA_BE,
                &[
                    "acknowledge reminder acknowledge",
                    "answer allocation accept,dispute",
                    "sign nomination review",
                    "sign report sign",
                ],
            ),
            (
                Officer,
                BAC_KAN,
                &[
                    "accept report accept,return",
                    "appraise nomination appraise,return",
                    "receive nomination receive",
                    "receive plan receive,request_supplement",
                    "write obligation create_report",
                    "write obligation create_report",
                ],
            ),
            (Head, BAC_KAN, &["forward nomination forward,propose,refuse", "sign decision sign", "sign reminder sign"]),
            (Head, CHO_DON, &["sign plan issue,return_to_draft"]),
            (Head, NA_RI, &["send plan send", "sign report sign"]),
            (
                Officer,
                PAC_NAM,
                &["acknowledge reminder acknowledge", "send report submit", "write obligation create_report"],
            ),
        ];
        for (role, unit, rows_of) in expected {
            let found = tasks(&app, &app.user(*role, unit).await).await;
            assert_eq!(rows(&found), *rows_of, "{role:?} of {unit}");
        }
        assert!(tasks(&app, &app.user(Inspector, BA_BE).await).await.items().is_empty());
        let nobody = app.person(&[]).await;
        app.get("/me/tasks", &nobody).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn what_somebody_wrote_does_not_wait_for_its_own_signature_and_what_is_done_is_gone() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both_hats = app.caller_with(&[(Officer, BA_BE), (Head, BA_BE)]).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        plan.change(&both_hats, json!({"full_allocation": false})).await.is(200);
        story.request_signature(&plan).await;
        let signing = async |caller: &Caller| {
            let path = "/me/tasks?type=sign&subject_type=plan&count=exact";
            app.get(path, caller).await.is(200)["total"].as_u64().unwrap()
        };
        let head = story.head(BA_BE).await;
        // Giving it back is open to its writer, too.
        let offered = app.get("/me/tasks?type=sign", &both_hats).await.is(200);
        assert_eq!(offered.items()[0]["actions"], json!(["return_to_draft"]));
        assert_eq!(signing(&head).await, 1);
        plan.step("issue", &head, json!({"document": story.document("12/KH-PTP")})).await.is(200);
        assert_eq!((signing(&head).await, signing(&both_hats).await), (0, 0));
        // What is to be sent now.
        let sends = app.get("/me/tasks?type=send", &head).await.is(200);
        assert_eq!(sends.each("subject_id"), [plan.id.to_string()]);
    })
    .await;
}

#[actix_web::test]
async fn a_task_is_overdue_by_working_days_of_the_calendar() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.obligation(BA_BE, "2024").await;
        let officer = story.officer(BA_BE).await;
        let late = async |now: &str| {
            app.set_clock(now);
            let found = app.get("/me/tasks?subject_type=obligation&due_on_to=2024-12-31", &officer).await.is(200);
            let one = found.items().iter().find(|one| one["due_on"] == "2024-12-17").unwrap().clone();
            (one["overdue"].as_bool().unwrap(), one["overdue_working_days"].clone())
        };
        assert_eq!(late("2024-12-17T16:59:59Z").await, (false, json!(0)));
        assert_eq!(late("2024-12-18T02:00:00Z").await, (true, json!(1)));
        // Saturday the 21st and Sunday the 22nd, and New Year's Day, are not worked.
        assert_eq!(late("2024-12-22T02:00:00Z").await, (true, json!(3)));
        assert_eq!(late("2025-01-02T02:00:00Z").await, (true, json!(11)));
        assert_eq!(late("2031-01-02T02:00:00Z").await, (true, Value::Null), "nobody knows that year");
        let overdue = app.get("/me/tasks?overdue=true", &officer).await.is(200);
        assert!(overdue.items().iter().all(|one| one["overdue"] == true) && !overdue.items().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn what_is_asked_of_the_database_does_not_grow_with_what_waits() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        world(&story).await;
        let officer = story.officer(BAC_KAN).await;
        let asked = async || {
            tasks(&app, &officer).await;
            let before = app.state.db.statements();
            tasks(&app, &officer).await;
            app.state.db.statements() - before
        };
        let few = asked().await;
        for number in ["SYN-0001", "SYN-0002", "SYN-0003", "SYN-0004", "SYN-0005"] {
            story.submitted_nomination(BA_BE, &dossier(&person(number), "GK")).await;
        }
        assert_eq!(asked().await, few);
        assert!(few < 24, "{few} statements");
    })
    .await;
}
