//! A secret ballot on paper: the service knows totals and never who voted how, whoever reads whatever it keeps.
use entity::council_vote;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{stories::traces, support::both};

#[actix_web::test]
async fn two_tellers_count_alike() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 1).await;
        let session = story.planned_session(&council, "paper", &[&dossiers[0]]).await;
        let no_teller: Vec<Value> =
            council.members.iter().map(|m| json!({"user_id": m.id(), "presence": "present"})).collect();
        session.step("record-attendance", council.secretary(), json!({"seats": no_teller})).await.is(200);
        story.open_session(&session, &council).await.refused(409, "tellers_missing");
        story.attend(&session, &council, 4, 1).await.is(200);
        story.open_session(&session, &council).await.is(200);
        let item = story.agenda(&session, council.chair()).await[0].clone();
        let [first, second] = [&council.members[2], &council.members[3]];
        let tally =
            |yes: i32, no: i32| json!({"tallies": [{"item_id": item["id"], "yes": yes, "no": no, "neither": 0}]});
        story.vote(&session, first, &item, "yes").await.refused(409, "ballot_is_secret");
        session.step("record-tally", council.chair(), tally(3, 1)).await.refused(403, "forbidden");
        session.step("record-tally", first, tally(5, 0)).await.faults(&[("/tallies/0", "out_of_range")]);
        session.step("record-tally", first, tally(3, 1)).await.is(200);
        story.close_session(&session, &council).await.refused(409, "tally_open");
        session.step("confirm-tally", first, tally(3, 1)).await.faults(&[("/tallies/0/item_id", "not_allowed")]);
        session.step("confirm-tally", second, tally(4, 0)).await.faults(&[("/tallies/0", "parts_disagree")]);
        session.step("confirm-tally", second, tally(3, 1)).await.is(200);
        session.step("record-tally", first, tally(4, 0)).await.faults(&[("/tallies/0/item_id", "not_allowed")]);
        assert_eq!(story.agenda(&session, council.chair()).await[0]["yes"], Value::Null, "told after the close");
        // An opinion in writing is signed, and counts beside the papers.
        let opinion = json!({"user_id": council.members[4].id(), "document_number": "7/YK-STP",
            "votes": [{"item_id": item["id"], "choice": "yes"}]});
        session.step("record-opinion", council.secretary(), opinion).await.is(200);
        story.close_session(&session, &council).await.is(200);
        let counted = &story.agenda(&session, council.chair()).await[0];
        assert_eq!((&counted["yes"], &counted["no"]), (&json!(4), &json!(1)));
        assert_eq!(counted["outcome"], "passed");
        let minutes = app.get(&format!("{}/minutes", session.path()), council.chair()).await.is(200);
        assert_eq!(minutes["items"][0]["votes"].as_array().map(Vec::len), Some(1), "{}", minutes.describe());
        assert_eq!(minutes["items"][0]["tellers"], json!([first.id(), second.id()]));
    })
    .await;
}

/// Whoever has the whole database tries to join votes and voters: there is nothing to join. Only rows that name a member tell
/// that it was there, counted papers or gave a signed opinion.
#[actix_web::test]
async fn nothing_that_is_kept_joins_a_paper_and_a_voter() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 1).await;
        let session = story.opened_session(&council, "paper", &[&dossiers[0]]).await;
        let item = story.agenda(&session, council.chair()).await[0].clone();
        story.count_papers(&session, [&council.members[3], &council.members[4]], &item, [4, 1, 0]).await;
        story.close_session(&session, &council).await.is(200);
        app.settle().await;
        let db = app.state.db.primary();
        assert_eq!(council_vote::Entity::find().count(db).await.unwrap(), 0);
        // Every row of every table that names both a member, who only voted, and the item.
        let plain = |id: &str| id.replace('-', "").to_lowercase();
        let (member, item) = (plain(&council.members[2].id().to_string()), plain(item["id"].as_str().unwrap()));
        let rows = traces::rows(&app).await;
        assert!(rows.iter().any(|(_, row)| row.contains(&item)), "the search itself does not work");
        let mut told: Vec<_> =
            rows.into_iter().filter(|(_, row)| row.contains(&member) && row.contains(&item)).collect();
        // The minutes name both, the member as one who was there.
        told.retain(|(table, _)| table != "council_session");
        assert!(told.is_empty(), "{told:#?}");
        let minutes = app.get(&format!("{}/minutes", session.path()), council.chair()).await.is(200);
        let voted = minutes["items"][0].to_string();
        assert!(!plain(&voted).contains(&member), "{voted}");
    })
    .await;
}
