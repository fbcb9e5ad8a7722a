//! Who owes what is fixed on the first day of a period; what comes later is an entry with its reason.
use serde_json::{Value, json};

use super::{DEPARTMENT, OFFICE};
use crate::{
    reorganisations::{applied, merger},
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, STANDING_BODY, Story, target},
    support::{TestApp, both},
};

async fn ledger(story: &Story, query: &str) -> Vec<Value> {
    let path = format!("/movements/{}/expectations?limit=200{query}", story.movement);
    story.list(&path, &story.officer(STANDING_BODY).await).await.items().to_vec()
}

async fn of_unit(app: &TestApp, story: &Story, period: &str, unit: &str) -> Vec<(String, Value)> {
    let query = format!("&period={period}&unit_id={}", app.unit(unit).await);
    let entries = ledger(story, &query).await;
    entries.iter().map(|entry| (entry["kind"].as_str().unwrap().to_owned(), entry.clone())).collect()
}

#[actix_web::test]
async fn a_set_opens_on_the_first_day_and_later_units_join_with_their_reason() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut body = story.quarters((2024, 3), (2024, 4));
        body["unit_kinds"] = json!([OFFICE]);
        story.active_schedule(body).await;
        app.set_clock("2024-06-14T16:59:59.999999Z");
        app.settle().await;
        assert_eq!(story.owed_for("2024-Q3").await, 0, "the period has not begun");
        app.set_clock("2024-06-14T17:00:00Z");
        app.settle().await;
        let opened = story.owed_for("2024-Q3").await;
        assert!(opened > 600 && story.owed_for("2024-Q4").await == 0);
        assert_eq!(ledger(&story, &format!("&unit_id={}", app.unit(BAC_KAN).await)).await.len(), 0, "only offices");
        let young = json!({"code": "H03.D999.PTP", "kind": OFFICE, "valid_from": "2024-07-01",
            "name": "Phòng Tư pháp huyện Thử", "parent_id": app.unit(BAC_KAN).await});
        app.post("/units", &app.admin().await).json(young).await.is(201);
        app.set_clock("2024-07-01T02:00:00Z");
        app.settle().await;
        assert_eq!(story.owed_for("2024-Q3").await, opened + 1);
        let [(kind, entry)] = &of_unit(&app, &story, "2024-Q3", "H03.D999.PTP").await[..] else { panic!("one entry") };
        assert_eq!(
            (kind.as_str(), &entry["holds_from"], &entry["data_to"]),
            ("joined", &json!("2024-07-01"), &json!("2024-09-14"))
        );
        let [(kind, entry)] = &of_unit(&app, &story, "2024-Q3", BA_BE).await[..] else { panic!("one entry") };
        assert_eq!(
            (kind.as_str(), &entry["holds_from"], &entry["due_on"]),
            ("opened", &json!("2024-06-15"), &json!("2024-09-17"))
        );
        // What is owed is told to whoever reads the unit, and to nobody else.
        let path = format!("/movements/{}/expectations?unit_id={}&count=exact", story.movement, app.unit(BA_BE).await);
        for (reader, total) in [(BAC_KAN, 1), (BA_BE, 1), (NA_HANG, 0)] {
            assert_eq!(story.list(&path, &story.officer(reader).await).await["total"], total, "{reader}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_reorganisation_within_a_period_is_an_entry_with_its_document() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        story.active_schedule(story.quarters((2024, 3), (2024, 4))).await;
        app.set_clock("2024-07-01T02:00:00Z");
        app.settle().await;
        let before = story.owed_for("2024-Q3").await;
        app.set_clock("2024-07-01T03:00:00Z");
        let reform = applied(&app, &app.admin().await, "2024-07-01", merger()).await;
        let kinds = |entries: &[(String, Value)]| entries.iter().map(|(kind, _)| kind.clone()).collect::<Vec<_>>();
        let split = of_unit(&app, &story, "2024-Q3", BAC_KAN).await;
        assert_eq!(kinds(&split), ["opened", "split_by_reorganisation"]);
        let entry = &split[1].1;
        assert_eq!((&entry["data_to"], &entry["holds_from"]), (&json!("2024-06-30"), &json!("2024-07-01")));
        assert_eq!(entry["document_number"], "202/2025/QH15");
        let joined = of_unit(&app, &story, "2024-Q3", crate::reorganisations::NEW_THAI_NGUYEN).await;
        assert_eq!(
            (kinds(&joined), &joined[0].1["document_number"]),
            (vec!["joined".to_owned()], &json!("202/2025/QH15"))
        );
        assert_eq!(story.owed_for("2024-Q3").await, before + 1);
        // Taken back, what had been made owed is owed no more, and the ledger still tells of it.
        reform.step("undo", &app.admin().await, json!({"reason": "Văn bản đã bị thu hồi"})).await.is(200);
        assert_eq!(
            kinds(&of_unit(&app, &story, "2024-Q3", BAC_KAN).await),
            ["opened", "split_by_reorganisation", "restored"]
        );
        assert_eq!(story.owed_for("2024-Q3").await, before);
        let gone = ledger(&story, "&period=2024-Q3&kind=withdrawn").await;
        assert_eq!((gone.len(), &gone[0]["obligation_id"]), (1, &joined[0].1["obligation_id"]));
    })
    .await;
}

