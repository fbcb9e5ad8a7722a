//! S10 in full. From the office's minutes to number 27 of the golden book: with the clock of the standing body, a posting of ten
//! working days, a council of fifteen, the prize and the notice.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, VU, dossier, person};
use crate::support::both;

#[actix_web::test]
async fn a_dossier_is_posted_voted_on_decided_and_told() {
    both(async |app| {
        app.set_clock("2024-10-21T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.posting_is_asked_for().await;
        let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        story.review(&nomination).await;
        story.submit_nomination(&nomination).await;
        app.set_clock("2024-10-25T02:00:00Z");
        story.receive_nomination(&nomination, BAC_KAN).await;
        story.appraise(&nomination, BAC_KAN).await;
        story.forward(&nomination, BAC_KAN, "133/TTr-STP").await;

        // Received on a Monday: five working days to return it.
        app.set_clock("2024-11-04T02:00:00Z");
        let received = story.receive_nomination(&nomination, STANDING_BODY).await;
        assert_eq!((&received["regime_code"], &received["return_due_on"]), (&json!("R2022a"), &json!("2024-11-11")));
        story.appraise(&nomination, STANDING_BODY).await;
        let propose = async || nomination.step("propose", &story.head(STANDING_BODY).await, Value::Null).await;
        propose().await.refused(409, "posting_not_finished");

        // Posted for ten working days from the 11th.
        app.set_clock("2024-11-11T02:00:00Z");
        let listed = story.try_draft_posting(STANDING_BODY, story.posting_body(&[&nomination])).await.is(201);
        assert_eq!((&listed["days"], &listed["counting"]), (&json!(10), &json!("working")));
        let posting = story.paper("postings", STANDING_BODY, &listed);
        story.publish(&posting).await.is(200);
        app.set_clock("2024-11-24T02:00:00Z");
        let end = async || posting.step("end", &story.officer(STANDING_BODY).await, Value::Null).await;
        end().await.refused(409, "posting_not_finished");
        app.set_clock("2024-11-25T02:00:00Z");
        end().await.is(200);

        // Thirteen of fifteen.
        app.set_clock("2024-11-26T02:00:00Z");
        let council = story.council(MINISTRY, 15).await;
        let session = story.opened_session(&council, "open", &[&nomination]).await;
        let item = story.agenda(&session, council.chair()).await[0].clone();
        story.votes(&session, &council, &item, 13).await;
        story.close_session(&session, &council).await.is(200);
        let item = &story.agenda(&session, council.chair()).await[0];
        assert_eq!((&item["yes"], &item["outcome"]), (&json!(13), &json!("passed")));
        assert_eq!(propose().await.is(200)["status"], "proposed");

        // Number 27, ten working days to tell the units, and the prize of that day.
        app.set_clock("2024-12-02T02:00:00Z");
        let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
        let signed = story.sign_decision(&decision, "1742/QĐ-BTP").await;
        assert_eq!(signed["notice_due_on"], "2024-12-16");
        let award = story.list("/awards", &story.officer(VU).await).await.items()[0].clone();
        assert_eq!((&award["order_no"], &award["prize"]["amount_vnd"]), (&json!(27), &json!(3_510_000)));
    })
    .await;
}
