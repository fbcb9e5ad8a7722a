//! The minutes of a council's session have a number as every other document has one.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, Council, Paper, Story, dossier, person},
    support::{Reply, both},
};

async fn closed(story: &Story, council: &Council) -> Paper {
    let nomination = story.appraised_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    let session = story.opened_session(council, "open", &[&nomination]).await;
    let item = story.agenda(&session, council.chair()).await[0].clone();
    story.votes(&session, council, &item, 3).await;
    story.close_session(&session, council).await.is(200);
    session
}

async fn sign(story: &Story, council: &Council, session: &Paper, number: &str) -> Reply {
    let digest = session.read_by(council.chair()).await.is(200)["content_digest"].clone();
    let body = json!({"document": story.document(number), "content_digest": digest});
    session.step("sign-minutes", council.chair(), body).await
}

#[actix_web::test]
async fn no_two_minutes_of_a_unit_have_one_number() {
    both(async |app| {
        let story = Story::of(app).await;
        let council = story.council(BAC_KAN, 3).await;
        let (first, second) = (closed(&story, &council).await, closed(&story, &council).await);
        sign(&story, &council, &first, "7/BB-HĐ").await.is(200);
        sign(&story, &council, &second, "07/bb-hđ").await.refused(409, "duplicate_document_number");
        assert_eq!(second.status().await, "closed");
        sign(&story, &council, &second, "8/BB-HĐ").await.is(200);
    })
    .await;
}
