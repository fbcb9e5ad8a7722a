//! What a draft may begin with: a plan of the unit's own, or one that it received.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, plan_of, target},
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
