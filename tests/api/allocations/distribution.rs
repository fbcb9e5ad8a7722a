//! A whole target shared out in one call: by each rule, with what rounding leaves over.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{REASON, Target, own_target, ten_thousandths, with};
use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_HANG, PAC_NAM, Story, TUYEN_QUANG, plan_of, ratio, target},
    support::{Reply, both},
};

/// The eight offices of Bắc Kạn, in the order of the register.
const OFFICES: [&str; 8] =
    ["H03.D058.PTP", PAC_NAM, BA_BE, "H03.D062.PTP", "H03.D063.PTP", CHO_DON, "H03.D065.PTP", "H03.D066.PTP"];

async fn ids(story: &Story, codes: &[&str]) -> Vec<Uuid> {
    let mut ids = vec![];
    for code in codes {
        ids.push(story.app.unit(code).await);
    }
    ids
}

/// One member of every share, in the order of the answer.
fn each(reply: &Reply, member: &str) -> Vec<Value> {
    reply["shares"].as_array().expect("shares").iter().map(|share| share[member].clone()).collect()
}

#[actix_web::test]
async fn to_a_whole_tier_the_same() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both = plan_of(&[target("TGPL-04", 100), own_target(100)]);
        let plan = story.draft_plan(BAC_KAN, &both).await;
        let [whole, own] = <[Target; 2]>::try_from(Target::all_of(&story, &plan).await).ok().expect("two");
        let ba_be = app.unit(BA_BE).await;
        let all =
            json!({"rule": {"type": "equal"}, "unit_kind": "district_justice_office", "remainder_unit_id": ba_be});
        let made = whole.distribute(&all).await.is(200);
        assert!(made.etag().starts_with("W/\""), "what has no version has a tag of its content");
        assert_eq!(made["target_id"], json!(whole.id));
        let mut units = each(&made, "unit_id");
        let mut offices: Vec<Value> = ids(&story, &OFFICES).await.into_iter().map(|id| json!(id)).collect();
        units.sort_by_key(Value::to_string);
        offices.sort_by_key(Value::to_string);
        assert_eq!(units, offices);
        for share in made["shares"].as_array().expect("shares") {
            let takes = share["unit_id"] == json!(ba_be);
            assert_eq!(
                (&share["value"], &share["takes_remainder"]),
                (&json!(if takes { 16 } else { 12 }), &json!(takes))
            );
            assert_eq!(
                (&share["status"], &share["rule"], &share["version"]),
                (&json!("proposed"), &json!("equal"), &json!(1))
            );
            let id = share["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            assert_eq!(app.events(id).await, ["allocation.proposed"]);
        }
        let told = app.journal(whole.id).await;
        let told: Vec<_> = told.iter().filter(|entry| entry.event == "target.distributed").collect();
        assert_eq!(told.len(), 1);
        // Finer: 12.5 each, and nothing is left over.
        let finer = with(all.clone(), &json!({"decimals": 1, "reason": REASON}));
        whole.distribute(&finer).await.faults(&[("/decimals", "too_precise")]);
        // What is counted is whole; a measure of one's own may be finer.
        let whole = own;
        whole.distribute(&all).await.is(200);
        let finer = whole.distribute(&finer).await.is(200);
        assert!(each(&finer, "value").iter().all(|value| *value == json!(12.5)), "{}", finer.describe());
        assert!(each(&finer, "status").iter().all(|status| *status == "adjusted"));
        // Again: nothing changes.
        let again = whole.distribute(&with(all, &json!({"decimals": 1}))).await.is(200);
        assert!(each(&again, "version").iter().all(|version| *version == 2), "{}", again.describe());
    })
    .await;
}

