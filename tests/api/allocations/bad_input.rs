//! What a share may not be: each mistake its own problem, and nothing is kept.
use entity::allocation;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Target, answering, with};
use crate::{
    reorganisations::applied,
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, plan_of, ratio, target},
    support::{Reply, both},
};

async fn count(story: &Story) -> u64 {
    allocation::Entity::find().count(story.app.state.db.primary()).await.unwrap()
}

/// Targets of every kind in a draft of the Sở: counted, a ratio, an average, judged, and without an amount.
async fn every_kind(story: &Story) -> [Target; 5] {
    let judged = json!({"task_no": 1, "title": "Mức độ thực hiện", "comparator": "gte", "target_value": 2,
        "levels": ["Chưa đạt", "Đạt", "Tốt"]});
    let open = json!({"task_no": 1, "indicator_code": "TGPL-04", "comparator": "reach"});
    let targets = [target("TGPL-04", 100), ratio("HGCS-03", 80, 100), target("TDKT-02", 5), judged, open];
    let plan = story.draft_plan(BAC_KAN, &plan_of(&targets)).await;
    <[Target; 5]>::try_from(Target::all_of(story, &plan).await).ok().expect("five")
}

#[actix_web::test]
async fn amounts_are_those_of_the_target() {
    both(async |app| {
        let story = Story::of(app).await;
        let [counted, ratio, average, judged, open] = every_kind(&story).await;
        for (whole, amounts, faults) in [
            (&counted, json!({}), &[("/value", "required")][..]),
            (&counted, json!({"value": -1}), &[("/value", "negative")]),
            (&counted, json!({"value": 1, "denominator": 2}), &[("/denominator", "not_allowed")]),
            (&counted, json!({"value": 0.00001}), &[("/value", "too_precise")]),
            (&counted, json!({"value": "1"}), &[("/value", "not_a_number")]),
            (&counted, json!({"value": 1, "share": 2}), &[("/share", "unknown_member")]),
            (&ratio, json!({"numerator": 8}), &[("/denominator", "required")]),
            (&ratio, json!({"denominator": 8}), &[("/numerator", "required")]),
            (
                &ratio,
                json!({"value": 8}),
                &[("/value", "not_allowed"), ("/numerator", "required"), ("/denominator", "required")],
            ),
            (&ratio, json!({"numerator": -8, "denominator": 10}), &[("/numerator", "negative")]),
            (&average, json!({"value": 1}), &[("/target_id", "not_allowed")]),
            (&judged, json!({"value": 1}), &[("/target_id", "not_allowed")]),
            (&open, json!({"value": 1}), &[("/target_id", "not_allowed")]),
        ] {
            whole.try_share(BA_BE, &amounts).await.faults(faults);
        }
        let above = json!({"numerator": 9, "denominator": 8});
        let reply = ratio.try_share(BA_BE, &above).await.refused(422, "ratio_out_of_range");
        reply.faults(&[("/numerator", "ratio_out_of_range")]);
        assert_eq!(count(&story).await, 0);
        // Nothing is an amount, and a share may be all of it.
        counted.share(BA_BE, &json!({"value": 0})).await;
        ratio.share(BA_BE, &json!({"numerator": 80, "denominator": 100})).await;
    })
    .await;
}

