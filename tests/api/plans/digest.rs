//! What a version says is digested; whoever answers it names what was seen; versions are compared.
use base::kernel::digest::sha256_hex;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, Story, plan_of, target},
    support::both,
};

async fn digest_of(story: &Story, plan: &Paper) -> String {
    let said = story.list(&format!("{}/content", plan.path()), &story.officer(&plan.owner).await).await;
    sha256_hex(&serde_json_canonicalizer::to_vec(&said.json).expect("canonical JSON"))
}

#[actix_web::test]
async fn the_digest_of_a_version_is_of_what_it_says() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        assert_eq!(plan.now().await["content_digest"], Value::Null);
        story.issue(&plan, "12/KH-PTP").await;
        let issued = digest_of(&story, &plan).await;
        assert_eq!(plan.now().await["content_digest"], json!(issued));
        // It goes through the steps of its life unchanged, and the journal has it.
        story.send(&plan).await;
        story.receive(&plan).await;
        let received = plan.now().await;
        assert_eq!((&received["content_digest"], &received["received_digest"]), (&json!(issued), &json!(issued)));
        assert_eq!(digest_of(&story, &plan).await, issued);
        let told = app.journal(plan.id).await;
        assert!(told.iter().filter(|e| e.event == "plan.received").all(|e| e.data.contains(&issued)));
        // The same content of another unit, or in another version, is another document.
        let other = story.issued_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        assert_ne!(other.now().await["content_digest"], json!(issued));
    })
    .await;
}

#[actix_web::test]
async fn whoever_answers_has_seen_this_version() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let above = story.officer(BAC_KAN).await;
        let blind = json!({"content_digest": "0".repeat(64)});
        plan.step("receive", &above, blind.clone()).await.refused(412, "digest_mismatch");
        plan.step("receive", &above, json!({})).await.faults(&[("/content_digest", "required")]);
        let mut asked = plan.supplement("Bổ sung chỉ tiêu hòa giải", "2024-06-30").await;
        asked["content_digest"] = blind["content_digest"].clone();
        plan.step("request-supplement", &above, asked).await.refused(412, "digest_mismatch");
        assert_eq!(plan.status().await, "sent");
        plan.step("receive", &above, plan.seen().await).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_later_version_may_be_an_annex() {
    both(async |app| {
        let story = Story::of(app).await;
        let first = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        story.request_signature(&first).await;
        let head = story.head(BA_BE).await;
        let annex = |number: &str, no: u16| json!({"document": story.document(number), "annex_no": no});
        first.step("issue", &head, annex("12/KH-PTP", 1)).await.faults(&[("/annex_no", "not_allowed")]);
        story.try_issue(&first, "12/KH-PTP").await.is(200);
        story.send(&first).await;
        story.receive(&first).await;
        story.app.settle().await;
        let second = story.amend(&first).await;
        story.request_signature(&second).await;
        second.step("issue", &head, annex("13/KH-PTP", 1)).await.faults(&[("/document/number", "invalid_value")]);
        second.step("issue", &head, annex("12/KH-PTP", 0)).await.faults(&[("/annex_no", "out_of_range")]);
        // The number itself is taken.
        story.try_issue(&second, "12/KH-PTP").await.refused(409, "duplicate_document_number");
        let issued = second.step("issue", &head, annex("12/KH-PTP", 1)).await.is(200);
        assert_eq!((&issued["document"]["number"], &issued["annex_no"]), (&json!("12/KH-PTP"), &json!(1)));
        assert_eq!(first.status().await, "superseded");
        story.send(&second).await;
        story.receive(&second).await;
        story.app.settle().await;
        let third = story.amend(&second).await;
        story.request_signature(&third).await;
        third.step("issue", &head, annex("12/KH-PTP", 1)).await.refused(409, "duplicate_document_number");
        third.step("issue", &head, annex("12/KH-PTP", 2)).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn two_versions_are_compared_member_by_member() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 20), target("TGPL-07", 6)]).await;
        app.settle().await;
        let second = story.amend(&first).await;
        let same = story.list(&format!("{}/diff", second.path()), &officer).await;
        assert_eq!((&same["from"], &same["to"], &same["changes"]), (&json!(1), &json!(2), &json!([])));
        let copied = second.now().await;
        let mut kept = target("TGPL-04", 30);
        kept["id"] = copied["targets"][0]["id"].clone();
        let lists = json!({"starts_on": "2024-02-01", "targets": [target("HGCS-01", 40), kept]});
        second.change(&officer, lists).await.is(200);
        let diff = story.list(&format!("{}/diff?from=1&to=2", first.path()), &officer).await;
        let changes: Vec<_> = diff["changes"].as_array().expect("changes").iter().collect();
        let told: Vec<_> = changes.iter().map(|c| (c["part"].as_str(), c["kind"].as_str())).collect();
        assert_eq!(
            told,
            [
                (Some("plan"), Some("changed")),
                (Some("target"), Some("added")),
                (Some("target"), Some("changed")),
                (Some("target"), Some("removed")),
            ],
            "{}",
            diff.describe()
        );
        let fields = json!([{"field": "target_value", "before": 20, "after": 30}]);
        assert_eq!((&changes[2]["fields"], &changes[2]["root_id"]), (&fields, &first.now().await["targets"][0]["id"]));
        // Whoever does not see a version does not compare it.
        let above = story.officer(BAC_KAN).await;
        app.get(&format!("{}/diff?from=1&to=2", first.path()), &above).await.refused(400, "invalid_parameter");
        app.get(&format!("{}/diff?from=9", first.path()), &officer).await.refused(400, "invalid_parameter");
    })
    .await;
}