#[actix_web::test]
async fn by_weights_that_make_a_hundred() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 1_000)).await;
        let units = ids(&story, &[BA_BE, CHO_DON, PAC_NAM]).await;
        let by = |weights: [Value; 3]| {
            let weights: Vec<_> =
                units.iter().zip(weights).map(|(unit, weight)| json!({"unit_id": unit, "weight": weight})).collect();
            json!({"rule": {"type": "by_weight", "weights": weights}, "remainder_unit_id": units[2]})
        };
        let made = whole.distribute(&by([json!(33.3333), json!(33.3333), json!(33.3334)])).await.is(200);
        assert_eq!(each(&made, "value"), [333, 333, 334]);
        assert_eq!(each(&made, "takes_remainder"), [false, false, true]);
        assert_eq!(each(&made, "rule"), ["weight"; 3]);
        let other = with(by([json!(0), json!(100), json!(0.0)]), &json!({"reason": REASON}));
        let made = whole.distribute(&other).await.is(200);
        assert_eq!(each(&made, "value"), [0, 1_000, 0]);

        for (weights, sum) in [
            ([json!(50), json!(25), json!(24.99)], "99.99"),
            ([json!(50), json!(25), json!(25.0001)], "100.0001"),
            ([json!(0), json!(0), json!(0)], "0"),
        ] {
            let reply = whole.distribute(&by(weights)).await.refused(422, "weights_not_whole");
            assert!(
                reply["detail"].as_str().is_some_and(|text| text.ends_with(&format!(" {sum}"))),
                "{}",
                reply.describe()
            );
        }
        let pointer = "/rule/weights/1/weight";
        whole.distribute(&by([json!(150), json!(-50), json!(0)])).await.faults(&[(pointer, "negative")]);
        whole.distribute(&by([json!(50), json!(25.00001), json!(24)])).await.refused(422, "validation_failed");
        let named = with(by([json!(50), json!(25), json!(25)]), &json!({"unit_ids": [units[0]]}));
        whole.distribute(&named).await.faults(&[("/unit_ids", "not_allowed")]);
        let none = json!({"rule": {"type": "by_weight", "weights": []}, "remainder_unit_id": units[0]});
        whole.distribute(&none).await.faults(&[("/rule/weights", "too_short")]);
        let mut twice = by([json!(50), json!(25), json!(25)]);
        twice["rule"]["weights"][1]["unit_id"] = json!(units[0]);
        whole.distribute(&twice).await.faults(&[("/rule/weights/1/unit_id", "duplicate")]);
    })
    .await;
}

#[actix_web::test]
async fn by_what_was_last_reported() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (unit, value) in [(BA_BE, 30), (CHO_DON, 10), (NA_HANG, 10)] {
            story.received_plan(unit, &[target("TGPL-04", 20), ratio("HGCS-03", 1, 2)]).await;
            let ratio = json!({"numerator": 1, "denominator": 10 * value});
            let figures = [("TGPL-04", json!({"value": value})), ("HGCS-03", ratio)];
            story.accepted_report(unit, "2023", &figures).await;
        }
        let by = |period: &str, units: &[Uuid]| {
            json!({"rule": {"type": "by_last_result", "period_code": period}, "unit_ids": units,
                "remainder_unit_id": units[0]})
        };
        let offices = ids(&story, &[PAC_NAM, BA_BE, CHO_DON]).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let made = whole.distribute(&by("2023", &offices)).await.is(200);
        assert_eq!(each(&made, "value"), [0, 75, 25]);
        assert_eq!(each(&made, "rule"), ["last_result"; 3]);
        whole.distribute(&by("2024", &offices)).await.refused(422, "no_last_result");
        let pointer = "/rule/period_code";
        whole.distribute(&by("2099", &offices)).await.faults(&[(pointer, "not_found")]);

        // For a Sở counts what its offices reported; of a ratio, how much there was to do.
        let departments = ids(&story, &[BAC_KAN, TUYEN_QUANG]).await;
        let top = Target::drafted(&story, MINISTRY, ratio("HGCS-03", 80, 100)).await;
        let made = top.distribute(&by("2023", &departments)).await.is(200);
        assert_eq!(each(&made, "numerator"), [64, 16]);
        assert_eq!(each(&made, "denominator"), [80, 20]);

        let without = Target::drafted(&story, TUYEN_QUANG, own_target(9)).await;
        let na_hang = [app.unit(NA_HANG).await];
        without.distribute(&by("2023", &na_hang)).await.faults(&[("/rule", "not_allowed")]);
    })
    .await;
}

#[actix_web::test]
async fn a_ratio_is_shared_out_in_both_its_parts() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, ratio("HGCS-03", 7, 8)).await;
        let all = json!({"rule": {"type": "equal"}, "unit_kind": "district_justice_office",
            "remainder_unit_id": app.unit(BA_BE).await});
        let made = whole.distribute(&all).await.is(200);
        let sum = |member: &str| each(&made, member).iter().filter_map(ten_thousandths).sum::<i128>();
        assert_eq!((sum("numerator"), sum("denominator")), (70_000, 80_000));
        // Seven of eight, one of each: rounded down alone, one office would have seven of one.
        assert!(each(&made, "denominator").iter().all(|d| *d == 1), "{}", made.describe());
        assert!(each(&made, "numerator").iter().all(|n| *n == 0 || *n == 1), "{}", made.describe());
        assert!(each(&made, "value").iter().all(Value::is_null));
    })
    .await;
}

