//! A decision of a thousand items takes as many statements as one of a few, and no time to speak of.
use std::time::{Duration, Instant};

use entity::nomination;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, MINISTRY, Paper, STANDING_BODY, Story, dossier, person},
    support::{TestApp, both},
};

/// As many dossiers as one, proposed by the same unit.
async fn copies(app: &TestApp, of: &Paper, number: usize) -> Vec<Uuid> {
    let db = app.state.db.primary();
    let first = nomination::Entity::find_by_id(of.id).one(db).await.unwrap().unwrap();
    let copy = |n: usize| nomination::Model {
        id: Uuid::now_v7(),
        subject_key: format!("{} {n} of {number}", first.subject_key),
        subject_name_key: format!("{} {n} of {number}", first.subject_name_key),
        full_name: format!("{} {n}", first.full_name),
        ..first.clone()
    };
    let rows: Vec<_> = (0..number).map(copy).collect();
    for chunk in rows.chunks(200) {
        let chunk = chunk.iter().cloned().map(|m| m.into_active_model().reset_all());
        nomination::Entity::insert_many(chunk).exec_without_returning(db).await.unwrap();
    }
    rows.into_iter().map(|m| m.id).collect()
}

/// Statements to draft and to sign, and how long signing takes at best.
async fn decided(story: &Story, of: &Paper, number: usize) -> ([u64; 2], Duration) {
    let (app, db) = (&story.app, &story.app.state.db);
    let ids = copies(app, of, number).await;
    let mut body = story.decision_body(MINISTRY, &[]).await;
    body["items"] = ids.iter().zip(1..).map(|(id, no)| json!({"nomination_id": id, "order_no": no})).collect();
    let (officer, minister) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
    let before = db.statements();
    let made = app.post("/decisions", &officer).json(body).await.is(201);
    let drafting = db.statements() - before;
    let decision = story.paper("decisions", STANDING_BODY, &made);
    let sign: Value = json!({"document": story.document(&story.number("QĐ-BTP"))});
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        let began = Instant::now();
        decision.rehearse("sign", &minister, sign.clone()).await.is(200);
        fastest = fastest.min(began.elapsed());
    }
    let before = db.statements();
    let signed = app.post(&format!("{}/sign", decision.path()), &minister).if_match("*").json(sign).await.is(200);
    let signing = db.statements() - before;
    assert_eq!(signed["items"].as_array().unwrap().len(), number);
    ([drafting, signing], fastest)
}

#[actix_web::test]
async fn a_thousand_items_are_decided_by_a_few_statements() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let (few, _) = decided(&story, &first, 10).await;
        let (many, time) = decided(&story, &first, 1000).await;
        // Rows go in by five hundred: items and awards by two statements, entries of the journal by four; what was judged,
        // which is long, by five.
        assert!(many[0] <= few[0] + 2 && many[1] <= few[1] + 11, "{few:?}, then {many:?}");
        assert!(many[0] < 40 && many[1] < 60, "{many:?}");
        // What is promised is of the service as it is shipped; without optimisation the same takes several times as long.
        let most = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });
        assert!(time < most, "signed in {time:?}");
        let awards = story.list("/awards?count=exact&limit=1", &story.officer(STANDING_BODY).await).await;
        assert_eq!(awards["total"], 1010);
    })
    .await;
}
