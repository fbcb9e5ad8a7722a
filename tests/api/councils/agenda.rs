//! What is put on an agenda, and what a session asks of its ballot.
use entity::nomination;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, dossier, person},
    support::both,
};

#[actix_web::test]
async fn only_appraised_dossiers_of_the_unit_each_in_one_session() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let received = story.received_nomination(BA_BE, &dossier(&person("SYN-0900"), "GK")).await;
        let elsewhere = story.appraised_nomination(NA_HANG, &dossier(&person("SYN-0901"), "GK")).await;
        let draft = story.nominate(BA_BE, &dossier(&person("SYN-0902"), "GK")).await;
        let plan = async |papers: &[&Paper]| {
            story.try_plan_session(&council, story.session_body(&council, "open", papers)).await
        };
        plan(&[&received]).await.faults(&[("/nomination_ids/0", "not_allowed")]);
        plan(&[&elsewhere]).await.faults(&[("/nomination_ids/0", "not_found")]);
        plan(&[&dossiers[0], &draft]).await.faults(&[("/nomination_ids/1", "not_found")]);
        plan(&[&dossiers[0], &dossiers[0]]).await.faults(&[("/nomination_ids/1", "duplicate")]);
        let session = story.planned_session(&council, "open", &[&dossiers[0]]).await;
        plan(&[&dossiers[0]]).await.faults(&[("/nomination_ids/0", "not_allowed")]);
        // A session without an agenda is not opened.
        let empty = story.planned_session(&council, "open", &[]).await;
        story.attend(&empty, &council, 5, 0).await.is(200);
        story.open_session(&empty, &council).await.refused(409, "agenda_empty");
        let more = json!({"nomination_ids": [dossiers[1].id]});
        empty.change(council.secretary(), more).await.is(200);
        // What left the agenda is free again; what was cancelled too.
        let reason = json!({"reason": "Chưa đủ hồ sơ để họp xét"});
        session.step("cancel", council.secretary(), reason).await.is(200);
        let both_of_them = json!({"nomination_ids": [dossiers[0].id, dossiers[1].id]});
        empty.change(council.secretary(), both_of_them).await.is(200);
        assert_eq!(story.agenda(&empty, council.chair()).await.len(), 2);
        // A dossier that went back meanwhile is told before anybody votes.
        story.return_nomination(&dossiers[1], BAC_KAN).await;
        story.open_session(&empty, &council).await.refused(409, "agenda_stale");
        let only = json!({"nomination_ids": [dossiers[0].id]});
        empty.change(council.secretary(), only).await.is(200);
        story.open_session(&empty, &council).await.is(200);
    })
    .await;
}

/// Under the law of 2017 a title of the ministry is voted on secretly, and of a title of a unit no rule was read.
#[actix_web::test]
async fn the_rule_of_the_day_says_whether_it_is_secret() {
    both(async |app| {
        app.set_clock("2023-12-20T02:00:00Z");
        let story = before_the_law(&app).await;
        let council = story.council(MINISTRY, 3).await;
        let mut body = dossier(&person("SYN-0700"), "CSTDB");
        body["achievement"]["to"] = json!("2023-12-01");
        let national = story.nominate(BAC_KAN, &body).await;
        story.review(&national).await;
        story.submit_nomination(&national).await;
        story.receive_nomination(&national, STANDING_BODY).await;
        story.appraise(&national, STANDING_BODY).await;
        let plan =
            async |ballot| story.try_plan_session(&council, story.session_body(&council, ballot, &[&national])).await;
        plan("open").await.faults(&[("/ballot", "not_allowed")]);
        plan("paper").await.is(201);
        let local = story.council(BAC_KAN, 3).await;
        let mut body = dossier(&person("SYN-0701"), "CSTDCS");
        body["achievement"]["to"] = json!("2023-12-01");
        let own = story.appraised_nomination(BA_BE, &body).await;
        let reply = story.try_plan_session(&local, story.session_body(&local, "paper", &[&own])).await;
        reply.refused(409, "vote_rule_unknown");
    })
    .await;
}

async fn before_the_law(app: &crate::support::TestApp) -> Story {
    let story = Story::of(app.clone()).await;
    let body = json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2023-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["CSTDCS", "CSTDB"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"},
            {"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
    let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story }
}

/// Dossiers like one that was appraised, of other people.
async fn like(story: &Story, one: &Paper, number: usize) -> Vec<Paper> {
    let db = story.app.state.db.primary();
    let first = nomination::Entity::find_by_id(one.id).one(db).await.unwrap().unwrap();
    let copy = |n: usize| nomination::Model {
        id: Uuid::now_v7(),
        subject_key: format!("{} {n}", first.subject_key),
        subject_name_key: format!("{} {n}", first.subject_name_key),
        full_name: format!("{} {n}", first.full_name),
        ..first.clone()
    };
    let rows: Vec<_> = (0..number).map(copy).collect();
    let insert = rows.iter().cloned().map(|m| m.into_active_model().reset_all());
    nomination::Entity::insert_many(insert).exec_without_returning(db).await.unwrap();
    rows.into_iter().map(|m| Paper { id: m.id, ..one.clone() }).collect()
}

/// Planning, opening and reading take as many statements for two hundred as for two.
#[actix_web::test]
async fn two_hundred_dossiers_are_one_page_and_few_statements() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 3).await;
        let one = appraised(&story, "GK", 1).await.remove(0);
        let asked = async |number: usize| {
            let dossiers = like(&story, &one, number).await;
            let body = story.session_body(&council, "open", &dossiers.iter().collect::<Vec<_>>());
            let before = app.state.db.statements();
            let made = story.try_plan_session(&council, body).await.is(201);
            let planning = app.state.db.statements() - before;
            let session = story.paper("council-sessions", &council.paper.owner, &made);
            story.attend(&session, &council, 3, 0).await.is(200);
            let before = app.state.db.statements();
            let path = format!("{}/open", session.path());
            app.post(&path, council.secretary()).if_match("*").await.is(200);
            let opening = app.state.db.statements() - before;
            story.agenda(&session, council.chair()).await;
            let before = app.state.db.statements();
            let agenda = story.agenda(&session, council.chair()).await;
            let reading = app.state.db.statements() - before;
            assert_eq!(agenda.len(), number);
            assert!(agenda.iter().all(|item| item["nomination_status"] == "appraised" && item["rule"].is_object()));
            [planning, opening, reading]
        };
        asked(1).await;
        let (two, many) = (asked(2).await, asked(200).await);
        // Some more look whether the counters have moved.
        assert!(many.iter().zip(&two).all(|(many, two)| *many <= two + 3), "{two:?}, then {many:?}");
        assert!(many[2] <= 10, "{} statements", many[2]);
    })
    .await;
}