#[actix_web::test]
async fn a_share_goes_to_a_unit_below_that_takes_part() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let [counted, ..] = every_kind(&story).await;
        let one = json!({"value": 1});
        for unit in [NA_HANG, STANDING_BODY, BAC_KAN, MINISTRY] {
            counted.try_share(unit, &one).await.faults(&[("/unit_id", "not_below")]);
        }
        let officer = story.officer(BAC_KAN).await;
        let send = async |target: Uuid, unit: Uuid| {
            let body = json!({"target_id": target, "unit_id": unit, "value": 1});
            app.post("/allocations", &officer).json(body).await
        };
        send(counted.id, Uuid::now_v7()).await.faults(&[("/unit_id", "not_found")]);
        send(Uuid::now_v7(), app.unit(BA_BE).await).await.faults(&[("/target_id", "not_found")]);
        let dissolve = json!([{"type": "dissolve", "unit": CHO_DON, "into": PAC_NAM}]);
        applied(&app, &app.admin().await, "2024-05-01", dissolve).await;
        counted.try_share(CHO_DON, &one).await.refused(409, "unit_closed");

        // A movement that obliges no offices of districts gives them no shares either.
        let narrow = of_departments_only(&story).await;
        let whole = Target::drafted(&narrow, BAC_KAN, target("TGPL-04", 100)).await;
        whole.try_share(BA_BE, &one).await.faults(&[("/unit_id", "not_allowed")]);
        let all = json!({"rule": {"type": "equal"}, "unit_kind": "district_justice_office",
            "remainder_unit_id": app.unit(BA_BE).await});
        whole.distribute(&all).await.faults(&[("/unit_kind", "not_found")]);
        assert_eq!(count(&story).await, 0);
    })
    .await;
}

/// A movement in which only the Sở take part.
async fn of_departments_only(story: &Story) -> Story {
    let body = json!({"code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": story.app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"],
        "reporting_lines": [{"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
    let made = story.app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    story.app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story.clone() }
}

#[actix_web::test]
async fn nobody_shares_out_what_is_not_its_own() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let body = json!({"target_id": whole.id, "unit_id": app.unit(BA_BE).await, "value": 1});
        let post = async |unit: &str| app.post("/allocations", &story.officer(unit).await).json(body.clone()).await;
        // What is not seen is not there; what is seen is not theirs.
        for unit in [BA_BE, NA_HANG, STANDING_BODY] {
            post(unit).await.faults(&[("/target_id", "not_found")]);
        }
        story.issue(&whole.plan, "12/KH-STP").await;
        story.send(&whole.plan).await;
        post(STANDING_BODY).await.refused(403, "forbidden");
        post(BA_BE).await.faults(&[("/target_id", "not_found")]);
        app.post("/allocations", &story.head(BAC_KAN).await).json(body.clone()).await.refused(403, "forbidden");
        assert_eq!(count(&story).await, 0);
    })
    .await;
}

/// What is left is told.
fn over(reply: Reply, left: &str) {
    let reply = reply.refused(409, "over_allocated");
    let detail = reply["detail"].as_str().unwrap_or_default();
    assert!(detail.ends_with(&format!(": {left}")), "{}", reply.describe());
}

#[actix_web::test]
async fn shares_never_exceed_the_whole() {
    both(async |app| {
        let story = Story::of(app).await;
        let [counted, ratio, ..] = every_kind(&story).await;
        over(counted.try_share(BA_BE, &json!({"value": 101})).await, "100");
        let first = counted.share(BA_BE, &json!({"value": 60})).await;
        over(counted.try_share(PAC_NAM, &json!({"value": 41})).await, "40");
        counted.try_share(BA_BE, &json!({"value": 1})).await.refused(409, "conflict");
        let second = counted.share(PAC_NAM, &json!({"value": 40})).await;
        // Of what it would replace nothing is counted.
        over(second.adjusted(&json!({"value": 41})).await, "40");
        second.adjusted(&json!({"value": 40})).await.is(200);
        first.withdrawn().await.is(200);
        second.adjusted(&json!({"value": 100})).await.is(200);
        over(counted.try_share(BA_BE, &json!({"value": 1})).await, "0");

        // Of a ratio both must fit.
        ratio.share(BA_BE, &json!({"numerator": 50, "denominator": 50})).await;
        over(ratio.try_share(PAC_NAM, &json!({"numerator": 31, "denominator": 40})).await, "30/50");
        over(ratio.try_share(PAC_NAM, &json!({"numerator": 0, "denominator": 51})).await, "30/50");
        ratio.share(PAC_NAM, &json!({"numerator": 30, "denominator": 50})).await;
    })
    .await;
}

