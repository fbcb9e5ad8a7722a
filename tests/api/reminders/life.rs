//! The life of a reminder: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        By, Machine, OUR_HEAD, Sample,
        Side::{self, Addressee, Owner},
    },
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, NA_RI, PAC_NAM, Paper, Story},
    support::both,
};

const WHY: &str = "Đơn vị đã gửi bản giấy từ trước";
const THEIR_ANYBODY: By = By(&[Addressee], &[Officer, Head]);
const OUR_ANYBODY: By = By(&[Owner], &[Officer, Head]);

const REMINDER: Machine = Machine {
    steps: &[
        ("sign", OUR_HEAD, &[("created", "sent")]),
        ("acknowledge", THEIR_ANYBODY, &[("sent", "acknowledged")]),
        (
            "withdraw",
            OUR_ANYBODY,
            &[("created", "resolved"), ("sent", "resolved"), ("acknowledged", "resolved"), ("escalated", "resolved")],
        ),
    ],
    shown_in: &["sent"],
    body,
};

fn body(story: &Story, action: &str, _: &Value) -> Value {
    match action {
        "sign" => json!({"document": story.document(&story.number("STP-HCTP"))}),
        "withdraw" => json!({"reason": WHY}),
        _ => Value::Null,
    }
}

async fn reminder(story: &Story, unit: &str, level: i64) -> Paper {
    let owed = story.obligation(unit, "2023").await;
    story.reminder(BAC_KAN, "report", owed.id, level).await
}

fn sample(paper: Paper, state: &'static str, unit: &'static str) -> Sample {
    let visible_to: &[Side] = if state == "created" { &[Owner] } else { &[Owner, Addressee] };
    Sample { paper, state, units: [BAC_KAN, unit, NA_HANG], visible_to }
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_reminder_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let letter = reminder(&story, BA_BE, 3).await;
        let sent = reminder(&story, PAC_NAM, 1).await;
        let acknowledged = reminder(&story, CHO_DON, 1).await;
        acknowledged.step("acknowledge", &story.officer(CHO_DON).await, Value::Null).await.is(200);
        let escalated = reminder(&story, NA_RI, 1).await;
        let resolved = reminder(&story, NA_RI, 2).await;
        let withdrawn = resolved.step("withdraw", &story.officer(BAC_KAN).await, json!({"reason": WHY})).await.is(200);
        assert_eq!((&withdrawn["resolution"], &withdrawn["resolution_reason"]), (&json!("withdrawn"), &json!(WHY)));
        let samples = [
            sample(letter, "created", BA_BE),
            sample(sent, "sent", PAC_NAM),
            sample(acknowledged, "acknowledged", CHO_DON),
            sample(escalated, "escalated", NA_RI),
            sample(resolved, "resolved", NA_RI),
        ];
        REMINDER.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn a_letter_is_signed_by_another_than_its_writer_and_read_by_the_head() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both_hats = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        let owed = story.obligation(BA_BE, "2023").await;
        let body = json!({"subject_type": "report", "subject_id": owed.id, "level": 3, "text": "Đề nghị gửi báo cáo"});
        let made = app.post("/reminders", &both_hats).json(body).await.is(201);
        assert_eq!(
            (&made["status"], &made["document"], &made["sent_at"]),
            (&json!("created"), &Value::Null, &Value::Null)
        );
        let letter = story.paper("reminders", BAC_KAN, &made);
        let document = json!({"document": story.document("812/STP-HCTP")});
        letter.step("sign", &both_hats, document.clone()).await.refused(403, "separation_of_duties");
        letter.step("sign", &story.head(BAC_KAN).await, document.clone()).await.is(200);
        let again = reminder(&story, PAC_NAM, 3).await;
        again.step("sign", &story.head(BAC_KAN).await, document).await.refused(409, "duplicate_document_number");
        letter.step("acknowledge", &story.officer(BA_BE).await, Value::Null).await.refused(403, "forbidden");
        assert_eq!(letter.can(&story.officer(BA_BE).await, "acknowledge").await, "forbidden");
        let read = letter.step("acknowledge", &story.head(BA_BE).await, Value::Null).await.is(200);
        assert_eq!((&read["status"], &read["text"]), (&json!("acknowledged"), &json!("Đề nghị gửi báo cáo")));
    })
    .await;
}

#[actix_web::test]
async fn one_reminder_of_a_level_is_open_at_a_time() {
    both(async |app| {
        let story = Story::of(app).await;
        let owed = story.obligation(BA_BE, "2023").await;
        let first = story.reminder(BAC_KAN, "report", owed.id, 1).await;
        story.try_remind(BAC_KAN, "report", owed.id, 1).await.refused(409, "reminder_open");
        first.step("withdraw", &story.head(BAC_KAN).await, json!({"reason": WHY})).await.is(200);
        story.reminder(BAC_KAN, "report", owed.id, 1).await;
        story.try_remind(BAC_KAN, "report", owed.id, 4).await.faults(&[("/level", "out_of_range")]);
        story.waive(BA_BE, "2023").await;
        assert_eq!(story.urged(BA_BE).await, ["1 resolved", "1 resolved"]);
        story.try_remind(BAC_KAN, "report", owed.id, 2).await.refused(409, "nothing_owed");
    })
    .await;
}
