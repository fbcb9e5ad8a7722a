//! What figures make a reader ask, what the unit says to it, and what was reported before.
use actix_web::http::Method;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, target, values},
    support::{Caller, Reply, both},
};

const INDICATORS: [&str; 3] = ["TGPL-04", "TGPL-07", "ASXH-04"];

fn figures(amounts: [i32; 3]) -> [(&'static str, Value); 3] {
    let [a, b, c] = amounts.map(|amount| json!({"value": amount}));
    [(INDICATORS[0], a), (INDICATORS[1], b), (INDICATORS[2], c)]
}

/// A draft of 2024 after an accepted report of 2023.
async fn second_year(story: &Story, first: [i32; 3], second: [i32; 3]) -> Paper {
    story.received_plan(BA_BE, &INDICATORS.map(|indicator| target(indicator, 20))).await;
    story.accepted_report(BA_BE, "2023", &figures(first)).await;
    story.draft_report(BA_BE, "2024", &figures(second)).await
}

async fn checks(story: &Story, report: &Paper, caller: &Caller) -> Reply {
    story.list(&format!("{}/checks", report.path()), caller).await
}

async fn answer(report: &Paper, code: &str, caller: &Caller) -> Reply {
    let path = format!("{}/checks/{code}/answer", report.path());
    let text = json!({"text": "Năm nay mở thêm bốn điểm trợ giúp pháp lý"});
    report.app.call(Method::PUT, &path, caller).if_match("*").json(text).await
}

#[actix_web::test]
async fn what_makes_one_ask_is_answered_before_the_report_is_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = second_year(&story, [10, 5, 7], [100, 6, 8]).await;
        let (officer, head) = (story.officer(BA_BE).await, story.head(BA_BE).await);
        let found = checks(&story, &report, &officer).await;
        assert_eq!(found.each("code"), ["ten_times_last"]);
        let finding = &found.items()[0]["findings"][0];
        assert_eq!((&finding["value"], &finding["last_value"]), (&json!(100), &json!(10)));
        let sign = || json!({"document": story.document(&story.number("BC-TP"))});
        let refused = report.step("sign", &head, sign()).await.refused(422, "checks_unanswered");
        assert_eq!(refused["errors"][0]["pointer"], "/checks/ten_times_last");
        assert_eq!(report.read_by(&head).await.action("sign"), Err("checks_unanswered"));
        answer(&report, "copied_values", &officer).await.refused(404, "not_found");
        answer(&report, "ten_times_last", &story.officer(BAC_KAN).await).await.refused(404, "not_found");
        answer(&report, "ten_times_last", &officer).await.is(200);
        // An answer is to what it was given to.
        let plan = story.plan_in_force(BA_BE).await;
        let more = |amounts| json!({"values": values(&plan, &figures(amounts))});
        report.change(&officer, more([200, 6, 8])).await.is(200);
        report.step("sign", &head, sign()).await.refused(422, "checks_unanswered");
        report.change(&officer, more([100, 6, 8])).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        // The receiver sees both, as they were sent.
        let above = checks(&story, &report, &story.officer(BAC_KAN).await).await;
        assert_eq!(above.items()[0]["answer"]["text"], "Năm nay mở thêm bốn điểm trợ giúp pháp lý");
        let content = app.get(&format!("{}/content", report.path()), &officer).await.is(200);
        assert_eq!(content["checks"], json!(above.items()));
        answer(&report, "ten_times_last", &officer).await.refused(409, "invalid_transition");
    })
    .await;
}

/// What is signed does not change any more, and what is sent is what was signed.
#[actix_web::test]
async fn what_the_signer_was_asked_is_what_the_version_says() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &INDICATORS.map(|indicator| target(indicator, 20))).await;
        let before = story.submitted_report(BA_BE, "2023", &figures([10, 5, 7])).await;
        let report = story.draft_report(BA_BE, "2024", &figures([100, 6, 8])).await;
        let officer = story.officer(BA_BE).await;
        story.sign(&report).await;
        let asked = checks(&story, &report, &officer).await;
        assert_eq!(asked.each("code"), ["ten_times_last"]);
        // Now nothing is reported for the period before.
        story.return_report(&before).await;
        assert_eq!(checks(&story, &report, &officer).await.items(), asked.items());
        story.submit(&report).await;
        let content = app.get(&format!("{}/content", report.path()), &officer).await.is(200);
        assert_eq!(content["checks"], json!(asked.items()));
        assert_eq!(checks(&story, &report, &story.officer(BAC_KAN).await).await.items(), asked.items());
    })
    .await;
}

