//! Prizes: the worked examples of the law, and what a granted award says.
use std::collections::HashMap;

use serde_json::{Value, json};

use super::with_state_forms;
use crate::{
    stories::{BA_BE, MINISTRY, Paper, STANDING_BODY, Story, VU, dossier, person},
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

/// By the integers of the files: the sum of a chosen multiple, rounded up.
fn sum(pay: i64, num: i64, den: i64) -> i64 {
    (pay * num + den * 10_000 - 1) / (den * 10_000) * 10_000
}

/// Of every row of the law with a multiple, on each base pay of its days: up to it where it is the greatest, else none.
#[actix_web::test]
async fn a_multiple_is_chosen_only_up_to_the_greatest() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let caller = story.officer(VU).await;
        let rows = |name: &str| {
            let path = format!("{}/data/regimes/{name}.csv", env!("CARGO_MANIFEST_DIR"));
            let mut reader = csv::Reader::from_path(path).unwrap();
            reader.deserialize::<HashMap<String, String>>().map(Result::unwrap).collect::<Vec<_>>()
        };
        let (mut chosen, mut fixed) = (0, 0);
        for pay in rows("base_pay") {
            let amount: i64 = pay["amount_vnd"].parse().unwrap();
            let day = |row: &HashMap<String, String>| pay["valid_from"].clone().max(row["valid_from"].clone());
            let both_hold = |row: &HashMap<String, String>| {
                let last = |row: &HashMap<String, String>| match row["valid_to"].as_str() {
                    "" => "9999-12-31".to_owned(),
                    day => day.to_owned(),
                };
                day(row) <= last(&pay).min(last(row))
            };
            for row in rows("prize_multiples").into_iter().filter(|row| !row["num"].is_empty() && both_hold(row)) {
                let (num, den): (i64, i64) = (row["num"].parse().unwrap(), row["den"].parse().unwrap());
                let ask = async |num: i64, den: i64| {
                    let path = format!(
                        "/prize-sum?award_form_code={}&subject_type={}&decided_on={}&decider_role={}&num={num}&den={den}",
                        row["award_form"], row["subject_type"], day(&row),
                        if row["decider_role"].is_empty() { "minister" } else { &row["decider_role"] }
                    );
                    app.get(&path, &caller).await
                };
                if row["is_maximum"] != "true" {
                    ask(num, den).await.refused(400, "invalid_parameter");
                    fixed += 1;
                    continue;
                }
                for (one, of) in [(num, den), (1, den), (num, 2 * den), (num * 7, den * 7)] {
                    let told = ask(one, of).await.is(200);
                    let prize = &told["prize"];
                    assert_eq!(prize["amount_vnd"], sum(amount, one, of), "{row:?}: {one}/{of}");
                    assert_eq!((&prize["num"], &prize["is_maximum"]), (&json!(one), &json!(false)));
                    chosen += 1;
                }
                for (one, of) in [(num + 1, den), (num * 7 + 1, den * 7), (0, den)] {
                    ask(one, of).await.is(400);
                }
            }
        }
        assert!(chosen >= 8 && fixed > 50, "{chosen} chosen, {fixed} fixed");
    })
    .await;
}

/// The medal of the sector, of which the law says only the greatest multiple from July 2025 on.
#[actix_web::test]
async fn a_decision_gives_the_multiple_that_was_chosen() {
    both(async |app| {
        let story = with_state_forms(&app).await;
        let medal = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "KNC")).await;
        let certificate = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0018"), "BK_BT")).await;
        let draft = async |unit: &str, nomination: &Paper, multiple: Value| {
            let mut body = story.decision_body(MINISTRY, &[(nomination, 1)]).await;
            body["items"][0]["multiple"] = multiple;
            app.post("/decisions", &story.officer(unit).await).json(body).await
        };
        let of = |num: i64, den: i64| json!({"num": num, "den": den});
        // Under the law of that day the multiple of the medal was not read, and that of the certificate is said.
        draft(STANDING_BODY, &medal, of(4, 10)).await.faults(&[("/items/0/multiple", "not_allowed")]);
        draft(STANDING_BODY, &certificate, of(15, 10)).await.faults(&[("/items/0/multiple", "not_allowed")]);
        app.set_clock("2025-07-02T02:00:00Z");
        let body = STANDING_BODY;
        draft(body, &medal, of(61, 100)).await.faults(&[("/items/0/multiple", "out_of_range")]);
        draft(body, &medal, of(0, 10)).await.faults(&[("/items/0/multiple/num", "out_of_range")]);
        let made = draft(body, &medal, of(41, 100)).await.is(201);
        assert_eq!(made["items"][0]["multiple"], of(41, 100));
        let decision = story.paper("decisions", body, &made);
        let sign = async |day: &str| {
            let mut document = story.document(&story.number("QĐ-BTP"));
            document["issued_on"] = json!(day);
            decision.step("sign", &story.head(MINISTRY).await, json!({"document": document})).await
        };
        // A decision of two days before is under the law of those days.
        sign("2025-06-30").await.faults(&[("/document/issued_on", "not_allowed")]);
        sign("2025-07-02").await.is(200);
        let award = story.list("/awards", &story.officer(VU).await).await.items()[0].clone();
        let prize = &award["prize"];
        // 959,400 rounded up.
        assert_eq!(
            [&prize["amount_vnd"], &prize["num"], &prize["den"], &prize["is_maximum"]],
            [&json!(960_000), &json!(41), &json!(100), &json!(false)]
        );
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
