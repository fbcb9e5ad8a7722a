//! What a schedule cannot say.
use serde_json::{Value, json};

use crate::{
    stories::{BAC_KAN, MINISTRY, STANDING_BODY, Story},
    support::{Reply, both},
};

async fn tried(story: &Story, change: impl Fn(&mut Value)) -> Reply {
    let mut body = story.quarters((2024, 3), (2024, 4));
    change(&mut body);
    story.app.post("/reporting-schedules", &story.officer(STANDING_BODY).await).json(body).await
}

#[actix_web::test]
async fn each_wrong_member_is_named() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let due = |due: Value| move |body: &mut Value| body["due"] = json!([due]);
        let at = |year: i32, number: u32| json!({"year": year, "number": number});
        tried(&story, due(json!({"tier": "district"}))).await.faults(&[("/due/0", "required")]);
        let two = json!({"tier": "district", "day_of_last_month": 17, "date": "12-17"});
        tried(&story, due(two)).await.faults(&[("/due/0", "not_allowed")]);
        tried(&story, due(json!({"tier": "district", "date": "02-30"})))
            .await
            .faults(&[("/due/0/date", "invalid_value")]);
        tried(&story, due(json!({"tier": "district", "rule": "NOWHERE"})))
            .await
            .faults(&[("/due/0/rule", "not_found")]);
        // The rule of a least gap says no day.
        tried(&story, due(json!({"tier": "district", "rule": "ND09_MIN_GAP"})))
            .await
            .faults(&[("/due/0/rule", "not_found")]);
        let before_the_end = json!({"tier": "district", "day_of_last_month": 10});
        tried(&story, due(before_the_end))
            .await
            .faults(&[("/periods/0/due/0/due_on", "wrong_order"), ("/periods/1/due/0/due_on", "wrong_order")]);
        let twice =
            json!([{"tier": "district", "day_of_last_month": 17}, {"tier": "district", "day_of_last_month": 18}]);
        tried(&story, |body| body["due"] = twice.clone()).await.faults(&[("/due/1/tier", "duplicate")]);
        tried(&story, |body| body["unit_kinds"] = json!(["ministry_unit"]))
            .await
            .faults(&[("/unit_kinds/0", "not_allowed")]);
        tried(&story, |body| body["last"] = at(2024, 2)).await.faults(&[("/last", "wrong_order")]);
        tried(&story, |body| body["first"] = Value::Null).await.faults(&[("/first", "required")]);
        tried(&story, |body| body["last"] = at(2050, 1)).await.faults(&[("/last", "too_long")]);
        tried(&story, |body| body["closes"] = json!("25:00")).await.faults(&[("/closes", "invalid_value")]);
        tried(&story, |body| body["replaces_id"] = json!(story.movement))
            .await
            .faults(&[("/replaces_id", "not_found")]);
        tried(&story, |body| {
            body["custom_periods"] = json!([{"code": "A", "data_from": "2024-06-01", "data_to": "2024-06-30"}])
        })
        .await
        .faults(&[("/custom_periods", "not_allowed")]);
        // The day is the service's: nobody tells it another offset.
        tried(&story, |body| body["first"]["offset"] = json!("+09:00"))
            .await
            .faults(&[("/first/offset", "unknown_member")]);
        let stranger = app.post("/reporting-schedules", &story.officer(BAC_KAN).await);
        stranger.json(story.quarters((2024, 3), (2024, 4))).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn periods_of_one_run_do_not_overlap() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let custom = |periods: Value| {
            move |body: &mut Value| {
                body["period_kind"] = json!("custom");
                body["first"] = Value::Null;
                body["last"] = Value::Null;
                body["due"] = json!([{"tier": "district", "working_days_after": 3}]);
                body["custom_periods"] = periods.clone();
            }
        };
        let period = |code: &str, from: &str, to: &str| json!({"code": code, "data_from": from, "data_to": to});
        let overlapping = json!([period("A", "2024-06-01", "2024-06-30"), period("B", "2024-06-30", "2024-07-31")]);
        tried(&story, custom(overlapping)).await.faults(&[("/custom_periods/1/data_from", "overlaps")]);
        let backwards = json!([period("A", "2024-06-30", "2024-06-01")]);
        tried(&story, custom(backwards)).await.faults(&[("/custom_periods/0/data_to", "wrong_order")]);
        let same = json!([period("A", "2024-06-01", "2024-06-30"), period("A", "2024-07-01", "2024-07-31")]);
        tried(&story, custom(same)).await.refused(409, "code_in_use");
        let fine = json!([period("A", "2024-06-10", "2024-06-30"), period("B", "2024-07-01", "2024-07-31")]);
        tried(&story, custom(fine)).await.is(201);
        // Nor with those that another schedule has made.
        story.active_schedule(story.quarters((2024, 3), (2024, 4))).await;
        let again = tried(&story, |body| body["first"]["number"] = json!(4)).await;
        again.refused(409, "code_in_use");
        let mut later = story.quarters((2025, 1), (2025, 1));
        later["regime"] = json!("general");
        story.draft_schedule(later).await;
    })
    .await;
}

/// A year without a calendar is never Monday to Friday.
#[actix_web::test]
async fn working_days_of_a_year_that_nobody_knows_are_an_error() {
    both(async |app| {
        let story = Story::lasting_until(app.clone(), "2028-12-31").await;
        for due in [
            json!({"tier": "district", "working_days_after": 2}),
            json!({"tier": "district", "day_of_last_month": 17, "roll": "next"}),
        ] {
            let far = tried(&story, |body| {
                body["last"] = json!({"year": 2028, "number": 1});
                body["due"] = json!([due]);
            });
            far.await.refused(422, "no_calendar");
        }
        // A fixed day asks no calendar.
        let fixed = tried(&story, |body| body["last"] = json!({"year": 2028, "number": 1})).await.is(201);
        let schedule = story.paper("reporting-schedules", STANDING_BODY, &fixed);
        let patch = json!({"due": [{"tier": "district", "working_days_after": 2}]});
        schedule.change(&story.officer(STANDING_BODY).await, patch).await.refused(422, "no_calendar");
        schedule.step("activate", &story.head(MINISTRY).await, Value::Null).await.is(200);
    })
    .await;
}