#[actix_web::test]
async fn a_changed_schedule_acts_from_the_next_period_on() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let first = story.active_schedule(story.quarters((2024, 3), (2025, 4))).await;
        app.set_clock("2024-06-20T02:00:00Z");
        app.settle().await;
        let (opened, before) = (story.owed_for("2024-Q3").await, story.periods().await);
        let mut body = story.quarters((2024, 2), (2025, 2));
        body["replaces_id"] = json!(first.id);
        body["unit_kinds"] = json!([DEPARTMENT]);
        body["due"] = json!([{"tier": "provincial", "day_of_last_month": 28}]);
        let second = story.draft_schedule(body.clone()).await;
        let told = app.get(&format!("{}/preview", second.path()), &story.head(MINISTRY).await).await.is(200);
        assert_eq!((&told["kept"], told["removed"].as_array().map(Vec::len)), (&json!(["2024-Q3"]), Some(5)));
        assert_eq!(
            told["periods"].as_array().unwrap().iter().map(|p| p["code"].clone()).collect::<Vec<_>>(),
            ["2024-Q4", "2025-Q1", "2025-Q2"]
        );
        second.step("activate", &story.head(MINISTRY).await, Value::Null).await.is(200);
        assert_eq!(first.status().await, "superseded");
        assert_eq!(story.period_codes().await, ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]);
        app.settle().await;
        assert_eq!(
            (&story.periods().await[0], story.owed_for("2024-Q3").await),
            (&before[0], opened),
            "what is open stays"
        );
        app.set_clock("2024-09-15T02:00:00Z");
        app.settle().await;
        assert_eq!(story.owed_for("2024-Q4").await, 63, "departments only");
        let owed = story.obligation(BAC_KAN, "2024-Q4").await.now().await;
        assert_eq!(owed["due_on"], "2024-12-28");
        // It takes the place of an active one only.
        let third = app.post("/reporting-schedules", &story.officer(STANDING_BODY).await).json(body).await;
        third.faults(&[("/replaces_id", "not_found")]);
    })
    .await;
}

/// A schedule has an hour and a receiver of its own.
#[actix_web::test]
async fn reports_go_to_the_receiver_and_close_at_the_hour_of_their_schedule() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut body = story.quarters((2024, 3), (2024, 4));
        body["closes"] = json!("16:30");
        body["receiver"] = json!("standing_body");
        story.active_schedule(body).await;
        app.set_clock("2024-06-20T02:00:00Z");
        for unit in [BA_BE, NA_HANG] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        let owed = story.obligation(BA_BE, "2024-Q3").await.now().await;
        assert_eq!((&owed["closes_at"], &owed["late_after"]), (&json!("2024-09-17T09:30:00Z"), &json!("2024-09-17")));
        assert_eq!(owed["receiver_unit_id"], json!(app.unit(STANDING_BODY).await));
        for (unit, at, late) in [(BA_BE, "2024-09-17T09:29:59.999999Z", false), (NA_HANG, "2024-09-17T09:30:00Z", true)]
        {
            let report = story.signed_report(unit, "2024-Q3", &[("TGPL-04", json!({"value": 3}))]).await;
            app.set_clock(at);
            let sent = report.step("submit", &story.officer(unit).await, Value::Null).await.is(200);
            assert_eq!(
                (&sent["late"], &sent["receiver_unit_id"]),
                (&json!(late), &json!(app.unit(STANDING_BODY).await)),
                "{unit}"
            );
            report.step("accept", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);
        }
    })
    .await;
}
