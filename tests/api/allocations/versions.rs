//! A share follows its target through the versions of the plan: it says what the newest one says that was sent, is shown
//! once any was sent, and is answered while one is open.
use serde_json::{Value, json};

use super::{REASON, Target, own_target, with};
use crate::{
    reorganisations::applied,
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Paper, Story, TUYEN_QUANG, target},
    support::{Reply, both},
};

/// The next version of a plan that was sent, as a draft.
async fn amended(story: &Story, plan: &Paper) -> Paper {
    story.receive(plan).await;
    story.request_supplement(plan).await;
    story.amend(plan).await
}

#[actix_web::test]
async fn a_share_says_what_the_newest_version_says_that_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = Target::sent(&story, BAC_KAN, own_target(9)).await;
        let share = first.share(BA_BE, &json!({"value": 3})).await;
        let before = share.now().await;
        assert_eq!((&before["title"], &before["unit_of_measure"]), (&json!("Số hội nghị"), &json!("cuộc")));
        let second = amended(&story, &first.plan).await;
        let id = second.now().await["targets"][0]["id"].clone();
        let renamed = with(own_target(9), &json!({"id": id, "title": "Số hội nghị tại cơ sở"}));
        second.change(&story.officer(BAC_KAN).await, json!({"targets": [renamed]})).await.is(200);
        // What is being drafted, or only signed, is nobody's but the Sở's.
        let own = share.now().await;
        assert_eq!((&own["title"], &own["content_digest"]), (&before["title"], &before["content_digest"]));
        story.issue(&second, &story.number("KH-STP")).await;
        assert_eq!(share.now().await["title"], before["title"]);
        story.send(&second).await;
        let after = share.now().await;
        assert_eq!((&after["title"], &after["version"]), (&json!("Số hội nghị tại cơ sở"), &before["version"]));
        let listed = story.list("/allocations", &story.officer(BA_BE).await).await;
        assert_eq!(listed.items()[0]["title"], after["title"]);
        // Whoever has seen the one has not seen the other.
        let head = story.head(BA_BE).await;
        let seen = json!({"content_digest": before["content_digest"]});
        share.step("accept", &head, seen).await.refused(412, "digest_mismatch");
        share.step("accept", &head, json!({"content_digest": after["content_digest"]})).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_shared_out_after_any_version_was_sent_is_shown() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = Target::sent(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let plan = amended(&story, &first.plan).await;
        let second = Target::all_of(&story, &plan).await.remove(0);
        let share = second.share(BA_BE, &json!({"value": 10})).await;
        assert_eq!(share.now().await["disclosed"], true);
        let units = [app.unit(CHO_DON).await, app.unit(PAC_NAM).await];
        share.withdrawn().await.is(200);
        let out = json!({"rule": {"type": "equal"}, "unit_ids": units, "remainder_unit_id": units[0]});
        let made = second.distribute(&out).await.is(200);
        let shares = made["shares"].as_array().expect("shares");
        assert!(shares.iter().all(|share| share["disclosed"] == true), "{}", made.describe());
    })
    .await;
}

/// Sở Tư pháp tỉnh Bắc Kạn goes into that of Tuyên Quang, and its offices come under that.
fn absorbed() -> Value {
    let districts = ["058", "060", "061", "062", "063", "064", "065", "066"];
    let moved = |district| json!({"type": "transfer", "unit": format!("H03.D{district}.PTP"), "parent": TUYEN_QUANG});
    let mut steps: Vec<Value> = districts.into_iter().map(moved).collect();
    steps.push(json!({"type": "absorb", "units": [BAC_KAN], "into": TUYEN_QUANG}));
    Value::from(steps)
}

#[actix_web::test]
async fn a_share_is_not_answered_between_the_end_of_a_plan_and_the_one_that_restates_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::sent(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let share = whole.share(BA_BE, &json!({"value": 10})).await;
        applied(&app, &app.admin().await, "2024-06-01", absorbed()).await;
        let head = story.head(BA_BE).await;
        let read = share.read_by(&head).await.is(200);
        let seen = |read: &Reply| json!({"content_digest": read["content_digest"]});
        let disputed = with(seen(&read), &json!({"reason": REASON}));
        share.step("accept", &head, seen(&read)).await.refused(409, "invalid_transition");
        share.step("dispute", &head, disputed).await.refused(409, "invalid_transition");
        // The buttons say so too.
        let actions = read["actions"].as_array().expect("actions");
        let accept = actions.iter().find(|action| action["name"] == "accept").expect("an action");
        assert_eq!(accept, &json!({"name": "accept", "allowed": false, "reason": "invalid_transition"}));
        assert_eq!(share.can(&head, "dispute").await, "invalid_transition");

        let drafts = story.list("/plans?status=draft", &story.officer(TUYEN_QUANG).await).await;
        let [draft] = drafts.items() else { panic!("one draft: {}", drafts.describe()) };
        let id = draft["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let restated = Paper { app: app.clone(), collection: "plans", id, owner: TUYEN_QUANG.to_owned() };
        story.issue(&restated, &story.number("KH-STP")).await;
        let again = share.read_by(&head).await.is(200);
        let target = restated.now().await["targets"][0]["id"].clone();
        let heir = json!(app.unit(TUYEN_QUANG).await);
        assert_eq!((&again["target_root_id"], &again["from_unit_id"]), (&target, &heir));
        share.step("accept", &head, seen(&read)).await.refused(412, "digest_mismatch");
        share.step("accept", &head, seen(&again)).await.is(200);
    })
    .await;
}
