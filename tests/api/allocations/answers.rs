//! Answers are to what was seen, and everything is told to the journal.
use serde_json::json;

use super::{REASON, Target, answering};
use crate::{
    reorganisations::applied,
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Story, target},
    support::both,
};

#[actix_web::test]
async fn an_answer_names_what_was_seen() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-07", 20)).await;
        let share = whole.share(BA_BE, &json!({"value": 6})).await;
        let head = story.head(BA_BE).await;
        let first = share.read_by(&head).await.is(200);
        assert_eq!((&first["title"], &first["via"]), (&share.now().await["title"], &json!("own")));
        assert_eq!((&first["unit_name"], &first["disclosed"]), (&json!("Phòng Tư pháp huyện Ba Bể"), &json!(false)));
        // Adjusted meanwhile: whoever had seen the first amount accepts nothing.
        share.adjusted(&json!({"value": 7})).await.is(200);
        let seen = json!({"content_digest": first["content_digest"], "reason": REASON});
        let accept = json!({"content_digest": first["content_digest"]});
        share.step("accept", &head, accept.clone()).await.refused(412, "digest_mismatch");
        share.step("dispute", &head, seen).await.refused(412, "digest_mismatch");
        share.step("accept", &head, json!({})).await.faults(&[("/content_digest", "required")]);
        let stale = app.post(&format!("{}/accept", share.path()), &head).version(1).json(accept).await;
        stale.refused(412, "version_mismatch");
        assert_eq!(share.status().await, "adjusted");
        let accepted = share.accepted_by(BA_BE).await;
        assert_eq!(accepted["answered_digest"], accepted["content_digest"]);
        assert!(accepted["answered_at"].is_string());
        // A digest is of what is asked, not of how far it has come.
        assert_eq!(share.now().await["content_digest"], accepted["content_digest"]);
        share.adjusted(&json!({"value": 6})).await.is(200);
        assert_eq!(share.now().await["content_digest"], first["content_digest"]);
    })
    .await;
}

#[actix_web::test]
async fn refusing_and_undoing_need_a_reason_and_all_of_it_is_journalled() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-07", 20)).await;
        let share = whole.share(BA_BE, &json!({"value": 6})).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BA_BE).await);
        for why in [json!({}), json!({"reason": "ngắn"})] {
            let seen = json!({"content_digest": share.now().await["content_digest"]});
            share.step("dispute", &head, super::with(seen, &why)).await.refused(422, "reason_required");
            share
                .step("adjust", &officer, super::with(json!({"value": 5}), &why))
                .await
                .refused(422, "reason_required");
            share.step("withdraw", &officer, why).await.refused(422, "reason_required");
        }
        share.disputed_by(BA_BE).await;
        share.adjusted(&json!({"value": 5})).await.is(200);
        share.accepted_by(BA_BE).await;
        assert_eq!(share.withdrawn().await.is(200)["reason"], REASON);
        let told = ["proposed", "disputed", "adjusted", "accepted", "withdrawn"].map(|e| format!("allocation.{e}"));
        assert_eq!(app.events(share.id).await, told);
        // What was withdrawn leaves room for another.
        whole.share(BA_BE, &json!({"value": 20})).await;
    })
    .await;
}

#[actix_web::test]
async fn who_took_over_answers_for_a_unit_that_has_ended() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-07", 20)).await;
        let share = whole.share(BA_BE, &json!({"value": 6})).await;
        let stays = whole.share(CHO_DON, &json!({"value": 4})).await;
        let absorb = json!([{"type": "absorb", "units": [BA_BE], "into": PAC_NAM}]);
        applied(&app, &app.admin().await, "2024-05-01", absorb).await;
        let heir = story.head(PAC_NAM).await;
        assert_eq!(share.read_by(&heir).await.is(200)["via"], "succession");
        stays.read_by(&heir).await.refused(404, "not_found");
        share.accepted_by(PAC_NAM).await;
        // It stays what was agreed: nothing new is asked of who is not there any more.
        share.adjusted(&json!({"value": 5})).await.refused(409, "unit_closed");
        whole.share(PAC_NAM, &json!({"value": 3})).await;
        let plan = story.issued_plan(PAC_NAM, &[answering(target("TGPL-07", 6), &share)]).await;
        story.send(&plan).await;
        let books = whole.reconciled().await;
        assert_eq!(books["levels"][0]["holders"], 2);
        let rows = books["rows"].as_array().expect("rows");
        let pac_nam = json!(app.unit(PAC_NAM).await);
        let row = rows.iter().find(|row| row["unit_id"] == pac_nam).expect("the heir has a row");
        assert_eq!((&row["allocated"], &row["committed"]), (&json!({"value": 9}), &json!({"value": 6})));
        assert_eq!(row["allocation_ids"].as_array().map(Vec::len), Some(2));
        assert_eq!(row["units"].as_array().map(Vec::len), Some(2), "one of its own, one taken over");
        share.withdrawn().await.is(200);
    })
    .await;
}
