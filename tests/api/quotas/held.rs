//! Whoever signs or sends dossiers up is held to the places of all levels.
use serde_json::{Value, json};

use super::{places, without_a_place};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, Story, dossier, person},
    support::{TestApp, both},
};

async fn proposed(story: &Story, unit: &str, names: &[&str]) -> Vec<Paper> {
    let mut made = vec![];
    for name in names {
        made.push(story.proposed_nomination(unit, &dossier(&person(name), "GK")).await);
    }
    made
}

#[actix_web::test]
async fn a_decision_is_held_to_the_places_of_all_levels() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let ba_be = proposed(&story, BA_BE, &["SYN-0001", "SYN-0002"]).await;
        let pac_nam = proposed(&story, PAC_NAM, &["SYN-0003"]).await;
        let quota = story.quota(&[(BAC_KAN, places(2)), (BA_BE, places(1)), (NA_HANG, places(0))]).await;
        let all = story.draft_decision(BAC_KAN, &[(&ba_be[0], 1), (&ba_be[1], 2), (&pac_nam[0], 3)]).await;
        let refused = story.try_sign(&all, "1/QĐ-STP", &[]).await.refused(409, "quota_exceeded");
        // The last of Bắc Kạn, and the last of Ba Bể.
        assert_eq!(without_a_place(&refused), ["/items/1", "/items/2"]);
        let told = refused["detail"].as_str().unwrap();
        assert!(told.contains("3 > 2") && told.contains("2 > 1") && told.contains("Ba Bể"), "{told}");
        assert_eq!(all.status().await, "draft");
        assert_eq!(story.held(quota).await, [json!([2, 0, 2]), json!([1, 0, 1]), json!([0, 0, 0])]);
        // Whoever signs strikes one out, and the rest has places.
        let still = story.try_sign(&all, "1/QĐ-STP", &[&pac_nam[0]]).await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&still), ["/items/1"]);
        story.try_sign(&all, "1/QĐ-STP", &[&ba_be[1]]).await.is(200);
        assert_eq!(story.held(quota).await, [json!([2, 2, 0]), json!([1, 1, 0]), json!([0, 0, 0])]);
        // What was granted keeps its places.
        let (minister, items) = (story.head(MINISTRY).await, [(PAC_NAM, places(1)), (BAC_KAN, places(1))]);
        let fewer = story.try_quota(&minister, "3/QĐ-BTP", &items).await.refused(409, "quota_exceeded");
        let error = &fewer["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/items/1/num"), &json!("out_of_range")));
        story.quota(&[(BAC_KAN, places(2))]).await;
    })
    .await;
}

/// A quota of one form, kind of subject and stage says nothing of others.
#[actix_web::test]
async fn places_are_of_one_form_kind_and_stage() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let of = |form: &str, kind: &str| {
            json!({"award_form_code": form, "subject_type": kind, "kind": "absolute", "num": 0})
        };
        story.quota(&[(BAC_KAN, of("BK_BT", "individual")), (BAC_KAN, of("GK", "collective"))]).await;
        let mut other = story.quota_body(&story.number("QĐ-BTP"), &[(BAC_KAN, places(0))]).await;
        other["stage"] = json!("final");
        app.post("/award-quotas", &story.head(MINISTRY).await).json(other).await.is(201);
        story.awarded_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        let mut last = dossier(&person("SYN-0002"), "GK");
        last["stage"] = json!("final");
        let last = story.proposed_nomination(BA_BE, &last).await;
        let decision = story.draft_decision(BAC_KAN, &[(&last, 1)]).await;
        story.try_sign(&decision, "9/QĐ-STP", &[]).await.refused(409, "quota_exceeded");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_sends_no_more_up_than_it_has_places() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let mut reviewed = vec![];
        for name in ["SYN-0001", "SYN-0002", "SYN-0003", "SYN-0004"] {
            let nomination = story.nominate(BA_BE, &dossier(&person(name), "GK")).await;
            story.review(&nomination).await;
            reviewed.push(nomination);
        }
        // The places of the Sở bind the Sở when it decides, not whoever sends it something to choose among.
        story.quota(&[(BA_BE, places(2)), (BAC_KAN, places(1))]).await;
        let [one, two, three, four] = [0, 1, 2, 3].map(|at| &reviewed[at]);
        let head = story.head(BA_BE).await;
        let send = async |ranked: &[&Paper]| {
            let body = story.submission_body(BA_BE, ranked).await;
            app.post("/submissions", &head).json(body).await
        };
        let refused = send(&[three, one, four, two]).await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&refused), ["/nomination_ids/2", "/nomination_ids/3"], "those that it ranks last");
        assert_eq!(three.status().await, "unit_reviewed", "none of them went");
        send(&[three]).await.is(201);
        // One went before.
        let refused = send(&[one, two]).await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&refused), ["/nomination_ids/1"]);
        send(&[one]).await.is(201);
        send(&[two]).await.refused(409, "quota_exceeded");
        // One that comes back leaves its place.
        story.return_nomination_at_once(one).await;
        let withdrawn = json!({"reason": "Đơn vị chọn hồ sơ khác để đề nghị"});
        one.step("withdraw", &head, withdrawn).await.is(200);
        send(&[two]).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn places_go_over_with_a_unit_until_a_document_gives_others() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        story.awarded_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        let left = proposed(&story, BA_BE, &["SYN-0002", "SYN-0003"]).await;
        let quota = story.quota(&[(BAC_KAN, places(1)), (THAI_NGUYEN, places(1))]).await;
        assert_eq!(story.held(quota).await, [json!([1, 1, 0]), json!([1, 0, 1])]);
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        // Both together, and what Bắc Kạn was granted before.
        assert_eq!(story.held(quota).await, [json!([2, 1, 1]), json!([2, 1, 1])]);
        let both_of_them = story.draft_decision(NEW_THAI_NGUYEN, &[(&left[0], 1), (&left[1], 2)]).await;
        let refused = story.try_sign(&both_of_them, "1/QĐ-STP", &[]).await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&refused), ["/items/1"]);
        let ended = story.try_quota(&story.head(MINISTRY).await, "5/QĐ-BTP", &[(BAC_KAN, places(3))]).await;
        ended.faults(&[("/items/0/unit_id", "not_allowed")]);
        let own = story.quota(&[(NEW_THAI_NGUYEN, places(3))]).await;
        assert_eq!(story.held(quota).await, [Value::Null, Value::Null]);
        assert_eq!(story.held(own).await, [json!([3, 1, 2])]);
        story.try_sign(&both_of_them, "1/QĐ-STP", &[]).await.is(200);
        assert_eq!(story.held(own).await, [json!([3, 3, 0])]);
    })
    .await;
}
