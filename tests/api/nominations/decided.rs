//! What the law says between a proposal and its decision, and of titles in years that nobody reported on.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story},
    support::{both, together},
};

use super::eligibility::{eligibility, found, reported, stated, stating};

/// A fact that changed between the proposal and the decision stands in the way of the decision.
#[actix_web::test]
async fn the_law_is_asked_again_on_the_day_of_the_decision() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut new = stated("initiative", json!({"what": "grassroots"}));
        new["document_number"] = json!("7/QĐ-STP");
        let [first, second] = ["SYN-0001", "SYN-0002"].map(|name| stating(name, "GK", std::slice::from_ref(&new)));
        let first = story.proposed_nomination(BA_BE, &first).await;
        let second = story.proposed_nomination(BA_BE, &second).await;
        let early = story.draft_decision(BAC_KAN, &[(&first, 1)]).await;
        let late = story.draft_decision(BAC_KAN, &[(&second, 1)]).await;
        story.sign_decision(&early, "88/QĐ-STP").await;
        let read = eligibility(&story, &first, BA_BE).await;
        let occasions: Vec<_> = read["kept"].as_array().unwrap().iter().map(|run| run["occasion"].clone()).collect();
        assert_eq!(json!(occasions), json!(["submission", "proposal", "decision"]));
        let document = json!({"document": story.document("89/QĐ-STP")});
        // What is signed on a day is asked on that day: no answer before foretells it.
        let (sign, head) = (format!("{}/sign", late.path()), story.head(BAC_KAN).await);
        app.post(&sign, &head).if_match("*").json(document).await.refused(409, "initiative_used");
        assert_eq!(second.status().await, "proposed");
    })
    .await;
}

/// Both look at the register before either has written to it, were they not made to take turns.
#[actix_web::test]
async fn of_two_decisions_at_once_that_use_one_initiative_one_is_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(BAC_KAN).await;
        for round in 0..4 {
            let mut new = stated("initiative", json!({"what": "grassroots"}));
            new["document_number"] = json!(format!("{}/QĐ-STP", 700 + round));
            let mut signs = vec![];
            for at in 0..2 {
                let content = stating(&format!("SYN-{round:02}{at:02}"), "GK", std::slice::from_ref(&new));
                let nomination = story.proposed_nomination(BA_BE, &content).await;
                let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
                let body = json!({"document": story.document(&story.number("QĐ-STP"))});
                signs.push((format!("{}/sign", decision.path()), body));
            }
            let calls = signs.iter().map(|(path, body)| app.post(path, &head).if_match("*").json(body.clone()));
            let replies = together(calls.map(|call| async { call.await })).await;
            let mut told: Vec<_> = replies.iter().map(|reply| (reply.status, reply.code().to_owned())).collect();
            told.sort();
            assert_eq!(told, [(200, String::new()), (409, "initiative_used".to_owned())]);
        }
    })
    .await;
}

/// A movement of the ministry that gives a title.
async fn giving(story: &Story, form: &str) -> Story {
    let app = &story.app;
    let made = app
        .post("/movements", &story.officer(STANDING_BODY).await)
        .json(json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": [form],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]}))
        .await
        .is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    let mut titled = Story::of(app.clone()).await;
    titled.movement = made.id();
    titled
}

#[actix_web::test]
async fn a_title_of_a_year_without_a_report_does_not_count() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.obligation(BA_BE, "2023").await;
        let titled = giving(&story, "CSTDB").await;
        let title = |year: i32| stated("title", json!({"what": "CSTDCS", "year": year}));
        let content = stating("SYN-0017", "CSTDB", &[title(2021), title(2022), title(2023)]);
        let nomination = titled.nominate(BA_BE, &content).await;
        titled.review(&nomination).await;
        let refused = nomination.step("submit", &story.head(BA_BE).await, Value::Null).await;
        refused.refused(409, "not_eligible");
        let read = eligibility(&story, &nomination, BA_BE).await;
        let row = found(&read["present"], "CR007");
        assert_eq!((&row["outcome"], &row["remedy"]), (&json!("fail"), &json!("report_of_the_year")));
        assert_eq!((&row["needed"], &row["found"]), (&json!(3), &json!(0)));
        // The report comes.
        reported(&story).await;
        titled.submit_nomination(&nomination).await;
        let read = eligibility(&story, &nomination, BAC_KAN).await;
        let row = found(&read["present"], "CR007");
        assert_eq!((&row["outcome"], &row["found"]), (&json!("pass"), &json!(3)));
        assert!(row["facts"].as_array().unwrap().iter().any(|fact| fact["source"] == "report"), "{row}");
    })
    .await;
}
