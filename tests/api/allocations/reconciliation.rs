//! What was shared out, committed to and reported: figures that a reader can add up.
use serde_json::{Value, json};

use super::{Target, answering, own_target, with};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, PAC_NAM, STANDING_BODY, Story, plan_of, ratio, target},
    support::{Reply, TestApp, both},
};

/// Some figures of the first row of a unit.
async fn row(app: &TestApp, books: &Reply, unit: &str, figures: &[&str]) -> Vec<Value> {
    let id = json!(app.unit(unit).await);
    let row = books["rows"].as_array().expect("rows").iter().find(|row| row["unit_id"] == id);
    let row = row.unwrap_or_else(|| panic!("no row of {unit}: {}", books.describe()));
    figures.iter().map(|figure| row[*figure].clone()).collect()
}

fn value(value: i64) -> Value {
    json!({ "value": value })
}

#[actix_web::test]
async fn shares_commitments_and_reports_meet() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::sent(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let mut shares = vec![];
        for (unit, amount) in [(BA_BE, 40), (PAC_NAM, 30), (CHO_DON, 20)] {
            shares.push(whole.share(unit, &json!({"value": amount})).await);
        }
        shares[0].accepted_by(BA_BE).await;
        shares[1].disputed_by(PAC_NAM).await;
        // One commits to more than was asked, one to less.
        for (unit, amount, share) in [(BA_BE, 45, &shares[0]), (PAC_NAM, 25, &shares[1])] {
            story.received_plan(unit, &[answering(target("TGPL-04", amount), share)]).await;
            story.accepted_report(unit, "2024", &[("TGPL-04", json!({"value": 7}))]).await;
        }
        let books = whole.reconciled().await;
        let total = json!({
            "aimed": value(100), "allocated": value(90), "accepted": value(40), "disputed": value(30),
            "committed": value(70), "reported": value(14), "unallocated": value(10), "over_allocated": value(0),
            "gap": value(30),
        });
        assert_eq!(books["total"], total);
        assert_eq!((&books["gap_waiver"], &books["indicator"]["code"]), (&Value::Null, &json!("TGPL-04")));
        assert_eq!(books["unit_name"], "Sở Tư pháp tỉnh Bắc Kạn");
        let level = json!({
            "level": 1, "holders": 3, "allocated": value(90), "accepted": value(40), "disputed": value(30),
            "committed": value(70), "reported": value(14), "over_allocated": value(0), "gap": value(25),
        });
        assert_eq!(books["levels"], json!([level]));
        let names = ["allocated", "committed", "passed_on", "reported", "over_allocated", "gap"];
        let figures = async |unit: &str| row(&app, &books, unit, &names).await;
        assert_eq!(figures(BA_BE).await, [value(40), value(45), value(0), value(7), value(0), value(0)]);
        assert_eq!(figures(PAC_NAM).await, [value(30), value(25), value(0), value(7), value(0), value(5)]);
        // Nothing reported is nothing to tell, which is not zero.
        assert_eq!(figures(CHO_DON).await, [value(20), value(0), value(0), json!({}), value(0), value(20)]);
        assert_eq!(row(&app, &books, CHO_DON, &["units", "level"]).await, [json!([]), json!(1)]);
    })
    .await;
}

#[actix_web::test]
async fn what_is_passed_on_beyond_the_commitment_shows_where_it_happens() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        let given = top.share(BAC_KAN, &json!({"value": 100})).await;
        let middle = Target::sent(&story, BAC_KAN, answering(target("TGPL-04", 80), &given)).await;
        let share = middle.share(BA_BE, &json!({"value": 50})).await;
        middle.share(PAC_NAM, &json!({"value": 30})).await;
        story.receive(&middle.plan).await;
        // The Sở lowers what it commits to, after it has shared it out.
        story.request_supplement(&middle.plan).await;
        let second = story.amend(&middle.plan).await;
        let id = second.now().await["targets"][0]["id"].clone();
        let less = with(answering(target("TGPL-04", 60), &given), &json!({"id": id}));
        second.change(&story.officer(BAC_KAN).await, json!({"targets": [less]})).await.is(200);
        // A draft changes nothing.
        let names = ["committed", "passed_on", "over_allocated", "gap"];
        let books = top.reconciled().await;
        assert_eq!(row(&app, &books, BAC_KAN, &names).await, [value(80), value(80), value(0), value(20)]);
        story.issue(&second, &story.number("KH-STP")).await;
        story.send(&second).await;
        let books = top.reconciled().await;
        assert_eq!(row(&app, &books, BAC_KAN, &names).await, [value(60), value(80), value(20), value(40)]);
        assert_eq!((&books["levels"][0]["over_allocated"], &books["levels"][1]["allocated"]), (&value(20), &value(80)));
        let below = row(&app, &books, BA_BE, &["level", "from_unit_id", "allocation_ids"]).await;
        assert_eq!(below, [json!(2), json!(app.unit(BAC_KAN).await), json!([share.id])]);
        share.withdrawn().await.is(200);
        let books = top.reconciled().await;
        assert_eq!(row(&app, &books, BAC_KAN, &names).await, [value(60), value(30), value(0), value(40)]);
        assert_eq!(books["levels"][1]["holders"], 1);
    })
    .await;
}

