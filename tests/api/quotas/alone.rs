//! One dossier that a unit sends up by itself is held to its places as several under one document are.
use entity::nomination;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{places, without_a_place};
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person},
    support::{Reply, TestApp, both, together},
};

#[actix_web::test]
async fn a_dossier_goes_up_alone_while_there_is_a_place() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let mut reviewed = vec![];
        for name in ["SYN-0001", "SYN-0002"] {
            let nomination = story.nominate(BA_BE, &dossier(&person(name), "GK")).await;
            story.review(&nomination).await;
            reviewed.push(nomination);
        }
        // The places of the Sở bind the Sở when it decides.
        story.quota(&[(BA_BE, places(1)), (BAC_KAN, places(0))]).await;
        let head = story.head(BA_BE).await;
        let [one, two] = [&reviewed[0], &reviewed[1]];
        story.submit_nomination(one).await;
        let refused = two.step("submit", &head, Value::Null).await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&refused), [""], "the request names no other");
        assert_eq!(two.status().await, "unit_reviewed");
        // One that comes back leaves its place to another, and has none when it is submitted again.
        story.return_nomination_at_once(one).await;
        story.submit_nomination(two).await;
        one.step("submit", &head, Value::Null).await.refused(409, "quota_exceeded");
        assert_eq!(one.status().await, "returned");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_forwards_alone_while_there_is_a_place() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let of_minister =
            json!({"award_form_code": "BK_BT", "subject_type": "individual", "kind": "absolute", "num": 1});
        let first = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0001"), "BK_BT")).await;
        let second = story.appraised_nomination(PAC_NAM, &dossier(&person("SYN-0002"), "BK_BT")).await;
        story.quota(&[(BAC_KAN, of_minister)]).await;
        story.forward(&first, BAC_KAN, "133/TTr-STP").await;
        let forward = async |number: &str| {
            second.step("forward", &story.head(BAC_KAN).await, json!({"document_number": number})).await
        };
        let refused = forward("134/TTr-STP").await.refused(409, "quota_exceeded");
        assert_eq!(without_a_place(&refused), [""]);
        assert_eq!(second.status().await, "appraised");
        // Refused above, the first leaves its place.
        story.receive_nomination(&first, STANDING_BODY).await;
        let reason = json!({"reason": "Chưa đủ tiêu chuẩn xét tặng"});
        first.step("refuse", &story.head(STANDING_BODY).await, reason).await.is(200);
        forward("135/TTr-STP").await.is(200);
    })
    .await;
}

/// As many reviewed dossiers of other people as one.
async fn like(app: &TestApp, one: &Paper, number: usize) -> Vec<Paper> {
    let db = app.state.db.primary();
    let row = nomination::Entity::find_by_id(one.id).one(db).await.unwrap().unwrap();
    let mut made = vec![];
    for n in 0..number {
        let id = Uuid::now_v7();
        let copy = nomination::Model {
            id,
            subject_key: format!("{} {n}", row.subject_key),
            subject_name_key: format!("{} {n}", row.subject_name_key),
            ..row.clone()
        };
        nomination::Entity::insert(copy.into_active_model().reset_all()).exec_without_returning(db).await.unwrap();
        made.push(Paper { id, ..one.clone() });
    }
    made
}

/// Ten alone and ten each under a document of its own.
#[actix_web::test]
async fn of_twenty_at_once_for_the_last_place_one_goes_up() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let first = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        story.review(&first).await;
        let dossiers = like(&app, &first, 20).await;
        story.quota(&[(BA_BE, places(1))]).await;
        let head = story.head(BA_BE).await;
        let mut bodies = vec![];
        for paper in &dossiers[10..] {
            bodies.push(story.submission_body(BA_BE, &[paper]).await);
        }
        let ask = async |at: usize| match at {
            0..10 => app.post(&format!("{}/submit", dossiers[at].path()), &head).if_match("*").await,
            _ => app.post("/submissions", &head).json(bodies[at - 10].clone()).await,
        };
        let replies = together((0..20).map(ask)).await;
        let went = replies.iter().filter(|reply| reply.status < 300).count();
        let refused = replies.iter().filter(|reply| (reply.status, reply.code()) == (409, "quota_exceeded")).count();
        assert_eq!((went, refused), (1, 19), "{:?}", replies.iter().map(Reply::describe).collect::<Vec<_>>());
        let sent = story.list("/nominations?status=submitted&count=exact", &head).await;
        assert_eq!(sent["total"], 1);
    })
    .await;
}
