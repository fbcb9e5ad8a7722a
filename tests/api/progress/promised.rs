//! What was promised stands beside what was reached.
use serde_json::{Value, json};

use super::row;
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, STANDING_BODY, Story, plan_of, ratio, target},
    support::both,
};

const CASES: &str = "&indicator_code=TGPL-04&period=2024";

fn shown(row: &Value) -> [Value; 6] {
    ["target", "committed", "attainment_percent", "units_with_target", "reported", "submitted"].map(|n| row[n].clone())
}

#[actix_web::test]
async fn each_promise_counts_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let department = story.officer(BAC_KAN).await;
        let amount = |value: i64| json!({"value": value});
        story.obligation(BA_BE, "2024").await;
        let nothing = shown(&row(&story, &department, CASES).await);
        assert_eq!(nothing[..4], [Value::Null, Value::Null, Value::Null, json!(0)]);

        // An office promises by itself; another answers a share of what its Sở promises.
        story.received_plan(PAC_NAM, &[target("TGPL-04", 10)]).await;
        let above = story.received_plan(BAC_KAN, &[target("TGPL-04", 100)]).await;
        let whole = above.now().await["targets"][0]["id"].clone();
        let share = json!({"target_id": whole, "unit_id": app.unit(BA_BE).await, "value": 40});
        let share = app.post("/allocations", &department).json(share).await.is(201);
        let mut answer = target("TGPL-04", 40);
        answer["allocation_id"] = json!(share.id());
        answer["milestones"] = json!([{"period_code": "2024", "value": 15}]);
        story.received_plan(BA_BE, &[answer]).await;
        story.accepted_report(BA_BE, "2024", &[("TGPL-04", amount(20))]).await;
        story.submitted_report(PAC_NAM, "2024", &[("TGPL-04", amount(5))]).await;

        // 100 and 10: the 40 are in the 100.
        let all = shown(&row(&story, &department, CASES).await);
        assert_eq!(all, [amount(100), amount(110), json!(20), json!(3), json!(1), json!(2)]);
        let own = row(&story, &story.officer(BA_BE).await, CASES).await;
        assert_eq!(shown(&own), [amount(40), amount(40), json!(50), json!(1), json!(1), json!(1)]);
        assert_eq!((&own["milestone"], &own["comparator"]), (&amount(15), &json!("gte")));
        let sector = row(&story, &story.officer(STANDING_BODY).await, CASES).await;
        assert_eq!(shown(&sector)[..4], [Value::Null, amount(110), json!(18.18), json!(3)]);
        assert!(sector["as_of_seq"].is_null(), "of the whole answer");
        // What is only drafted is promised to nobody.
        story.draft_plan(crate::stories::CHO_DON, &plan_of(&[target("TGPL-04", 7)])).await;
        assert_eq!(shown(&row(&story, &department, CASES).await)[1], amount(110));
    })
    .await;
}

#[actix_web::test]
async fn a_series_tells_each_period_for_itself() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[ratio("HGCS-03", 80, 100)]).await;
        for (period, n, d) in [("2023", 1, 2), ("2024", 3, 3)] {
            let figure = json!({"numerator": n, "denominator": d});
            story.accepted_report(BA_BE, period, &[("HGCS-03", figure)]).await;
        }
        let department = story.officer(BAC_KAN).await;
        let path = format!("/progress/series?movement_id={}&indicator_code=HGCS-03", story.movement);
        let series = app.get(&path, &department).await.is(200);
        let point = |at: usize| {
            let point = &series.items()[at];
            ["period_code", "percent", "attainment_percent", "reported", "expected"].map(|name| point[name].clone())
        };
        assert_eq!(series.items().len(), 3);
        assert_eq!(point(0), [json!("2023"), json!(50), json!(62.5), json!(1), json!(9)]);
        assert_eq!(point(1), [json!("2024"), json!(100), json!(125), json!(1), json!(9)]);
        assert_eq!(point(2)[..3], [json!("2025"), Value::Null, Value::Null]);
        let seq = series["as_of_seq"].as_i64().unwrap();
        story.waive(PAC_NAM, "2024").await;
        let later = app.get(&path, &department).await.is(200);
        assert!(later["as_of_seq"].as_i64().unwrap() > seq);
        assert_eq!(later.items()[1]["expected"], 8);
        app.get(&path.replace("HGCS-03", "NO-01"), &department).await.refused(400, "invalid_parameter");
        app.get(&format!("{path}&run=month"), &department).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_promised_is_told_at_every_step_of_its_plan() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.obligation(BA_BE, "2024").await;
        let callers = [story.officer(BA_BE).await, story.officer(BAC_KAN).await];
        // By its unit, and by the one above.
        let committed = async || {
            let mut told = vec![];
            for caller in &callers {
                told.push(row(&story, caller, CASES).await["committed"]["value"].clone());
            }
            told
        };
        let none = Value::Null;
        assert_eq!(committed().await, [none.clone(), none.clone()]);
        let plan = story.issued_plan(BA_BE, &[target("TGPL-04", 40)]).await;
        assert_eq!(committed().await, [json!(40), none.clone()]);
        story.send(&plan).await;
        assert_eq!(committed().await, [json!(40), json!(40)]);
        story.receive(&plan).await;
        // It takes effect.
        app.settle().await;
        let second = story.amend(&plan).await;
        assert_eq!(committed().await, [json!(40), json!(40)]);
        // The version in force is replaced by one that nobody above has seen.
        story.issue(&second, &story.number("KH-TP")).await;
        assert_eq!(committed().await, [json!(40), none.clone()]);
        let why = json!({"document_number": story.number("TP-VP"), "reason": "Ban hành nhầm"});
        second.step("cancel", &story.head(BA_BE).await, why).await.is(200);
        assert_eq!(committed().await, [none.clone(), none]);
    })
    .await;
}
