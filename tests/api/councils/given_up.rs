//! A session that was closed and whose minutes nobody signs: it is cancelled, and nothing of it counts.
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BAC_KAN, Paper},
    support::both,
};

fn why() -> Value {
    json!({"reason": "Chủ tịch hội đồng đã nghỉ công tác"})
}

#[actix_web::test]
async fn a_closed_session_is_given_up_and_its_votes_with_it() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 1).await;
        let session = story.opened_session(&council, "open", &[&dossiers[0]]).await;
        let item = story.agenda(&session, council.chair()).await.remove(0);
        story.votes(&session, &council, &item, 5).await;
        story.close_session(&session, &council).await.is(200);
        let dissolve = async || {
            let gone = json!({"reason": "Kết thúc nhiệm kỳ của hội đồng", "document_number": "9/QĐ-STP"});
            council.paper.step("dissolve", &story.head(BAC_KAN).await, gone).await
        };
        dissolve().await.refused(409, "sessions_open");
        session.step("cancel", council.secretary(), json!({})).await.refused(422, "reason_required");
        let cancelled = session.step("cancel", council.secretary(), why()).await.is(200);
        assert_eq!((&cancelled["status"], &cancelled["end_reason"]), (&json!("cancelled"), &why()["reason"]));
        let left = story.agenda(&session, council.chair()).await.remove(0);
        assert_eq!((&left["yes"], &left["outcome"]), (&Value::Null, &Value::Null));
        let signed = json!({"document": story.document("7/BB-HĐ"), "content_digest": cancelled["content_digest"]});
        session.step("sign-minutes", council.chair(), signed).await.refused(409, "invalid_transition");
        let head = story.head(BAC_KAN).await;
        dossiers[0].step("propose", &head, Value::Null).await.refused(409, "ballot_required");
        // Another session votes on it anew.
        let next = story.planned_session(&council, "open", &[&dossiers[0]]).await;
        next.step("cancel", council.secretary(), why()).await.is(200);
        dissolve().await.is(200);
    })
    .await;
}

/// What a session has passed and somebody has proposed stands on it, until it comes back.
#[actix_web::test]
async fn a_session_that_a_proposal_stands_on_is_not_given_up() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 2).await;
        let papers: Vec<&Paper> = dossiers.iter().collect();
        let session = story.opened_session(&council, "open", &papers).await;
        for (item, yes) in story.agenda(&session, council.chair()).await.iter().zip([5, 0]) {
            story.votes(&session, &council, item, yes).await;
        }
        story.close_session(&session, &council).await.is(200);
        story.propose(&dossiers[0], BAC_KAN).await;
        let refused = session.step("cancel", council.secretary(), why()).await.refused(409, "invalid_transition");
        assert_eq!(
            (&refused["allowed_actions"], &refused["nomination_id"]),
            (&json!(["sign_minutes"]), &json!(dossiers[0].id))
        );
        let read = session.read_by(council.secretary()).await.is(200);
        assert_eq!(read.action("cancel"), Err("invalid_transition"));
        story.return_nomination(&dossiers[0], BAC_KAN).await;
        session.step("cancel", council.secretary(), why()).await.is(200);
    })
    .await;
}
