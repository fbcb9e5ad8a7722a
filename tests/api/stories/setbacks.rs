//! S11, S13 and S14: a dossier that lacks its minutes, an achievement that was commended already, and a case that is looked into
//! while the list is posted.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, dossier, person};
use crate::support::both;

#[actix_web::test]
async fn s11_a_dossier_without_its_minutes_and_a_return_on_the_sixth_day() {
    both(async |app| {
        app.set_clock("2024-11-04T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let unreviewed = story.nominate(BA_BE, &dossier(&person("SYN-0016"), "BK_BT")).await;
        let refused = unreviewed.step("submit", &story.head(BA_BE).await, Value::Null).await;
        refused.refused(422, "dossier_incomplete").faults(&[("/items/BIEN_BAN", "required")]);
        let nomination = story.forwarded_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let received = story.receive_nomination(&nomination, STANDING_BODY).await;
        assert_eq!(received["return_due_on"], "2024-11-11");
        app.set_clock("2024-11-12T02:00:00Z");
        let returned = story.return_nomination(&nomination, STANDING_BODY).await;
        assert_eq!((&returned["status"], &returned["sla_breached"]), (&json!("returned"), &json!(true)));
        let listed = story.list("/nominations?limit=200", &story.officer(STANDING_BODY).await).await;
        assert!(listed.items().iter().any(|row| row["id"] == json!(nomination.id) && row["sla_breached"] == true));
    })
    .await;
}

#[actix_web::test]
async fn s13_one_achievement_is_commended_in_one_form() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let granted = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&granted, 1)]).await;
        story.sign_decision(&decision, "88/QĐ-STP").await;
        let refused = story.try_nominate(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let refused = refused.refused(409, "duplicate_award");
        assert!(refused["detail"].as_str().unwrap().contains("88/QĐ-STP"), "{}", refused.describe());
        // The final review is of a later time.
        app.set_clock("2025-01-06T02:00:00Z");
        let mut later = dossier(&person("SYN-0017"), "BK_BT");
        later["stage"] = json!("final");
        later["achievement"] = json!({"summary": "Vượt chỉ tiêu cả hai năm", "from": "2024-06-01", "to": "2024-12-31"});
        story.try_nominate(BA_BE, &later).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn s14_what_is_looked_into_waits_and_goes_on_or_ends() {
    both(async |app| {
        app.set_clock("2024-11-04T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.posting_is_asked_for().await;
        let (cleared, disciplined) = (
            story.at_the_ministry(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await,
            story.at_the_ministry(BA_BE, &dossier(&person("SYN-0018"), "BK_BT")).await,
        );
        let due = cleared.now().await["appraise_due_on"].clone();
        app.set_clock("2024-11-11T02:00:00Z");
        let listed =
            story.try_draft_posting(STANDING_BODY, story.posting_body(&[&cleared, &disciplined])).await.is(201);
        let posting = story.paper("postings", STANDING_BODY, &listed);
        story.publish(&posting).await.is(200);
        let (officer, head) = (story.officer(STANDING_BODY).await, story.head(STANDING_BODY).await);
        app.set_clock("2024-11-13T02:00:00Z");
        let complaint = json!({"ground": "complaint", "document_number": "27/TB-TĐKT",
            "reason": "Có đơn khiếu nại đang được xem xét"});
        for held in [&cleared, &disciplined] {
            held.step("hold", &officer, complaint.clone()).await.is(200);
            // Nobody decides meanwhile.
            let mut body = story.decision_body(MINISTRY, &[(held, 27)]).await;
            body["items"][0]["nomination_id"] = json!(held.id);
            let drafted = app.post("/decisions", &officer).json(body).await;
            drafted.faults(&[("/items/0/nomination_id", "not_allowed")]);
        }
        // Five working days later one is cleared, and the other was disciplined.
        app.set_clock("2024-11-20T02:00:00Z");
        let free = cleared.step("release", &officer, json!({"document_number": "31/KL-TĐKT"})).await.is(200);
        assert_eq!(free["status"], "appraised");
        assert_ne!(free["appraise_due_on"], due, "the clock stood still");
        let ends = json!({"reason": "Đã có quyết định kỷ luật cảnh cáo"});
        assert_eq!(disciplined.step("drop", &head, ends).await.is(200)["status"], "ineligible");
        // The remaining days of the posting go on.
        let propose = async || cleared.step("propose", &head, Value::Null).await;
        propose().await.refused(409, "posting_not_finished");
        app.set_clock("2024-11-25T02:00:00Z");
        posting.step("end", &officer, Value::Null).await.is(200);
        propose().await.is(200);
        // A new dossier on the other counts nothing from before the end of the measure.
        app.set_clock("2025-02-03T02:00:00Z");
        let measure = json!({"kind": "discipline", "ended_on": "2024-12-20", "document_number": "95/QĐ-STP",
            "document_on": "2024-11-19", "issuer": "Sở Tư pháp tỉnh Bắc Kạn"});
        for (from, status) in [("2024-06-01", 409), ("2024-12-21", 200)] {
            let mut again = dossier(&person("SYN-0018"), "GK");
            again["stage"] = json!("final");
            again["achievement"] =
                json!({"summary": "Khắc phục và hoàn thành nhiệm vụ", "from": from, "to": "2025-01-31"});
            again["statements"] = json!([measure]);
            let nomination = story.nominate(BA_BE, &again).await;
            story.review(&nomination).await;
            let reply = nomination.step("submit", &story.head(BA_BE).await, Value::Null).await;
            assert_eq!(reply.status, status, "{}", reply.describe());
            let withdrawn = json!({"reason": "Đơn vị lập lại hồ sơ cho đúng thời gian"});
            nomination.step("withdraw", &story.head(BA_BE).await, withdrawn).await.is(200);
        }
    })
    .await;
}
