//! What an undone reorganisation gives back, and what stands in its way, however many things happened at one instant: the
//! clock of these tests stands still, or goes back.
use chrono::TimeDelta;
use entity::{obligation, obligation_change};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{NEW_THAI_NGUYEN, THAI_NGUYEN, applied, document, merger};
use crate::{
    files::{PDF, upload},
    stories::{BA_BE, BAC_KAN, Paper, STANDING_BODY, Story, VU, dossier, person, plan_of, target},
    support::{TestApp, both},
};

const DAY: &str = "2024-06-01";

async fn undone(app: &TestApp, paper: &Paper) -> crate::support::Reply {
    let why = json!({"reason": "Văn bản được thu hồi để sửa đổi"});
    paper.step("undo", &app.admin().await, why).await
}

/// These members of papers, as their unit reads them: its people have signed in again.
async fn seen(story: &Story, unit: &str, papers: &[&Paper], told: &[&str]) -> Vec<Vec<Value>> {
    let reader = story.app.signed_in(story.officer(unit).await.id()).await;
    let mut found = vec![];
    for paper in papers {
        let read = paper.read_by(&reader).await.is(200);
        found.push(told.iter().map(|member| read.json.pointer(member).cloned().unwrap_or_default()).collect());
    }
    found
}

async fn last_event(paper: &Paper) -> String {
    paper.app.events(paper.id).await.pop().expect("an event")
}

#[actix_web::test]
async fn dossiers_and_draft_decisions_are_again_whose_they_were() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let of_person = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let unit = app.unit(BA_BE).await;
        let collective = json!({"type": "collective", "full_name": "Phòng Tư pháp huyện Ba Bể", "unit_id": unit});
        let of_office = story.submitted_nomination(BA_BE, &dossier(&collective, "GK")).await;
        let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
        let told =
            ["/status", "/nominating_unit_id", "/nominating_unit_name", "/deciding_unit_id", "/deciding_unit_name"];
        let papers = [&of_person, &of_office, &proposed, &decision];
        let before = seen(&story, BAC_KAN, &papers, &told).await;
        let paper = applied(&app, &app.admin().await, DAY, merger()).await;
        assert_eq!(last_event(&of_person).await, "nomination.moved");
        assert_eq!(last_event(&of_office).await, "nomination.ineligible");
        assert_eq!(last_event(&decision).await, "decision.moved");
        undone(&app, &paper).await.is(200);
        assert_eq!(seen(&story, BAC_KAN, &papers, &told).await, before);
        for paper in [&of_person, &of_office, &proposed] {
            assert_eq!(last_event(paper).await, "nomination.restored");
        }
        assert_eq!(last_event(&decision).await, "decision.restored");
    })
    .await;
}

#[actix_web::test]
async fn what_was_owed_and_begun_is_as_it_was() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(BAC_KAN, "2024", &[("TGPL-04", json!({"value": 3}))]).await;
        let owed = story.obligation(BA_BE, "2024").await;
        let db = app.state.db.primary();
        let all = async || obligation::Entity::find().count(db).await.unwrap();
        let told = [
            "/status",
            "/period/data_to",
            "/preparer_unit_id",
            "/values/0/value",
            "/values/0/data_to",
            "/targets/0/id",
        ];
        let papers = [&plan, &report, &owed];
        let before = (seen(&story, BAC_KAN, &papers, &told).await, all().await);
        let paper = applied(&app, &app.admin().await, DAY, merger()).await;
        assert!(all().await > before.1, "the new unit owes its own part");
        undone(&app, &paper).await.is(200);
        assert_eq!(seen(&story, BAC_KAN, &papers, &told).await, before.0);
        assert_eq!(all().await, before.1, "what others owed by the same instant is still owed");
        // The ledger says by which document it was, there and back.
        let entries = obligation_change::Entity::find().filter(obligation_change::Column::ObligationId.eq(owed.id));
        let entries = entries.order_by_asc(obligation_change::Column::Id).all(db).await.unwrap();
        let by: Vec<_> = entries.iter().map(|entry| entry.reorganisation_id).collect();
        assert_eq!(by, [None, Some(paper.id), Some(paper.id)], "{entries:?}");
    })
    .await;
}

/// What a unit makes that goes on, after it has absorbed another, by the same instant.
#[derive(Clone, Copy, Debug)]
enum Made {
    Plan,
    Report,
    Nomination,
    File,
    Question,
    Share,
}

