//! Amounts are as fine and as large as their indicator says, in plans and reports alike.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, STANDING_BODY, Story, plan_of, ratio, target, values},
    support::both,
};

/// Every indicator: its code, whether it is a ratio, whether it is judged, and its decimals.
async fn indicators(story: &Story) -> Vec<(String, bool, bool, i64)> {
    let reader = story.officer(STANDING_BODY).await;
    let all = story.list("/indicators?limit=200", &reader).await;
    let one = |m: &Value| {
        let text = |name: &str| m[name].as_str().unwrap().to_owned();
        let whole = m["decimals"].as_i64().unwrap();
        (text("code"), text("aggregation") == "ratio", text("value_type") == "qualitative", whole)
    };
    all.items().iter().map(one).collect()
}

/// One more decimal than there may be.
fn too_fine(decimals: i64) -> f64 {
    1.0 + 10_f64.powi(-i32::try_from(decimals).unwrap() - 1)
}

#[actix_web::test]
async fn no_amount_is_finer_than_its_indicator() {
    both(async |app| {
        let story = Story::of(app).await;
        let all = indicators(&story).await;
        assert!(all.iter().filter(|(.., decimals)| *decimals == 0).count() > 30, "people, cases and đồng are whole");
        let (mut targets, mut expected) = (vec![], vec![]);
        for (at, (code, is_ratio, _, decimals)) in all.iter().enumerate() {
            let fine = json!(too_fine(*decimals));
            let aimed =
                if *is_ratio { json!({"numerator": 1, "denominator": fine}) } else { json!({"target_value": fine}) };
            let member = if *is_ratio { "denominator" } else { "value" };
            let mut milestone = json!({"period_code": "2023"});
            milestone[member] = fine;
            if *is_ratio {
                milestone["numerator"] = json!(1);
            }
            let mut one = json!({"task_no": 1, "indicator_code": code, "comparator": "gte", "milestones": [milestone]});
            one.as_object_mut().unwrap().extend(aimed.as_object().unwrap().clone());
            targets.push(one);
            let aimed = if *is_ratio { "denominator" } else { "target_value" };
            expected.push((format!("/targets/{at}/{aimed}"), "too_precise"));
            expected.push((format!("/targets/{at}/milestones/0/{member}"), "too_precise"));
        }
        let refused = story.try_draft_plan(BA_BE, &plan_of(&targets)).await;
        refused.faults(&expected.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect::<Vec<_>>());

        let counted: Vec<_> = all.iter().filter(|(_, _, judged, _)| !judged).collect();
        let sound: Vec<_> = counted
            .iter()
            .map(|(code, is_ratio, ..)| if *is_ratio { ratio(code, 1, 2) } else { target(code, 1) })
            .collect();
        story.received_plan(BA_BE, &sound).await;
        let values: Vec<(&str, Value)> = counted
            .iter()
            .map(|(code, is_ratio, _, decimals)| {
                let fine = too_fine(*decimals);
                (
                    code.as_str(),
                    if *is_ratio { json!({"numerator": 1, "denominator": fine}) } else { json!({"value": fine}) },
                )
            })
            .collect();
        let refused = story.try_draft_report(BA_BE, "2023", &values).await;
        let expected: Vec<_> = counted
            .iter()
            .enumerate()
            .map(|(at, (_, is_ratio, ..))| format!("/values/{at}/{}", if *is_ratio { "denominator" } else { "value" }))
            .collect();
        refused.faults(&expected.iter().map(|pointer| (pointer.as_str(), "too_precise")).collect::<Vec<_>>());
    })
    .await;
}

#[actix_web::test]
async fn a_percentage_has_the_bound_of_its_indicator() {
    both(async |app| {
        let story = Story::of(app).await;
        let aimed = story.try_draft_plan(BA_BE, &plan_of(&[target("TDKT-02", 150)])).await;
        aimed.refused(422, "ratio_out_of_range").faults(&[("/targets/0/target_value", "ratio_out_of_range")]);
        story.received_plan(BA_BE, &[target("TDKT-02", 80), ratio("HGCS-03", 80, 100)]).await;
        let tell = async |percent: Value, (n, d): (i64, i64)| {
            let values =
                [("TDKT-02", json!({"value": percent})), ("HGCS-03", json!({"numerator": n, "denominator": d}))];
            story.try_draft_report(BA_BE, "2023", &values).await
        };
        tell(json!(150), (1, 2)).await.refused(422, "ratio_out_of_range");
        tell(json!(100.01), (1, 2)).await.faults(&[("/values/0/value", "ratio_out_of_range")]);
        tell(json!(50), (3, 2)).await.faults(&[("/values/1/numerator", "ratio_out_of_range")]);
        tell(json!(100), (2, 2)).await.is(201);
    })
    .await;
}

/// What a plan asks is kept from one write to the next; all that may still change of it is the bound of an indicator.
#[actix_web::test]
async fn a_bound_that_has_changed_holds_for_the_next_write() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TDKT-02", 80)]).await;
        let plan = story.plan_in_force(BA_BE).await;
        let report = story.draft_report(BA_BE, "2023", &[("TDKT-02", json!({"value": 70}))]).await;
        let (officer, standing) = (story.officer(BA_BE).await, story.officer(STANDING_BODY).await);
        let all = story.list("/indicators?limit=200", &standing).await;
        let indicator = all.items().iter().find(|m| m["code"] == "TDKT-02").unwrap()["id"].as_str().unwrap().to_owned();
        let bound = async |percent: i64| {
            let path = format!("/indicators/{indicator}");
            app.patch(&path, &standing).if_match("*").json(json!({"upper_bound": percent})).await.is(200);
        };
        let write = async |percent: i64| {
            let told = values(&plan, &[("TDKT-02", json!({"value": percent}))]);
            report.change(&officer, json!({"values": told})).await
        };
        write(90).await.is(200);
        bound(85).await;
        write(90).await.refused(422, "ratio_out_of_range");
        write(85).await.is(200);
        bound(95).await;
        write(90).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_quotient_agrees_with_its_parts() {
    both(async |app| {
        let story = Story::of(app).await;
        story.received_plan(BA_BE, &[target("TGPL-01", 10), target("TGPL-02", 10), ratio("TGPL-03", 9, 10)]).await;
        let tell = async |asked: Value, helped: Value, (n, d): (i64, i64)| {
            let values =
                [("TGPL-01", asked), ("TGPL-02", helped), ("TGPL-03", json!({"numerator": n, "denominator": d}))];
            story.try_draft_report(BA_BE, "2023", &values).await
        };
        let some = |value: i64| json!({"value": value});
        tell(some(10), some(8), (7, 10)).await.faults(&[("/values/2/numerator", "parts_disagree")]);
        tell(some(10), some(8), (8, 11)).await.faults(&[("/values/2/denominator", "parts_disagree")]);
        tell(some(10), json!({"note": "Chưa tổng hợp"}), (7, 10)).await.is(201);
    })
    .await;
}
