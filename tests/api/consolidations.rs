//! Consolidations: their life, who sees them, and what is refused. The stories tell what they add up to.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{Addressee, Owner},
    },
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, CHI_CUC_NA_RI, CHO_DON, CUC_BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY,
        Story, target,
    },
    support::both,
};

const CONSOLIDATION: Machine = Machine {
    steps: &[("refresh", OUR_OFFICER, &[("draft", "draft")]), ("issue", OUR_HEAD, &[("draft", "issued")])],
    shown_in: &["issued"],
    body,
};

fn body(_: &Story, action: &str, now: &Value) -> Value {
    if action == "issue" { json!({"content_digest": now["content_digest"]}) } else { Value::Null }
}

/// A report of one office, accepted.
async fn reported(story: &Story) {
    story.app.set_clock("2024-12-16T02:00:00Z");
    story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    for period in ["2023", "2024"] {
        story.accepted_report(BA_BE, period, &[("TGPL-04", json!({"value": 7}))]).await;
    }
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_consolidation_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        reported(&story).await;
        let superseded = story.consolidated(BAC_KAN, "2023").await;
        let issued = story.consolidated(BAC_KAN, "2023").await;
        let draft = story.consolidate(BAC_KAN, "2024").await;
        let sample =
            |paper, state, visible_to| Sample { paper, state, units: [BAC_KAN, STANDING_BODY, NA_HANG], visible_to };
        let samples = [
            sample(draft, "draft", &[Owner] as &[_]),
            sample(issued, "issued", &[Owner, Addressee]),
            sample(superseded, "superseded", &[Owner, Addressee]),
        ];
        CONSOLIDATION.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn the_other_line_is_never_mixed_in() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        reported(&story).await;
        story.received_plan(CHI_CUC_BA_BE, &[target("THADS-01", 20)]).await;
        story.accepted_report(CHI_CUC_BA_BE, "2024", &[("THADS-01", json!({"value": 9}))]).await;
        let justice = story.consolidate(BAC_KAN, "2024").await.now().await;
        let enforcement = story.consolidate(CUC_BAC_KAN, "2024").await.now().await;
        let used = |read: &crate::support::Reply| {
            let sources = read["content"]["sources"].as_array().unwrap().iter();
            sources
                .filter(|source| source["state"] == "used")
                .map(|source| source["unit_id"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(used(&justice), [json!(app.unit(BA_BE).await)]);
        assert_eq!(used(&enforcement), [json!(app.unit(CHI_CUC_BA_BE).await)]);
        let of = |read: &crate::support::Reply| read["content"]["sources"].as_array().unwrap().len();
        assert_eq!((of(&justice), of(&enforcement)), (8, 8), "each its own eight");
        let codes = |read: &crate::support::Reply| {
            let figures = read["content"]["figures"].as_array().unwrap().iter();
            figures.map(|figure| figure["indicator_code"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((codes(&justice), codes(&enforcement)), (vec![json!("TGPL-04")], vec![json!("THADS-01")]));
    })
    .await;
}

#[actix_web::test]
async fn what_cannot_be_consolidated_is_refused() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        reported(&story).await;
        let create = async |unit: &str, period: Value, by: &str| {
            let body = json!({"movement_id": story.movement, "period_id": period, "unit_id": app.unit(unit).await});
            app.post("/consolidations", &story.officer(by).await).json(body).await
        };
        let period = story.obligation(BA_BE, "2024").await.now().await["period"]["id"].clone();
        create(BA_BE, period.clone(), BA_BE).await.faults(&[("/unit_id", "not_allowed")]);
        create(BAC_KAN, period.clone(), BA_BE).await.refused(403, "forbidden");
        create(BAC_KAN, json!(uuid::Uuid::now_v7()), BAC_KAN).await.faults(&[("/period_id", "not_found")]);
        let draft = story.consolidate(BAC_KAN, "2024").await;
        create(BAC_KAN, period, BAC_KAN).await.refused(409, "conflict");
        // Whoever made it does not issue it, nor what was not read, nor what is stale.
        let head = story.head(BAC_KAN).await;
        draft.step("issue", &head, json!({"content_digest": "other"})).await.refused(412, "digest_mismatch");
        let both_roles = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        draft.step("refresh", &both_roles, Value::Null).await.is(200);
        let seen = json!({"content_digest": draft.now().await["content_digest"]});
        draft.step("issue", &both_roles, seen.clone()).await.refused(403, "separation_of_duties");
        story.received_plan(CHO_DON, &[target("TGPL-04", 20)]).await;
        story.accepted_report(CHO_DON, "2024", &[("TGPL-04", json!({"value": 8}))]).await;
        draft.step("issue", &head, seen).await.refused(409, "stale_sources");
        assert_eq!(draft.read_by(&head).await.action("issue"), Err("stale_sources"));
        draft.step("refresh", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
        let seen = json!({"content_digest": draft.now().await["content_digest"]});
        draft.step("issue", &head, seen).await.is(200);
    })
    .await;
}

/// A department's report with what its offices reported, and the consolidation that it has that from.
async fn used(story: &Story) -> (Paper, Paper) {
    reported(story).await;
    story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
    let report = story.draft_report(BAC_KAN, "2024", &[("TGPL-04", json!({"value": 5}))]).await;
    let consolidation = story.consolidated(BAC_KAN, "2024").await;
    story.use_below(&report, &consolidation).await.is(200);
    (report, consolidation)
}

#[actix_web::test]
async fn what_does_not_count_any_more_is_neither_used_nor_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (report, stale) = used(&story).await;
        let head = story.head(BAC_KAN).await;
        let is_refused = async || {
            assert_eq!(report.read_by(&head).await.action("sign"), Err("stale_sources"));
            assert_eq!(report.can(&head, "sign").await, "stale_sources");
            let document = json!({"document": story.document(&story.number("BC-STP"))});
            report.step("sign", &head, document).await.refused(409, "stale_sources");
        };
        story.received_plan(CHO_DON, &[target("TGPL-04", 20)]).await;
        story.accepted_report(CHO_DON, "2024", &[("TGPL-04", json!({"value": 8}))]).await;
        story.use_below(&report, &stale).await.refused(409, "stale_sources");
        is_refused().await;
        let second = story.consolidated(BAC_KAN, "2024").await;
        let read = story.use_below(&report, &second).await.is(200);
        assert_eq!(read["values"][0]["below"]["value"], 15);
        // The same sources, and all the same another one has taken its place.
        let third = story.consolidated(BAC_KAN, "2024").await;
        is_refused().await;
        story.use_below(&report, &third).await.is(200);
        story.sign(&report).await;
    })
    .await;
}

