//! What the shares of its targets mean for a plan: for its content, its issue and its end.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, plan_of, ratio, target},
    support::{Reply, both},
};

/// Gives a part of the first target of a plan of Bắc Kạn to one of its offices.
async fn share(story: &Story, plan: &Paper, unit: &str, value: i64) -> Paper {
    let target_id = plan.now().await["targets"][0]["id"].clone();
    let body = json!({"target_id": target_id, "unit_id": story.app.unit(unit).await, "value": value});
    let made = story.app.post("/allocations", &story.officer(&plan.owner).await).json(body).await.is(201);
    story.paper("allocations", &plan.owner, &made)
}

async fn withdraw(story: &Story, share: &Paper) -> Reply {
    let why = json!({"reason": "Giao lại cho đơn vị khác"});
    share.step("withdraw", &story.officer(&share.owner).await, why).await.is(200)
}

/// The first target of a plan again, with other members.
async fn changed(plan: &Paper, members: &Value) -> Value {
    let now = plan.now().await;
    let mut first = target("TGPL-04", 100);
    first["id"] = now["targets"][0]["id"].clone();
    for (name, value) in members.as_object().expect("members") {
        first[name] = value.clone();
    }
    json!({"targets": [first]})
}

#[actix_web::test]
async fn what_shares_are_of_stays_what_it_is() {
    both(async |app| {
        let story = Story::of(app).await;
        let officer = story.officer(BAC_KAN).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await;
        let given = share(&story, &plan, BA_BE, 40).await;
        let ratio = json!({"indicator_code": "HGCS-03", "target_value": null, "numerator": 80, "denominator": 100});
        let own = json!({"indicator_code": null, "title": "Số tủ sách pháp luật", "unit_of_measure": "tủ"});
        for other in [json!({"indicator_code": "TGPL-07"}), ratio, own] {
            plan.change(&officer, changed(&plan, &other).await).await.refused(409, "target_allocated");
        }
        plan.change(&officer, json!({"targets": []})).await.refused(409, "target_allocated");
        // How much may change, and what it is called.
        let more = json!({"target_value": 120, "title": "Số vụ việc trợ giúp pháp lý"});
        plan.change(&officer, changed(&plan, &more).await).await.is(200);
        withdraw(&story, &given).await;
        plan.change(&officer, json!({"targets": []})).await.is(200);
        given.read_by(&officer).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn a_cancelled_plan_takes_its_shares_along() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await;
        let given = share(&story, &plan, BA_BE, 40).await;
        let why = || json!({"reason": "Ban hành nhầm thẩm quyền", "document_number": story.number("QĐ-STP")});
        let head = story.head(BAC_KAN).await;
        plan.step("cancel", &head, why()).await.is(200);
        assert_eq!(given.status().await, "withdrawn");
        assert_eq!(app.events(given.id).await, ["allocation.proposed", "allocation.withdrawn"]);

        // Of a next version only what the one in force does not have; and not while that would leave too many.
        let first = story.received_plan(BAC_KAN, &[target("TGPL-04", 100)]).await;
        app.settle().await;
        let kept = share(&story, &first, BA_BE, 90).await;
        let second = story.amend(&first).await;
        let officer = story.officer(BAC_KAN).await;
        let mut lists = changed(&second, &json!({"target_value": 1_000})).await;
        lists["targets"].as_array_mut().expect("targets").push(target("TGPL-07", 10));
        second.change(&officer, lists).await.is(200);
        let target_id = second.now().await["targets"][1]["id"].clone();
        let body = json!({"target_id": target_id, "unit_id": app.unit(BA_BE).await, "value": 4});
        let new = app.post("/allocations", &officer).json(body).await.is(201);
        let new = story.paper("allocations", BAC_KAN, &new);
        let raised = share(&story, &second, PAC_NAM, 500).await;
        second.step("cancel", &head, why()).await.refused(409, "over_allocated");
        withdraw(&story, &raised).await;
        second.step("cancel", &head, why()).await.is(200);
        assert_eq!((kept.status().await, new.status().await), ("proposed".to_owned(), "withdrawn".to_owned()));
    })
    .await;
}