#[actix_web::test]
async fn copied_figures_are_asked_about_and_zeros_are_told() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = second_year(&story, [3, 4, 5], [3, 4, 5]).await;
        let officer = story.officer(BA_BE).await;
        assert_eq!(checks(&story, &report, &officer).await.each("code"), ["copied_values"]);
        let plan = story.plan_in_force(BA_BE).await;
        let zeros = json!({"values": values(&plan, &figures([0, 0, 0]))});
        report.change(&officer, zeros).await.is(200);
        let found = checks(&story, &report, &officer).await;
        assert_eq!(found.each("code"), ["tenth_of_last", "zero_everywhere"]);
        assert_eq!(found.each("severity"), ["tell", "tell"]);
        story.head(BA_BE).await;
        report
            .step("sign", &story.head(BA_BE).await, json!({"document": story.document(&story.number("BC-TP"))}))
            .await
            .is(200);
        // The rules are data that anybody may read.
        let rules = app.get("/report-rules", &officer).await.is(200);
        let codes: Vec<_> = rules["checks"].as_array().unwrap().iter().map(|rule| rule["code"].clone()).collect();
        assert!(codes.contains(&json!("copied_values")) && codes.len() >= 6);
    })
    .await;
}

#[actix_web::test]
async fn what_was_reported_before_is_offered_by_target() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = second_year(&story, [10, 5, 7], [11, 6, 8]).await;
        let path = format!("{}/previous-values", report.path());
        let told = app.get(&path, &story.officer(BA_BE).await).await.is(200);
        let amounts: Vec<_> = told.items().iter().map(|item| item["value"].clone()).collect();
        assert_eq!(amounts, [json!(10), json!(5), json!(7)]);
        assert!(told.each("period_code").iter().all(|code| *code == "2023"));
        let targets = report.now().await["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["target_id"].clone())
            .collect::<Vec<_>>();
        assert_eq!(told.items().iter().map(|item| item["target_id"].clone()).collect::<Vec<_>>(), targets);
        // Of the first period there is none before.
        let first = story.list("/reports?status=accepted", &story.officer(BA_BE).await).await;
        let path = format!("/reports/{}/previous-values", first.items()[0]["id"].as_str().unwrap());
        assert!(app.get(&path, &story.officer(BA_BE).await).await.is(200).items().is_empty());
        // Whose draft it is is nobody else's business.
        app.get(&format!("{}/previous-values", report.path()), &story.officer(BAC_KAN).await)
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn an_interim_review_states_its_sections_and_a_regular_report_need_not() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let period = json!({"code": "SK-2024", "kind": "half", "data_from": "2023-12-15", "data_to": "2024-06-14",
            "template": "interim_review", "due": [{"tier": "district", "due_on": "2024-06-20"}]});
        let path = format!("/movements/{}/periods", story.movement);
        app.post(&path, &story.officer(STANDING).await).if_match("*").json(period).await.is(200);
        app.settle().await;
        let report = story.draft_report(BA_BE, "SK-2024", &[("TGPL-04", json!({"value": 3}))]).await;
        let sign = || json!({"document": story.document(&story.number("BC-TP"))});
        let head = story.head(BA_BE).await;
        let refused = report.step("sign", &head, sign()).await.refused(422, "incomplete_content");
        let pointers: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        let sections = ["results", "limitations", "causes", "lessons", "proposals"];
        assert_eq!(pointers, sections.map(|section| json!(format!("/narrative/{section}"))));
        let words: serde_json::Map<_, _> =
            sections.iter().map(|section| ((*section).to_owned(), json!("Có"))).collect();
        report.change(&story.officer(BA_BE).await, json!({"narrative": words})).await.is(200);
        report.step("sign", &head, sign()).await.is(200);
    })
    .await;
}

const STANDING: &str = crate::stories::STANDING_BODY;

#[actix_web::test]
async fn a_sum_below_its_parts_is_asked_about() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("HGCS-01", 20), target("HGCS-02", 20), target("TGPL-04", 20)]).await;
        let cases = |taken: i32, settled: i32| {
            [("HGCS-01", taken), ("HGCS-02", settled), ("TGPL-04", 3)].map(|(code, n)| (code, json!({"value": n})))
        };
        let report = story.draft_report(BA_BE, "2024", &cases(5, 6)).await;
        let officer = story.officer(BA_BE).await;
        let found = checks(&story, &report, &officer).await;
        assert_eq!(found.each("code"), ["sum_below_parts"]);
        let amounts: Vec<_> =
            found.items()[0]["findings"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
        assert_eq!(amounts, [&json!(5), &json!(6)]);
        let sign = json!({"document": story.document(&story.number("BC-TP"))});
        report.step("sign", &story.head(BA_BE).await, sign).await.refused(422, "checks_unanswered");
        let plan = story.plan_in_force(BA_BE).await;
        report.change(&officer, json!({"values": values(&plan, &cases(6, 6))})).await.is(200);
        assert!(checks(&story, &report, &officer).await.items().is_empty());
    })
    .await;
}
