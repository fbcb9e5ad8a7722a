//! The last place, asked for by twenty at once.
use entity::nomination;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::places;
use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, VU, dossier, person},
    support::{Reply, TestApp, both, together},
};

#[actix_web::test]
async fn of_twenty_decisions_at_once_for_the_last_place_one_is_signed() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let db = app.state.db.primary();
        let row = nomination::Entity::find_by_id(first.id).one(db).await.unwrap().unwrap();
        let mut decisions = vec![];
        for n in 0..20 {
            let id = Uuid::now_v7();
            let copy = nomination::Model {
                id,
                subject_key: format!("{} {n}", row.subject_key),
                subject_name_key: format!("{} {n}", row.subject_name_key),
                ..row.clone()
            };
            nomination::Entity::insert(copy.into_active_model().reset_all()).exec_without_returning(db).await.unwrap();
            let paper = Paper { id, ..first.clone() };
            decisions.push(story.draft_decision(BAC_KAN, &[(&paper, 1)]).await);
        }
        let quota = story.quota(&[(BAC_KAN, places(1))]).await;
        let numbers: Vec<String> = (0..20).map(|n| format!("{}/QĐ-STP", 100 + n)).collect();
        let asked = decisions.iter().zip(&numbers).map(|(decision, number)| story.try_sign(decision, number, &[]));
        let replies = together(asked).await;
        let signed = replies.iter().filter(|reply| reply.status == 200).count();
        let refused = replies.iter().filter(|reply| (reply.status, reply.code()) == (409, "quota_exceeded")).count();
        assert_eq!((signed, refused), (1, 19), "{:?}", replies.iter().map(Reply::describe).collect::<Vec<_>>());
        assert_eq!(story.held(quota).await, [serde_json::json!([1, 1, 0])]);
        assert_eq!(story.list("/awards?count=exact", &story.officer(VU).await).await["total"], 1);
    })
    .await;
}
