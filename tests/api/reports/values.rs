//! What a report may hold, and what is told of what it may not.
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, plan_of, ratio, target, values},
    support::{Reply, both},
};

/// A counted target, a share, and one that is judged in words.
async fn planned(story: &Story, unit: &str) -> Reply {
    let words = json!({"task_no": 1, "indicator_code": "DT-01", "comparator": "reach"});
    let plan = story.issued_plan(unit, &[target("TGPL-04", 20), ratio("HGCS-03", 80, 100), words]).await;
    plan.now().await
}

#[actix_web::test]
async fn figures_are_in_order_or_refused() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        planned(&story, BA_BE).await;
        let report = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
        let plan = story.plan_in_force(BA_BE).await;
        let officer = story.officer(BA_BE).await;
        let before = report.now().await;
        let write = async |indicator: &str, figure: Value| {
            // The second of two: the pointer counts.
            let first = if indicator == "DT-01" { "TGPL-04" } else { "DT-01" };
            let good = if first == "DT-01" { json!({"note": "Tốt"}) } else { json!({"value": 1}) };
            let values = values(&plan, &[(first, good), (indicator, figure)]);
            report.change(&officer, json!({"values": values})).await
        };
        for (indicator, figure, member, code) in [
            ("TGPL-04", json!({"value": -1}), "value", "negative"),
            ("TGPL-04", json!({"value": 0.00001}), "value", "too_precise"),
            ("TGPL-04", json!({"value": "12"}), "value", "not_a_number"),
            ("TGPL-04", json!({}), "value", "required"),
            ("TGPL-04", json!({"numerator": 1, "denominator": 2}), "numerator", "not_allowed"),
            ("TGPL-04", json!({"value": 1, "colour": "đỏ"}), "colour", "unknown_member"),
            ("TGPL-04", json!({"value": 1, "note": "a\u{0}b"}), "note", "control_character"),
            ("TGPL-04", json!({"value": 1, "note": "ế".repeat(10_000)}), "note", "too_long"),
            ("TGPL-04", json!({"value": 1, "data_to": "2024-13-01"}), "data_to", "invalid_value"),
            ("HGCS-03", json!({"value": 81}), "value", "not_allowed"),
            ("HGCS-03", json!({"numerator": 1}), "denominator", "required"),
            ("HGCS-03", json!({"denominator": 1}), "numerator", "required"),
            ("HGCS-03", json!({"numerator": -1, "denominator": 1}), "numerator", "negative"),
            ("HGCS-03", json!({"numerator": 0, "denominator": -1}), "denominator", "negative"),
            ("HGCS-03", json!({}), "numerator", "required"),
            ("DT-01", json!({"value": 5}), "value", "not_allowed"),
            ("DT-01", json!({}), "value", "required"),
        ] {
            let reply = write(indicator, figure).await.refused(422, "validation_failed");
            reply.faults(&[(&format!("/values/1/{member}"), code)]);
        }
        for figure in [json!({"numerator": 101, "denominator": 100}), json!({"numerator": 1, "denominator": 0})] {
            write("HGCS-03", figure).await.refused(422, "ratio_out_of_range");
        }
        let huge = json!({"values": values(&plan, &[("TGPL-04", json!({"value": 777}))])}).to_string();
        let call = app.patch(&report.path(), &officer).if_match("*");
        let reply = call.body("application/json", huge.replace(":777", ":1e309")).await;
        reply.faults(&[("/values/0/value", "number_too_large")]);
        assert_eq!(report.now().await.json, before.json, "what was refused changed nothing");
    })
    .await;
}

#[actix_web::test]
async fn all_faults_are_told_at_once() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = planned(&story, BA_BE).await;
        let strange = planned(&story, PAC_NAM).await["targets"][0]["id"].clone();
        let report = story.draft_report(BA_BE, "2024", &[]).await;
        let mut all = values(
            &plan,
            &[
                ("TGPL-04", json!({"value": -1})),
                ("TGPL-04", json!({"value": 1})),
                ("HGCS-03", json!({"numerator": 2, "denominator": 1})),
            ],
        );
        let more = all.as_array_mut().expect("values");
        more.push(json!({"target_id": strange, "value": 1}));
        more.push(json!({"target_id": Uuid::now_v7(), "value": 1}));
        let reply = report.change(&story.officer(BA_BE).await, json!({"values": all})).await;
        reply.refused(422, "validation_failed").faults(&[
            ("/values/0/value", "negative"),
            ("/values/1/target_id", "duplicate"),
            ("/values/2/numerator", "ratio_out_of_range"),
            ("/values/3/target_id", "not_found"),
            ("/values/4/target_id", "not_found"),
        ]);
    })
    .await;
}

