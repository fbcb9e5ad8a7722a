//! What a plan may hold, and what is told of what it may not.
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::{
    stories::{BA_BE, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, plan_of, ratio, target},
    support::{Reply, both},
};

/// A target with other members.
fn with(base: &Value, members: &Value) -> Value {
    let mut changed = base.clone();
    for (name, value) in members.as_object().expect("members") {
        changed[name] = value.clone();
    }
    changed
}

async fn nothing_was_kept(story: &Story) {
    let plans = story.list("/plans", &story.officer(BA_BE).await).await;
    assert!(plans.items().is_empty(), "{}", plans.describe());
}

#[actix_web::test]
async fn figures_of_a_target_are_in_order_or_refused() {
    both(async |app| {
        let story = Story::of(app).await;
        let draft = async |targets: &[Value]| story.try_draft_plan(BA_BE, &plan_of(targets)).await;
        let (sum, share) = (target("TGPL-04", 20), ratio("HGCS-03", 80, 100));
        for (base, members, faults) in [
            (&sum, json!({"target_value": -1}), &[("target_value", "negative")][..]),
            (&sum, json!({"baseline": -0.5}), &[("baseline", "negative")]),
            (&sum, json!({"target_value": null}), &[("target_value", "required")]),
            (&sum, json!({"target_value": 0.00001}), &[("target_value", "too_precise")]),
            (&sum, json!({"target_value": 1_234_567_890_123_456_i64}), &[("target_value", "too_precise")]),
            (&sum, json!({"target_value": "20"}), &[("target_value", "not_a_number")]),
            (&sum, json!({"due_on": "2022-12-31"}), &[("due_on", "out_of_range")]),
            (&sum, json!({"due_on": "2026-01-01"}), &[("due_on", "out_of_range")]),
            (&sum, json!({"due_on": "2024-02-30"}), &[("due_on", "invalid_value")]),
            (&sum, json!({"indicator_code": "TGPL-99"}), &[("indicator_code", "not_found")]),
            (&sum, json!({"task_no": 2}), &[("task_no", "not_found")]),
            (&sum, json!({"task_no": 0}), &[("task_no", "out_of_range")]),
            (&sum, json!({"task_no": 201}), &[("task_no", "out_of_range")]),
            (&sum, json!({"task_no": 70_000}), &[("task_no", "out_of_range")]),
            (&sum, json!({"comparator": "about"}), &[("comparator", "invalid_value")]),
            (&sum, json!({"indicator_code": null}), &[("", "required")]),
            (&share, json!({"numerator": null, "denominator": null}), &[("numerator", "required")]),
            (&share, json!({"numerator": null}), &[("numerator", "required")]),
            (&share, json!({"denominator": null}), &[("denominator", "required")]),
            (&share, json!({"target_value": 80}), &[("target_value", "not_allowed")]),
            (&share, json!({"numerator": -1}), &[("numerator", "negative")]),
            (
                &share,
                json!({"numerator": -2, "denominator": -1}),
                &[("numerator", "negative"), ("denominator", "negative")],
            ),
        ] {
            // The second of two: the pointer counts.
            let reply = draft(&[target("TGPL-01", 1), with(base, &members)]).await;
            let place = |(member, code): &(&str, &'static str)| {
                (format!("/targets/1/{member}").trim_end_matches('/').to_owned(), *code)
            };
            let expected: Vec<_> = faults.iter().map(place).collect();
            let expected: Vec<_> = expected.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
            reply.refused(422, "validation_failed").faults(&expected);
        }
        draft(&[ratio("HGCS-03", 101, 100)]).await.refused(422, "ratio_out_of_range");
        let huge = story.plan_body(BA_BE, &plan_of(&[sum])).await.to_string().replace(":20", ":1e309");
        let reply = story.app.post("/plans", &story.officer(BA_BE).await).body("application/json", huge).await;
        reply.faults(&[("/targets/0/target_value", "number_too_large")]);
        nothing_was_kept(&story).await;
    })
    .await;
}

#[actix_web::test]
async fn figures_are_read_back_digit_for_digit() {
    both(async |app| {
        let story = Story::of(app).await;
        // A measure of one's own, which no indicator bounds.
        let own = |figure: &Value| json!({"indicator_code": null, "title": "Diện tích", "unit_of_measure": "ha", "target_value": figure});
        let figures =
            [json!(0), json!(0.0001), json!(123_456_789_012_345_i64), json!(12_345_678_901.234_5), json!(7.5)];
        let targets: Vec<_> =
            figures.iter().map(|f| with(&target("TGPL-04", 0), &own(f))).collect();
        let plan = story.draft_plan(BA_BE, &plan_of(&targets)).await;
        let kept: Vec<_> =
            plan.now().await["targets"].as_array().unwrap().iter().map(|t| t["target_value"].clone()).collect();
        assert_eq!(kept, figures);
    })
    .await;
}

