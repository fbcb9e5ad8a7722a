//! What a target shows of what was reached, once reports are accepted.
use serde_json::{Value, json};

use crate::{
    bi,
    stories::{BA_BE, PAC_NAM, Paper, Story, plan_of, ratio, target},
    support::{Reply, both},
};

const KINDS: [(&str, &str); 4] =
    [("TGPL-04", "sum"), ("HGCS-03", "ratio"), ("PBGDPL-05", "latest"), ("TGPL-07", "sum")];

async fn reached(plan: &Paper, indicator: &str) -> [Value; 4] {
    let plan: Reply = plan.now().await;
    let target = plan["targets"].as_array().unwrap().iter().find(|t| t["indicator"]["code"] == indicator).unwrap();
    ["current_value", "current_numerator", "current_denominator", "progress_percent"].map(|name| target[name].clone())
}

const NOTHING: [Value; 4] = [Value::Null, Value::Null, Value::Null, Value::Null];

#[actix_web::test]
async fn sums_add_up_ratios_are_weighted_and_stocks_are_the_last() {
    both(async |app| {
        let story = Story::of(app).await;
        let lte = json!({"task_no": 1, "indicator_code": "TGPL-07", "comparator": "lte", "target_value": 3});
        let targets = [target("TGPL-04", 200), ratio("HGCS-03", 80, 100), target("PBGDPL-05", 4), lte];
        let plan = story.received_plan(BA_BE, &targets).await;
        for (indicator, aggregation) in KINDS {
            let found = plan.now().await["targets"]
                .as_array()
                .unwrap()
                .iter()
                .find(|t| t["indicator"]["code"] == indicator)
                .cloned();
            assert_eq!(found.unwrap()["indicator"]["aggregation"], aggregation);
            assert_eq!(reached(&plan, indicator).await, NOTHING, "nothing reported is not zero");
        }
        let figures = |sum: i64, (n, d): (i64, i64), stock: i64, rounds: i64| {
            [
                ("TGPL-04", json!({"value": sum})),
                ("HGCS-03", json!({"numerator": n, "denominator": d})),
                ("PBGDPL-05", json!({"value": stock})),
                ("TGPL-07", json!({"value": rounds})),
            ]
        };
        let first = story.submitted_report(BA_BE, "2023", &figures(100, (50, 100), 7, 4)).await;
        assert_eq!(reached(&plan, "TGPL-04").await, NOTHING, "what is not accepted does not count");
        story.accept(&first).await;
        story.accepted_report(BA_BE, "2024", &figures(50, (35, 50), 3, 2)).await;
        assert_eq!(reached(&plan, "TGPL-04").await, [json!(150), Value::Null, Value::Null, json!(75)]);
        // 85 of 150 is 56.67 %, where 80 % was the aim.
        assert_eq!(reached(&plan, "HGCS-03").await, [Value::Null, json!(85), json!(150), json!(70.83)]);
        assert_eq!(reached(&plan, "PBGDPL-05").await, [json!(3), Value::Null, Value::Null, json!(75)]);
        // Less is better: 3 where 6 was reached.
        assert_eq!(reached(&plan, "TGPL-07").await, [json!(6), Value::Null, Value::Null, json!(50)]);
        bi::targets_agree(&story).await;
    })
    .await;
}

#[actix_web::test]
async fn a_stock_is_that_of_the_latest_period_in_whatever_order_reports_come() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.received_plan(BA_BE, &[target("PBGDPL-05", 4)]).await;
        story.accepted_report(BA_BE, "2024", &[("PBGDPL-05", json!({"value": 3}))]).await;
        story.accepted_report(BA_BE, "2023", &[("PBGDPL-05", json!({"value": 7}))]).await;
        assert_eq!(reached(&plan, "PBGDPL-05").await[0], json!(3));
        bi::targets_agree(&story).await;
    })
    .await;
}

#[actix_web::test]
async fn a_note_is_no_figure() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 10), ratio("HGCS-03", 80, 100)]).await;
        let note = json!({"note": "Chưa tổng hợp được"});
        let nothing = json!({"numerator": 0, "denominator": 0});
        story.accepted_report(BA_BE, "2024", &[("TGPL-04", note), ("HGCS-03", nothing)]).await;
        assert_eq!(reached(&plan, "TGPL-04").await, NOTHING);
        assert_eq!(reached(&plan, "HGCS-03").await, [Value::Null, json!(0), json!(0), Value::Null]);
        // Zero reported is zero.
        let other = story.received_plan(PAC_NAM, &[target("TGPL-04", 10)]).await;
        story.accepted_report(PAC_NAM, "2024", &[("TGPL-04", json!({"value": 0}))]).await;
        assert_eq!(reached(&other, "TGPL-04").await, [json!(0), Value::Null, Value::Null, json!(0)]);
    })
    .await;
}

