//! What becomes of exemplars when units merge: they stay what they were, and whoever took over acts for them.
use serde_json::json;

use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, NA_HANG, Story},
    support::both,
};

#[actix_web::test]
async fn the_heir_carries_an_exemplar_on_and_does_not_adopt_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let own = story.exemplar(BAC_KAN, "model").await;
        let published = story.published_exemplar(BA_BE, "practice").await;
        let elsewhere = story.published_exemplar(NA_HANG, "practice").await;
        let adopted = story.adopt(&elsewhere, BAC_KAN).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let (officer, head) = (story.officer(NEW_THAI_NGUYEN).await, story.head(NEW_THAI_NGUYEN).await);
        own.change(&officer, json!({"title": "Tổ hòa giải"})).await.is(200);
        let document = json!({"document": story.document("7/QĐ-STP")});
        let recognised = own.step("recognise", &head, document).await.is(200);
        assert_eq!(recognised["unit_name"], "Sở Tư pháp tỉnh Bắc Kạn");
        assert_eq!(recognised["recognitions"][0]["unit_id"], json!(app.unit(NEW_THAI_NGUYEN).await));
        // A predecessor's exemplar is the heir's own.
        published.step("adopt", &officer, story.adoption()).await.refused(403, "forbidden");
        let path = adopted.path();
        let more = json!({"description": "Tiếp tục ở ba xã."});
        app.patch(&path, &officer).if_match("*").json(more).await.is(200);
        assert_eq!(elsewhere.read_by(&officer).await.is(200)["adopters"], 1);
    })
    .await;
}
