//! S10. A civil servant of Phòng Tư pháp huyện Ba Bể, and the Minister's certificate of merit.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, STANDING_BODY, Story, dossier, traces};
use crate::support::both;

const NAME: &str = "Nguyễn Hoàng Nam (SYN-0017)";
const PERSONAL_ID: &str = "987654321017";

fn nominee() -> Value {
    json!({"type": "individual", "full_name": NAME, "position": "Chuyên viên", "personal_id": PERSONAL_ID})
}

#[actix_web::test]
async fn from_the_office_through_the_department_to_the_minister() {
    both(async |app| {
        app.set_clock("2024-10-21T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let ministry =
            [story.officer(STANDING_BODY).await, story.head(STANDING_BODY).await, story.head(MINISTRY).await];
        let hidden_from_the_ministry = async |nomination: &super::Paper| {
            for reader in &ministry {
                nomination.read_by(reader).await.refused(404, "not_found");
                assert!(story.list("/nominations", reader).await.items().is_empty());
            }
        };

        // The office: an officer drafts, the head reviews with the minutes and submits.
        let nomination = story.nominate(BA_BE, &dossier(&nominee(), "BK_BT")).await;
        let minutes = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-10-21"});
        nomination.step("review", &story.head(BA_BE).await, minutes).await.is(200);
        nomination.read_by(&story.officer(BAC_KAN).await).await.refused(404, "not_found");
        let submitted = story.submit_nomination(&nomination).await;
        assert_eq!(submitted["holder_unit_id"], json!(app.unit(BAC_KAN).await));
        hidden_from_the_ministry(&nomination).await;

        // The department receives, appraises and forwards.
        app.set_clock("2024-10-25T02:00:00Z");
        let received = story.receive_nomination(&nomination, BAC_KAN).await;
        assert_eq!(received["regime_code"], "R2022a");
        story.appraise(&nomination, BAC_KAN).await;
        hidden_from_the_ministry(&nomination).await;
        let forwarded = story.forward(&nomination, BAC_KAN, "133/TTr-STP").await;
        assert_eq!(
            (&forwarded["status"], &forwarded["forwarding_document"]),
            (&json!("submitted"), &json!("133/TTr-STP"))
        );
        assert_eq!(forwarded["holder_unit_id"], json!(app.unit(STANDING_BODY).await));
        for reader in &ministry {
            nomination.read_by(reader).await.is(200);
        }

        // The standing body of that day receives on Monday 4 November, appraises and proposes.
        app.set_clock("2024-11-04T02:00:00Z");
        let received = story.receive_nomination(&nomination, STANDING_BODY).await;
        assert_eq!(
            (&received["received_at"], &received["regime_code"]),
            (&json!("2024-11-04T02:00:00Z"), &json!("R2022a"))
        );
        story.appraise(&nomination, STANDING_BODY).await;
        assert_eq!(story.propose(&nomination, STANDING_BODY).await["status"], "proposed");

        // The standing body drafts the decision, the Minister signs; number 27 of the golden book.
        app.set_clock("2024-12-02T02:00:00Z");
        let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
        decision.read_by(&story.officer(BA_BE).await).await.refused(404, "not_found");
        let signed = story.sign_decision(&decision, "1742/QĐ-BTP").await;
        assert_eq!((&signed["status"], &signed["document"]["number"]), (&json!("signed"), &json!("1742/QĐ-BTP")));
        assert_eq!(nomination.status().await, "awarded");

        // The register is open to every signed-in user, and shows no more than it must.
        let register = story.list("/awards?q=hoang%20nam", &story.officer(NA_HANG).await).await;
        let award = &register.items()[0];
        assert_eq!((&award["order_no"], &award["status"]), (&json!(27), &json!("granted")));
        assert_eq!(
            (&award["decision"]["number"], &award["decision"]["decided_on"]),
            (&json!("1742/QĐ-BTP"), &json!("2024-12-02"))
        );
        assert_eq!(award["award_form"]["code"], "BK_BT");
        assert_eq!(
            award["subject"],
            json!({"type": "individual", "full_name": NAME,
            "unit_id": app.unit(BA_BE).await, "unit_name": "Phòng Tư pháp huyện Ba Bể"})
        );
        let told = [
            "created",
            "reviewed",
            "submitted",
            "received",
            "appraised",
            "forwarded",
            "received",
            "appraised",
            "proposed",
            "awarded",
        ];
        assert_eq!(app.events(nomination.id).await, told.map(|event| format!("nomination.{event}")));
    })
    .await;
}

#[actix_web::test]
async fn a_personal_number_is_shown_masked_and_kept_nowhere() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let body = story.nomination_body(BA_BE, &dossier(&nominee(), "GK")).await;
        let made = app.post("/nominations", &story.officer(BA_BE).await).key("once").json(body).await.is(201);
        assert_eq!(made["subject"]["has_personal_id"], true);
        let nomination = story.paper("nominations", BA_BE, &made);
        story.review(&nomination).await;
        story.submit_nomination(&nomination).await;
        story.return_nomination_at_once(&nomination).await;
        app.settle().await;
        for reader in [story.officer(BA_BE).await, story.officer(BAC_KAN).await] {
            for reply in [nomination.read_by(&reader).await, story.list("/nominations", &reader).await] {
                let text = String::from_utf8_lossy(&reply.body).into_owned();
                assert!(text.contains("\"has_personal_id\":true") && !text.contains("87654321"), "{text}");
            }
        }
        assert!(traces::anywhere(&app, "SYN-0017").await, "the search itself does not work");
        assert!(!traces::anywhere(&app, PERSONAL_ID).await);
        let told = app.journal(nomination.id).await;
        assert!(told.len() >= 5 && told.iter().all(|entry| !entry.data.contains("SYN-0017")), "{told:?}");
    })
    .await;
}