#[actix_web::test]
async fn drafts_are_the_units_own_and_what_was_issued_is_read_from_above() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        reported(&story).await;
        let draft = story.consolidate(BAC_KAN, "2024").await;
        let above = [STANDING_BODY, MINISTRY];
        for unit in [BA_BE, NA_HANG, CUC_BAC_KAN, STANDING_BODY, MINISTRY] {
            draft.read_by(&story.officer(unit).await).await.refused(404, "not_found");
            assert!(story.list("/consolidations", &story.officer(unit).await).await.items().is_empty());
        }
        story.issue_consolidation(&draft).await;
        for unit in above {
            draft.read_by(&story.officer(unit).await).await.is(200);
            let list = story.list("/consolidations?status=issued", &story.officer(unit).await).await;
            assert_eq!(list.each("id"), [draft.id.to_string()]);
        }
        for unit in [BA_BE, NA_HANG, CUC_BAC_KAN] {
            draft.read_by(&story.officer(unit).await).await.refused(404, "not_found");
        }
    })
    .await;
}

/// The figure of an indicator: value, how many hold one, and whether it is more than a figure can be.
fn added(read: &crate::support::Reply, indicator: &str) -> Value {
    let mut figures = read["content"]["figures"].as_array().unwrap().iter();
    let figure = figures.find(|figure| figure["indicator_code"] == indicator).unwrap();
    json!([figure["value"], figure["reported"], figure["overflow"]])
}

#[actix_web::test]
async fn figures_become_one_as_their_indicators_say() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (most, groups) = (900_000_000_000_000_i64, "TCPL-01");
        // A first plan of a unit may ask for one indicator twice: its report holds a figure all the same.
        let twice = [target("TGPL-04", 1), target("TGPL-07", 1), target("TGPL-07", 2), target(groups, 1)];
        let plan = story.received_plan(BA_BE, &twice).await.now().await;
        let targets = plan["targets"].as_array().unwrap();
        let told = [most, 2, 3, 5];
        let figures =
            targets.iter().zip(told).map(|(target, value)| json!({"target_id": target["id"], "value": value}));
        let report = story.draft_report(BA_BE, "2024", &[]).await;
        report.change(&story.officer(BA_BE).await, json!({"values": figures.collect::<Vec<_>>()})).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        story.accept(&report).await;
        story.received_plan(CHO_DON, &[target("TGPL-04", 1), target("TGPL-07", 1), target(groups, 1)]).await;
        let figures =
            [("TGPL-04", most), ("TGPL-07", 4), (groups, 6)].map(|(code, value)| (code, json!({"value": value})));
        story.accepted_report(CHO_DON, "2024", &figures).await;
        let justice = story.consolidate(BAC_KAN, "2024").await.now().await;
        assert_eq!(added(&justice, "TGPL-04"), json!([null, 2, true]));
        assert_eq!(added(&justice, "TGPL-07"), json!([9, 2, false]));
        assert_eq!(added(&justice, groups), json!([11, 2, false]), "a stock, each unit's last");

        for (unit, days) in [(CHI_CUC_BA_BE, 20), (CHI_CUC_NA_RI, 9)] {
            story
                .received_plan(
                    unit,
                    &[json!({"task_no": 1, "indicator_code": "THADS-05", "comparator": "lte", "target_value": 10})],
                )
                .await;
            story.accepted_report(unit, "2024", &[("THADS-05", json!({"value": days}))]).await;
        }
        let enforcement = story.consolidate(CUC_BAC_KAN, "2024").await.now().await;
        assert_eq!(added(&enforcement, "THADS-05"), json!([14.5, 2, false]), "an average is the mean");
    })
    .await;
}
