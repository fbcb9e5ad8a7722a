//! What was sent is a version that never changes; while a report is being rewritten nobody else reads more than that.
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, target, values},
    support::both,
};

/// Everything that somebody reads of a report: itself, its lists, its versions.
async fn read_of(story: &Story, report: &crate::stories::Paper, unit: &str) -> Vec<Value> {
    let caller = story.officer(unit).await;
    let mut read = vec![report.read_by(&caller).await.is(200).json];
    for list in ["?sort=-updated_at", "?status=returned", "?status=issued", "?status=issued&status=returned"] {
        read.push(story.list(&format!("/reports{list}"), &caller).await.json);
    }
    for part in ["versions", "content", "diff"] {
        read.push(story.app.get(&format!("{}/{part}", report.path()), &caller).await.is(200).json);
    }
    read
}

#[actix_web::test]
async fn a_returned_report_that_is_rewritten_shows_from_above_only_what_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        story.return_report(&report).await;
        let readers = [BAC_KAN, STANDING_BODY, MINISTRY];
        let mut before = vec![];
        for unit in readers {
            before.push(read_of(&story, &report, unit).await);
        }
        let officer = story.officer(BA_BE).await;
        let plan = story.plan_in_force(BA_BE).await;
        let figures = values(&plan, &[("TGPL-04", json!({"value": 19, "note": "Đã đối chiếu sổ"}))]);
        let patch = json!({"values": figures, "narrative": {"results": "Viết lại"}});
        report.change(&officer, patch).await.is(200);
        for (unit, before) in readers.into_iter().zip(&before) {
            assert_eq!(&read_of(&story, &report, unit).await, before, "{unit}: while it is written");
        }
        // Signed again it is still with its unit.
        app.clock.set(app.clock.now() + chrono::TimeDelta::minutes(5));
        story.sign(&report).await;
        for (unit, before) in readers.into_iter().zip(&before) {
            assert_eq!(&read_of(&story, &report, unit).await, before, "{unit}: once it is signed");
        }
        // The unit reads its draft beside the version sent.
        let own = report.now().await;
        assert_eq!((&own["status"], &own["values"][0]["value"]), (&json!("issued"), &json!(19)));
        story.submit(&report).await;
        let above = report.read_by(&story.officer(BAC_KAN).await).await.is(200);
        assert_eq!((&above["version_no"], &above["values"][0]["value"]), (&json!(2), &json!(19)));
    })
    .await;
}

#[actix_web::test]
async fn a_report_that_answers_a_returned_one_is_version_2_with_a_diff_to_1() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20), target("TGPL-07", 5)]).await;
        let figures = [("TGPL-04", json!({"value": 12})), ("TGPL-07", json!({"value": 3}))];
        let report = story.draft_report(BA_BE, "2024", &figures).await;
        let department = story.officer(BAC_KAN).await;
        let of = async |part: &str| app.get(&format!("{}/{part}", report.path()), &department).await;
        let own = story.officer(BA_BE).await;
        let none = app.get(&format!("{}/versions", report.path()), &own).await.is(200);
        assert_eq!(none.items().len(), 0);
        app.get(&format!("{}/content", report.path()), &own).await.refused(404, "not_found");
        of("versions").await.refused(404, "not_found");
        story.sign(&report).await;
        story.submit(&report).await;
        story.return_report(&report).await;
        let first = of("content").await.is(200).json;
        let plan = story.plan_in_force(BA_BE).await;
        let changed = values(&plan, &[("TGPL-04", json!({"value": 15})), ("TGPL-07", json!({"value": 3}))]);
        report.change(&own, json!({"values": changed, "narrative": {"results": "Đạt"}})).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        story.accept(&report).await;

        let versions = of("versions").await.is(200);
        let told: Vec<_> = versions.items().iter().map(|v| json!([v["version_no"], v["standing"]])).collect();
        assert_eq!(told, [json!([1, "returned"]), json!([2, "accepted"])]);
        assert_eq!(of("content?version_no=1").await.is(200).json, first, "what was sent stays what it was");
        of("content?version_no=3").await.refused(400, "invalid_parameter");
        for (no, version) in (1..).zip(versions.items()) {
            let content = of(&format!("content?version_no={no}")).await.is(200).json;
            let canonical = serde_json_canonicalizer::to_vec(&content).expect("canonical");
            assert_eq!(version["content_digest"], base::kernel::digest::sha256_hex(&canonical));
        }
        let diff = of("diff").await.is(200);
        assert_eq!((&diff["from"], &diff["to"]), (&json!(1), &json!(2)));
        let target = plan["targets"][0]["id"].as_str().unwrap_or_default();
        let changes = diff["changes"].as_array().expect("changes");
        let of_value = changes.iter().find(|c| c["pointer"] == format!("/values/{target}/value")).expect("the figure");
        assert_eq!((&of_value["before"], &of_value["after"]), (&json!(12), &json!(15)));
        let pointers: Vec<_> = changes.iter().map(|c| c["pointer"].as_str().unwrap_or_default()).collect();
        assert!(pointers.contains(&"/narrative/results") && pointers.contains(&"/document/number"), "{pointers:?}");
        let other = plan["targets"][1]["id"].as_str().unwrap_or_default();
        assert!(pointers.iter().all(|pointer| !pointer.contains(other)), "{pointers:?}");
    })
    .await;
}

#[actix_web::test]
async fn a_plan_that_was_not_sent_is_not_named_to_those_above() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        assert_eq!(report.now().await["plan_id"], json!(plan.id));
        for unit in [BAC_KAN, STANDING_BODY, MINISTRY] {
            let above = story.officer(unit).await;
            for read in read_of(&story, &report, unit).await {
                assert!(!read.to_string().contains(&plan.id.to_string()), "{unit}: {read}");
            }
            plan.read_by(&above).await.refused(404, "not_found");
        }
        // Once it was sent, the next version names it.
        story.send(&plan).await;
        story.return_report(&report).await;
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(report.read_by(&story.officer(BAC_KAN).await).await.is(200)["plan_id"], json!(plan.id));
    })
    .await;
}

#[actix_web::test]
async fn no_statement_changes_what_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        story.return_report(&report).await;
        let db = app.state.db.primary();
        for statement in [
            "UPDATE paper_version SET content = '{}'",
            "UPDATE paper_version SET digest = ''",
            "DELETE FROM paper_version",
            "UPDATE report_value SET value = 990000 WHERE version_no > 0",
            "UPDATE report_value SET version_no = 0 WHERE version_no > 0",
            "DELETE FROM report_value WHERE version_no > 0",
        ] {
            let refused = db.execute_unprepared(statement).await.expect_err(statement).to_string();
            assert!(refused.contains("what was sent never changes"), "{statement}: {refused}");
        }
        // What is being written is its unit's to change.
        db.execute_unprepared("UPDATE report_value SET value = 990000 WHERE version_no = 0").await.expect("a draft");
    })
    .await;
}
