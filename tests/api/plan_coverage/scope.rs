//! Whom a caller sees: its own unit and those below, or the whole sector.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{counts, life};
use crate::{
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, MINISTRY, STANDING_BODY, Story, TUYEN_QUANG},
    support::both,
};

#[actix_web::test]
async fn a_department_sees_its_line_and_an_office_itself() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        life(&story).await;
        let whole = counts([9, 2, 2, 1, 1, 2, 1, 0, 0]);
        for caller in [story.officer(BAC_KAN).await, story.head(BAC_KAN).await] {
            assert_eq!(story.coverage(&caller, "").await["total"], whole);
        }
        let office = story.officer(BA_BE).await;
        let own = story.coverage(&office, "&group_by=unit").await;
        assert_eq!(own["total"], counts([1, 0, 1, 0, 0, 0, 0, 0, 0]));
        assert_eq!(own["rows"][0]["unit_id"], json!(app.unit(BA_BE).await));
        // Cục Thi hành án dân sự and its eight Chi cục have done nothing.
        let enforcement = story.officer(CUC_BAC_KAN).await;
        assert_eq!(story.coverage(&enforcement, "").await["total"], counts([9, 9, 0, 0, 0, 0, 0, 0, 0]));
    })
    .await;
}

#[actix_web::test]
async fn a_part_of_the_tree_that_the_caller_does_not_read_is_empty() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        life(&story).await;
        let (department, office) = (story.officer(BAC_KAN).await, story.officer(BA_BE).await);
        let ids = (app.unit(BAC_KAN).await, app.unit(BA_BE).await, app.unit(TUYEN_QUANG).await);
        let (bac_kan, ba_be, tuyen_quang) = ids;
        let nobody = Uuid::now_v7();
        for (caller, within, owed) in [
            (&department, bac_kan, 9),
            (&department, ba_be, 1),
            (&department, tuyen_quang, 0),
            (&department, nobody, 0),
            (&department, app.unit(MINISTRY).await, 9),
            (&office, bac_kan, 1),
            (&office, ba_be, 1),
            (&office, tuyen_quang, 0),
            (&story.officer(STANDING_BODY).await, bac_kan, 9),
            (&story.officer(STANDING_BODY).await, nobody, 0),
        ] {
            let found = story.coverage(caller, &format!("&within={within}&group_by=province")).await;
            let told = (&found["total"]["owed"], &found["within"]);
            assert_eq!(told, (&json!(owed), &json!(within)), "{}", found.describe());
            assert_eq!(found["groups"].as_array().map(Vec::is_empty), Some(owed == 0));
        }
        // Only a movement that is not there is no answer.
        let path = format!("/plan-coverage?movement_id={nobody}");
        app.get(&path, &department).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_counts_the_whole_sector() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        life(&story).await;
        let (today, organisation) = (app.clock.today(), app.state.db.latest_snapshot().await.unwrap().organisation);
        // The movement of Decision 303 obliges every unit but the ministry itself.
        let ministry = app.unit(MINISTRY).await;
        let obliged = || organisation.units().filter(|unit| unit.exists_on(today) && unit.id != ministry);
        for caller in [story.officer(STANDING_BODY).await, story.head(MINISTRY).await] {
            let total = story.coverage(&caller, "").await["total"].clone();
            let owed = obliged().count() as u64;
            assert_eq!(total, counts([owed, owed - 7, 2, 1, 1, 2, 1, 0, 0]));
            let provinces = story.coverage(&caller, "&group_by=province").await;
            let groups = provinces["groups"].as_array().unwrap();
            assert_eq!((&groups[0]["key"], &groups[0]["name"]), (&Value::Null, &json!("Trung ương")));
            let found = groups.iter().find(|group| group["key"] == "06").unwrap();
            assert_eq!(
                (&found["name"], &found["counts"]),
                (&json!("Tỉnh Bắc Kạn"), &counts([18, 11, 2, 1, 1, 2, 1, 0, 0]))
            );
            let sum: u64 = groups.iter().filter_map(|group| group["counts"]["owed"].as_u64()).sum();
            assert_eq!((sum, groups.len()), (owed, 64));
            let units = story.coverage(&caller, "&group_by=unit").await;
            assert_eq!(units["rows"].as_array().map(|rows| rows.len() as u64), Some(owed));
        }
    })
    .await;
}
