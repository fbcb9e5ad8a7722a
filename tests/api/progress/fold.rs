//! How many figures become one.
use serde_json::{Value, json};

use super::{row, rows};
use crate::{
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, PAC_NAM, STANDING_BODY, Story, ratio, target},
    support::both,
};

fn figure(value: i64) -> Value {
    json!({"value": value})
}

#[actix_web::test]
async fn each_indicator_is_folded_as_it_says() {
    both(async |app| {
        let story = Story::of(app).await;
        let targets = [target("TGPL-04", 20), ratio("HGCS-03", 80, 100), target("PBGDPL-05", 4)];
        for (unit, period, sum, (n, d), stock) in
            [(BA_BE, "2023", 10, (1, 3), 7), (BA_BE, "2024", 20, (2, 3), 5), (PAC_NAM, "2023", 4, (0, 0), 2)]
        {
            if period == "2023" {
                story.received_plan(unit, &targets).await;
            }
            let figures = [
                ("TGPL-04", figure(sum)),
                ("HGCS-03", json!({"numerator": n, "denominator": d})),
                ("PBGDPL-05", figure(stock)),
            ];
            story.accepted_report(unit, period, &figures).await;
        }
        for (unit, period, days) in
            [(CHI_CUC_BA_BE, "2023", 30), (CHI_CUC_BA_BE, "2024", 10), (CUC_BAC_KAN, "2024", 15)]
        {
            if period == "2023" || unit == CUC_BAC_KAN {
                story.received_plan(unit, &[target("THADS-05", 20)]).await;
            }
            story.accepted_report(unit, period, &[("THADS-05", figure(days))]).await;
        }
        let reader = story.officer(STANDING_BODY).await;
        let folded = async |indicator: &str, period: &str| {
            let row = row(&story, &reader, &format!("&indicator_code={indicator}{period}")).await;
            ["value", "numerator", "denominator", "percent", "reported"].map(|name| row[name].clone())
        };
        let none = Value::Null;
        // Sums add up over units and periods.
        assert_eq!(folded("TGPL-04", "").await, [json!(34), none.clone(), none.clone(), none.clone(), json!(3)]);
        assert_eq!(folded("TGPL-04", "&period=2023").await[0], 14);
        assert_eq!(folded("TGPL-04", "&period=2023&period=2024").await[0], 34);
        // Ratios divide the sums; nothing of nothing is neither 0 nor 100 %.
        assert_eq!(folded("HGCS-03", "").await, [none.clone(), json!(3), json!(6), json!(50), json!(3)]);
        assert_eq!(folded("HGCS-03", "&period=2023").await, [none.clone(), json!(1), json!(3), json!(33.33), json!(2)]);
        assert_eq!(folded("HGCS-03", "&period=2024").await[3], 66.67);
        // Stocks add each unit's last value.
        assert_eq!(folded("PBGDPL-05", "").await, [json!(7), none.clone(), none.clone(), none.clone(), json!(3)]);
        assert_eq!(folded("PBGDPL-05", "&period=2023").await[0], 9);
        // Averages are the mean of each unit's last.
        assert_eq!(folded("THADS-05", "").await, [json!(12.5), none.clone(), none.clone(), none, json!(3)]);
        assert_eq!(folded("THADS-05", "&period=2023").await[0], 30);
    })
    .await;
}

#[actix_web::test]
async fn missing_is_not_zero_and_beside_each_figure_stands_what_it_rests_on() {
    both(async |app| {
        let story = Story::of(app).await;
        let department = story.officer(BAC_KAN).await;
        let query = "&indicator_code=TGPL-04&period=2024";
        let shown = async |row: &Value| ["value", "reported", "expected"].map(|name| row[name].clone());
        story.obligation(BA_BE, "2024").await;
        let before = row(&story, &department, query).await;
        assert_eq!(shown(&before).await, [Value::Null, json!(0), json!(9)]);

        for unit in [BA_BE, PAC_NAM] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        story.accepted_report(BA_BE, "2024", &[("TGPL-04", json!({"note": "Chưa tổng hợp được"}))]).await;
        assert_eq!(shown(&row(&story, &department, query).await).await, [Value::Null, json!(0), json!(9)]);
        story.accepted_report(PAC_NAM, "2024", &[("TGPL-04", figure(0))]).await;
        assert_eq!(shown(&row(&story, &department, query).await).await, [json!(0), json!(1), json!(9)]);
        // What is waived is not owed.
        story.waive("H03.D062.PTP", "2024").await;
        assert_eq!(shown(&row(&story, &department, query).await).await, [json!(0), json!(1), json!(8)]);
        let by_unit = rows(&story, &department, &format!("{query}&group_by=unit")).await;
        let none = by_unit.iter().filter(|row| row["value"].is_null()).count();
        assert_eq!((by_unit.len(), none), (8, 7), "every unit that owes has its row");
    })
    .await;
}

#[actix_web::test]
async fn only_what_is_accepted_counts_unless_asked_otherwise() {
    both(async |app| {
        let story = Story::of(app).await;
        for unit in [BA_BE, PAC_NAM] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        let department = story.officer(BAC_KAN).await;
        let counted = async |quality: &str| {
            row(&story, &department, &format!("&indicator_code=TGPL-04&period=2024{quality}")).await["value"].clone()
        };
        let both_qualities = async || [counted("").await, counted("&quality=submitted").await];
        story.accepted_report(BA_BE, "2024", &[("TGPL-04", figure(10))]).await;
        let report = story.signed_report(PAC_NAM, "2024", &[("TGPL-04", figure(5))]).await;
        assert_eq!(both_qualities().await, [json!(10), json!(10)]);
        story.submit(&report).await;
        assert_eq!(both_qualities().await, [json!(10), json!(15)]);
        story.return_report(&report).await;
        assert_eq!(both_qualities().await, [json!(10), json!(10)]);
        story.sign(&report).await;
        assert_eq!(both_qualities().await, [json!(10), json!(10)], "signed again is not submitted again");
        story.submit(&report).await;
        story.accept(&report).await;
        assert_eq!(both_qualities().await, [json!(15), json!(15)]);
        assert_eq!(counted("&quality=accepted").await, 15);
    })
    .await;
}