#[actix_web::test]
async fn whoever_drafts_does_not_decide() {
    both(async |app| {
        app.set_clock("2024-11-04T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let document = json!({"document": story.document("1742/QĐ-BTP")});
        let minutes = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-11-04"});

        // A person who is officer and head of the office, and acts for the Minister too.
        let everywhere =
            app.caller_with(&[(Officer, BA_BE), (Head, BA_BE), (Head, MINISTRY), (Officer, STANDING_BODY)]).await;
        let body = story.nomination_body(BA_BE, &dossier(&nominee(), "BK_BT")).await;
        let made = app.post("/nominations", &everywhere).json(body).await.is(201);
        let nomination = story.paper("nominations", BA_BE, &made);
        nomination.step("review", &everywhere, minutes).await.refused(403, "separation_of_duties");
        story.review(&nomination).await;
        nomination.step("submit", &everywhere, Value::Null).await.refused(403, "separation_of_duties");
        story.submit_nomination(&nomination).await;
        story.receive_nomination(&nomination, BAC_KAN).await;
        story.appraise(&nomination, BAC_KAN).await;
        story.forward(&nomination, BAC_KAN, "133/TTr-STP").await;
        story.receive_nomination(&nomination, STANDING_BODY).await;
        story.appraise(&nomination, STANDING_BODY).await;
        story.propose(&nomination, STANDING_BODY).await;

        // Neither a decision of one's own, nor a decision on a dossier of one's own.
        let others = story.draft_decision(MINISTRY, &[(&nomination, 1)]).await;
        others.step("sign", &everywhere, document.clone()).await.refused(403, "separation_of_duties");
        let anew = json!({"items": [{"nomination_id": nomination.id, "order_no": 2}]});
        others.change(&everywhere, anew).await.is(200);
        others.step("sign", &everywhere, document.clone()).await.refused(403, "separation_of_duties");
        others.step("sign", &story.head(MINISTRY).await, document).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn one_achievement_is_commended_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.awarded_nomination(BA_BE, &dossier(&nominee(), "GK")).await;

        // The same person for the same stage: not in another form, not from another unit, not under another spelling.
        let again = story.try_nominate(BA_BE, &dossier(&nominee(), "BK_BT")).await.refused(409, "duplicate_award");
        let decision = story.list("/decisions", &story.officer(BAC_KAN).await).await;
        let number = decision.items()[0]["document"]["number"].as_str().unwrap_or_default().to_owned();
        assert!(again["detail"].as_str().is_some_and(|detail| detail.contains(&number)), "{}", again.describe());
        let mut otherwise = nominee();
        otherwise["full_name"] = json!("N. H. Nam");
        story.try_nominate(NA_HANG, &dossier(&otherwise, "GK")).await.refused(409, "duplicate_award");

        // For the final review: allowed.
        let mut later = dossier(&nominee(), "BK_BT");
        later["stage"] = json!("final");
        story.try_nominate(BA_BE, &later).await.is(201);
    })
    .await;
}
