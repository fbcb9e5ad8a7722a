//! Who has an interest in a dossier neither votes on it nor reads it; shares are of all members all the same.
use entity::assignment::Role::{CouncilMember, Head, Officer};
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, Council, Story, dossier},
    support::{Caller, TestApp, both},
};

/// A council with the nominee, the head of the nominee's unit and somebody who declares an interest.
async fn council(app: &TestApp, story: &Story) -> (Council, [Caller; 3]) {
    let mut members = story.council_members(COUNCIL_OF, 4).await;
    let nominee = app.caller_with(&[(CouncilMember, BAC_KAN), (Officer, BA_BE)]).await;
    let leads = app.caller_with(&[(CouncilMember, BAC_KAN), (Head, BA_BE)]).await;
    members.extend([nominee.clone(), leads.clone()]);
    let paper = story.draft_council(COUNCIL_OF, &members).await;
    story.found_council(&paper, COUNCIL_OF).await.is(200);
    let declares = members[3].clone();
    (Council { paper, members }, [nominee, leads, declares])
}

#[actix_web::test]
async fn interests_are_found_or_declared_and_bind() {
    both(async |app| {
        let story = with_titles(&app).await;
        let (council, [nominee, leads, declares]) = council(&app, &story).await;
        // Everybody of the tests has this name.
        let named = json!({"type": "individual", "full_name": "NGUYỄN  VĂN  THỬ", "position": "Chuyên viên"});
        let own = story.appraised_nomination(BA_BE, &dossier(&named, "GK")).await;
        let other = &appraised(&story, "GK", 1).await[0];
        let session = story.planned_session(&council, "open", &[&own, other]).await;
        let items = story.agenda(&session, &declares).await;
        let item = &items[0];
        let declare = json!({"item_ids": [item["id"]]});
        session.step("declare-conflict", &declares, declare.clone()).await.is(200);
        story.attend(&session, &council, 6, 0).await.is(200);
        story.open_session(&session, &council).await.is(200);
        for (member, grounds) in [
            (&nominee, [json!("nominee"), Value::Null]),
            // Called like the nominee too, and of its unit.
            (&leads, [json!("nominee"), json!("head_of_unit")]),
            (&declares, [json!("declared"), Value::Null]),
            (council.chair(), [Value::Null, Value::Null]),
        ] {
            for (item, ground) in story.agenda(&session, member).await.iter().zip(grounds) {
                assert_eq!(item["my_conflict"], ground, "{item}");
                let path = format!("{}/items/{}", session.path(), item["id"].as_str().unwrap());
                let read = app.get(&path, member).await.is(200);
                assert_eq!(read["dossier"].is_null(), !ground.is_null(), "{}", read.describe());
                assert_eq!(read["hidden_fields"].is_array(), !ground.is_null());
                let vote = story.vote(&session, member, item, "yes").await;
                if ground.is_null() {
                    vote.is(200)
                } else {
                    vote.refused(403, "conflict_of_interest")
                };
            }
        }
        // Who has voted cannot take it back by an interest.
        session.step("declare-conflict", council.chair(), declare).await.refused(409, "already_voted");
        story.vote(&session, council.secretary(), item, "yes").await.is(200);
        story.vote(&session, &council.members[2], item, "yes").await.is(200);
        story.close_session(&session, &council).await.is(200);
        // Three of six are no majority, though nobody else could vote.
        let counted = &story.agenda(&session, council.chair()).await[0];
        assert_eq!((&counted["yes"], &counted["outcome"]), (&json!(3), &json!("not_passed")));
        let minutes = app.get(&format!("{}/minutes", session.path()), council.chair()).await.is(200);
        assert_eq!(minutes["items"][0]["conflicts"].as_array().map(Vec::len), Some(3));
    })
    .await;
}
