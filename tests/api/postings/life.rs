//! The lives of a posting and of an objection: every state, every action, everybody.
use serde_json::{Value, json};

use crate::{
    machine::{Machine, OUR_HEAD, OUR_OFFICER, Sample, Side::Owner},
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, dossier, person},
    support::both,
};

const POSTING: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("draft", "draft")]),
        ("publish", OUR_HEAD, &[("draft", "published")]),
        ("end", OUR_OFFICER, &[("published", "ended")]),
        ("withdraw", OUR_HEAD, &[("draft", "withdrawn"), ("published", "withdrawn")]),
    ],
    shown_in: &[],
    body: |_, action, _| match action {
        "update" => json!({"title": "Danh sách bổ sung"}),
        "withdraw" => json!({"reason": "Danh sách ghi sai tên đơn vị"}),
        _ => Value::Null,
    },
};

const UNITS: [&str; 3] = [BAC_KAN, BA_BE, NA_HANG];

fn sample(paper: Paper, state: &'static str) -> Sample {
    Sample { paper, state, units: UNITS, visible_to: &[Owner] }
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_posting_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let one = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let listed = &[&one];
        let draft = async || story.draft_posting(BAC_KAN, listed, 1).await;
        let published = async || story.published_posting(BAC_KAN, listed, 1).await;
        let reason = json!({"reason": "Danh sách ghi sai tên đơn vị"});
        let samples = [
            sample(draft().await, "draft"),
            sample(published().await, "published"),
            sample(published().await, "ended"),
            sample(draft().await, "withdrawn"),
            sample(published().await, "withdrawn"),
        ];
        app.set_clock("2024-06-04T02:00:00Z");
        samples[2].paper.step("end", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
        for withdrawn in &samples[3..] {
            withdrawn.paper.step("withdraw", &story.head(BAC_KAN).await, reason.clone()).await.is(200);
        }
        POSTING.holds(&story, &samples).await;
        for seed in 0..3 {
            let states = POSTING.walks(&story, sample(draft().await, "draft"), seed, 8).await;
            assert!(states.len() <= 3, "{states:?}");
            app.set_clock("2024-06-05T02:00:00Z");
        }
    })
    .await;
}

const OBJECTION: Machine = Machine {
    steps: &[
        ("answer", OUR_OFFICER, &[("open", "open")]),
        ("uphold", OUR_HEAD, &[("open", "upheld")]),
        ("dismiss", OUR_HEAD, &[("open", "dismissed")]),
    ],
    shown_in: &[],
    body: |_, action, _| match action {
        "answer" => json!({"text": "Đơn vị đang xác minh."}),
        _ => json!({"reason": "Đã xác minh với đơn vị và các bên"}),
    },
};

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_an_objection_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let one = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let posting = story.published_posting(BAC_KAN, &[&one], 5).await;
        let mut secrets = vec![];
        for _ in 0..4 {
            secrets.push(story.object(&posting, &[1]).await);
            app.clock.advance(chrono::TimeDelta::seconds(1));
        }
        let mut found = story.objections(&posting).await;
        found.reverse();
        story.decide(&found[1], "uphold").await.is(200);
        story.decide(&found[2], "dismiss").await.is(200);
        story.by_secret(&secrets[3], "withdraw").await.is(200);
        let states = ["open", "upheld", "dismissed", "withdrawn"];
        let samples: Vec<_> = found.into_iter().zip(states).map(|(paper, state)| sample(paper, state)).collect();
        OBJECTION.holds(&story, &samples).await;
        // Whoever has the secret writes and takes back while it is open, and reads it in every state.
        for (secret, state) in secrets.iter().zip(states) {
            assert_eq!(story.by_secret(secret, "read").await.is(200)["status"], state);
            let expected = if state == "open" { 200 } else { 409 };
            assert_eq!(story.by_secret(secret, "write").await.status, expected, "{state}");
            assert_eq!(story.by_secret(secret, "withdraw").await.status, expected, "{state}");
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_writes_does_not_publish_and_whoever_answers_does_not_decide() {
    both(async |app| {
        use entity::assignment::Role::{Head, Officer};
        let story = Story::of(app.clone()).await;
        let one = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let everything = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        let mut body = story.posting_body(&[&one]);
        body["days"] = json!(5);
        let made = app.post("/postings", &everything).json(body).await.is(201);
        let posting = story.paper("postings", BAC_KAN, &made);
        posting.step("publish", &everything, Value::Null).await.refused(403, "separation_of_duties");
        story.publish(&posting).await.is(200);
        story.object(&posting, &[1]).await;
        let objection = story.objections(&posting).await.remove(0);
        objection.step("answer", &everything, json!({"text": "Đang xác minh."})).await.is(200);
        let reason = json!({"reason": "Đã xác minh với đơn vị và các bên"});
        objection.step("dismiss", &everything, reason).await.refused(403, "separation_of_duties");
        story.decide(&objection, "dismiss").await.is(200);
        let events = app.events(objection.id).await;
        assert_eq!(events, ["raised", "answered", "dismissed"].map(|event| format!("posting_objection.{event}")));
        let events = app.events(posting.id).await;
        assert_eq!(events, ["created", "published"].map(|event| format!("posting.{event}")));
    })
    .await;
}

#[actix_web::test]
async fn what_waits_is_told_to_whoever_it_waits_for() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let one = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let posting = story.draft_posting(BAC_KAN, &[&one], 1).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BAC_KAN).await);
        let waiting = async |caller, kind: &str| {
            let found = app.get(&format!("/me/tasks?subject_type={kind}"), caller).await.is(200);
            let steps = found.items().iter().map(|task| task["actions"].to_string());
            steps.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(waiting(&head, "posting").await, r#"["publish"]"#);
        assert_eq!(waiting(&officer, "posting").await, "");
        story.publish(&posting).await.is(200);
        let secret = story.object(&posting, &[1]).await;
        assert_eq!(waiting(&officer, "posting").await, "", "its day is not over");
        assert_eq!(waiting(&officer, "posting_objection").await, r#"["answer"]"#);
        assert_eq!(waiting(&head, "posting_objection").await, r#"["uphold","dismiss"]"#);
        let told = app.get("/me/notifications", &officer).await.is(200);
        assert_eq!(told.items()[0]["event"], "posting_objection.raised");
        app.set_clock("2024-06-04T02:00:00Z");
        assert_eq!(waiting(&officer, "posting").await, r#"["end"]"#);
        posting.step("end", &officer, Value::Null).await.refused(409, "objection_open");
        story.by_secret(&secret, "withdraw").await.is(200);
        posting.step("end", &officer, Value::Null).await.is(200);
        for kind in ["posting", "posting_objection"] {
            assert_eq!(waiting(&officer, kind).await + &waiting(&head, kind).await, "", "{kind}");
        }
    })
    .await;
}
