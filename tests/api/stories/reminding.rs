//! S9. The ladder of reminders: before the day, after it, and by official letter.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BAC_KAN, CHI_CUC_NA_RI, NA_RI, Paper, Story, target};
use crate::support::{Reply, both};

impl Story {
    /// An officer of the upper unit reminds of something.
    pub async fn try_remind(&self, unit: &str, kind: &str, subject: Uuid, level: i64) -> Reply {
        let body = json!({"subject_type": kind, "subject_id": subject, "level": level});
        self.app.post("/reminders", &self.officer(unit).await).json(body).await
    }

    pub async fn reminder(&self, unit: &str, kind: &str, subject: Uuid, level: i64) -> Paper {
        let made = self.try_remind(unit, kind, subject, level).await.is(201);
        self.paper("reminders", unit, &made)
    }

    /// What a unit is or was reminded of, the oldest first: level, status, last day.
    pub async fn reminders_of(&self, unit: &str) -> Vec<(i64, String, String)> {
        let path = format!("/reminders?sort=created_at&unit_id={}", self.app.unit(unit).await);
        let listed = self.list(&path, &self.officer(unit).await).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let row = |one: &Value| (one["level"].as_i64().expect("a level"), text(&one["status"]), text(&one["due_on"]));
        listed.items().iter().map(row).collect()
    }

    /// In the order of their levels, the statuses of the reminders of a unit.
    pub async fn urged(&self, unit: &str) -> Vec<String> {
        let mut found = self.reminders_of(unit).await;
        found.sort();
        found.into_iter().map(|(level, status, _)| format!("{level} {status}")).collect()
    }

    /// The background work of a day, done twice.
    pub async fn day(&self, day: &str) {
        self.app.set_clock(&format!("{day}T02:00:00Z"));
        self.app.settle().await;
        self.app.settle().await;
    }
}

#[actix_web::test]
async fn a_unit_is_reminded_level_by_level_until_its_report_arrives() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(NA_RI, &[target("TGPL-04", 20)]).await;
        let owed = story.obligation(NA_RI, "2024").await;
        story.day("2024-12-09").await;
        assert!(story.urged(NA_RI).await.is_empty());
        story.day("2024-12-10").await;
        assert_eq!(story.reminders_of(NA_RI).await, [(1, "sent".to_owned(), "2024-12-17".to_owned())]);
        for day in ["2024-12-11", "2024-12-17"] {
            story.day(day).await;
            assert_eq!(story.urged(NA_RI).await, ["1 sent"], "{day}");
        }
        story.day("2024-12-18").await;
        assert_eq!(story.urged(NA_RI).await, ["1 escalated", "2 sent"]);

        story.try_remind(BAC_KAN, "report", owed.id, 3).await.refused(409, "window_closed");
        story.day("2024-12-24").await;
        let letter = story.reminder(BAC_KAN, "report", owed.id, 3).await;
        assert_eq!(story.urged(NA_RI).await, ["1 escalated", "2 sent"], "the unit sees no draft");
        let signed = json!({"document": story.document("812/STP-HCTP")});
        let sent = letter.step("sign", &story.head(BAC_KAN).await, signed).await.is(200);
        assert_eq!((&sent["document"]["number"], &sent["means"]), (&json!("812/STP-HCTP"), &json!("letter")));
        letter.step("acknowledge", &story.head(NA_RI).await, Value::Null).await.is(200);
        story.day("2024-12-25").await;
        assert_eq!(story.urged(NA_RI).await, ["1 escalated", "2 escalated", "3 acknowledged"]);

        story.submitted_report(NA_RI, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        assert_eq!(story.urged(NA_RI).await, ["1 resolved", "2 resolved", "3 resolved"], "at once");
        assert_eq!(letter.now().await["resolution"], "arrived");
        story.day("2024-12-27").await;
        assert_eq!(story.urged(NA_RI).await.len(), 3);
        let told = app.events(letter.id).await;
        let drawn_up_and_written = ["reminder.drafted", "reminder.drafted"];
        assert_eq!(told[..2], drawn_up_and_written);
        assert_eq!(told[2..], ["reminder.sent", "reminder.acknowledged", "reminder.resolved"]);

        let elsewhere = story.obligation(CHI_CUC_NA_RI, "2024").await;
        story.try_remind(BAC_KAN, "report", elsewhere.id, 2).await.refused(404, "not_found");
        story.try_remind(BAC_KAN, "report", Uuid::now_v7(), 2).await.refused(404, "not_found");
    })
    .await;
}
