//! What is shared out with units that a reorganisation made stands in the way of undoing it.
use chrono::TimeDelta;
use serde_json::json;

use super::{REASON, Target};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BAC_KAN, MINISTRY, Story, target},
    support::both,
};

const DAY: &str = "2024-06-01";

#[actix_web::test]
async fn a_reorganisation_is_not_undone_once_a_new_unit_has_a_share() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        let paper = applied(&app, &admin, DAY, merger()).await;
        app.clock.advance(TimeDelta::minutes(1));
        let share = top.share(NEW_THAI_NGUYEN, &json!({"value": 10})).await;
        let undo = async || paper.step("undo", &admin, json!({"reason": REASON})).await;
        undo().await.refused(409, "successor_has_data");
        // Withdrawn it is still there, and names the unit.
        share.withdrawn().await.is(200);
        undo().await.refused(409, "successor_has_data");
    })
    .await;
}

#[actix_web::test]
async fn what_was_shared_out_before_stands_in_nobodys_way_until_it_changes() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        let share = top.share(BAC_KAN, &json!({"value": 10})).await;
        let paper = applied(&app, &admin, DAY, merger()).await;
        app.clock.advance(TimeDelta::minutes(1));
        let undo = json!({"reason": REASON});
        paper.rehearse("undo", &admin, undo.clone()).await.is(200);
        share.withdrawn().await.is(200);
        paper.step("undo", &admin, undo).await.refused(409, "successor_has_data");
    })
    .await;
}
