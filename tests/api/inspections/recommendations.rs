//! What is recommended: who answers, who judges, and what the clock says.
use entity::assignment::Role::{Head, Officer};
use oversight::recommendations;
use serde_json::{Value, json};

use crate::{
    files::{PDF, upload},
    machine::{
        Machine, OUR_HEAD, Sample,
        Side::{Addressee, Owner},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story},
    support::both,
};

/// The unit that has to do it owns it, the one that inspects stands on the other side.
const RECOMMENDATION: Machine = Machine {
    steps: &[
        ("answer", OUR_HEAD, &[("open", "answered")]),
        ("return", THEIR_OFFICER, &[("answered", "open")]),
        ("check_off", THEIR_OFFICER, &[("answered", "done")]),
        ("drop", THEIR_HEAD, &[("open", "dropped"), ("answered", "dropped")]),
    ],
    shown_in: &["open"],
    body,
};

const REASON: &str = "Chưa đúng với nội dung kiến nghị";

fn body(_: &Story, action: &str, _: &Value) -> Value {
    match action {
        "answer" => json!({"text": "Đã bổ sung chỉ tiêu."}),
        "check_off" => Value::Null,
        _ => json!({"reason": REASON}),
    }
}

/// Recommendations to one unit, by as many inspections.
async fn made(story: &Story, count: usize) -> Vec<Paper> {
    let advised = vec![BA_BE; count];
    let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE, PAC_NAM], &advised).await;
    let found = story.recommendations(&inspection).await;
    found.into_iter().map(|paper| Paper { owner: BA_BE.to_owned(), ..paper }).collect()
}

async fn answered(story: &Story, advice: &Paper) {
    advice.step("answer", &story.head(BA_BE).await, json!({"text": "Đã bổ sung chỉ tiêu."})).await.is(200);
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_recommendation_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut papers = made(&story, 5).await.into_iter();
        let mut next = || papers.next().unwrap();
        let (open, answer, done, dropped, walked) = (next(), next(), next(), next(), next());
        answered(&story, &answer).await;
        answered(&story, &done).await;
        done.step("check-off", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
        dropped.step("drop", &story.head(BAC_KAN).await, json!({"reason": REASON})).await.is(200);
        let sample = |paper: Paper, state| {
            let units = [BA_BE, BAC_KAN, NA_HANG];
            Sample { paper, state, units, visible_to: &[Owner, Addressee] }
        };
        let samples =
            [sample(open, "open"), sample(answer, "answered"), sample(done, "done"), sample(dropped, "dropped")];
        RECOMMENDATION.holds(&story, &samples).await;
        let states = RECOMMENDATION.walks(&story, sample(walked, "open"), 1, 20).await;
        assert!(states.len() > 1, "{states:?}");
    })
    .await;
}

#[actix_web::test]
async fn whoever_answered_does_not_check_it_off() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let [advice] = &made(&story, 1).await[..] else { panic!("one") };
        let both_sides = app.caller_with(&[(Head, BA_BE), (Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        advice.step("answer", &both_sides, json!({"text": "Đã bổ sung."})).await.is(200);
        for (step, body) in
            [("check-off", Value::Null), ("return", json!({"reason": REASON})), ("drop", json!({"reason": REASON}))]
        {
            advice.step(step, &both_sides, body).await.refused(403, "separation_of_duties");
        }
        advice.step("return", &story.officer(BAC_KAN).await, json!({"reason": REASON})).await.is(200);
        // Nor when another has answered since.
        answered(&story, advice).await;
        advice.step("check-off", &both_sides, Value::Null).await.refused(403, "separation_of_duties");
        advice.step("check-off", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
        let events = app.events(advice.id).await;
        let told = ["made", "answered", "returned", "answered", "done"].map(|name| format!("recommendation.{name}"));
        assert_eq!(events, told);
    })
    .await;
}

#[actix_web::test]
async fn it_is_overdue_from_the_day_after_and_not_while_an_answer_waits() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let papers = made(&story, 2).await;
        let (waits, late) = (&papers[0], &papers[1]);
        answered(&story, waits).await;
        let officer = story.officer(BAC_KAN).await;
        let listed = async |state: &str| {
            let list = story.list(&format!("/recommendations?status={state}"), &officer).await;
            list.each("id").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        // Due on 23 June 2024.
        app.set_clock("2024-06-23T16:59:59.999999Z");
        assert_eq!((late.status().await.as_str(), listed("overdue").await), ("open", vec![]));
        app.set_clock("2024-06-23T17:00:00Z");
        assert_eq!((late.status().await.as_str(), waits.status().await.as_str()), ("overdue", "answered"));
        assert_eq!((listed("overdue").await, listed("open").await), (vec![late.id.to_string()], vec![]));
        assert_eq!(listed("answered&status=overdue").await.len(), 2);
        let rows = recommendations::open_recommendations(app.state.db.read(), None).await.unwrap();
        assert_eq!(rows.len(), 2);
        let owner = [app.unit(PAC_NAM).await];
        assert!(recommendations::open_recommendations(app.state.db.read(), Some(&owner)).await.unwrap().is_empty());
        // Late is answered all the same.
        answered(&story, late).await;
    })
    .await;
}

/// Evidence is the owner's, and read by both sides and nobody else.
#[actix_web::test]
async fn an_answer_rests_on_files_of_its_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let [advice] = &made(&story, 1).await[..] else { panic!("one") };
        let (head, officer) = (story.head(BA_BE).await, story.officer(BA_BE).await);
        let file = upload(&app, &officer, "a.pdf", PDF).await.id();
        let foreign = upload(&app, &story.officer(PAC_NAM).await, "b.pdf", PDF).await.id();
        let with = |files: &[uuid::Uuid]| json!({"text": "Đã bổ sung.", "file_ids": files});
        advice.step("answer", &head, with(&[foreign])).await.faults(&[("/file_ids/0", "not_found")]);
        advice.step("answer", &head, with(&[file, file])).await.faults(&[("/file_ids/1", "duplicate")]);
        let path = format!("/files/{file}");
        app.get(&path, &story.officer(BAC_KAN).await).await.refused(404, "not_found");
        let told = advice.step("answer", &head, with(&[file])).await.is(200);
        assert_eq!(told["evidence"][0]["id"], json!(file));
        for (reader, status) in [(BA_BE, 200), (BAC_KAN, 200), (STANDING_BODY, 200), (PAC_NAM, 404), (NA_HANG, 404)] {
            let reader = story.officer(reader).await;
            assert_eq!(app.get(&path, &reader).await.status, status);
            assert_eq!(advice.read_by(&reader).await.status, status);
        }
    })
    .await;
}

/// What was recommended ends with an inspection that is cancelled.
#[actix_web::test]
async fn cancelling_drops_what_is_open() {
    both(async |app| {
        let story = Story::of(app).await;
        let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE], &[BA_BE, BA_BE]).await;
        let papers = story.recommendations(&inspection).await;
        answered(&story, &papers[0]).await;
        papers[0].step("check-off", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
        inspection.step("cancel", &story.head(BAC_KAN).await, json!({"reason": REASON})).await.is(200);
        assert_eq!((papers[0].status().await.as_str(), papers[1].status().await.as_str()), ("done", "dropped"));
        let read = papers[1].read_by(&story.officer(BA_BE).await).await.is(200);
        assert_eq!(read["reason"], REASON);
    })
    .await;
}