async fn make(story: &Story, made: Made) {
    let app = &story.app;
    let officer = story.officer(THAI_NGUYEN).await;
    match made {
        Made::Plan => drop(story.draft_plan(THAI_NGUYEN, &plan_of(&[target("TGPL-04", 20)])).await),
        Made::Report => drop(story.draft_report(THAI_NGUYEN, "2024", &[("TGPL-04", json!({"value": 3}))]).await),
        Made::Nomination => drop(story.nominate(THAI_NGUYEN, &dossier(&person("SYN-0019"), "GK")).await),
        Made::File => drop(upload(app, &officer, "a.pdf", PDF).await),
        Made::Question => {
            let guidance = story.issued_guidance(STANDING_BODY, &[THAI_NGUYEN]).await;
            story.ask(&guidance, THAI_NGUYEN).await;
        }
        Made::Share => {
            let plan = story.plan_in_force(THAI_NGUYEN).await;
            let unit = app.unit("H55.D164.PTP").await;
            let body = json!({"target_id": plan["targets"][0]["id"], "unit_id": unit, "value": 2});
            app.post("/allocations", &officer).json(body).await.is(201);
        }
    }
}

#[actix_web::test]
async fn whatever_a_successor_makes_stands_in_the_way_and_nothing_that_was_there() {
    for made in [Made::Plan, Made::Report, Made::Nomination, Made::File, Made::Question, Made::Share] {
        both(move |app: TestApp| async move {
            let story = Story::of(app.clone()).await;
            if !matches!(made, Made::Plan) {
                story.received_plan(THAI_NGUYEN, &[target("TGPL-04", 20)]).await;
            }
            let absorbed = json!([{"type": "absorb", "units": [BAC_KAN], "into": THAI_NGUYEN}]);
            let paper = applied(&app, &app.admin().await, DAY, absorbed).await;
            let why = json!({"reason": "Văn bản được thu hồi để sửa đổi"});
            paper.rehearse("undo", &app.admin().await, why).await.is(200);
            // On an instance whose clock is behind.
            app.clock.advance(-TimeDelta::seconds(30));
            make(&story, made).await;
            let refused = undone(&app, &paper).await;
            assert_eq!(
                (refused.status, refused.code()),
                (409, "successor_has_data"),
                "{made:?}: {}",
                refused.describe()
            );
        })
        .await;
    }
}

#[actix_web::test]
async fn a_role_at_a_new_unit_stands_in_the_way() {
    both(async |app| {
        let paper = applied(&app, &app.admin().await, DAY, merger()).await;
        app.officer(NEW_THAI_NGUYEN).await;
        undone(&app, &paper).await.refused(409, "successor_has_data");
    })
    .await;
}

/// No feature counts a draft of another document; the database knows that it names the unit.
#[actix_web::test]
async fn a_draft_that_names_a_new_unit_stands_in_the_way() {
    both(async |app| {
        let admin = app.admin().await;
        let paper = applied(&app, &admin, DAY, merger()).await;
        let next = json!([{"type": "rename", "unit": NEW_THAI_NGUYEN, "name": "Sở Tư pháp Thái Nguyên"}]);
        document(&app, &admin, "2024-07-01", next).await;
        undone(&app, &paper).await.refused(409, "successor_has_data");
    })
    .await;
}

/// A session that has ended does not begin again: whoever had it signs in.
#[actix_web::test]
async fn accounts_come_back_and_sessions_do_not() {
    both(async |app| {
        let (admin, head) = (app.admin().await, app.head(BA_BE).await);
        app.get("/me", &head).await.is(200);
        let paper = applied(&app, &admin, DAY, merger()).await;
        let status = async || app.get(&format!("/users/{}", head.id()), &admin).await.is(200)["status"].clone();
        assert_eq!(status().await, "suspended");
        app.get("/me", &head).await.refused(401, "invalid_token");
        undone(&app, &paper).await.is(200);
        assert_eq!(status().await, "active");
        app.get("/me", &head).await.refused(401, "invalid_token");
        app.get("/me", &app.signed_in(head.id()).await).await.is(200);
    })
    .await;
}

/// Somebody else holds the function by now: taken back, there would be two.
#[actix_web::test]
async fn a_function_that_was_passed_on_since_stands_in_the_way() {
    both(async |app| {
        let admin = app.admin().await;
        let absorbed = json!([{"type": "absorb", "units": [STANDING_BODY], "into": "G15.TCCB"}]);
        let paper = applied(&app, &admin, DAY, absorbed).await;
        let unit_id = app.unit(VU).await;
        let body = json!({"function": "emulation_standing_body", "unit_id": unit_id, "valid_from": "2024-06-02", "legal_basis": "39/2025/NĐ-CP"});
        app.post("/functions", &admin).json(body).await.is(201);
        undone(&app, &paper).await.refused(409, "unit_changed_later");
    })
    .await;
}
