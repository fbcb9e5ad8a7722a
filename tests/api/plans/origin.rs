//! What a draft may begin with: a plan of the unit's own, or one that it received.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, STANDING_BODY, Story, VU, plan_of, ratio, target},
    support::both,
};

#[actix_web::test]
async fn a_plan_that_was_received_is_an_example() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut example = target("TGPL-04", 20);
        example["due_on"] = json!("2024-12-14");
        let sent = story.sent_plan(BA_BE, &[example]).await;
        let copy = async |unit: &str, from| {
            let body =
                json!({"movement_id": story.movement, "unit_id": app.unit(unit).await, "copy_from_plan_id": from});
            app.post("/plans", &story.officer(unit).await).json(body).await
        };
        copy(PAC_NAM, sent.id).await.faults(&[("/copy_from_plan_id", "not_found")]);
        copy(BAC_KAN, sent.id).await.faults(&[("/copy_from_plan_id", "not_allowed")]);
        story.receive(&sent).await;
        let made = copy(BAC_KAN, sent.id).await.is(201);
        let source = sent.now().await;
        assert_eq!(made["copied_from_plan_id"], json!(sent.id));
        assert_eq!(made["targets"][0]["target_value"], source["targets"][0]["target_value"]);
        assert_eq!(made["tasks"][0]["title"], source["tasks"][0]["title"]);
        assert_eq!(made["targets"][0]["due_on"], json!(null), "days are the other plan's");
        assert_ne!(made["targets"][0]["id"], source["targets"][0]["id"]);
        let unknown = json!({"movement_id": story.movement, "unit_id": app.unit(PAC_NAM).await,
            "template_id": uuid::Uuid::now_v7()});
        let officer = story.officer(PAC_NAM).await;
        app.post("/plans", &officer).json(unknown).await.faults(&[("/template_id", "not_found")]);
    })
    .await;
}

#[actix_web::test]
async fn lists_that_are_given_replace_those_it_begins_with() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let sent = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let mut body = story.plan_body(BAC_KAN, &plan_of(&[target("TGPL-07", 3)])).await;
        body["copy_from_plan_id"] = json!(sent.id);
        body.as_object_mut().expect("a body").remove("measures");
        let made = app.post("/plans", &story.officer(BAC_KAN).await).json(body).await.is(201);
        assert_eq!(made["targets"][0]["indicator"]["code"], "TGPL-07");
        assert_eq!(made["measures"][0]["title"], sent.now().await["measures"][0]["title"]);
    })
    .await;
}

#[actix_web::test]
async fn a_plan_of_the_last_movement_begins_the_next() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut judged = json!({"task_no": 1, "title": "Mức độ hoàn thành", "comparator": "reach", "target_value": 2,
            "levels": ["Chưa đạt", "Đạt"], "milestones": [{"period_code": "2023", "value": 1}]});
        judged["responsible_person"] = json!("Trưởng phòng Nghiệp vụ");
        let last = story.issued_plan(VU, &[target("PBGDPL-01", 4), ratio("VBPL-03", 9, 10), judged]).await;
        let next = json!({"code": "NB-2024", "title": "Thi đua nội bộ", "starts_on": "2024-06-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await, "indicator_codes": ["VBPL-03"],
            "reporting_lines": [{"unit_kind": "ministry_unit", "receiver": "standing_body"}]});
        let next = app.post("/movements", &story.officer(STANDING_BODY).await).json(next).await.is(201);
        let launch = app.post(&format!("/movements/{}/launch", next.id()), &story.head(MINISTRY).await).if_match("*");
        launch.json(json!({"document": story.document("99/QĐ-BTP")})).await.is(200);
        let body = json!({"movement_id": next.id(), "unit_id": app.unit(VU).await, "copy_from_plan_id": last.id});
        let made = app.post("/plans", &story.officer(VU).await).json(body).await.is(201);
        let targets = made["targets"].as_array().expect("targets");
        // What the next movement does not measure has become the unit's own.
        let source = last.now().await;
        assert_eq!(targets[0]["indicator"], json!(null));
        for kept in ["title", "unit_of_measure", "aggregation", "target_value"] {
            assert_eq!(targets[0][kept], source["targets"][0][kept], "{kept}");
        }
        assert_eq!(targets[1]["indicator"]["code"], "VBPL-03");
        assert_eq!((&targets[2]["levels"], &targets[2]["target_value"]), (&json!(["Chưa đạt", "Đạt"]), &json!(2)));
        assert_eq!((&targets[2]["milestones"], &targets[2]["responsible_person"]), (&json!([]), &json!(null)));
    })
    .await;
}

#[actix_web::test]
async fn the_unit_that_launched_a_movement_plans_in_it_too() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan("G15", &plan_of(&[target("TGPL-04", 6_000)])).await;
        story.issue(&plan, "700/KH-BTP").await;
        let sent = story.send(&plan).await;
        assert_eq!(sent["receiver_unit_id"], json!(app.unit("G15.TDKT").await));
        plan.read_by(&story.officer(BAC_KAN).await).await.refused(404, "not_found");
    })
    .await;
}
