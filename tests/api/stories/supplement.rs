//! S2. The ministry cannot approve or reject a plan; it can ask for more.
use serde_json::{Value, json};

use super::{BAC_KAN, STANDING_BODY, Story, plan_of, target};
use crate::support::both;

#[actix_web::test]
async fn the_ministry_asks_for_a_supplement_and_gets_a_second_version() {
    both(async |app| {
        app.set_clock("2023-04-24T02:00:00Z");
        let story = Story::of(app).await;
        let (own, ministry) = (story.officer(BAC_KAN).await, story.officer(STANDING_BODY).await);
        let first = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 120)])).await;
        story.issue(&first, "45/KH-STP").await;
        let sent = story.send(&first).await;
        assert_eq!(sent["receiver_unit_id"], json!(story.app.unit(STANDING_BODY).await));

        // No such transitions.
        for verdict in ["approve", "reject"] {
            first.step(verdict, &ministry, Value::Null).await.refused(404, "not_found");
        }

        // A request says why, and until when.
        let seen = first.seen().await;
        let ask = async |mut body: Value| {
            body["content_digest"] = seen["content_digest"].clone();
            first.step("request-supplement", &ministry, body).await
        };
        ask(json!({"due_on": "2023-05-15"})).await.refused(422, "reason_required");
        ask(json!({"reason": "ngắn", "due_on": "2023-05-15"})).await.refused(422, "reason_required");
        ask(json!({"reason": "Bổ sung chỉ tiêu hòa giải"})).await.faults(&[("/due_on", "required")]);
        let yesterday = json!({"reason": "Bổ sung chỉ tiêu hòa giải", "due_on": "2023-04-23"});
        ask(yesterday).await.faults(&[("/due_on", "out_of_range")]);
        assert_eq!(first.status().await, "sent", "what was refused changed nothing");
        let asked = ask(json!({"reason": "Bổ sung chỉ tiêu hòa giải", "due_on": "2023-05-15"})).await.is(200);
        assert_eq!(asked["status"], "supplement_requested");
        let request = &asked["supplement_requests"][0];
        assert_eq!((&request["due_on"], &request["resolved_at"]), (&json!("2023-05-15"), &Value::Null));

        // The Sở answers with version 2, which nobody above sees before it is sent.
        let second = story.amend(&first).await;
        let more = json!({"targets": [target("TGPL-04", 120), target("HGCS-01", 40)]});
        second.change(&own, more).await.is(200);
        let versions = format!("/plans/{}/versions", first.id);
        assert_eq!(story.list(&versions, &ministry).await.items().len(), 1);
        let issued = story.issue(&second, "61/KH-STP").await;
        assert_eq!((&issued["version_no"], &issued["root_id"]), (&json!(2), &json!(first.id)));
        second.read_by(&ministry).await.refused(404, "not_found");
        story.send(&second).await;

        // Version 1 stays readable, as superseded, and unchanged.
        for reader in [&own, &ministry] {
            let kept = first.read_by(reader).await.is(200);
            assert_eq!((&kept["status"], &kept["document"]["number"]), (&json!("superseded"), &json!("45/KH-STP")));
            assert_eq!(kept["targets"].as_array().map(Vec::len), Some(1));
            assert_eq!(kept["supplement_requests"][0]["resolved_by_plan_id"], json!(second.id));
            assert_eq!(story.list(&versions, reader).await.each("status"), ["superseded", "sent"]);
        }
        assert_eq!(second.read_by(&ministry).await.is(200)["targets"].as_array().map(Vec::len), Some(2));
    })
    .await;
}
