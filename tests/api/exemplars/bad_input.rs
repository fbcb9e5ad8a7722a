//! What is no exemplar, and who does not adopt one.
use entity::assignment::Role::Officer;
use serde_json::json;

use crate::{
    stories::{BA_BE, NA_HANG, PAC_NAM, Story},
    support::{both, together},
};

#[actix_web::test]
async fn a_unit_does_not_adopt_its_own_nor_twice() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let exemplar = story.published_exemplar(BA_BE, "model").await;
        exemplar.step("adopt", &story.officer(BA_BE).await, story.adoption()).await.refused(403, "forbidden");
        let two = app.caller_with(&[(Officer, BA_BE), (Officer, NA_HANG)]).await;
        let mut body = story.adoption();
        body["unit_id"] = json!(app.unit(BA_BE).await);
        let own = exemplar.step("adopt", &two, body.clone()).await;
        own.refused(409, "own_exemplar");
        body["unit_id"] = json!(app.unit(PAC_NAM).await);
        exemplar.step("adopt", &two, body.clone()).await.faults(&[("/unit_id", "not_allowed")]);
        // Of two units one is its own: the other is meant.
        exemplar.step("adopt", &two, story.adoption()).await.is(201);
        exemplar.step("adopt", &two, story.adoption()).await.refused(409, "already_adopted");
        let many = app.caller_with(&[(Officer, PAC_NAM), (Officer, "H03.D064.PTP")]).await;
        exemplar.step("adopt", &many, story.adoption()).await.faults(&[("/unit_id", "required")]);
        let mut early = story.adoption();
        early["started_on"] = json!("2024-06-04");
        exemplar.step("adopt", &story.officer(PAC_NAM).await, early).await.faults(&[("/started_on", "in_the_future")]);
    })
    .await;
}

#[actix_web::test]
async fn many_adopt_at_once_and_each_unit_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let exemplar = story.published_exemplar(BA_BE, "model").await;
        story.adopt(&exemplar, NA_HANG).await;
        let version = exemplar.now().await.version();
        let mut callers = vec![];
        for unit in ["H03.D060.PTP", "H03.D064.PTP", "H03.D066.PTP", "H03.D060.PTP"] {
            callers.push(app.caller_with(&[(Officer, unit)]).await);
        }
        let path = format!("{}/adopt", exemplar.path());
        let calls = callers.iter().map(|caller| {
            let call = app.post(&path, caller).version(version).json(story.adoption());
            async { call.await.status }
        });
        let mut answers = together(calls).await;
        answers.sort_unstable();
        assert_eq!(answers, [201, 201, 201, 409]);
        assert_eq!(exemplar.now().await.version(), version, "only the first adoption changes it");
        assert_eq!(exemplar.now().await["adopters"], 4);
    })
    .await;
}

#[actix_web::test]
async fn days_lie_where_they_can() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut body = story.exemplar_body(BA_BE, "model").await;
        body["discovered_on"] = json!("2024-06-04");
        story.try_tell_of_exemplar(BA_BE, body).await.faults(&[("/discovered_on", "in_the_future")]);
        let elsewhere = story.exemplar_body(NA_HANG, "model").await;
        story.try_tell_of_exemplar(BA_BE, elsewhere).await.refused(403, "forbidden");
        let exemplar = story.exemplar(BA_BE, "model").await;
        let mut fostering = story.fostering();
        fostering["until"] = json!("2024-06-02");
        exemplar.step("foster", &story.officer(BA_BE).await, fostering).await.faults(&[("/until", "out_of_range")]);
        let mut document = story.document("5/QĐ-PTP");
        document["issued_on"] = json!("2024-06-02");
        let before = exemplar.step("recognise", &story.head(BA_BE).await, json!({"document": document})).await;
        before.faults(&[("/document/issued_on", "before_discovery")]);
    })
    .await;
}
