//! S6. A schedule says the periods and the due days; who is late, the clock of Viet Nam says to the microsecond.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, PAC_NAM, STANDING_BODY, Story, target};
use crate::{schedules::OFFICE, support::both};

#[actix_web::test]
async fn a_year_by_schedule_is_reported_in_time_late_and_not_at_all() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        // District due 17/12, province due 20/12; 2024 is 15/12/2023 – 14/12/2024.
        let year = json!({"movement_id": story.movement, "name": "Báo cáo năm", "regime": "general",
            "period_kind": "year", "first": {"year": 2024, "number": 1}, "last": {"year": 2025, "number": 1},
            "unit_kinds": [OFFICE], "document_number": "303/QĐ-BTP",
            "due": [{"tier": "district", "rule": "MOVEMENT_303:district"}]});
        let schedule = story.active_schedule(year).await;
        assert_eq!(schedule.status().await, "active");
        app.set_clock("2024-12-16T02:00:00Z");
        let figures = [("TGPL-04", json!({"value": 12}))];
        let mut reports = vec![];
        for unit in [BA_BE, CHO_DON] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
            reports.push(story.signed_report(unit, "2024", &figures).await);
        }
        let owed = story.obligation(BA_BE, "2024").await.now().await;
        assert_eq!((&owed["due_on"], &owed["closes_at"]), (&json!("2024-12-17"), &json!("2024-12-17T17:00:00Z")));
        // The movement began with the year.
        assert_eq!(owed["period"]["data_from"], "2024-01-01");
        let outside = [("TGPL-04", json!({"value": 12, "data_to": "2024-12-15"}))];
        story.issued_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        story.try_draft_report(PAC_NAM, "2024", &outside).await.refused(422, "outside_period");

        app.set_clock("2024-12-17T16:59:59.999999Z");
        assert_eq!(story.submit(&reports[0]).await["late"], false);
        app.set_clock("2024-12-17T17:00:00Z");
        assert_eq!(story.submit(&reports[1]).await["late"], true);

        let path = format!("/compliance?movement_id={}&period=2024&group_by=total", story.movement);
        let department = story.officer(BAC_KAN).await;
        let told = story.list(&path, &department).await;
        let row = &told.items()[0];
        let counts = ["owed", "on_time", "late", "missing", "not_yet_due", "waived"].map(|name| row[name].clone());
        assert_eq!(counts, [8, 1, 1, 6, 0, 0].map(|count| json!(count)), "eight offices of Bắc Kạn");
        assert_eq!((&row["on_time_rate"], &row["submission_rate"]), (&json!(0.125), &json!(0.25)));
        let whole = story.list(&path, &story.head(MINISTRY).await).await;
        assert!(whole.items()[0]["owed"].as_u64() > Some(600));
        assert_eq!(whole.items()[0]["late"], 1);
        // The standing body excuses what the storm held up.
        let late = story.obligation(CHO_DON, "2024").await;
        let more = json!({"document_number": "812/STP-HCTP", "due_on": "2024-12-19", "excuses_lateness": true,
            "reason": "Mất điện diện rộng do mưa bão"});
        late.step("extend", &story.head(STANDING_BODY).await, more.clone()).await.refused(403, "forbidden");
        late.step("extend", &story.head(BAC_KAN).await, more).await.is(200);
        assert_eq!(reports[1].now().await["late"], Value::Bool(false));
        assert_eq!(story.list(&path, &department).await.items()[0]["on_time"], 2);
    })
    .await;
}
