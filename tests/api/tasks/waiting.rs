//! State by state: whoever must act has the task, and nobody else.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    schedules::OFFICE,
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, plan_of, target},
    support::both,
};

/// Everybody of five units who has a task about a paper, with its type and steps.
async fn waited(story: &Story, paper: &Paper) -> Vec<String> {
    let mut found = vec![];
    for unit in [BA_BE, PAC_NAM, BAC_KAN, STANDING_BODY, MINISTRY] {
        for role in [Officer, Head] {
            let caller = story.app.user(role, unit).await;
            let tasks = story.list("/me/tasks?limit=200", &caller).await;
            let id = paper.id.to_string();
            for task in tasks.items().iter().filter(|task| task["subject_id"] == id.as_str()) {
                story.app.get(task["href"].as_str().unwrap(), &caller).await.is(200);
                let steps = task["actions"].as_array().unwrap().iter().map(|step| step.as_str().unwrap());
                let steps = steps.collect::<Vec<_>>().join(",");
                found.push(format!("{role:?} {unit}: {} {steps}", task["type"].as_str().unwrap()));
            }
        }
    }
    found
}

#[actix_web::test]
async fn guidance_and_questions_on_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.draft_guidance(BAC_KAN, &[BA_BE, PAC_NAM]).await;
        assert_eq!(waited(&story, &guidance).await, ["Head H03.STP: sign issue"]);
        story.issue_guidance(&guidance).await;
        let reading = |unit: &str| ["Officer", "Head"].map(|role| format!("{role} {unit}: acknowledge read"));
        assert_eq!(waited(&story, &guidance).await, [reading(BA_BE), reading(PAC_NAM)].concat());
        guidance.step("read", &story.officer(BA_BE).await, json!({})).await.is(200);
        assert_eq!(waited(&story, &guidance).await, reading(PAC_NAM));
        let question = story.ask(&guidance, BA_BE).await;
        assert_eq!(waited(&story, &question).await, ["Officer H03.STP: answer answer"]);
        question.step("answer", &story.officer(BAC_KAN).await, json!({"text": "Có"})).await.is(200);
        assert!(waited(&story, &question).await.is_empty());
        let why = json!({"reason": "Có văn bản khác thay thế"});
        guidance.step("withdraw", &story.head(BAC_KAN).await, why).await.is(200);
        assert!(waited(&story, &guidance).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn an_inspection_and_what_it_recommends() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BA_BE).await);
        let inspection = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
        assert_eq!(waited(&story, &inspection).await, ["Head H03.STP: sign announce"]);
        story.sign_inspection(&inspection, "announce").await.is(200);
        let explains = format!("Head {BA_BE}: answer explain");
        assert_eq!(waited(&story, &inspection).await, [&explains, "Officer H03.STP: inspect begin"]);
        inspection.step("begin", &officer, Value::Null).await.is(200);
        assert_eq!(waited(&story, &inspection).await, [&explains, "Officer H03.STP: write draft_conclusion"]);
        inspection.step("explain", &head, json!({"text": "Đơn vị tiếp thu."})).await.is(201);
        assert_eq!(waited(&story, &inspection).await, ["Officer H03.STP: write draft_conclusion"]);
        let due_on = app.clock.today() + chrono::Days::new(20);
        let advice = json!([{"text": "Bổ sung chỉ tiêu.", "owner_unit_id": app.unit(BA_BE).await, "due_on": due_on}]);
        let conclusion = json!({"text": "Kế hoạch còn thiếu chỉ tiêu.", "recommendations": advice});
        inspection.step("draft-conclusion", &officer, conclusion).await.is(200);
        let recommendation = story.recommendations(&inspection).await.remove(0);
        assert!(waited(&story, &recommendation).await.is_empty(), "nobody knows of it yet");
        assert_eq!(waited(&story, &inspection).await, ["Head H03.STP: sign conclude"]);
        story.sign_inspection(&inspection, "conclude").await.is(200);
        assert_eq!(waited(&story, &inspection).await, ["Officer H03.STP: inspect follow_up"]);
        assert_eq!(waited(&story, &recommendation).await, [format!("Head {BA_BE}: answer answer")]);
        inspection.step("follow-up", &officer, Value::Null).await.is(200);
        assert!(waited(&story, &inspection).await.is_empty(), "what it recommends waits");
        recommendation.step("answer", &head, json!({"text": "Đã bổ sung."})).await.is(200);
        assert_eq!(waited(&story, &recommendation).await, ["Officer H03.STP: accept check_off,return"]);
        recommendation.step("check-off", &officer, Value::Null).await.is(200);
        assert!(waited(&story, &recommendation).await.is_empty());
        assert_eq!(waited(&story, &inspection).await, ["Head H03.STP: sign close"]);
        inspection.step("close", &story.head(BAC_KAN).await, Value::Null).await.is(200);
        assert!(waited(&story, &inspection).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn drafts_of_movements_templates_and_schedules() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(STANDING_BODY).await;
        let body = json!({"code": "TEST-2024", "title": "Phong trào thử", "starts_on": "2024-07-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await,
            "reporting_lines": [{"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
        let made = app.post("/movements", &officer).json(body).await.is(201);
        let movement = story.paper("movements", STANDING_BODY, &made);
        assert_eq!(waited(&story, &movement).await, ["Head G15: sign launch"]);
        let content = json!({"movement_id": story.movement, "unit_kind": OFFICE, "title": "Kế hoạch mẫu"});
        let made = app.post("/plan-templates", &officer).json(content).await.is(201);
        let template = story.paper("plan-templates", STANDING_BODY, &made);
        assert_eq!(waited(&story, &template).await, ["Head G15: sign publish"]);
        let other = Story::without_periods(app.clone()).await;
        let schedule = other.draft_schedule(other.quarters((2024, 4), (2024, 4))).await;
        assert_eq!(waited(&story, &schedule).await, ["Head G15: sign activate"]);
        for (paper, step) in [(&template, "publish"), (&schedule, "activate")] {
            paper.step(step, &story.head(MINISTRY).await, Value::Null).await.is(200);
            assert!(waited(&story, paper).await.is_empty());
        }
    })
    .await;
}

#[actix_web::test]
async fn a_correction_waits_and_is_not_late() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        let due = async |role, steps: &str| {
            let caller = app.user(role, BA_BE).await;
            let tasks = story.list("/me/tasks?subject_type=report&limit=200", &caller).await;
            let [task] = tasks.items() else { panic!("one task to {steps}: {}", tasks.describe()) };
            assert_eq!(task["actions"], json!([steps]));
            [task["due_on"].clone(), task["overdue"].clone(), task["overdue_working_days"].clone()]
        };
        let nothing = [Value::Null, json!(false), Value::Null];
        // What was owed and came back is still late.
        story.return_report(&report).await;
        let [due_on, overdue, _] = due(Officer, "update").await;
        assert!(due_on.is_string() && overdue == true, "{due_on} {overdue}");
        story.sign(&report).await;
        story.submit(&report).await;
        story.accept(&report).await;
        story.correct(&report).await;
        assert_eq!(due(Officer, "update").await, nothing);
        assert_eq!(due(Head, "sign").await, nothing);
        story.sign(&report).await;
        assert_eq!(due(Officer, "submit").await, nothing);
        story.submit(&report).await;
        story.return_report(&report).await;
        assert_eq!(due(Officer, "update").await, nothing);
    })
    .await;
}

