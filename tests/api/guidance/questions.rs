//! Questions and answers: between the two, unless the answer is for all.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::both,
};

#[actix_web::test]
async fn an_answer_is_for_who_asked_unless_it_is_published() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE, PAC_NAM]).await;
        let (kept, shared) = (story.ask(&guidance, BA_BE).await, story.ask(&guidance, BA_BE).await);
        let sister = story.officer(PAC_NAM).await;
        let answer = |published: bool| json!({"text": "Có, nếu trụ sở vẫn ở địa bàn cũ.", "published": published});
        let ours = story.officer(BAC_KAN).await;
        for question in [&kept, &shared] {
            question.read_by(&sister).await.refused(404, "not_found");
        }
        kept.step("answer", &ours, answer(false)).await.is(200);
        shared.step("answer", &ours, answer(true)).await.is(200);
        kept.read_by(&sister).await.refused(404, "not_found");
        let read = shared.read_by(&sister).await.is(200);
        assert_eq!(read["answer"], answer(true)["text"]);
        // But not who asked, neither by reading nor by asking for it.
        assert_eq!((read.json.get("unit_id"), &read["hidden_fields"]), (None, &json!(["unit_id"])));
        let list = |more: &str| format!("/guidance-questions?guidance_id={}{more}", guidance.id);
        assert_eq!(story.list(&list(""), &sister).await.each("id"), [shared.id.to_string()]);
        let of_ba_be = list(&format!("&unit_id={}", app.unit(BA_BE).await));
        assert!(story.list(&of_ba_be, &sister).await.items().is_empty());
        for (unit, count) in [(BA_BE, 2), (BAC_KAN, 2), (STANDING_BODY, 2), (NA_HANG, 0)] {
            let reader = story.officer(unit).await;
            assert_eq!(story.list(&of_ba_be, &reader).await.items().len(), count, "{unit}");
        }
        assert_eq!(story.list(&list("&status=open"), &ours).await.items().len(), 0);
        shared.read_by(&story.officer(NA_HANG).await).await.refused(404, "not_found");
    })
    .await;
}

/// What was asked before it was withdrawn may still be answered; nothing more is asked.
#[actix_web::test]
async fn a_question_outlives_the_guidance() {
    both(async |app| {
        let story = Story::of(app).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let question = story.ask(&guidance, BA_BE).await;
        let reason = json!({"reason": "Có hướng dẫn mới của Bộ"});
        guidance.step("withdraw", &story.head(BAC_KAN).await, reason.clone()).await.is(200);
        let theirs = story.officer(BA_BE).await;
        assert_eq!(guidance.read_by(&theirs).await.is(200)["end_reason"], reason["reason"]);
        guidance.step("ask", &theirs, json!({"text": "Vì sao?"})).await.refused(409, "invalid_transition");
        guidance.step("read", &theirs, json!({})).await.refused(409, "invalid_transition");
        let answer = json!({"text": "Có."});
        question.step("answer", &story.officer(BAC_KAN).await, answer.clone()).await.is(200);
        assert_eq!(question.now().await["answer"], answer["text"]);
        question.step("answer", &story.officer(BAC_KAN).await, answer).await.refused(409, "invalid_transition");
    })
    .await;
}
