//! The life of guidance and of a question: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        By, Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{Addressee, Owner},
        THEIR_OFFICER,
    },
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, TUYEN_QUANG},
    support::both,
};

const ANY_OF_THEM: By = By(&[Addressee], &[Officer, Head]);

const GUIDANCE: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("draft", "draft")]),
        ("issue", OUR_HEAD, &[("draft", "issued")]),
        ("withdraw", OUR_HEAD, &[("draft", "withdrawn"), ("issued", "withdrawn")]),
        ("read", ANY_OF_THEM, &[("issued", "issued")]),
        ("ask", ANY_OF_THEM, &[("issued", "issued")]),
    ],
    shown_in: &["issued"],
    body,
};

fn body(story: &Story, action: &str, _: &Value) -> Value {
    match action {
        "update" => json!({"title": "Hướng dẫn lập kế hoạch năm 2024 (sửa đổi)"}),
        "issue" => json!({"document": story.document(&story.number("HD-STP"))}),
        "withdraw" => json!({"reason": "Thay bằng hướng dẫn của cấp trên"}),
        "ask" => json!({"text": "Xã đã sáp nhập có tính là xã làm điểm không?"}),
        _ => json!({}),
    }
}

async fn withdrawn(guidance: Paper, story: &Story) -> Paper {
    let reason = json!({"reason": "Thay bằng hướng dẫn của cấp trên"});
    guidance.step("withdraw", &story.head(BAC_KAN).await, reason).await.is(200);
    guidance
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_guidance_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let units = [BAC_KAN, BA_BE, NA_HANG];
        let issued = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let never = withdrawn(story.draft_guidance(BAC_KAN, &[BA_BE]).await, &story).await;
        let once = withdrawn(story.issued_guidance(BAC_KAN, &[BA_BE]).await, &story).await;
        let draft = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        let samples = [
            Sample { paper: draft, state: "draft", units, visible_to: &[Owner] },
            Sample { paper: issued, state: "issued", units, visible_to: &[Owner, Addressee] },
            Sample { paper: once, state: "withdrawn", units, visible_to: &[Owner, Addressee] },
            // What was never issued nobody else has heard of.
            Sample { paper: never, state: "withdrawn", units, visible_to: &[Owner] },
        ];
        GUIDANCE.holds(&story, &samples).await;
        for seed in 0..3 {
            let paper = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
            let sample = Sample { paper, state: "draft", units, visible_to: &[Owner] };
            let states = GUIDANCE.walks(&story, sample, seed, 16).await;
            assert_eq!(states.last().map(String::as_str), Some("withdrawn"), "{states:?}");
        }
    })
    .await;
}

const QUESTION: Machine = Machine {
    steps: &[("answer", THEIR_OFFICER, &[("open", "answered")])],
    shown_in: &["open"],
    body: |_, _, _| json!({"text": "Có, nếu trụ sở vẫn ở địa bàn cũ."}),
};

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_question_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let units = [BA_BE, BAC_KAN, NA_HANG];
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let (open, answered) = (story.ask(&guidance, BA_BE).await, story.ask(&guidance, BA_BE).await);
        let answer = json!({"text": "Có, nếu trụ sở vẫn ở địa bàn cũ."});
        answered.step("answer", &story.officer(BAC_KAN).await, answer).await.is(200);
        let visible_to = &[Owner, Addressee];
        let samples = [
            Sample { paper: open, state: "open", units, visible_to },
            Sample { paper: answered, state: "answered", units, visible_to },
        ];
        QUESTION.holds(&story, &samples).await;
    })
    .await;
}

/// Whoever wrote on it since it was last signed does not sign it, nor does who asked answer.
#[actix_web::test]
async fn nobody_signs_or_answers_what_is_its_own() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both_roles = [(Officer, BAC_KAN), (Head, BAC_KAN), (Officer, BA_BE)];
        let writer = app.caller_with(&both_roles).await;
        let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        guidance.change(&writer, json!({"title": "Hướng dẫn"})).await.is(200);
        guidance.change(&story.officer(BAC_KAN).await, json!({"title": "Hướng dẫn mới"})).await.is(200);
        let issue = || json!({"document": story.document(&story.number("HD-STP"))});
        guidance.step("issue", &writer, issue()).await.refused(403, "separation_of_duties");
        guidance.step("issue", &story.head(BAC_KAN).await, issue()).await.is(200);
        let asked = guidance.step("ask", &writer, json!({"text": "Hỏi"})).await.is(201);
        let question = story.paper("guidance-questions", BA_BE, &asked);
        question.step("answer", &writer, json!({"text": "Đáp"})).await.refused(403, "separation_of_duties");
    })
    .await;
}

#[actix_web::test]
async fn guidance_amends_what_the_unit_issued_and_each_names_the_other() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let draft = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        let others = story.issued_guidance(TUYEN_QUANG, &[NA_HANG]).await;
        let amends = |id: uuid::Uuid| json!({"amends": {"guidance_id": id, "amendment": "replaces"}});
        let officer = story.officer(BAC_KAN).await;
        for (id, code) in [(draft.id, "not_allowed"), (others.id, "not_found"), (uuid::Uuid::now_v7(), "not_found")] {
            draft.change(&officer, amends(id)).await.faults(&[("/amends/guidance_id", code)]);
        }
        draft.change(&officer, amends(first.id)).await.is(200);
        // A draft is told to nobody but its unit.
        let theirs = story.officer(BA_BE).await;
        assert_eq!(first.read_by(&theirs).await["amended_by"], json!([]));
        assert_eq!(first.now().await["amended_by"][0]["id"], json!(draft.id));
        let head = story.head(BAC_KAN).await;
        let early = |day: &str| {
            let mut document = story.document(&story.number("HD-STP"));
            document["issued_on"] = json!(day);
            json!({"document": document})
        };
        draft.step("issue", &head, early("2024-06-02")).await.faults(&[("/document/issued_on", "before_version")]);
        draft.step("issue", &head, early("2024-06-03")).await.is(200);
        let (old, new) = (first.read_by(&theirs).await.is(200), draft.read_by(&theirs).await.is(200));
        assert_eq!((&old["amended_by"][0]["id"], &new["amends"]["id"]), (&json!(draft.id), &json!(first.id)));
        assert_eq!(
            (&old["amended_by"][0]["amendment"], &new["amends"]["number"]),
            (&json!("replaces"), &old["document"]["number"])
        );
        let found = story.list(&format!("/guidance?amends_id={}", first.id), &theirs).await;
        assert_eq!(found.each("id"), [draft.id.to_string()]);
        // What was withdrawn is amended by nothing more.
        let third = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        third.change(&officer, amends(draft.id)).await.is(200);
        draft.step("withdraw", &head, json!({"reason": "Có hướng dẫn mới của Bộ"})).await.is(200);
        third.step("issue", &head, early("2024-06-03")).await.refused(409, "invalid_transition");
        third.change(&officer, json!({"amends": null})).await.is(200);
        third.step("issue", &head, early("2024-06-03")).await.is(200);
    })
    .await;
}
