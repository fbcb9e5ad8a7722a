//! Who gives places, what a document may say, and what replaces it.
use serde_json::{Value, json};

use super::{part, places};
use crate::{
    councils::with_titles,
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, STANDING_BODY, Story, VU},
    support::{TestApp, both},
};

#[actix_web::test]
async fn whoever_launched_the_movement_gives_places_by_a_document() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let items = [(BAC_KAN, part(5, 100, "floor")), (NA_HANG, places(3))];
        for caller in [story.head(BAC_KAN).await, story.officer(STANDING_BODY).await, story.head(VU).await] {
            story.try_quota(&caller, "1/QĐ-BTP", &items).await.refused(403, "forbidden");
        }
        let given = story.try_quota(&story.head(MINISTRY).await, "1/QĐ-BTP", &items).await.is(201);
        let said: Vec<_> = given["items"].as_array().unwrap().iter().map(|item| item["places"].clone()).collect();
        assert_eq!(said, [2, 3]);
        assert_eq!(given["items"][0]["held"], json!({"places": 2, "granted": 0, "left": 2}));
        assert_eq!(app.events(given.id()).await, ["award_quota.given"]);
        // One number, one document; its head gives for the ministry too.
        let standing_body = story.head(STANDING_BODY).await;
        let again = story.try_quota(&standing_body, "1/QĐ-BTP", &[(BA_BE, places(1))]).await;
        again.refused(409, "duplicate_document_number");
        let second = story.try_quota(&standing_body, "2/QĐ-BTP", &[(BAC_KAN, places(4))]).await.is(201);
        assert_eq!(second["items"][0]["held"]["places"], 4);
        // What was said of Bắc Kạn before holds no more; the rest of that document does.
        assert_eq!(story.held(given.id()).await, [Value::Null, json!([3, 0, 3])]);
        let path = format!("/award-quotas?movement_id={}", story.movement);
        let listed = story.list(&path, &story.officer(BA_BE).await).await;
        assert_eq!(listed.each("id"), [second["id"].as_str().unwrap(), given["id"].as_str().unwrap()]);
        assert_eq!(story.list("/award-quotas", &story.officer(VU).await).await.items().len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn a_document_is_whole_or_refused() {
    both(async |app: TestApp| {
        let story = with_titles(&app).await;
        let head = story.head(MINISTRY).await;
        let of = |base: Value, members: Value| {
            let mut item = base;
            for (name, value) in members.as_object().into_iter().flatten() {
                item[name] = value.clone();
            }
            item
        };
        let with = |members: Value| of(part(5, 100, "floor"), members);
        for (item, member, fault) in [
            (with(json!({"num": 101})), "num", "ratio_out_of_range"),
            (with(json!({"num": -1})), "num", "negative"),
            (with(json!({"den": 0})), "den", "out_of_range"),
            (with(json!({"minimum": -1})), "minimum", "negative"),
            (with(json!({"base_count": 1_000_001})), "base_count", "out_of_range"),
            (with(json!({"rounding": "none"})), "rounding", "not_allowed"),
            (with(json!({"rounding": null})), "rounding", "required"),
            (with(json!({"base": null})), "base", "required"),
            (with(json!({"base_count": null})), "base_count", "required"),
            (with(json!({"den": null})), "den", "required"),
            (of(places(2), json!({"minimum": 1})), "minimum", "not_allowed"),
            (of(places(2), json!({"den": 1})), "den", "not_allowed"),
            (with(json!({"award_form_code": "HCLD3"})), "award_form_code", "not_found"),
            (with(json!({"award_form_code": "CO_BO"})), "subject_type", "not_allowed"),
        ] {
            let reply = story.try_quota(&head, "1/QĐ-BTP", &[(BAC_KAN, places(1)), (NA_HANG, item)]).await;
            reply.faults(&[(format!("/items/1/{member}").as_str(), fault)]);
        }
        let twice = [(BAC_KAN, places(1)), (BAC_KAN, part(5, 100, "floor"))];
        story.try_quota(&head, "1/QĐ-BTP", &twice).await.faults(&[("/items/1/unit_id", "duplicate")]);
        story.try_quota(&head, "1/QĐ-BTP", &[]).await.faults(&[("/items", "too_short")]);
        let mut body = story.quota_body("1/QĐ-BTP", &[(BAC_KAN, places(1))]).await;
        body["document"]["issued_on"] = json!("2024-06-04");
        app.post("/award-quotas", &head).json(body.clone()).await.faults(&[("/document/issued_on", "in_the_future")]);
        body["document"]["issued_on"] = json!("2024-06-03");
        body["items"][0]["unit_id"] = json!(uuid::Uuid::now_v7());
        app.post("/award-quotas", &head).json(body).await.faults(&[("/items/0/unit_id", "not_found")]);
        assert!(story.list("/award-quotas", &head).await.items().is_empty(), "nothing of it was kept");
    })
    .await;
}

#[actix_web::test]
async fn a_movement_that_is_over_gives_no_places() {
    both(async |app: TestApp| {
        let story = with_titles(&app).await;
        let head = story.head(MINISTRY).await;
        let movement = story.movement;
        let cancel = json!({"document_number": "9/QĐ-BTP", "reason": "Không còn phù hợp với kế hoạch"});
        app.post(&format!("/movements/{movement}/cancel"), &head).if_match("*").json(cancel).await.is(200);
        story.try_quota(&head, "1/QĐ-BTP", &[(BAC_KAN, places(1))]).await.refused(409, "window_closed");
    })
    .await;
}