#[actix_web::test]
async fn what_others_hold_counts_against_the_whole_and_answers_stay_where_amounts_stay() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let units = ids(&story, &[BA_BE, CHO_DON]).await;
        let both = json!({"rule": {"type": "equal"}, "unit_ids": units, "remainder_unit_id": units[0]});
        let other = whole.share(PAC_NAM, &json!({"value": 1})).await;
        let refused = whole.distribute(&both).await.refused(409, "over_allocated");
        assert!(refused["detail"].as_str().is_some_and(|text| text.ends_with(": 99")), "{}", refused.describe());
        other.withdrawn().await.is(200);
        let kept = whole.share(BA_BE, &json!({"value": 50})).await;
        kept.accepted_by(BA_BE).await;
        let made = whole.distribute(&both).await.is(200);
        assert_eq!(each(&made, "status"), ["accepted", "proposed"]);
        assert_eq!(
            (&made["shares"][0]["takes_remainder"], &made["shares"][0]["rule"]),
            (&json!(true), &json!("equal"))
        );
        assert_eq!(made["shares"][0]["reason"], Value::Null, "nothing had to be said");
        // Another amount waits for an answer again, and is said why.
        let third = json!({"rule": {"type": "equal"}, "remainder_unit_id": units[0],
            "unit_ids": ids(&story, &[BA_BE, CHO_DON, PAC_NAM]).await});
        for why in [json!({}), json!({"reason": "ngắn"})] {
            whole.distribute(&with(third.clone(), &why)).await.refused(422, "reason_required");
        }
        assert_eq!(kept.status().await, "accepted");
        let made = whole.distribute(&with(third, &json!({"reason": REASON}))).await.is(200);
        assert_eq!(
            (each(&made, "status"), each(&made, "value")),
            (["adjusted", "adjusted", "proposed"].map(Value::from).to_vec(), [34, 33, 33].map(Value::from).to_vec(),)
        );
        assert_eq!(each(&made, "reason"), [json!(REASON), json!(REASON), Value::Null]);
        let told = app.journal(kept.id).await.pop().expect("an entry");
        assert!(told.event == "allocation.adjusted" && !told.data.contains(REASON), "{}", told.data);
        assert!(told.data.contains(r#""value":{"after":34,"before":50}"#), "{}", told.data);
        let told = app.journal(whole.id).await.pop().expect("an entry");
        assert!(told.event == "target.distributed" && told.data.contains(r#""changed_shares":3"#), "{}", told.data);
        assert_eq!(whole.reconciled().await["total"]["unallocated"], json!({"value": 0}));
    })
    .await;
}

#[actix_web::test]
async fn a_tier_is_named_once_and_the_remainder_goes_to_one_of_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let units = ids(&story, &[BA_BE, CHO_DON]).await;
        let equal = json!({"rule": {"type": "equal"}, "remainder_unit_id": units[0]});
        let try_with = async |members: Value| whole.distribute(&with(equal.clone(), &members)).await;
        try_with(json!({})).await.faults(&[("/unit_ids", "required")]);
        try_with(json!({"unit_ids": [], "unit_kind": null})).await.faults(&[("/unit_ids", "too_short")]);
        let both_named = json!({"unit_ids": units, "unit_kind": "district_justice_office"});
        try_with(both_named).await.faults(&[("/unit_kind", "not_allowed")]);
        try_with(json!({"unit_kind": "ministry_unit"})).await.faults(&[("/unit_kind", "not_found")]);
        try_with(json!({"unit_ids": [units[0], units[1], units[0]]})).await.faults(&[("/unit_ids/2", "duplicate")]);
        let outside = json!({"unit_ids": [units[0], app.unit(NA_HANG).await]});
        try_with(outside).await.faults(&[("/unit_ids/1", "not_below")]);
        try_with(json!({"unit_ids": [units[1]]})).await.faults(&[("/remainder_unit_id", "not_allowed")]);
        try_with(json!({"unit_ids": units, "decimals": 5})).await.faults(&[("/decimals", "out_of_range")]);
        try_with(json!({"unit_ids": units, "rule": {"by_lot": {}}})).await.refused(422, "validation_failed");
        try_with(json!({"unit_ids": units, "rule": {"type": "equal", "share": 1}}))
            .await
            .refused(422, "validation_failed");
        assert!(story.list("/allocations", &story.officer(BAC_KAN).await).await.items().is_empty());

        // More digits than every client reads back.
        let huge = Target::drafted(&story, TUYEN_QUANG, target("TGPL-04", 900_000_000_000_000)).await;
        let na_hang = app.unit(NA_HANG).await;
        let own = |decimals: u8| {
            json!({"rule": {"type": "equal"}, "unit_kind": "district_justice_office", "decimals": decimals,
                "remainder_unit_id": na_hang})
        };
        huge.distribute(&own(4)).await.faults(&[("/decimals", "too_precise")]);
        let made = huge.distribute(&own(0)).await.is(200);
        let sum: i64 = each(&made, "value").iter().filter_map(Value::as_i64).sum();
        assert_eq!(sum, 900_000_000_000_000);
    })
    .await;
}
