//! What a caller may not know of is not there: every operation, every member of a body and every filter that takes an id
//! answers for a hidden thing as for one that nobody has, but for the trace id; in dry runs too, and by as many
//! statements, so that how long it takes tells nothing either.
use actix_web::http::Method;
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use super::{
    drafts::{movement, share, template},
    table::{OPERATIONS, body},
};
use crate::{
    files::{PDF, upload},
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Story, TUYEN_QUANG, dossier, person, plan_of, target},
    support::{Caller, Reply, TestApp, both},
};

/// Drafts of others: where they are, and their ids.
pub(super) type Hidden = Vec<(&'static str, Uuid)>;

pub(super) async fn hidden(story: &Story) -> Hidden {
    let app = &story.app;
    let movement = movement(story).await;
    let template = template(story).await;
    let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
    let its_target: Uuid = plan.now().await["targets"][0]["id"].as_str().unwrap().parse().unwrap();
    let share = share(story).await;
    story.issued_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
    let report = story.draft_report(PAC_NAM, "2024", &[]).await;
    let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
    let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
    let decision = story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
    let owed = story.obligation(PAC_NAM, "2023").await;
    let letter = story.reminder(BAC_KAN, "report", owed.id, 3).await;
    let file = upload(app, &story.officer(BA_BE).await, "a.pdf", PDF).await.id();
    let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
    let issued = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
    let question = story.ask(&issued, BA_BE).await;
    let planned = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
    let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE], &[BA_BE]).await;
    let advice = story.recommendations(&inspection).await[0].id;
    let said = inspection.step("explain", &story.head(BA_BE).await, json!({"text": "Tiếp thu"})).await.is(201).id();
    let reviewed = story.nominate(BA_BE, &dossier(&person("SYN-0020"), "GK")).await;
    story.review(&reviewed).await;
    let sent = story.sent_together(BA_BE, &[&reviewed]).await;
    let council = story.council(BAC_KAN, 3).await;
    let session = story.planned_session(&council, "open", &[]).await;
    let exemplar = story.exemplar(BA_BE, "model").await;
    let recognised = story.recognised_exemplar(BA_BE, "initiative").await;
    let listed = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0026"), "GK")).await;
    let (posting, objection) = story.objected_posting(BAC_KAN, &listed).await;
    vec![
        ("postings", posting.id),
        ("posting-objections", objection.id),
        ("submissions", sent.id),
        ("councils", council.paper.id),
        ("council-sessions", session.id),
        ("exemplars", exemplar.id),
        ("exemplars", recognised.id),
        ("inspections", planned.id),
        ("inspections", inspection.id),
        ("recommendations", advice),
        ("inspection-explanations", said),
        ("guidance", guidance.id),
        ("guidance", issued.id),
        ("guidance-questions", question.id),
        ("movements", movement),
        ("plan-templates", template),
        ("plans", plan.id),
        ("targets", its_target),
        ("allocations", share),
        ("obligations", story.obligation(BA_BE, "2024").await.id),
        ("reports", report.id),
        ("nominations", nomination.id),
        ("nominations", proposed.id),
        ("decisions", decision.id),
        ("files", file),
        ("reminders", letter.id),
    ]
}

/// What an answer tells about an id.
fn told(reply: &Reply, id: Uuid) -> (u16, String) {
    let mut body = reply.json.clone();
    body["trace_id"] = json!("");
    (reply.status, body.to_string().replace(&id.to_string(), "ID"))
}

/// What is told, and by how many statements: of several tries the fewest, for some look at the counters too.
async fn asked(app: &TestApp, id: Uuid, ask: impl AsyncFn(Uuid) -> Reply) -> ((u16, String), u64) {
    let (mut answer, mut fewest) = ((0, String::new()), u64::MAX);
    for _ in 0..3 {
        let before = app.state.db.statements();
        answer = told(&ask(id).await, id);
        fewest = fewest.min(app.state.db.statements() - before);
    }
    (answer, fewest)
}

async fn stranger(app: &TestApp) -> Caller {
    app.caller_with(&[(Officer, NA_HANG), (Head, NA_HANG), (Officer, TUYEN_QUANG)]).await
}

