//! Ladders: given by documents, held to their order, and what they come to on a day.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::{Caller, Reply, both},
};

pub(super) fn rung(level: i64, timing: &str, working_days: i64, means: &str) -> Value {
    json!({"level": level, "timing": timing, "working_days": working_days, "means": means})
}

impl Story {
    pub(super) async fn try_ladder(&self, caller: &Caller, movement: Value, rungs: &[Value]) -> Reply {
        let body = json!({"movement_id": movement, "document_number": self.number("BTP-TĐKT"), "rungs": rungs});
        self.app.post("/reminder-ladders", caller).json(body).await
    }

    async fn preview(&self, unit: &str, on: &str) -> Reply {
        let path = format!("/reminder-preview?movement_id={}&on={on}&limit=200", self.movement);
        self.app.get(&path, &self.officer(unit).await).await
    }
}

#[actix_web::test]
async fn the_service_begins_with_a_ladder_that_is_configuration() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let all = story.list("/reminder-ladders", &story.officer(BA_BE).await).await;
        let [first] = all.items() else { panic!("{}", all.describe()) };
        assert_eq!((&first["document_number"], &first["movement_id"]), (&json!("configuration"), &Value::Null));
        let expected =
            [rung(1, "before", 5, "automatic"), rung(2, "after", 1, "automatic"), rung(3, "after", 5, "letter")];
        assert_eq!(first["rungs"], json!(expected));
        let path = format!("/reminder-ladders/{}", first["id"].as_str().unwrap());
        assert_eq!(app.get(&path, &story.head(BA_BE).await).await.is(200).json, *first);
    })
    .await;
}

#[actix_web::test]
async fn a_rung_out_of_order_or_below_zero_is_refused() {
    both(async |app| {
        let story = Story::of(app).await;
        let head = story.head(STANDING_BODY).await;
        let movement = json!(story.movement);
        for (rungs, pointer, fault) in [
            (vec![rung(1, "before", -5, "automatic")], "/rungs/0/working_days", "negative"),
            (vec![rung(1, "before", 61, "automatic")], "/rungs/0/working_days", "out_of_range"),
            (vec![rung(2, "before", 5, "automatic")], "/rungs/0/level", "wrong_order"),
            (vec![rung(1, "on", 2, "automatic")], "/rungs/0/working_days", "out_of_range"),
            (
                vec![rung(1, "after", 1, "automatic"), rung(2, "before", 5, "automatic")],
                "/rungs/1/working_days",
                "wrong_order",
            ),
            (
                vec![rung(1, "after", 3, "automatic"), rung(2, "after", 3, "letter")],
                "/rungs/1/working_days",
                "wrong_order",
            ),
        ] {
            story.try_ladder(&head, movement.clone(), &rungs).await.faults(&[(pointer, fault)]);
        }
        story.try_ladder(&head, movement, &[]).await.is(422);
    })
    .await;
}

#[actix_web::test]
async fn the_launching_unit_gives_its_movement_a_ladder_and_the_standing_body_all() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let rungs = [rung(1, "on", 0, "automatic"), rung(2, "after", 2, "letter")];
        for caller in [story.head(BAC_KAN).await, story.head(BA_BE).await] {
            story.try_ladder(&caller, json!(story.movement), &rungs).await.refused(403, "forbidden");
            story.try_ladder(&caller, Value::Null, &rungs).await.refused(403, "forbidden");
        }
        story.try_ladder(&story.officer(STANDING_BODY).await, Value::Null, &rungs).await.refused(403, "forbidden");
        let (body, ministry) = (app.unit(STANDING_BODY).await, app.unit(MINISTRY).await);
        let for_all = story.try_ladder(&story.head(STANDING_BODY).await, Value::Null, &rungs).await.is(201);
        assert_eq!((&for_all["given_by_unit_id"], &for_all["movement_id"]), (&json!(body), &Value::Null));
        let own = [rung(1, "before", 10, "automatic")];
        let for_one = story.try_ladder(&story.head(MINISTRY).await, json!(story.movement), &own).await.is(201);
        assert_eq!(for_one["given_by_unit_id"], json!(ministry));
        let path = format!("/reminder-ladders?movement_id={}", story.movement);
        assert_eq!(story.list(&path, &story.officer(BA_BE).await).await.each("id"), [for_one.id().to_string()]);
        assert_eq!(app.events(for_one.id()).await, ["reminder_ladder.given"]);

        // Due on 17 December: ten working days before is the 3rd.
        app.set_clock("2024-12-02T02:00:00Z");
        story.obligation(BA_BE, "2024").await;
        story.day("2024-12-02").await;
        assert!(story.urged(BA_BE).await.is_empty());
        story.day("2024-12-03").await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"]);
        // The newest holds for what is not yet sent.
        story.try_ladder(&story.head(MINISTRY).await, json!(story.movement), &rungs).await.is(201);
        story.day("2024-12-17").await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"], "this level was climbed for this last day");
        story.day("2024-12-19").await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"], "nobody has signed a letter");
        let path = format!("/reminders?level=2&unit_id={}", app.unit(BA_BE).await);
        let drawn_up = story.list(&path, &story.officer(BAC_KAN).await).await;
        assert_eq!(drawn_up.each("status"), ["created"], "it waits to be written");

        let why = json!({"reason": "không còn phù hợp", "document_number": "13/QĐ-BTP"});
        let path = format!("/movements/{}/cancel", story.movement);
        app.post(&path, &story.head(MINISTRY).await).if_match("*").json(why).await.is(200);
        let late = story.try_ladder(&story.head(MINISTRY).await, json!(story.movement), &rungs).await;
        late.refused(409, "window_closed");
    })
    .await;
}

#[actix_web::test]
async fn a_preview_tells_what_will_be_sent() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.obligation(BA_BE, "2024").await;
        app.settle().await;
        assert!(story.preview(BAC_KAN, "2024-12-09").await.is(200).items().is_empty());
        let planned = story.preview(BAC_KAN, "2024-12-10").await.is(200);
        assert_eq!(planned.items().len(), 8, "the eight offices of the province: {}", planned.describe());
        assert!(planned.items().iter().all(|one| one["level"] == 1 && one["means"] == "automatic"));
        assert_eq!(story.preview(BA_BE, "2024-12-10").await.is(200).items().len(), 1);
        let letters = story.preview(BAC_KAN, "2024-12-24").await.is(200);
        assert_eq!((letters.items().len(), &letters.items()[0]["means"]), (8, &json!("letter")));
        let elsewhere = story.preview(NA_HANG, "2024-12-10").await.is(200);
        assert_eq!(elsewhere.each("unit_id"), [app.unit(NA_HANG).await.to_string()]);

        story.day("2024-12-10").await;
        let path = "/reminders?limit=200&status=sent&level=1";
        let mut sent: Vec<String> = story
            .list(path, &story.officer(BAC_KAN).await)
            .await
            .each("unit_id")
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut told: Vec<String> = planned.each("unit_id").into_iter().map(str::to_owned).collect();
        sent.sort();
        told.sort();
        assert_eq!(sent, told);
        assert!(story.preview(PAC_NAM, "2024-12-10").await.is(200).items().is_empty(), "it was sent");

        assert!(story.preview(BAC_KAN, "2024-12-09").await.is(200).items().is_empty(), "that day is over");
        story.preview(BAC_KAN, "2040-06-04").await.refused(422, "no_calendar");
    })
    .await;
}