/// What was given before the draft was begun does not stand in its way.
#[actix_web::test]
async fn a_draft_of_a_target_that_was_lowered_below_its_shares_is_cancelled() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.received_plan(BAC_KAN, &[target("TGPL-04", 100)]).await;
        app.settle().await;
        let given = share(&story, &first, BA_BE, 90).await;
        let officer = story.officer(BAC_KAN).await;
        let why = || json!({"reason": "Không cần điều chỉnh nữa", "document_number": story.number("QĐ-STP")});
        let lowered = story.amend(&first).await;
        lowered.change(&officer, changed(&lowered, &json!({"target_value": 50})).await).await.is(200);
        story.issue(&lowered, &story.number("KH-STP")).await;
        story.send(&lowered).await;
        story.receive(&lowered).await;
        app.settle().await;
        app.set_clock("2024-06-03T03:00:00Z");
        // As it is, and raised again, but not as far as the shares.
        for value in [50, 80] {
            let draft = story.amend(&lowered).await;
            draft.change(&officer, changed(&draft, &json!({"target_value": value})).await).await.is(200);
            draft.step("cancel", &story.head(BAC_KAN).await, why()).await.is(200);
            assert_eq!(given.status().await, "proposed");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_waiver_is_of_so_much_and_no_more() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut content = plan_of(&[target("TGPL-04", 100)]);
        content["full_allocation"] = json!(true);
        let plan = story.draft_plan(BAC_KAN, &content).await;
        let (most, some) = (share(&story, &plan, BA_BE, 80).await, share(&story, &plan, PAC_NAM, 10).await);
        story.request_signature(&plan).await;
        let head = story.head(BAC_KAN).await;
        let target_id = plan.now().await["targets"][0]["id"].clone();
        let waive = json!({"target_id": target_id, "reason": "Phần còn lại do Sở trực tiếp thực hiện"});
        let waived = plan.step("waive-gap", &head, waive).await.is(200);
        assert_eq!(waived["targets"][0]["gap_waiver"]["gap"], json!(10));
        let issue = async || plan.rehearse("issue", &head, json!({"document": story.document("45/KH-STP")})).await;
        issue().await.is(200);
        withdraw(&story, &some).await;
        issue().await.refused(409, "unexplained_gap");
        // Not even when nothing is shared out any more.
        withdraw(&story, &most).await;
        issue().await.refused(409, "unexplained_gap");
    })
    .await;
}

#[actix_web::test]
async fn a_share_is_answered_in_its_own_movement_and_kind() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.sent_plan(BAC_KAN, &[target("TGPL-04", 100)]).await;
        let given = share(&story, &plan, BA_BE, 40).await;
        let answer = |mut base: Value| {
            base["allocation_id"] = json!(given.id);
            plan_of(&[base])
        };
        let at = "/targets/0/allocation_id";
        for other in [target("TGPL-07", 6), ratio("HGCS-03", 80, 100)] {
            story.try_draft_plan(BA_BE, &answer(other)).await.faults(&[(at, "not_allowed")]);
        }
        story.try_draft_plan(PAC_NAM, &answer(target("TGPL-04", 6))).await.faults(&[(at, "not_found")]);
        // The same unit in another movement.
        let other = json!({"code": "KHAC-2024", "title": "Thi đua khác", "starts_on": "2024-06-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"],
            "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
        let other = app.post("/movements", &story.officer(STANDING_BODY).await).json(other).await.is(201);
        let launch = app.post(&format!("/movements/{}/launch", other.id()), &story.head(MINISTRY).await).if_match("*");
        launch.json(json!({"document": story.document("99/QĐ-BTP")})).await.is(200);
        let mut body = story.plan_body(BA_BE, &answer(target("TGPL-04", 40))).await;
        body["movement_id"] = json!(other.id());
        app.post("/plans", &story.officer(BA_BE).await).json(body).await.faults(&[(at, "not_found")]);
        withdraw(&story, &given).await;
        story.try_draft_plan(BA_BE, &answer(target("TGPL-04", 6))).await.faults(&[(at, "not_allowed")]);
    })
    .await;
}

#[actix_web::test]
async fn a_plan_is_not_closed_while_its_next_version_is_written() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        for period in ["2023", "2025"] {
            story.waive(BA_BE, period).await;
        }
        story.accepted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        let next = story.amend(&plan).await;
        let head = story.head(BA_BE).await;
        plan.step("close", &head, Value::Null).await.refused(409, "plan_exists");
        let why = json!({"reason": "Không cần điều chỉnh nữa", "document_number": story.number("QĐ-PTP")});
        next.step("cancel", &head, why).await.is(200);
        plan.step("close", &head, Value::Null).await.is(200);
    })
    .await;
}
