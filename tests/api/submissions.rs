//! Reviews of a movement that are launched, and submissions: several dossiers under one document, ranked, all of them or
//! none.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, dossier, person},
    support::both,
};

#[actix_web::test]
async fn dossiers_go_up_together_in_the_order_of_their_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut reviewed = vec![];
        for name in ["SYN-0001", "SYN-0002", "SYN-0003"] {
            let nomination = story.nominate(BA_BE, &dossier(&person(name), "BK_BT")).await;
            story.review(&nomination).await;
            reviewed.push(nomination);
        }
        let ranked = [&reviewed[2], &reviewed[0], &reviewed[1]];
        let sent = story.sent_together(BA_BE, &ranked).await;
        let read = sent.now().await;
        let names: Vec<_> =
            read["items"].as_array().unwrap().iter().map(|item| item["nomination_id"].clone()).collect();
        assert_eq!(json!(names), json!(ranked.map(|nomination| nomination.id)));
        assert_eq!(read["items"][0]["rank"], 1);
        assert_eq!(read["to_unit_id"], json!(app.unit(BAC_KAN).await));
        for nomination in &reviewed {
            assert_eq!(nomination.status().await, "submitted");
            story.receive_nomination(nomination, BAC_KAN).await;
            story.appraise(nomination, BAC_KAN).await;
        }
        // The Sở forwards two of them, by its own ranking; the ministry sees that document, and the first one not.
        let above = story.sent_together(BAC_KAN, &[&reviewed[1], &reviewed[0]]).await;
        let standing_body = story.officer(STANDING_BODY).await;
        let read = above.read_by(&standing_body).await.is(200);
        assert_eq!(read["items"][0]["nomination_id"], json!(reviewed[1].id));
        assert_eq!(reviewed[1].now().await["forwarding_document"], read["document"]["number"]);
        sent.read_by(&standing_body).await.refused(404, "not_found");
        for (reader, many) in [(BA_BE, 1), (BAC_KAN, 2), (STANDING_BODY, 1), (NA_HANG, 0)] {
            let listed = story.list("/submissions", &story.officer(reader).await).await;
            assert_eq!(listed.items().len(), many, "{reader}");
        }
        assert_eq!(app.events(above.id).await, ["submission.sent"]);
    })
    .await;
}

#[actix_web::test]
async fn what_one_dossier_lacks_holds_all_of_them_back() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(BA_BE).await;
        let reviewed = story.nominate(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        story.review(&reviewed).await;
        let drafted = story.nominate(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
        let mut disciplined = dossier(&person("SYN-0003"), "GK");
        disciplined["statements"] = json!([{"kind": "discipline", "ended_on": "2023-06-30", "document_number": "95/QĐ-STP",
            "document_on": "2023-01-02", "issuer": "Sở Tư pháp tỉnh Bắc Kạn"}]);
        let disciplined = story.nominate(BA_BE, &disciplined).await;
        story.review(&disciplined).await;
        let elsewhere = story.nominate(PAC_NAM, &dossier(&person("SYN-0004"), "GK")).await;
        story.review(&elsewhere).await;
        let send = async |body| app.post("/submissions", &head).json(body).await;
        let second = story.submission_body(BA_BE, &[&reviewed, &drafted]).await;
        send(second).await.faults(&[("/nomination_ids/1", "not_allowed")]);
        let twice = story.submission_body(BA_BE, &[&reviewed, &reviewed]).await;
        send(twice).await.faults(&[("/nomination_ids/1", "duplicate")]);
        let hidden = story.submission_body(BA_BE, &[&elsewhere]).await;
        send(hidden).await.faults(&[("/nomination_ids/0", "not_found")]);
        let failing = story.submission_body(BA_BE, &[&reviewed, &disciplined]).await;
        send(failing).await.refused(409, "not_eligible");
        let mut later = story.submission_body(BA_BE, &[&reviewed]).await;
        later["document"]["issued_on"] = json!("2024-06-04");
        send(later).await.faults(&[("/document/issued_on", "in_the_future")]);
        let foreign = story.submission_body(PAC_NAM, &[&elsewhere]).await;
        send(foreign).await.refused(403, "forbidden");
        assert_eq!(reviewed.status().await, "unit_reviewed", "none of them went");
        assert!(story.list("/submissions", &story.officer(BA_BE).await).await.items().is_empty());
        let body = story.submission_body(BA_BE, &[&reviewed]).await;
        send(body.clone()).await.is(201);
        // One number, one document.
        let other = story.nominate(BA_BE, &dossier(&person("SYN-0005"), "GK")).await;
        story.review(&other).await;
        let mut again = story.submission_body(BA_BE, &[&other]).await;
        again["document"] = body["document"].clone();
        send(again).await.refused(409, "duplicate_document_number");
    })
    .await;
}

#[actix_web::test]
async fn dossiers_keep_to_the_review_that_was_launched() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(MINISTRY).await;
        let launch = async |members: Value, number: &str| {
            let mut body = json!({"movement_id": story.movement, "stage": "interim", "award_form_codes": ["BK_BT"],
                "opens_on": "2024-06-01", "closes_on": "2024-06-30", "document": story.document(number)});
            for (name, value) in members.as_object().into_iter().flatten() {
                body[name] = value.clone();
            }
            app.post("/award-stages", &head).json(body).await
        };
        launch(json!({"closes_on": "2024-05-31"}), "1/BTP-TDKT").await.faults(&[("/closes_on", "wrong_order")]);
        let unknown = json!({"award_form_codes": ["BK_BT", "HCLD3"]});
        launch(unknown, "1/BTP-TDKT").await.faults(&[("/award_form_codes/1", "not_found")]);
        let twice = json!({"award_form_codes": ["GK", "GK"]});
        launch(twice, "1/BTP-TDKT").await.faults(&[("/award_form_codes/1", "duplicate")]);
        let made = launch(json!({}), "1/BTP-TDKT").await.is(201);
        assert_eq!(app.get(&format!("/award-stages/{}", made.id()), &head).await.is(200).json, made.json);
        assert_eq!(app.events(made.id()).await, ["award_stage.launched"]);
        // Another form, and another stage that was not launched.
        story
            .try_nominate(BA_BE, &dossier(&person("SYN-0001"), "GK"))
            .await
            .faults(&[("/award_form_code", "not_allowed")]);
        let mut later = dossier(&person("SYN-0001"), "GK");
        later["stage"] = json!("final");
        story.try_nominate(BA_BE, &later).await.is(201);
        let given = dossier(&person("SYN-0002"), "BK_BT");
        story.try_nominate(BA_BE, &given).await.is(201);
        app.set_clock("2024-06-30T17:00:00Z");
        let closed = story.try_nominate(BA_BE, &dossier(&person("SYN-0003"), "BK_BT")).await;
        closed.refused(409, "window_closed");
        // Launched anew, it goes on.
        launch(json!({"closes_on": "2024-07-31"}), "2/BTP-TDKT").await.is(201);
        story.try_nominate(BA_BE, &dossier(&person("SYN-0003"), "BK_BT")).await.is(201);
        assert_eq!(story.list("/award-stages", &story.officer(BA_BE).await).await.items().len(), 2);
        // Only whoever launched the movement.
        let body = json!({"movement_id": story.movement, "stage": "final", "award_form_codes": ["GK"],
            "opens_on": "2024-06-01", "closes_on": "2024-08-31", "document": story.document("3/STP-VP")});
        app.post("/award-stages", &story.head(BAC_KAN).await).json(body).await.refused(403, "forbidden");
    })
    .await;
}