#[actix_web::test]
async fn ratios_are_added_in_both_their_parts_and_stocks_by_their_last_figure() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let targets = [ratio("HGCS-03", 80, 100), target("ASXH-01", 50), own_target(9)];
        let plan = story.sent_plan(BAC_KAN, &targets).await;
        let all = Target::all_of(&story, &plan).await;
        let [settled, stock, own] = <[Target; 3]>::try_from(all).ok().expect("three");
        let halves = json!({"numerator": 40, "denominator": 50});
        let first = [settled.share(BA_BE, &halves).await, stock.share(BA_BE, &json!({"value": 20})).await];
        let held = own.share(BA_BE, &json!({"value": 3})).await;
        let answers = [
            answering(ratio("HGCS-03", 41, 50), &first[0]),
            answering(target("ASXH-01", 20), &first[1]),
            answering(own_target(9), &held),
        ];
        let answer = story.received_plan(BA_BE, &answers).await;
        for (period, stock) in [("2023", 8), ("2024", 11)] {
            let targets = answer.now().await["targets"].clone();
            let values = json!([
                {"target_id": targets[0]["id"], "numerator": 30, "denominator": 40},
                {"target_id": targets[1]["id"], "value": stock},
                {"target_id": targets[2]["id"], "value": 2},
            ]);
            let body = json!({"obligation_id": story.obligation(BA_BE, period).await.id, "values": values});
            let made = app.post("/reports", &story.officer(BA_BE).await).json(body).await.is(201);
            let report = story.paper("reports", BA_BE, &made);
            story.sign(&report).await;
            story.submit(&report).await;
            story.accept(&report).await;
        }
        let names = ["allocated", "committed", "reported", "gap"];
        let part = |n: i64, d: i64| json!({"numerator": n, "denominator": d});
        let books = settled.reconciled().await;
        assert_eq!(row(&app, &books, BA_BE, &names).await, [part(40, 50), part(41, 50), part(60, 80), part(0, 0)]);
        assert_eq!((&books["total"]["aimed"], &books["total"]["gap"]), (&part(80, 100), &part(39, 50)));
        let books = stock.reconciled().await;
        assert_eq!(row(&app, &books, BA_BE, &names).await, [value(20), value(20), value(11), value(0)]);
        assert_eq!(books["total"]["reported"], value(11));
        // Without an indicator counts what was reported against the answers themselves.
        let books = own.reconciled().await;
        assert_eq!(row(&app, &books, BA_BE, &names).await, [value(3), value(9), value(4), value(0)]);
        assert_eq!((&books["total"]["reported"], &books["indicator"]), (&value(4), &Value::Null));
    })
    .await;
}

/// Sở Tư pháp tỉnh Bắc Kạn goes into a new one with Thái Nguyên, and its offices too.
#[actix_web::test]
async fn the_books_are_the_same_after_a_merger() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        let mut middle = vec![];
        for (unit, amount) in [(BAC_KAN, 100), (THAI_NGUYEN, 200)] {
            let share = top.share(unit, &json!({"value": amount})).await;
            share.accepted_by(unit).await;
            middle.push(Target::sent(&story, unit, answering(target("TGPL-04", amount), &share)).await);
        }
        let below = middle[0].share(BA_BE, &json!({"value": 30})).await;
        story.received_plan(BA_BE, &[answering(target("TGPL-04", 30), &below)]).await;
        story.accepted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 7}))]).await;
        let before = top.reconciled().await;
        assert_eq!((&before["levels"][0]["holders"], &before["total"]["committed"]), (&json!(2), &value(300)));
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let after = top.reconciled().await;
        assert_eq!(after["total"], before["total"]);
        let names = ["allocated", "accepted", "committed", "passed_on", "reported", "gap"];
        let merged = row(&app, &after, NEW_THAI_NGUYEN, &["level", "units"]).await;
        assert_eq!(merged[0], 1, "it holds the shares of the offices too, which are a level of their own");
        assert_eq!(after["levels"].as_array().map(Vec::len), Some(2));
        assert_eq!(merged[1].as_array().map(Vec::len), Some(2));
        let figures = row(&app, &after, NEW_THAI_NGUYEN, &names).await;
        assert_eq!(figures, [value(300), value(300), value(300), value(30), value(7), value(0)]);
    })
    .await;
}

#[actix_web::test]
async fn a_target_without_shares_is_all_gap() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100), target("TDKT-02", 5)])).await;
        let [counted, average] = <[Target; 2]>::try_from(Target::all_of(&story, &plan).await).ok().expect("two");
        let books = counted.reconciled().await;
        assert_eq!((&books["levels"], &books["rows"]), (&json!([]), &json!([])));
        assert_eq!((&books["total"]["unallocated"], &books["total"]["gap"]), (&value(100), &value(100)));
        assert_eq!(average.reconciled().await["total"]["reported"], json!({}));
        let head = story.head(BAC_KAN).await;
        let path = format!("/targets/{}/reconciliation", counted.id);
        let first = app.get(&path, &head).await.is(200);
        app.get(&path, &head).if_none_match(first.etag()).await.is(304);
        app.get(&path, &story.officer(STANDING_BODY).await).await.refused(404, "not_found");
        app.get(&format!("{path}?level=1"), &head).await.refused(400, "unknown_parameter");
    })
    .await;
}