#[actix_web::test]
async fn every_operation_answers_for_a_hidden_thing_as_for_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (hidden, stranger) = (hidden(&story).await, stranger(&app).await);
        let mut tried = 0;
        for (operation, method, path, _) in OPERATIONS {
            for (collection, id) in &hidden {
                if !path.starts_with(&format!("/api/v1/{collection}/{{id}}")) {
                    continue;
                }
                let part = Uuid::now_v7().to_string();
                let ask = async |id: Uuid| {
                    let path = path.replacen("{id}", &id.to_string(), 1);
                    let segments =
                        path.split('/').map(|s| if s.starts_with('{') { part.clone() } else { s.to_owned() });
                    let path = segments.collect::<Vec<_>>().join("/");
                    let call = app.call(method.parse::<Method>().unwrap(), &path, &stranger);
                    if *method == "GET" { call.await } else { call.if_match("*").json(body(operation)).await }
                };
                let nothing = asked(&app, Uuid::now_v7(), ask).await;
                assert_eq!(asked(&app, *id, ask).await, nothing, "{operation}");
                tried += 1;
            }
        }
        assert!(tried > 80, "only {tried} operations were tried");
    })
    .await;
}

#[actix_web::test]
async fn every_filter_answers_for_a_hidden_thing_as_for_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (hidden, stranger) = (hidden(&story).await, stranger(&app).await);
        let mut tried = 0;
        for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
            let parameters = item["get"]["parameters"].as_array().into_iter().flatten().map(resolved);
            let names =
                parameters.filter(|p| p["in"] == "query" && resolved(&p["schema"]).to_string().contains("uuid"));
            for name in names.filter_map(|p| p["name"].as_str()).filter(|_| !path.contains('{')) {
                for (_, id) in &hidden {
                    let ask = async |id: Uuid| app.get(&format!("{path}?{name}={id}"), &stranger).await;
                    let nothing = asked(&app, Uuid::now_v7(), ask).await;
                    assert_eq!(asked(&app, *id, ask).await, nothing, "{path}?{name}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 100, "only {tried} filters were tried");
    })
    .await;
}

/// What a reference stands for.
fn resolved(value: &'static Value) -> &'static Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| DOCUMENT.pointer(pointer)).unwrap_or(value)
}

