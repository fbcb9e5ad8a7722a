//! Snapshots: whole, of one state, and for who may read what they hold.
use std::rc::Rc;

use actix_web::http::Method;
use entity::assignment::Role;
use serde_json::{Value, json};

use super::copy::{RESOURCES, id, lines};
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Story, target},
    support::{TestApp, both},
};

#[actix_web::test]
async fn a_snapshot_takes_the_permission_of_what_it_holds() {
    both(async |app| {
        let administrator = app.admin().await;
        for resource in RESOURCES {
            let open = ["units", "movements", "awards", "exemplars", "indicators"].contains(&resource);
            let reply = app.get(&format!("/snapshot/{resource}"), &administrator).await;
            if open {
                reply.is(200)
            } else {
                reply.refused(403, "forbidden")
            };
        }
        let officer = app.officer(BA_BE).await;
        for wrong in ["users", "plan", "Plans", "journal"] {
            app.get(&format!("/snapshot/{wrong}"), &officer).await.refused(404, "not_found");
        }
        app.get("/snapshot/plans?limit=3", &officer).await.refused(400, "unknown_parameter");
        app.get("/snapshot/plans?unit_id=x", &officer).await.refused(400, "invalid_parameter");
    })
    .await;
}

/// What an instance has in memory may be a moment old; what it copies out is not.
#[actix_web::test]
async fn a_snapshot_is_as_new_as_its_place_in_the_feed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 120)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 7}))]).await;
        let other = TestApp::on(Rc::new(app.database.again()), |options| options.clock = app.clock.clone()).await;
        let caller = app.caller_with(&[(Role::Officer, BAC_KAN)]).await;
        let (path, digest) = (format!("{}/accept", report.path()), report.digest(&caller).await);
        let reached = async || {
            let (rows, _) = lines(&other.get("/snapshot/targets", &caller).await.is(200));
            rows.iter().map(|row| row["current_value"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(reached().await, [Value::Null]);
        // At once: what the other instance has seen is younger than what it would look at again.
        app.call(Method::POST, &path, &caller).if_match("*").json(digest).await.is(200);
        assert_eq!(reached().await, [json!(7)]);
    })
    .await;
}

#[actix_web::test]
async fn a_snapshot_has_what_get_answers_of_all_that_the_caller_sees_and_of_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let sent = story.sent_plan(BA_BE, &[target("TGPL-04", 3)]).await;
        let draft = story.draft_plan(PAC_NAM, &crate::stories::plan_of(&[target("TGPL-04", 3)])).await;
        let other = story.sent_plan(NA_HANG, &[target("TGPL-04", 3)]).await;
        app.settle().await;
        let caller = app.caller_with(&[(Role::Officer, BAC_KAN)]).await;
        let (rows, end) = lines(&app.get("/snapshot/plans", &caller).await.is(200));
        let ids: Vec<_> = rows.iter().map(|row| id(&row["id"])).collect();
        assert!(ids.contains(&sent.id) && !ids.contains(&draft.id) && !ids.contains(&other.id), "{ids:?}");
        for row in &rows {
            let now = app.get(&format!("/plans/{}", id(&row["id"])), &caller).await.is(200);
            assert_eq!(*row, now.json);
        }
        let sealed = app.get("/changes?limit=1", &caller).await.is(200)["sealed_seq"].clone();
        assert_eq!((&end["as_of_seq"], &end["resource"]), (&sealed, &Value::from("plans")));
        let of_unit = format!("/snapshot/plans?unit_id={}&unit_id={}", app.unit(BA_BE).await, app.unit(NA_HANG).await);
        let (rows, _) = lines(&app.get(&of_unit, &caller).await.is(200));
        assert_eq!(rows.iter().map(|row| id(&row["id"])).collect::<Vec<_>>(), [sent.id]);
        let (units, _) = lines(&app.get("/snapshot/units", &caller).await.is(200));
        assert!(units.len() > 1_500);
    })
    .await;
}

/// What is read meanwhile is not torn: targets are those of the plans, whenever they were rewritten.
#[actix_web::test]
async fn a_snapshot_is_of_one_state() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BA_BE, &crate::stories::plan_of(&[target("TGPL-04", 3)])).await;
        let (officer, reader) = (app.officer(BA_BE).await, app.head(BA_BE).await);
        let rewrite = async {
            for round in 4..12 {
                let body = crate::stories::plan_of(&[target("TGPL-04", round), target("TGPL-07", round)]);
                plan.change(&officer, body).await.is(200);
            }
        };
        let read = async {
            for _ in 0..8 {
                let (rows, _) = lines(&app.get("/snapshot/plans", &reader).await.is(200));
                let row = rows.iter().find(|row| row["id"] == plan.id.to_string()).unwrap();
                let values: Vec<_> = row["targets"].as_array().unwrap().iter().map(|t| &t["target_value"]).collect();
                assert!(values.windows(2).all(|pair| pair[0] == pair[1]), "torn: {values:?}");
            }
        };
        tokio::join!(rewrite, read);
    })
    .await;
}