#[actix_web::test]
async fn what_a_unit_counts_by_itself_is_whole() {
    both(async |app| {
        let story = Story::of(app).await;
        let own = |unit_of_measure: &str, members: Value| {
            let own = json!({"task_no": 1, "title": "Hỗ trợ", "unit_of_measure": unit_of_measure, "comparator": "gte",
                "target_value": 3});
            plan_of(&[with(&own, &members)])
        };
        for unit_of_measure in ["đồng", "Người", "ngày", "vụ việc"] {
            for member in ["target_value", "baseline"] {
                let reply = story.try_draft_plan(BA_BE, &own(unit_of_measure, json!({member: 1.5}))).await;
                reply.faults(&[(format!("/targets/0/{member}").as_str(), "too_precise")]);
            }
            let early = json!({"milestones": [{"period_code": "2023", "value": 1.5}]});
            let reply = story.try_draft_plan(BA_BE, &own(unit_of_measure, early)).await;
            reply.faults(&[("/targets/0/milestones/0/value", "too_precise")]);
        }
        nothing_was_kept(&story).await;
        story.try_draft_plan(BA_BE, &own("triệu đồng", json!({"target_value": 1.5}))).await.is(201);
        story.try_draft_plan(PAC_NAM, &own("đồng", json!({"baseline": 2}))).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn what_was_before_is_held_to_the_bound_of_the_indicator() {
    both(async |app| {
        let story = Story::of(app).await;
        let before = async |base: Value, figure: f64| {
            story.try_draft_plan(BA_BE, &plan_of(&[with(&base, &json!({"baseline": figure}))])).await
        };
        let beyond = &[("/targets/0/baseline", "ratio_out_of_range")];
        before(target("TDKT-02", 80), 150.0).await.refused(422, "ratio_out_of_range").faults(beyond);
        before(ratio("HGCS-03", 80, 100), 101.0).await.refused(422, "ratio_out_of_range").faults(beyond);
        before(target("TDKT-02", 80), 99.125).await.faults(&[("/targets/0/baseline", "too_precise")]);
        nothing_was_kept(&story).await;
        before(target("TDKT-02", 80), 100.0).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_plan_is_of_a_unit_that_the_movement_obliges() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let content = plan_of(&[target("TGPL-04", 20)]);
        // One that addresses the units of the ministry alone.
        let other = json!({"code": "NB-2024", "title": "Thi đua nội bộ", "starts_on": "2024-06-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await,
            "reporting_lines": [{"unit_kind": "ministry_unit", "receiver": "standing_body"}]});
        let other = app.post("/movements", &story.officer(STANDING_BODY).await).json(other).await.is(201);
        let launch = app.post(&format!("/movements/{}/launch", other.id()), &story.head(MINISTRY).await).if_match("*");
        launch.json(json!({"document": story.document("99/QĐ-BTP")})).await.is(200);
        let mut body = story.plan_body(BA_BE, &content).await;
        body["movement_id"] = json!(other.id());
        let refused = app.post("/plans", &story.officer(BA_BE).await).json(body).await;
        refused.faults(&[("/unit_id", "not_allowed")]);
        let officer = story.officer(BA_BE).await;
        let post = async |member: &str, value: Value| {
            let mut body = story.plan_body(BA_BE, &content).await;
            body[member] = value;
            app.post("/plans", &officer).json(body).await
        };
        post("unit_id", json!(app.unit(PAC_NAM).await)).await.refused(403, "forbidden");
        post("unit_id", json!(uuid::Uuid::now_v7())).await.faults(&[("/unit_id", "not_found")]);
        post("movement_id", json!(uuid::Uuid::now_v7())).await.faults(&[("/movement_id", "not_found")]);
        let draft = app
            .post("/movements", &story.officer(STANDING_BODY).await)
            .json(json!({"code": "TEST",
            "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit(MINISTRY).await}))
            .await
            .is(201);
        post("movement_id", json!(draft.id())).await.faults(&[("/movement_id", "not_found")]);
        post("starts_on", json!("2022-12-31")).await.faults(&[("/starts_on", "out_of_range")]);
        post("starts_on", json!("2026-01-01")).await.faults(&[("/starts_on", "out_of_range")]);
        post("status", json!("issued")).await.faults(&[("/status", "unknown_member")]);
        nothing_was_kept(&story).await;
        // And it has one only.
        post("starts_on", json!("2023-01-01")).await.is(201);
        post("starts_on", json!("2023-01-01")).await.refused(409, "plan_exists");
    })
    .await;
}

#[actix_web::test]
async fn texts_are_bounded_composed_and_printable() {
    both(async |app| {
        let story = Story::of(app).await;
        let titled = async |title: &str| {
            let mut content = plan_of(&[]);
            content["tasks"][0]["title"] = json!(title);
            story.try_draft_plan(BA_BE, &content).await
        };
        titled(&"ế".repeat(10_000)).await.faults(&[("/tasks/0/title", "too_long")]);
        titled("").await.faults(&[("/tasks/0/title", "too_short")]);
        titled("Trợ giúp\u{0}").await.faults(&[("/tasks/0/title", "control_character")]);
        let mut many = plan_of(&[]);
        many["tasks"] = json!(vec![json!({"title": "Nhiệm vụ"}); 201]);
        story.try_draft_plan(BA_BE, &many).await.faults(&[("/tasks", "too_long")]);
        let mut wrong = plan_of(&[]);
        wrong["measures"][0]["task_no"] = json!(2);
        story.try_draft_plan(BA_BE, &wrong).await.faults(&[("/measures/0/task_no", "not_found")]);
        wrong["measures"][0]["colour"] = json!("đỏ");
        story.try_draft_plan(BA_BE, &wrong).await.faults(&[("/measures/0/colour", "unknown_member")]);
        nothing_was_kept(&story).await;
        let decomposed: String = "Trợ giúp pháp lý".nfd().collect();
        assert_eq!(titled(&decomposed).await.is(201)["tasks"][0]["title"], "Trợ giúp pháp lý");
    })
    .await;
}

#[actix_web::test]
async fn a_plan_is_complete_before_it_is_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let plan = story.draft_plan(BA_BE, &json!({})).await;
        let ask = async || plan.step("request-signature", &officer, Value::Null).await;
        let missing = |reply: Reply, pointers: &[&str]| {
            let reply = reply.refused(422, "incomplete_content");
            reply.faults(&pointers.iter().map(|pointer| (*pointer, "required")).collect::<Vec<_>>());
        };
        missing(ask().await, &["/tasks", "/measures"]);
        plan.change(&officer, json!({"tasks": [{"title": "Một"}, {"title": "Hai"}]})).await.is(200);
        missing(ask().await, &["/measures", "/tasks/0/no_target_reason", "/tasks/1/no_target_reason"]);
        let add = async |part: &str, body: Value| plan.step(part, &officer, body).await.is(200);
        add("measures", json!({"title": "Lồng ghép"})).await;
        add("targets", with(&target("TGPL-04", 20), &json!({"task_no": 2}))).await;
        missing(ask().await, &["/tasks/0/no_target_reason"]);
        add("targets", json!({"task_no": 1, "title": "Số hội nghị", "unit_of_measure": "cuộc", "comparator": "reach"}))
            .await;
        ask().await.is(200);
        assert_eq!(plan.status().await, "pending_signature");
    })
    .await;
}

#[actix_web::test]
async fn a_document_number_is_used_once_a_year_by_a_unit() {
    both(async |app| {
        app.set_clock("2024-12-30T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let ready = async |unit: &str| {
            let plan = story.draft_plan(unit, &plan_of(&[target("TGPL-04", 20)])).await;
            story.request_signature(&plan).await;
            plan
        };
        let first = ready(STANDING_BODY).await;
        story.try_issue(&first, "12/KH-TĐKT").await.is(200);
        first
            .step(
                "cancel",
                &story.head(STANDING_BODY).await,
                json!({"reason": "Ban hành nhầm kế hoạch", "document_number": "1/QĐ-TĐKT"}),
            )
            .await
            .is(200);
        let second = ready(STANDING_BODY).await;
        let decomposed: String = "12/KH-TĐKT-Ủ".nfd().collect();
        for taken in ["12/KH-TĐKT", " 12/KH-TĐKT ", "012/KH-TĐKT", "12/kh-tđkt", "12/KH-T\u{d0}KT", "12/ＫＨ-TĐKT"]
        {
            story.try_issue(&second, taken).await.refused(409, "duplicate_document_number");
        }
        for wrong in ["KH-TĐKT", "12 KH-TĐKT", "123456/KH-TĐKT", "12/", "12/KH-"] {
            story.try_issue(&second, wrong).await.faults(&[("/document/number", "document_number")]);
        }
        let dated = |number: &str, day: &str| with(&story.document(number), &json!({"issued_on": day}));
        let issue = async |document: Value| {
            second.step("issue", &story.head(STANDING_BODY).await, json!({"document": document})).await
        };
        issue(dated("13/KH-TĐKT", "2024-12-31")).await.faults(&[("/document/issued_on", "in_the_future")]);
        issue(with(&story.document("13/KH-TĐKT"), &json!({"signer_name": "\u{7}"})))
            .await
            .faults(&[("/document/signer_name", "control_character")]);
        assert_eq!(second.status().await, "pending_signature");

        // Composed or not, it is the same number; of another unit, or in another year, it is another.
        story.try_issue(&second, "12/KH-TĐKT-Ủ").await.is(200);
        second
            .step(
                "cancel",
                &story.head(STANDING_BODY).await,
                json!({"reason": "Ban hành nhầm kế hoạch", "document_number": "2/QĐ-TĐKT"}),
            )
            .await
            .is(200);
        let third = ready(STANDING_BODY).await;
        story.try_issue(&third, &decomposed).await.refused(409, "duplicate_document_number");
        let elsewhere = ready(NA_HANG).await;
        story.try_issue(&elsewhere, "12/KH-TĐKT").await.is(200);
        app.set_clock("2024-12-31T17:00:00Z");
        story.try_issue(&third, "12/KH-TĐKT").await.is(200);
    })
    .await;
}
