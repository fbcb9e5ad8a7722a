//! The nightly check of what is held in memory.
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

use super::row;
use crate::{
    stories::{BA_BE, STANDING_BODY, Story, target},
    support::{TestApp, both},
};

const HOUSES: &str = "&indicator_code=ASXH-04&period=2024";

async fn given_up(app: &TestApp) -> Vec<Value> {
    let admin = app.admin().await;
    app.get("/jobs?state=failed", &admin).await.is(200).items().to_vec()
}

#[actix_web::test]
async fn a_figure_changed_by_hand_is_found_at_night_and_told() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let reader = story.officer(STANDING_BODY).await;
        story.received_plan(BA_BE, &[target("ASXH-04", 5)]).await;
        story.accepted_report(BA_BE, "2024", &[("ASXH-04", json!({"value": 3}))]).await;
        assert_eq!(row(&story, &reader, HOUSES).await["value"], 3);
        app.settle().await;
        assert_eq!(given_up(&app).await, [] as [Value; 0], "all is as it should be");

        // Somebody puts the trigger aside and changes what was sent.
        let db = app.state.db.primary();
        let on = if db.get_database_backend() == DbBackend::Postgres { " ON report_value" } else { "" };
        db.execute_unprepared(&format!("DROP TRIGGER report_value_update{on}")).await.unwrap();
        db.execute_unprepared("UPDATE report_value SET value = 80000").await.unwrap();
        db.execute_unprepared("UPDATE plan SET version_no = 7").await.unwrap();
        assert_eq!(row(&story, &reader, HOUSES).await["value"], 3, "nobody was told");
        app.settle().await;
        let found = given_up(&app).await;
        assert_eq!((found.len(), &found[0]["kind"]), (1, &json!("figures.differed")));
        let difference = &found[0]["payload"]["differences"][0];
        assert_eq!((&difference["movement_id"], &difference["obligations"]), (&json!(story.movement), &json!(0)));
        assert!(difference["values"].as_i64().unwrap() > 0, "{difference}");
        assert_eq!(difference["plans"], 1);
        // From then on all answer what the facts make; tried again, the check finds nothing.
        let id = found[0]["id"].as_str().unwrap();
        app.post(&format!("/jobs/{id}/retry"), &app.admin().await).if_match("*").await.is(200);
        app.settle().await;
        assert_eq!(given_up(&app).await, [] as [Value; 0]);
        assert_eq!(row(&story, &reader, HOUSES).await["value"], 8);
    })
    .await;
}
