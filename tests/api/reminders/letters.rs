//! Letters that the ladder asks for: drawn up on their day, written and signed by people, and urging nobody until then.
use serde_json::{Value, json};

use super::ladder::rung;
use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_RI, PAC_NAM, Story},
    support::{Caller, Reply, both},
};

const WHY: &str = "Đơn vị đã gửi bản giấy từ trước";

impl Story {
    /// The tasks of a caller about letters to a unit.
    async fn letters_for(&self, caller: &Caller, unit: &str) -> Vec<Value> {
        let found = self.list("/me/tasks?limit=200&subject_type=reminder", caller).await;
        let unit = json!(self.app.unit(unit).await);
        found.items().iter().filter(|one| one["unit_id"] == unit).cloned().collect()
    }

    /// The letters of a level to a unit, as those read who write them.
    async fn letters(&self, unit: &str, level: i64) -> Reply {
        let path = format!("/reminders?level={level}&unit_id={}", self.app.unit(unit).await);
        self.list(&path, &self.officer(BAC_KAN).await).await
    }
}

/// Due on 17 December 2024: the letter's day is the 24th, five working days later.
#[actix_web::test]
async fn on_its_day_a_letter_waits_to_be_written_and_signed() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2024").await;
        story.day("2024-12-23").await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BAC_KAN).await);
        assert!(story.letters_for(&officer, BA_BE).await.is_empty());
        story.day("2024-12-24").await;
        let waiting = story.letters_for(&officer, BA_BE).await;
        let [task] = waiting.as_slice() else { panic!("{waiting:?}") };
        assert_eq!((&task["type"], &task["actions"]), (&json!("write"), &json!(["create_reminder"])));
        assert_eq!((&task["due_on"], &task["overdue_working_days"]), (&json!("2024-12-17"), &json!(5)));
        assert_eq!(story.letters_for(&head, BA_BE).await[0]["actions"], json!(["sign"]));
        assert_eq!(story.urged(BA_BE).await, ["2 sent"], "a letter that nobody signed urges nobody");

        let letter = app.get(task["href"].as_str().unwrap(), &officer).await.is(200);
        assert_eq!((&letter["subject_id"], &letter["level"]), (&json!(owed.id), &json!(3)));
        let body = json!({"subject_type": "report", "subject_id": owed.id, "level": 3, "text": "Đề nghị gửi báo cáo"});
        let written = app.post("/reminders", &officer).json(body).await.is(201);
        assert_eq!((written.id(), &written["text"]), (letter.id(), &json!("Đề nghị gửi báo cáo")));
        assert!(story.letters_for(&officer, BA_BE).await.is_empty(), "it is written");
        story.try_remind(BAC_KAN, "report", owed.id, 3).await.refused(409, "reminder_open");
        let signed = json!({"document": story.document(&story.number("STP-HCTP"))});
        story.paper("reminders", BAC_KAN, &written).step("sign", &head, signed).await.is(200);
        assert_eq!(story.urged(BA_BE).await, ["2 escalated", "3 sent"]);
        assert!(story.letters_for(&head, BA_BE).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_letter_is_drawn_up_once_and_ends_with_what_it_asks_for() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.obligation(PAC_NAM, "2024").await;
        story.day("2024-12-24").await;
        let drawn_up = story.letters(PAC_NAM, 3).await;
        let [letter] = drawn_up.items() else { panic!("{}", drawn_up.describe()) };
        let path = format!("/reminders/{}/withdraw", letter["id"].as_str().unwrap());
        let officer = story.officer(BAC_KAN).await;
        app.post(&path, &officer).if_match("*").json(json!({"reason": WHY})).await.is(200);
        story.waive(CHO_DON, "2024").await;
        assert_eq!(story.letters(CHO_DON, 3).await.each("resolution"), ["waived"]);
        story.day("2024-12-25").await;
        assert_eq!(story.letters(PAC_NAM, 3).await.each("status"), ["resolved"], "it was taken back");
        assert_eq!(story.letters(CHO_DON, 3).await.each("status"), ["resolved"]);
        assert_eq!(story.letters(NA_RI, 3).await.each("status"), ["created"]);
    })
    .await;
}

/// A draft of a higher level, and one of the level that another ladder lets the service climb.
#[actix_web::test]
async fn a_letter_that_nobody_signed_keeps_nothing_from_being_sent() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let head = story.head(MINISTRY).await;
        let by_letter = [rung(1, "before", 60, "automatic"), rung(2, "before", 10, "letter")];
        story.try_ladder(&head, json!(story.movement), &by_letter).await.is(201);
        story.obligation(BA_BE, "2024").await;
        story.day("2024-12-06").await;
        assert_eq!(story.letters(BA_BE, 2).await.each("status"), ["created"]);
        let by_itself = [rung(1, "on", 0, "automatic"), rung(2, "after", 1, "automatic")];
        story.try_ladder(&head, json!(story.movement), &by_itself).await.is(201);
        story.day("2024-12-17").await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"]);
        assert_eq!(story.letters(BA_BE, 2).await.each("status"), ["created"]);
        story.day("2024-12-18").await;
        assert_eq!(story.urged(BA_BE).await, ["1 escalated", "2 sent"]);
        let path = format!("/reminders?level=2&unit_id={}&status=resolved", app.unit(BA_BE).await);
        let ended = story.list(&path, &story.officer(BAC_KAN).await).await;
        assert_eq!(ended.each("resolution"), ["ended"], "the ladder asks for no letter any more");
    })
    .await;
}