/// Each way to name something in a body: the operation, its body, and where the id goes.
async fn ways(story: &Story) -> Vec<(String, Value, &'static str)> {
    let app = &story.app;
    let (home, planless) = (app.unit(NA_HANG).await, app.unit(TUYEN_QUANG).await);
    let plan = story.draft_plan(NA_HANG, &plan_of(&[target("TGPL-04", 20)])).await;
    let its_targets = plan.now().await["targets"].clone();
    let movement = json!({"code": "TD-NH", "title": "Thi đua", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": home});
    let nomination = story.nomination_body(NA_HANG, &dossier(&person("SYN-0019"), "GK")).await;
    let with_evidence = |member: &str| {
        let mut body = nomination.clone();
        body["achievement"]["evidence"] = json!([{member: null}]);
        body
    };
    let answering = json!({"targets": [{"id": its_targets[0]["id"], "task_no": 1, "indicator_code": "TGPL-04",
        "comparator": "gte", "target_value": 20}]});
    let mut shown = story.exemplar_body(NA_HANG, "model").await;
    shown["results"] = json!([{"report_id": null, "target_id": Uuid::now_v7()}]);
    let mut guidance = story.guidance_body(TUYEN_QUANG, &[NA_HANG]).await;
    guidance["amends"] = json!({"guidance_id": null, "amendment": "amends"});
    let decision = json!({"movement_id": story.movement, "deciding_unit_id": home,
        "items": [{"nomination_id": null, "order_no": 1}]});
    vec![
        ("POST /movements".into(), movement, "/parent_movement_id"),
        ("POST /plans".into(), json!({"unit_id": planless}), "/movement_id"),
        ("POST /plans".into(), json!({"movement_id": story.movement, "unit_id": planless}), "/template_id"),
        ("POST /plans".into(), json!({"movement_id": story.movement, "unit_id": planless}), "/copy_from_plan_id"),
        (
            "POST /plan-templates".into(),
            json!({"unit_kind": "district_justice_office", "title": "Mẫu"}),
            "/movement_id",
        ),
        (format!("PATCH {}", plan.path()), answering, "/targets/0/allocation_id"),
        (format!("POST {}/attachments", plan.path()), json!({"kind": "annex"}), "/file_id"),
        (format!("POST {}/waive-gap", plan.path()), json!({"reason": "chưa đủ căn cứ để xem xét"}), "/target_id"),
        ("POST /allocations".into(), body("create_allocation"), "/target_id"),
        ("POST /distributions".into(), body("distribute_target"), "/target_id"),
        ("POST /reports".into(), json!({}), "/obligation_id"),
        ("POST /reminders".into(), json!({"subject_type": "report", "level": 1}), "/subject_id"),
        ("POST /reminders".into(), json!({"subject_type": "supplement", "level": 1}), "/subject_id"),
        ("POST /reminders".into(), json!({"subject_type": "plan", "unit_id": planless, "level": 1}), "/subject_id"),
        (
            "POST /reminder-ladders".into(),
            json!({"document_number": "1/STP", "rungs": [{"level": 1, "timing": "on", "means": "automatic"}]}),
            "/movement_id",
        ),
        ("POST /nominations".into(), nomination.clone(), "/movement_id"),
        ("POST /nominations".into(), with_evidence("target_id"), "/achievement/evidence/0/target_id"),
        ("POST /nominations".into(), with_evidence("report_id"), "/achievement/evidence/0/report_id"),
        ("POST /nominations".into(), with_evidence("exemplar_id"), "/achievement/evidence/0/exemplar_id"),
        ("POST /guidance".into(), story.guidance_body(TUYEN_QUANG, &[NA_HANG]).await, "/movement_id"),
        ("POST /guidance".into(), guidance, "/amends/guidance_id"),
        ("POST /inspections".into(), story.inspection_body(TUYEN_QUANG, &[NA_HANG]).await, "/movement_id"),
        ("POST /exemplars".into(), story.exemplar_body(NA_HANG, "model").await, "/movement_id"),
        ("POST /exemplars".into(), shown, "/results/0/report_id"),
        ("POST /decisions".into(), decision.clone(), "/movement_id"),
        ("POST /decisions".into(), decision, "/items/0/nomination_id"),
    ]
}

#[actix_web::test]
async fn every_member_of_a_body_answers_for_a_hidden_thing_as_for_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (hidden, stranger) = (hidden(&story).await, stranger(&app).await);
        for (request, body, pointer) in ways(&story).await {
            let (method, path) = request.split_once(' ').unwrap();
            for (_, id) in &hidden {
                for dry in ["?dry_run=true", ""] {
                    let ask = async |id: Uuid| {
                        let mut body = body.clone();
                        let (at, member) = pointer.rsplit_once('/').unwrap();
                        let at = if at.is_empty() { &mut body } else { body.pointer_mut(at).unwrap() };
                        at[member] = json!(id);
                        let call = app.call(method.parse().unwrap(), &format!("{path}{dry}"), &stranger);
                        call.if_match("*").json(body).await
                    };
                    let nothing = asked(&app, Uuid::now_v7(), ask).await;
                    assert!((400..500).contains(&nothing.0.0), "{request} {pointer}: {nothing:?}");
                    assert_eq!(asked(&app, *id, ask).await, nothing, "{request} {pointer}");
                }
            }
        }
    })
    .await;
}

/// That somebody elsewhere has a dossier on a person is not told by asking, nor by nominating.
#[actix_web::test]
async fn a_dossier_elsewhere_stands_in_nobodys_way_until_it_is_granted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut known = person("SYN-0017");
        known["personal_id"] = json!("030123456789");
        let first = story.nominate(BA_BE, &dossier(&known, "GK")).await;
        let officer = story.officer(NA_HANG).await;
        let body = story.nomination_body(NA_HANG, &dossier(&known, "GK")).await;
        app.post("/nominations?dry_run=true", &officer).json(body.clone()).await.is(201);
        story.nominate(PAC_NAM, &dossier(&known, "GK")).await;
        // Its own it knows, and is told which.
        let again = story.try_nominate(BA_BE, &dossier(&known, "GK")).await.refused(409, "duplicate_award");
        let detail = again["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&first.id.to_string()) && detail.contains("Phòng Tư pháp huyện Ba Bể"), "{detail}");
    })
    .await;
}

/// Each unit gives its own codes: that another has a draft by the same is not told.
#[actix_web::test]
async fn the_code_of_a_hidden_movement_is_free() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        movement(&story).await;
        let draft = |unit: Uuid| {
            json!({"code": "TD-2025", "title": "Thi đua", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
                "launched_by_unit_id": unit})
        };
        let officer = story.officer(NA_HANG).await;
        let make = async || app.post("/movements", &officer).json(draft(app.unit(NA_HANG).await)).await;
        make().await.is(201);
        let again = make().await.refused(409, "code_in_use");
        assert!(again["detail"].to_string().contains("TD-2025"), "{}", again.describe());
    })
    .await;
}
