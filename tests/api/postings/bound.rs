//! What a posting, and what is objected to, hold up: councils, proposals and decisions.
use entity::{award_form, nomination};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, dossier, person},
    support::{TestApp, both},
};

async fn propose(story: &Story, nomination: &Paper) -> crate::support::Reply {
    nomination.step("propose", &story.head(STANDING_BODY).await, Value::Null).await
}

/// Posted from 11 November 2024 on for a council on the 25th.
#[actix_web::test]
async fn a_council_meets_and_an_award_is_decided_after_the_posting_and_its_objections() {
    both(async |app| {
        app.set_clock("2024-11-04T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.posting_is_asked_for().await;
        let nomination = story.at_the_ministry(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let council = story.council(MINISTRY, 3).await;
        propose(&story, &nomination).await.refused(409, "posting_not_finished");

        app.set_clock("2024-11-11T02:00:00Z");
        let mut body = story.posting_body(&[&nomination]);
        body["council_on"] = json!("2024-11-25");
        let made = story.try_draft_posting(STANDING_BODY, body).await.is(201);
        assert_eq!(made["publish_by"], "2024-11-11");
        let posting = story.paper("postings", STANDING_BODY, &made);
        assert_eq!(story.publish(&posting).await.is(200)["last_on"], "2024-11-24");
        let session = story.planned_session(&council, "open", &[&nomination]).await;
        story.attend(&session, &council, 3, 0).await.is(200);
        app.set_clock("2024-11-22T02:00:00Z");
        let move_to = async |day: &str| {
            let change = app.patch(&session.path(), council.secretary()).if_match("*");
            change.json(json!({"held_on": day})).await.is(200);
        };
        move_to("2024-11-22").await;
        story.open_session(&session, &council).await.refused(409, "posting_not_finished");
        propose(&story, &nomination).await.refused(409, "posting_not_finished");
        posting
            .step("end", &story.officer(STANDING_BODY).await, Value::Null)
            .await
            .refused(409, "posting_not_finished");
        let secret = story.object(&posting, &[1]).await;

        app.set_clock("2024-11-25T02:00:00Z");
        move_to("2024-11-25").await;
        let refused = story.open_session(&session, &council).await.refused(409, "objection_open");
        assert_eq!(refused["nomination_id"], json!(nomination.id));
        propose(&story, &nomination).await.refused(409, "objection_open");
        let objection = story.objections(&posting).await.remove(0);
        story.decide(&objection, "dismiss").await.is(200);
        let read = story.by_secret(&secret, "read").await.is(200);
        assert_eq!(
            (&read["status"], &read["decision_reason"]),
            (&json!("dismissed"), &json!("Đã xác minh với đơn vị và các bên"))
        );
        story.open_session(&session, &council).await.is(200);
        posting.step("end", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);
        let item = story.agenda(&session, council.chair()).await.remove(0);
        story.votes(&session, &council, &item, 3).await;
        story.close_session(&session, &council).await.is(200);
        propose(&story, &nomination).await.is(200);

        // No decision is of a day on which the list was still posted.
        let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
        let mut document = story.document("1742/QĐ-BTP");
        document["issued_on"] = json!("2024-11-22");
        let early = decision.step("sign", &story.head(MINISTRY).await, json!({"document": document})).await;
        early.faults(&[("/document/issued_on", "before_posting_ended")]);
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_decided_while_it_is_posted_waits_and_what_was_true_goes_no_further() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        // Proposed before anybody asked for a posting.
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let second = story.at_the_ministry(BA_BE, &dossier(&person("SYN-0018"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&first, 1)]).await;
        story.posting_is_asked_for().await;
        let sign = async || {
            let document = json!({"document": story.document(&story.number("QĐ-BTP"))});
            decision.step("sign", &story.head(MINISTRY).await, document).await
        };
        sign().await.refused(409, "posting_not_finished");
        let posting = story.published_posting(STANDING_BODY, &[&first, &second], 10).await;
        sign().await.refused(409, "posting_not_finished");
        story.object(&posting, &[1, 2]).await;
        app.set_clock("2024-06-17T02:00:00Z");
        sign().await.refused(409, "objection_open");
        story.decide(&story.objections(&posting).await[0], "uphold").await.is(200);
        sign().await.refused(409, "objection_upheld");
        propose(&story, &second).await.refused(409, "objection_upheld");

        // It is returned; what is sent again is another version, and has to be posted again.
        story.return_nomination(&second, STANDING_BODY).await;
        story.submit_nomination(&second).await;
        story.receive_nomination(&second, BAC_KAN).await;
        story.appraise(&second, BAC_KAN).await;
        story.forward(&second, BAC_KAN, &story.number("TTr-STP")).await;
        story.receive_nomination(&second, STANDING_BODY).await;
        story.appraise(&second, STANDING_BODY).await;
        propose(&story, &second).await.refused(409, "posting_not_finished");
        let again = story.published_posting(STANDING_BODY, &[&second], 10).await;
        app.set_clock("2024-07-01T02:00:00Z");
        propose(&story, &second).await.is(200);
        again.step("end", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_posting_that_was_taken_back_counts_for_nothing_and_a_stale_one_is_not_published() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.posting_is_asked_for().await;
        let nomination = story.at_the_ministry(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let posting = story.published_posting(STANDING_BODY, &[&nomination], 10).await;
        app.set_clock("2024-06-17T02:00:00Z");
        let reason = json!({"reason": "Danh sách ghi sai tên đơn vị"});
        posting.step("withdraw", &story.head(STANDING_BODY).await, reason).await.is(200);
        story.read_posted(&posting).await.refused(404, "not_found");
        propose(&story, &nomination).await.refused(409, "posting_not_finished");
        let draft = story.draft_posting(STANDING_BODY, &[&nomination], 10).await;
        story.return_nomination(&nomination, STANDING_BODY).await;
        story.publish(&draft).await.refused(409, "posting_stale");
    })
    .await;
}

/// A list of the Sở's own accord: what is objected to is decided before the dossier goes up.
#[actix_web::test]
async fn what_is_objected_to_goes_up_to_nobody() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let (_, objection) = story.objected_posting(BAC_KAN, &nomination).await;
        let head = story.head(BAC_KAN).await;
        let number = json!({"document_number": "133/TTr-STP"});
        nomination.step("forward", &head, number.clone()).await.refused(409, "objection_open");
        let body = story.submission_body(BAC_KAN, &[&nomination]).await;
        app.post("/submissions", &head).json(body).await.refused(409, "objection_open");
        story.decide(&objection, "dismiss").await.is(200);
        nomination.step("forward", &head, number).await.is(200);
    })
    .await;
}

/// As if it had been nominated for another form.
async fn for_form(app: &TestApp, nomination: &Paper, code: &str) {
    let db = app.state.db.primary();
    let form = award_form::Entity::find().filter(award_form::Column::Code.eq(code)).one(db).await.unwrap().unwrap();
    let found = nomination::Entity::find_by_id(nomination.id).one(db).await.unwrap().unwrap();
    let changed = nomination::ActiveModel { award_form_id: Set(form.id), ..found.into_active_model() };
    changed.update(db).await.unwrap();
}

/// What the law orders binds without any document of the sector.
#[actix_web::test]
async fn an_order_of_the_state_is_posted_whatever_the_configuration_says() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.at_the_ministry(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let council = story.council(MINISTRY, 3).await;
        let open = async |nomination: &Paper| {
            let session = story.planned_session(&council, "open", &[nomination]).await;
            story.attend(&session, &council, 3, 0).await.is(200);
            let opened = story.open_session(&session, &council).await;
            let reason = json!({"reason": "Hoãn phiên họp sang tuần sau"});
            session.step("cancel", council.secretary(), reason).await.is(200);
            opened
        };
        open(&nomination).await.is(200);
        for_form(&app, &nomination, "HCLD3").await;
        open(&nomination).await.refused(409, "posting_not_finished");
        let made = story.try_draft_posting(STANDING_BODY, story.posting_body(&[&nomination])).await.is(201);
        assert_eq!((&made["days"], &made["rules"][0]["citation"]["article"]), (&json!(10), &json!("46(2)")));
        story.publish(&story.paper("postings", STANDING_BODY, &made)).await.is(200);
        app.set_clock("2024-06-14T02:00:00Z");
        open(&nomination).await.refused(409, "posting_not_finished");
        app.set_clock("2024-06-17T02:00:00Z");
        open(&nomination).await.is(200);
    })
    .await;
}