#[actix_web::test]
async fn corrections_consolidations_and_disputed_shares() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.accepted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        assert!(waited(&story, &report).await.is_empty());
        story.correct(&report).await;
        let own = [format!("Officer {BA_BE}: write update"), format!("Head {BA_BE}: sign sign")];
        assert_eq!(waited(&story, &report).await, own);
        let draft = story.consolidate(BAC_KAN, "2023").await;
        assert_eq!(waited(&story, &draft).await, ["Head H03.STP: sign issue"]);
        story.issue_consolidation(&draft).await;
        assert!(waited(&story, &draft).await.is_empty());
        let above = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await;
        let target_id = above.now().await["targets"][0]["id"].clone();
        let body = json!({"target_id": target_id, "unit_id": app.unit(BA_BE).await, "value": 6});
        let made = app.post("/allocations", &story.officer(BAC_KAN).await).json(body).await.is(201);
        let share = story.paper("allocations", BAC_KAN, &made);
        assert_eq!(waited(&story, &share).await, [format!("Head {BA_BE}: answer accept,dispute")]);
        let reason = "Địa bàn chỉ còn năm xã đặc biệt khó khăn";
        let why = json!({"content_digest": made["content_digest"], "reason": reason});
        share.step("dispute", &story.head(BA_BE).await, why).await.is(200);
        assert_eq!(waited(&story, &share).await, ["Officer H03.STP: answer adjust,withdraw"]);
    })
    .await;
}
