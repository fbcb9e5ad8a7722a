//! Whoever wrote on a paper takes no step that another person has to take: not for the unit, and not for the other side,
//! however many have written since, until the paper was signed and somebody has written anew.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, dossier, person, plan_of, target},
    support::{Caller, both},
};

const REASON: &str = "Chưa khớp với kế hoạch được giao";

/// Somebody with every role on both sides.
async fn everywhere(story: &Story) -> Caller {
    let roles = [BA_BE, BAC_KAN, STANDING_BODY, MINISTRY].into_iter().flat_map(|unit| [(Officer, unit), (Head, unit)]);
    story.app.caller_with(&roles.collect::<Vec<_>>()).await
}

/// Another officer, so that whoever wrote in between is neither the first nor the last.
async fn third(story: &Story, unit: &str) -> Caller {
    story.app.caller_with(&[(Officer, unit)]).await
}

/// The step is refused, and foretold.
async fn kept_from(paper: &Paper, writer: &Caller, steps: &[(&str, Value)]) {
    for (step, body) in steps {
        paper.step(step, writer, body.clone()).await.refused(403, "separation_of_duties");
        let action = step.replace('-', "_");
        assert_eq!(paper.read_by(writer).await.action(&action), Err("separation_of_duties"), "{step}");
        assert_eq!(paper.can(writer, &action).await, "separation_of_duties", "{step}");
    }
}

#[actix_web::test]
async fn the_middle_editor_of_a_plan_neither_issues_nor_receives_it() {
    both(async |app| {
        let story = Story::of(app).await;
        let writer = everywhere(&story).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        plan.change(&writer, json!({"full_allocation": false})).await.is(200);
        plan.change(&third(&story, BA_BE).await, json!({"full_allocation": true})).await.is(200);
        story.request_signature(&plan).await;
        let issue = json!({"document": story.document(&story.number("KH-PTP"))});
        kept_from(&plan, &writer, &[("issue", issue.clone())]).await;
        plan.step("issue", &story.head(BA_BE).await, issue).await.is(200);
        story.send(&plan).await;
        let seen = plan.seen().await;
        let supplement = plan.supplement(REASON, "2030-01-01").await;
        kept_from(&plan, &writer, &[("receive", seen), ("request-supplement", supplement)]).await;
        // Whoever answers for the unit does not find the answer enough for the Sở.
        story.request_supplement(&plan).await;
        let answering = story.app.caller_with(&[(Officer, BA_BE), (Officer, BAC_KAN)]).await;
        plan.step("reply-supplement", &answering, json!({"text": "Đã bổ sung số liệu"})).await.is(200);
        let digest = plan.now().await["content_digest"].clone();
        let resolve = json!({"resolution": "explained", "reason": REASON, "content_digest": digest});
        kept_from(&plan, &answering, &[("resolve-supplement", resolve)]).await;
    })
    .await;
}

#[actix_web::test]
async fn the_middle_editor_of_a_report_neither_signs_nor_accepts_it() {
    both(async |app| {
        let story = Story::of(app).await;
        let writer = everywhere(&story).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        report.change(&writer, json!({"narrative": {"results": "Đạt"}})).await.is(200);
        report.change(&third(&story, BA_BE).await, json!({"narrative": {"results": "Đạt kế hoạch"}})).await.is(200);
        let sign = || json!({"document": story.document(&story.number("BC-TP"))});
        kept_from(&report, &writer, &[("sign", sign())]).await;
        story.sign(&report).await;
        story.submit(&report).await;
        let answers = [("accept", Value::Null), ("return", json!({"reason_code": "other", "reason": REASON}))];
        kept_from(&report, &writer, &answers).await;
        // What another writes after it was returned is another's text.
        story.return_report(&report).await;
        kept_from(&report, &writer, &[("sign", sign())]).await;
        report.change(&story.officer(BA_BE).await, json!({"narrative": {"results": "Vượt kế hoạch"}})).await.is(200);
        report.step("sign", &writer, sign()).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn the_middle_editor_of_a_dossier_takes_no_step_that_judges_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let writer = everywhere(&story).await;
        let dossier = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        dossier.change(&writer, json!({"position": "Chuyên viên chính"})).await.is(200);
        dossier.change(&third(&story, BA_BE).await, json!({"position": "Chuyên viên"})).await.is(200);
        let minutes = json!({"minutes_number": story.number("BB-TP"), "minutes_on": app.clock.today()});
        kept_from(&dossier, &writer, &[("review", minutes)]).await;
        story.review(&dossier).await;
        kept_from(&dossier, &writer, &[("submit", Value::Null)]).await;
        story.submit_nomination(&dossier).await;
        kept_from(&dossier, &writer, &[("receive", Value::Null)]).await;
        story.receive_nomination(&dossier, BAC_KAN).await;
        let reason = || json!({"reason": REASON});
        let ends = || [("return", reason()), ("refuse", reason())];
        kept_from(&dossier, &writer, &ends()).await;
        kept_from(&dossier, &writer, &[("appraise", json!({"opinion": "Đủ điều kiện"}))]).await;
        story.appraise(&dossier, BAC_KAN).await;
        let forward = json!({"document_number": story.number("TTr-STP")});
        kept_from(&dossier, &writer, &[("propose", Value::Null), ("forward", forward)]).await;
        kept_from(&dossier, &writer, &ends()).await;
        story.propose(&dossier, BAC_KAN).await;
        let decision = story.draft_decision(BAC_KAN, &[(&dossier, 1)]).await;
        let sign = json!({"document": story.document(&story.number("QĐ-STP"))});
        kept_from(&decision, &writer, &[("sign", sign)]).await;
        story.sign_decision(&decision, &story.number("QĐ-STP")).await;
    })
    .await;
}

#[actix_web::test]
async fn whoever_proposed_or_adjusted_a_share_does_not_answer_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let writer = everywhere(&story).await;
        let plan = story.issued_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        story.send(&plan).await;
        let target = plan.now().await["targets"][0]["id"].clone();
        let share = json!({"target_id": target, "unit_id": app.unit(BA_BE).await, "value": 6});
        let made = app.post("/allocations", &story.officer(BAC_KAN).await).json(share).await.is(201);
        let share = story.paper("allocations", BAC_KAN, &made);
        share.step("adjust", &writer, json!({"value": 5, "reason": REASON})).await.is(200);
        let adjust = json!({"value": 4, "reason": REASON});
        share.step("adjust", &third(&story, BAC_KAN).await, adjust).await.is(200);
        let seen = share.now().await["content_digest"].clone();
        let dispute = json!({"content_digest": seen, "reason": REASON});
        kept_from(&share, &writer, &[("accept", json!({"content_digest": seen})), ("dispute", dispute)]).await;
        share.step("accept", &story.head(BA_BE).await, json!({"content_digest": seen})).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn the_middle_editor_of_a_movement_does_not_launch_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let writer = everywhere(&story).await;
        let officer = story.officer(STANDING_BODY).await;
        let body = json!({
            "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit(MINISTRY).await,
            "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
        let made = app.post("/movements", &officer).json(body).await.is(201);
        let movement = story.paper("movements", STANDING_BODY, &made);
        movement.change(&writer, json!({"title": "Phong trào thử hai"})).await.is(200);
        movement.change(&third(&story, STANDING_BODY).await, json!({"title": "Phong trào thử ba"})).await.is(200);
        let launch = json!({"document": story.document(&story.number("QĐ-BTP"))});
        kept_from(&movement, &writer, &[("launch", launch.clone())]).await;
        movement.step("launch", &story.head(MINISTRY).await, launch).await.is(200);
    })
    .await;
}
