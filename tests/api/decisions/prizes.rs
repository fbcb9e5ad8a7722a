//! Prizes: the worked examples of the law, and what a granted award says.
use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, MINISTRY, Story, VU, dossier, person},
    support::both,
};

#[actix_web::test]
async fn prizes_are_those_of_the_worked_examples() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let caller = story.officer(VU).await;
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/regimes/prize_examples.csv");
        let mut reader = csv::Reader::from_path(path).unwrap();
        let mut seen = 0;
        for row in reader.deserialize::<HashMap<String, String>>() {
            let row = row.unwrap();
            let role = &row["decider_role"];
            let role = if role.is_empty() { String::new() } else { format!("&decider_role={role}") };
            let path = format!(
                "/prize-sum?award_form_code={}&subject_type={}&decided_on={}{role}",
                row["award_form"], row["subject_type"], row["decided_on"]
            );
            let sum = app.get(&path, &caller).await.is(200);
            let told = |pointer: &str| sum.json.pointer(pointer).and_then(Value::as_i64).map(|n| n.to_string());
            assert_eq!(told("/prize/amount_vnd").as_ref(), Some(&row["prize_vnd"]), "{row:?}: {}", sum.describe());
            assert_eq!(told("/prize/base_pay_vnd").as_ref(), Some(&row["base_pay_vnd"]), "{row:?}");
            for citation in ["/prize/citation", "/base_pay_citation", "/rounding_citation"] {
                assert!(sum.json.pointer(citation).is_some_and(|one| one["document"]["number"].is_string()), "{row:?}");
            }
            seen += 1;
        }
        assert_eq!(seen, 20);
        // What was not read is not made up: the commune's multiple from July 2025 on, a household under the law of 2003.
        for path in [
            "/prize-sum?award_form_code=GK&subject_type=individual&decided_on=2025-12-20&decider_role=commune_chair",
            "/prize-sum?award_form_code=GK&subject_type=household&decided_on=2023-12-20",
            "/prize-sum?award_form_code=LDTT&subject_type=collective&decided_on=2024-12-20",
            "/prize-sum?award_form_code=NONE&subject_type=individual&decided_on=2024-12-20",
        ] {
            assert_eq!(app.get(path, &caller).await.is(200)["prize"], Value::Null, "{path}");
        }
        app.get("/prize-sum?award_form_code=GK&subject_type=person&decided_on=2024-12-20", &caller).await.is(400);
    })
    .await;
}

#[actix_web::test]
async fn an_award_says_its_prize_by_the_base_pay_of_the_day_of_the_decision() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
        // Base pay rises on 1 July 2024.
        app.set_clock("2024-12-02T02:00:00Z");
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        let award = story.list("/awards", &story.officer(VU).await).await.items()[0].clone();
        let prize = &award["prize"];
        assert_eq!(
            [&prize["amount_vnd"], &prize["base_pay_vnd"], &prize["num"], &prize["den"]],
            [&json!(3_510_000), &json!(2_340_000), &json!(15), &json!(10)]
        );
        assert_eq!(prize["citation"]["document"]["number"], "98/2023/NĐ-CP");
    })
    .await;
}