#[actix_web::test]
async fn only_the_newest_version_of_an_open_plan_is_shared_out() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = Target::sent(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let share = first.share(BA_BE, &json!({"value": 60})).await;
        story.receive(&first.plan).await;
        story.request_supplement(&first.plan).await;
        let plan = story.amend(&first.plan).await;
        let second = Target::all_of(&story, &plan).await.remove(0);
        let refused = first.try_share(PAC_NAM, &json!({"value": 1})).await.refused(409, "target_replaced");
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(&second.id.to_string())));
        second.share(PAC_NAM, &json!({"value": 40})).await;
        // The share follows its target: what is left is left of the newest version.
        let id = second.plan.now().await["targets"][0]["id"].clone();
        let less = json!({"targets": [with(target("TGPL-04", 80), &json!({"id": id}))]});
        second.plan.change(&story.officer(BAC_KAN).await, less).await.is(200);
        over(share.adjusted(&json!({"value": 50})).await, "40");
        let books = second.reconciled().await;
        assert_eq!(
            (&books["total"]["aimed"], &books["total"]["over_allocated"]),
            (&json!({"value": 80}), &json!({"value": 20}))
        );
        assert_eq!(first.reconciled().await["total"]["over_allocated"], json!({"value": 0}));
        share.adjusted(&json!({"value": 40})).await.is(200);

        let gone = Target::drafted(&story, PAC_NAM, target("TGPL-04", 10)).await;
        let why = json!({"reason": super::REASON, "document_number": "2/QĐ-PTP"});
        gone.plan.step("cancel", &story.head(PAC_NAM).await, why).await.is(200);
        gone.try_share(BA_BE, &json!({"value": 1})).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn shares_do_not_run_in_a_circle() {
    both(async |app| {
        let story = Story::of(app).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 6_000)).await;
        let given = top.share(BAC_KAN, &json!({"value": 94})).await;
        let middle = Target::sent(&story, BAC_KAN, answering(target("TGPL-04", 94), &given)).await;
        let passed = middle.share(BA_BE, &json!({"value": 12})).await;
        let bottom = Target::drafted(&story, BA_BE, answering(target("TGPL-04", 12), &passed)).await;
        for unit in [BAC_KAN, MINISTRY] {
            bottom.try_share(unit, &json!({"value": 1})).await.refused(422, "allocation_cycle");
        }
        middle.try_share(MINISTRY, &json!({"value": 1})).await.refused(422, "allocation_cycle");
        bottom.try_share(PAC_NAM, &json!({"value": 1})).await.faults(&[("/unit_id", "not_below")]);
        let out = json!({"rule": {"type": "equal"}, "unit_ids": [story.app.unit(MINISTRY).await],
            "remainder_unit_id": story.app.unit(MINISTRY).await});
        middle.distribute(&out).await.refused(422, "allocation_cycle");
        assert_eq!(count(&story).await, 2);
    })
    .await;
}

#[actix_web::test]
async fn a_dry_run_keeps_no_share() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let body = json!({"target_id": whole.id, "unit_id": app.unit(BA_BE).await, "value": 1});
        let officer = story.officer(BAC_KAN).await;
        app.post("/allocations?dry_run=true", &officer).json(body).await.is(201);
        let out: Value = json!({"target_id": whole.id, "rule": {"type": "equal"}, "unit_ids": [app.unit(BA_BE).await],
            "remainder_unit_id": app.unit(BA_BE).await});
        app.post("/distributions?dry_run=true", &officer).json(out.clone()).await.is(200);
        assert_eq!(count(&story).await, 0);
        // The same key gives the first answer again.
        let again = async || app.post("/distributions", &officer).key("giao-1").json(out.clone()).await.is(200);
        let (first, second) = (again().await, again().await);
        assert_eq!((first.json.clone(), first.etag()), (second.json.clone(), second.etag()));
        assert_eq!((second.header("Idempotency-Replayed"), count(&story).await), (Some("true"), 1));
    })
    .await;
}
