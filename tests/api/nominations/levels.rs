//! The levels that a dossier climbs, the law that goes with it, and who decides at the end.
use entity::assignment::Role::Officer;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, TONG_CUC, dossier, person},
    support::{TestApp, both},
};

#[actix_web::test]
async fn the_law_of_the_day_of_receipt_goes_with_the_dossier() {
    both(async |app| {
        for (at, regime) in [
            ("2023-12-31T16:59:59Z", "R2003"),
            ("2023-12-31T17:00:00Z", "R2022a"),
            ("2025-06-30T16:59:59Z", "R2022a"),
            ("2025-06-30T17:00:00Z", "R2022b"),
        ] {
            app.set_clock(at);
            let story = Story::of(app.clone()).await;
            let mut content = dossier(&person(at), "GK");
            content["achievement"]["to"] = json!("2023-12-01");
            let nomination = story.submitted_nomination(BA_BE, &content).await;
            assert_eq!(nomination.now().await["regime_code"], Value::Null);
            assert_eq!(story.receive_nomination(&nomination, BAC_KAN).await["regime_code"], regime, "{at}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_returned_dossier_is_submitted_again_under_the_law_it_was_received_under() {
    both(async |app| {
        app.set_clock("2023-12-29T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let mut content = dossier(&person("SYN-0017"), "BK_BT");
        content["achievement"]["to"] = json!("2023-12-01");
        let nomination = story.submitted_nomination(BA_BE, &content).await;
        let returned = story.return_nomination_at_once(&nomination).await;
        assert_eq!((&returned["status"], &returned["version_no"]), (&json!("returned"), &json!(1)));
        assert!(returned["return_reason"].is_string());
        nomination.change(&story.officer(BA_BE).await, json!({"position": "Chuyên viên chính"})).await.is(200);
        app.set_clock("2024-01-02T02:00:00Z");
        let again = story.submit_nomination(&nomination).await;
        assert_eq!((&again["version_no"], &again["return_reason"]), (&json!(2), &Value::Null));
        assert_eq!(story.receive_nomination(&nomination, BAC_KAN).await["regime_code"], "R2003");
    })
    .await;
}

/// From the head of a unit, what stands against proposing or forwarding.
async fn refused(nomination: &Paper, step: &str, (story, at): (&Story, &str), code: &str) {
    let body = if step == "forward" { json!({"document_number": "133/TTr-STP"}) } else { Value::Null };
    let head = story.head(at).await;
    nomination.step(step, &head, body).await.refused(409, code);
    assert_eq!(nomination.read_by(&head).await.action(step), Err(code));
    assert_eq!(nomination.can(&head, step).await, code);
    assert_eq!(nomination.status().await, "appraised", "what was refused changed nothing");
}

#[actix_web::test]
async fn a_form_is_proposed_where_it_is_decided() {
    both(async |app| {
        let story = Story::of(app).await;
        // The Director of a Sở does not grant the Minister's certificate; the ministry does not grant the Director's.
        let minister = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        refused(&minister, "propose", (&story, BAC_KAN), "no_authority").await;
        let director = story.forwarded_nomination(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
        story.receive_nomination(&director, STANDING_BODY).await;
        story.appraise(&director, STANDING_BODY).await;
        refused(&director, "propose", (&story, STANDING_BODY), "no_authority").await;
        // And there is no level above the ministry.
        refused(&director, "forward", (&story, STANDING_BODY), "no_addressee").await;
        // It goes back, or comes to its end.
        for step in ["return", "refuse"] {
            assert_eq!(
                director.can(&story.head(STANDING_BODY).await, step).await,
                if step == "refuse" { "granted" } else { "forbidden" }
            );
        }
        story.return_nomination(&director, STANDING_BODY).await;
    })
    .await;
}

#[actix_web::test]
async fn a_provincial_unit_submits_to_the_ministry_at_once() {
    both(async |app| {
        let story = Story::of(app).await;
        for unit in [BAC_KAN, CUC_BAC_KAN] {
            let nomination = story.nominate(unit, &dossier(&person("SYN-0014"), "BK_BT")).await;
            nomination.read_by(&story.officer(STANDING_BODY).await).await.refused(404, "not_found");
            story.review(&nomination).await;
            story.submit_nomination(&nomination).await;
            nomination.read_by(&story.officer(STANDING_BODY).await).await.is(200);
            nomination.read_by(&story.head(MINISTRY).await).await.is(200);
        }
    })
    .await;
}

/// A movement of the ministry that gives titles for which a council votes.
async fn with_titles(app: &TestApp) -> Story {
    let story = Story::of(app.clone()).await;
    let made = app
        .post("/movements", &story.officer(STANDING_BODY).await)
        .json(json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["CSTDCS", "CO_BO"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]}))
        .await
        .is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story }
}

#[actix_web::test]
async fn a_title_that_a_council_votes_on_is_not_proposed_without_a_vote() {
    both(async |app| {
        let story = with_titles(&app).await;
        let title = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "CSTDCS")).await;
        refused(&title, "propose", (&story, BAC_KAN), "ballot_required").await;
        // It is no dead end.
        let reason = json!({"reason": "Hội đồng chưa bỏ phiếu xét danh hiệu"});
        title.step("refuse", &story.head(BAC_KAN).await, json!({})).await.refused(422, "reason_required");
        let refused = title.step("refuse", &story.head(BAC_KAN).await, reason).await.is(200);
        assert_eq!(refused["end_reason"], "Hội đồng chưa bỏ phiếu xét danh hiệu");
        story.nominate(BA_BE, &dossier(&person("SYN-0017"), "CSTDCS")).await;
        // A title for persons is none for a collective, a flag for collectives none for a person.
        let collective = json!({"type": "collective", "full_name": "Phòng Tư pháp huyện Ba Bể"});
        for (subject, form) in [(&collective, "CSTDCS"), (&person("SYN-0002"), "CO_BO")] {
            story.try_nominate(BA_BE, &dossier(subject, form)).await.faults(&[("/award_form_code", "not_allowed")]);
        }
    })
    .await;
}

#[actix_web::test]
async fn dossiers_are_found_by_what_they_are() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let draft = story.nominate(BA_BE, &dossier(&person("Vàng Thị Mỷ (SYN-0012)"), "GK")).await;
        let received = story.received_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let department = app.unit(BAC_KAN).await;
        for (filter, expected) in [
            ("q=vang%20thi%20my".to_owned(), vec![draft.id]),
            ("status=received".to_owned(), vec![received.id]),
            ("status=draft&status=received&sort=updated_at".to_owned(), vec![draft.id, received.id]),
            (format!("holder_unit_id={department}"), vec![received.id]),
            (format!("within={department}&stage=interim&sort=updated_at"), vec![draft.id, received.id]),
            ("stage=final".to_owned(), vec![]),
            ("province_code=08".to_owned(), vec![]),
        ] {
            let found = story.list(&format!("/nominations?{filter}"), &story.officer(BA_BE).await).await;
            let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(found.each("id"), expected, "{filter}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_unit_that_decides_the_form_commends_its_own_people() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for unit in [BAC_KAN, CUC_BAC_KAN] {
            let nomination = story.nominate(unit, &dossier(&person("SYN-0014"), "GK")).await;
            story.review(&nomination).await;
            let submitted = story.submit_nomination(&nomination).await;
            assert_eq!(submitted["holder_unit_id"], json!(app.unit(unit).await));
            // It has been sent to nobody above.
            for above in [STANDING_BODY, MINISTRY, TONG_CUC] {
                nomination.read_by(&story.officer(above).await).await.refused(404, "not_found");
                let path = format!("/nominations?unit_id={}", app.unit(unit).await);
                assert!(story.list(&path, &story.officer(above).await).await.items().is_empty());
            }
            // Another officer than its author receives and appraises it; its own head proposes and decides.
            let other = app.caller_with(&[(Officer, unit)]).await;
            nomination
                .step("receive", &story.officer(unit).await, Value::Null)
                .await
                .refused(403, "separation_of_duties");
            nomination.step("receive", &other, Value::Null).await.is(200);
            nomination.step("appraise", &other, json!({"opinion": "Đủ điều kiện"})).await.is(200);
            story.propose(&nomination, unit).await;
            let decision = story.draft_decision(unit, &[(&nomination, 1)]).await;
            story.sign_decision(&decision, &story.number("QĐ-STP")).await;
            assert_eq!(nomination.status().await, "awarded");
        }
        // A Phòng does not decide it: its people's dossiers go to the Sở.
        let office = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        assert_eq!(office.now().await["holder_unit_id"], json!(app.unit(BAC_KAN).await));
    })
    .await;
}