#[actix_web::test]
async fn an_amended_plan_keeps_what_was_reached() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let own = json!({"task_no": 1, "title": "Số hội nghị", "unit_of_measure": "cuộc", "comparator": "gte", "target_value": 4});
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 200), own.clone()]).await;
        app.settle().await;
        story.accepted_report_on(&first, "2023", &[json!(100), json!(3)]).await;

        let second = story.amend(&first).await;
        assert_eq!(reached(&second, "TGPL-04").await[0], json!(100));
        assert_eq!(second.now().await["targets"][1]["current_value"], 3);
        // Other figures to aim at, the same indicator: what was reached stays.
        story.issue(&second, "20/KH-PTP").await;
        assert_eq!(reached(&second, "TGPL-04").await[0], json!(100));
        story.accepted_report_on(&second, "2024", &[json!(50), json!(2)]).await;
        assert_eq!(reached(&second, "TGPL-04").await[0], json!(150));
        assert_eq!(second.now().await["targets"][1]["current_value"], 5, "a target of one's own adds up too");
    })
    .await;
}

#[actix_web::test]
async fn targets_written_anew_show_what_was_reached() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 200)]).await;
        app.settle().await;
        story.accepted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 100}))]).await;
        let second = story.amend(&first).await;
        let more = json!({"targets": [target("TGPL-04", 300), target("TGPL-07", 6)]});
        second.change(&story.officer(BA_BE).await, more).await.is(200);
        story.issue(&second, "20/KH-PTP").await;
        assert_eq!(reached(&second, "TGPL-04").await[0], json!(100));
        assert_eq!(reached(&second, "TGPL-07").await, NOTHING);
    })
    .await;
}

#[actix_web::test]
async fn an_average_on_a_target_is_that_of_the_latest_period() {
    both(async |app| {
        let story = Story::of(app).await;
        let unit = crate::stories::CHI_CUC_BA_BE;
        let plan = story
            .draft_plan(
                unit,
                &plan_of(&[json!({"task_no": 1, "indicator_code": "THADS-05",
            "comparator": "lte", "target_value": 10})]),
            )
            .await;
        story.issue(&plan, "3/KH-CCTHADS").await;
        story.accepted_report(unit, "2023", &[("THADS-05", json!({"value": 20}))]).await;
        story.accepted_report(unit, "2024", &[("THADS-05", json!({"value": 8}))]).await;
        let [value, _, _, percent] = reached(&plan, "THADS-05").await;
        // A year's average says nothing about another year's: the last one stands.
        assert_eq!((value, percent), (json!(8), json!(125)));
    })
    .await;
}

#[actix_web::test]
async fn what_is_beyond_all_measure_is_said_and_not_cut() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let most = 900_000_000_000_000_i64;
        let none_aimed = json!({"task_no": 1, "indicator_code": "TGPL-07", "comparator": "lte", "target_value": 0});
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 1), none_aimed]).await;
        let figures = |rounds: i64| [("TGPL-04", json!({"value": most})), ("TGPL-07", json!({"value": rounds}))];
        story.accepted_report(BA_BE, "2023", &figures(0)).await;
        // A percentage with more digits than a figure may have is none; at most nothing, and nothing, is met.
        assert_eq!(reached(&plan, "TGPL-04").await, [json!(most), Value::Null, Value::Null, Value::Null]);
        assert_eq!(reached(&plan, "TGPL-07").await[3], json!(100));
        story.accepted_report(BA_BE, "2024", &figures(1)).await;
        assert_eq!(reached(&plan, "TGPL-04").await, NOTHING);
        assert_eq!(reached(&plan, "TGPL-07").await[3], json!(0));
        let targets = plan.now().await["targets"].clone();
        assert_eq!((&targets[0]["current_overflow"], &targets[1]["current_overflow"]), (&json!(true), &json!(false)));
        let reader = story.officer(crate::stories::BAC_KAN).await;
        let path = format!("/progress?movement_id={}&indicator_code=TGPL-04", story.movement);
        let row = app.get(&path, &reader).await.is(200)["items"][0].clone();
        assert_eq!((&row["value"], &row["overflow"], &row["reported"]), (&Value::Null, &json!(true), &json!(2)));
    })
    .await;
}
