//! What is kept of an answer, and for how long.
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::{counts, rows};
use crate::{
    stories::{BA_BE, BAC_KAN, STANDING_BODY, Story},
    support::both,
};

fn time(value: &Value) -> DateTime<Utc> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Nothing is written meanwhile, so that only the time tells answers apart.
#[actix_web::test]
async fn what_closes_is_missing_from_that_very_instant_on() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut body = story.quarters((2024, 3), (2024, 4));
        body["closes"] = json!("16:30");
        story.active_schedule(body).await;
        app.set_clock("2024-06-20T02:00:00Z");
        app.settle().await;
        let mut closes = vec![];
        for unit in [BA_BE, BAC_KAN] {
            closes.push(time(&story.obligation(unit, "2024-Q3").await.now().await["closes_at"]));
        }
        let (offices, department) = (closes[0], closes[1]);
        assert!(offices < department, "{closes:?}");
        let (none, some, all) = ([9, 0, 0, 0, 9, 0], [9, 0, 0, 8, 1, 0], [9, 0, 0, 9, 0, 0]);
        let before = Duration::microseconds(1);
        let days = Duration::days(1);
        for (at, expected) in [
            (offices - days, none),
            (offices - before, none),
            (offices, some),
            (department - days, some),
            (department - before, some),
            (department, all),
            (department + days, all),
            (offices - before, none),
        ] {
            app.set_clock(&at.to_rfc3339());
            let officer = story.officer(BAC_KAN).await;
            let total = rows(&story, &officer, "&group_by=total&period=2024-Q3").await;
            assert_eq!(total.iter().map(counts).collect::<Vec<_>>(), [expected], "{at}");
        }
    })
    .await;
}

/// Whom an answer is made for, and of what, is part of the question.
#[actix_web::test]
async fn an_answer_is_that_of_its_own_question() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.set_clock("2024-12-16T02:00:00Z");
        app.settle().await;
        let (department, ministry) = (story.officer(BAC_KAN).await, story.officer(STANDING_BODY).await);
        let owed = async |caller: &_, query: &str| {
            let rows = rows(&story, caller, query).await;
            (rows.len(), rows.iter().map(|row| counts(row)[0]).sum::<u64>())
        };
        for _ in 0..2 {
            assert_eq!(owed(&department, "&group_by=total").await, (1, 27));
            assert_eq!(owed(&ministry, "&group_by=total").await, (1, 1561 * 3));
            assert_eq!(owed(&department, "&group_by=unit").await, (9, 27));
            assert_eq!(owed(&department, "&group_by=unit&period=2024").await, (9, 9));
            assert_eq!(owed(&department, "&group_by=unit&tier=provincial").await, (1, 3));
            assert_eq!(owed(&department, "&group_by=unit&unit_kind=district_justice_office").await, (8, 24));
            assert_eq!(owed(&ministry, "&group_by=total&province_code=06&tier=provincial").await, (1, 6));
            let within = format!("&group_by=total&within={}", app.unit(BAC_KAN).await);
            assert_eq!(owed(&ministry, &within).await, (1, 27));
        }
    })
    .await;
}
