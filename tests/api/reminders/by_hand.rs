//! What is sent by hand keeps to the days of the ladder, and does not go back below what was sent.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, Story},
    support::both,
};

const WHY: &str = "Đơn vị đã gửi bản giấy từ trước";

impl Story {
    /// Refused, and a rehearsal says so too.
    async fn not_now(&self, subject: uuid::Uuid, level: i64, code: &str) {
        let body = json!({"subject_type": "report", "subject_id": subject, "level": level});
        let officer = self.officer(BAC_KAN).await;
        for path in ["/reminders?dry_run=true", "/reminders"] {
            self.app.post(path, &officer).json(body.clone()).await.refused(409, code);
        }
    }
}

/// Due on 17 December 2024, a Tuesday: the rungs lie on the 10th, the 18th and the 24th.
#[actix_web::test]
async fn a_rung_is_climbed_from_its_day_on_by_the_last_day_in_force() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2024").await;
        for (level, before, on) in [(1, "2024-12-09", "2024-12-10"), (2, "2024-12-17", "2024-12-18")] {
            app.set_clock(&format!("{before}T02:00:00Z"));
            story.not_now(owed.id, level, "window_closed").await;
            app.set_clock(&format!("{on}T02:00:00Z"));
            story.reminder(BAC_KAN, "report", owed.id, level).await;
        }
        assert_eq!(story.urged(BA_BE).await, ["1 escalated", "2 sent"]);
        app.set_clock("2024-12-23T02:00:00Z");
        story.not_now(owed.id, 3, "window_closed").await;
        app.set_clock("2024-12-24T02:00:00Z");
        story.reminder(BAC_KAN, "report", owed.id, 3).await;

        let longer = json!({"document_number": "813/STP-HCTP", "due_on": "2024-12-27", "reason": "Mưa lũ kéo dài"});
        owed.step("extend", &story.head(BAC_KAN).await, longer).await.is(200);
        story.not_now(owed.id, 2, "window_closed").await;
        story.reminder(BAC_KAN, "report", owed.id, 1).await;
    })
    .await;
}

#[actix_web::test]
async fn no_rung_is_climbed_below_one_that_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2023").await;
        let officer = story.officer(BAC_KAN).await;
        let why = json!({"reason": WHY});
        let first = story.reminder(BAC_KAN, "report", owed.id, 1).await;
        let second = story.reminder(BAC_KAN, "report", owed.id, 2).await;
        first.step("withdraw", &officer, why.clone()).await.is(200);
        story.not_now(owed.id, 1, "reminder_open").await;
        second.step("withdraw", &officer, why).await.is(200);
        // A letter that nobody has signed was not sent.
        story.reminder(BAC_KAN, "report", owed.id, 3).await;
        story.reminder(BAC_KAN, "report", owed.id, 1).await;
        assert_eq!(story.urged(BA_BE).await, ["1 resolved", "1 sent", "2 resolved"]);
    })
    .await;
}