#[actix_web::test]
async fn figures_are_kept_digit_for_digit_and_replaced_whole() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = planned(&story, BA_BE).await;
        let figures = [
            ("HGCS-03", json!({"numerator": 12_345_678_901_i64, "denominator": 123_456_789_012_345_i64})),
            ("TGPL-04", json!({"value": 1, "note": "Trợ giúp", "data_from": "2024-01-01"})),
        ];
        let report = story.draft_report(BA_BE, "2024", &figures).await;
        let kept = report.now().await;
        // In the order of the plan, with the period's days where none were given.
        let value = &kept["values"][0];
        assert_eq!((&value["value"], &value["note"]), (&json!(1), &json!("Trợ giúp")));
        assert_eq!((&value["data_from"], &value["data_to"]), (&json!("2024-01-01"), &json!("2024-12-14")));
        let share = &kept["values"][1];
        assert_eq!(
            (&share["numerator"], &share["denominator"]),
            (&json!(12_345_678_901_i64), &json!(123_456_789_012_345_i64))
        );
        assert_eq!((&share["value"], &share["data_from"]), (&Value::Null, &json!("2023-12-15")));

        let officer = story.officer(BA_BE).await;
        let one = json!({"values": values(&plan, &[("TGPL-04", json!({"value": 3}))])});
        assert_eq!(report.change(&officer, one).await.is(200)["values"].as_array().map(Vec::len), Some(1));
        assert_eq!(report.change(&officer, json!({"values": []})).await.is(200)["values"], json!([]));
    })
    .await;
}

#[actix_web::test]
async fn words_that_are_absent_stay_and_null_empties() {
    both(async |app| {
        let story = Story::of(app).await;
        planned(&story, BA_BE).await;
        let report = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
        let officer = story.officer(BA_BE).await;
        let write = async |patch: Value| report.change(&officer, patch).await;
        let words = json!({"narrative": {"results": "Đạt", "causes": "Thiếu kinh phí"}});
        write(words).await.is(200);
        let changed = write(json!({"narrative": {"causes": null, "lessons": "Phối hợp"}})).await.is(200);
        let narrative = &changed["narrative"];
        assert_eq!(
            (&narrative["results"], &narrative["causes"], &narrative["lessons"]),
            (&json!("Đạt"), &Value::Null, &json!("Phối hợp"))
        );
        assert_eq!(changed["values"][0]["value"], 1);
        write(json!({"narrative": {"results": ""}})).await.faults(&[("/narrative/results", "too_short")]);
        write(json!({"narrative": {"résultats": "x"}})).await.faults(&[("/narrative/résultats", "unknown_member")]);
        write(json!({"values": null})).await.faults(&[("/values", "wrong_type")]);
        write(json!({"narrative": null})).await.faults(&[("/narrative", "wrong_type")]);
    })
    .await;
}

#[actix_web::test]
async fn a_report_is_complete_before_it_is_signed() {
    both(async |app| {
        app.set_clock("2025-12-20T02:00:00Z");
        let story = Story::of(app).await;
        planned(&story, BA_BE).await;
        let head = story.head(BA_BE).await;
        let sign = json!({"document": story.document("98/BC-PTP")});
        let report = story.draft_report(BA_BE, "2025", &[("HGCS-03", json!({"note": "Chưa có vụ việc"}))]).await;
        let refused = report.step("sign", &head, sign.clone()).await.refused(422, "incomplete_content");
        refused.faults(&[
            ("/values/0", "required"),
            ("/values/2", "required"),
            ("/narrative/results", "required"),
            ("/narrative/limitations", "required"),
            ("/narrative/causes", "required"),
            ("/narrative/lessons", "required"),
            ("/narrative/proposals", "required"),
        ]);
        let plan = story.plan_in_force(BA_BE).await;
        let all = [
            ("TGPL-04", json!({"value": 1})),
            ("HGCS-03", json!({"note": "Chưa có"})),
            ("DT-01", json!({"note": "Tốt"})),
        ];
        let words = json!({"results": "a", "limitations": "b", "causes": "c", "lessons": "d", "proposals": "e"});
        report
            .change(&story.officer(BA_BE).await, json!({"values": values(&plan, &all), "narrative": words}))
            .await
            .is(200);
        let mut tomorrow = sign.clone();
        tomorrow["document"]["issued_on"] = json!("2025-12-21");
        report.step("sign", &head, tomorrow).await.faults(&[("/document/issued_on", "in_the_future")]);
        assert_eq!(report.step("sign", &head, sign).await.is(200)["status"], "issued");
        // Only the last period asks for the words of a final review.
        story.signed_report(BA_BE, "2024", &all).await;
    })
    .await;
}

#[actix_web::test]
async fn a_report_answers_the_plan_in_force_of_its_own_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let draft = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        let obligation = story.obligation(BA_BE, "2024").await;
        let begin = async |by: &str| {
            app.post("/reports", &story.officer(by).await).json(json!({"obligation_id": obligation.id})).await
        };
        begin(BA_BE).await.refused(409, "no_plan_in_force");
        story.issue(&draft, "12/KH-PTP").await;
        begin(BAC_KAN).await.refused(403, "forbidden");
        begin(PAC_NAM).await.faults(&[("/obligation_id", "not_found")]);
        let made = begin(BA_BE).await.is(201);
        assert_eq!((&made["plan_id"], &made["status"]), (&json!(draft.id), &json!("draft")));
        begin(BA_BE).await.refused(409, "invalid_transition");
        story.waive(BA_BE, "2023").await;
        let waived = story.obligation(BA_BE, "2023").await;
        let reply = app.post("/reports", &story.officer(BA_BE).await).json(json!({"obligation_id": waived.id})).await;
        reply.refused(409, "invalid_transition");
    })
    .await;
}
