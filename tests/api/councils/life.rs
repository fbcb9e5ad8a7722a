//! The life of a council: every state, every action, everybody.
use serde_json::{Value, json};

use super::COUNCIL_OF;
use crate::{
    machine::{Machine, OUR_HEAD, OUR_OFFICER, Sample, Side::Owner},
    stories::{BA_BE, BAC_KAN, Council, NA_HANG, Paper, Story},
    support::both,
};

const COUNCIL: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("draft", "draft")]),
        ("found", OUR_HEAD, &[("draft", "founded")]),
        ("change_members", OUR_HEAD, &[("founded", "founded")]),
        ("dissolve", OUR_HEAD, &[("draft", "dissolved"), ("founded", "dissolved")]),
    ],
    shown_in: &[],
    body,
};

fn body(story: &Story, action: &str, now: &Value) -> Value {
    let member = |one: &Value| json!({"user_id": one["user_id"], "role": one["role"], "valid_from": one["valid_from"]});
    match action {
        "update" => json!({"name": "Hội đồng thi đua"}),
        "found" => json!({"document": story.document(&story.number("QĐ-STP"))}),
        "change_members" => json!({"document_number": "16/QĐ-STP",
            "members": now["members"].as_array().expect("members").iter().map(member).collect::<Value>()}),
        "dissolve" => json!({"reason": "Kết thúc nhiệm kỳ của hội đồng", "document_number": "17/QĐ-STP"}),
        _ => Value::Null,
    }
}

async fn dissolved(story: &Story, council: Paper) -> Paper {
    council.step("dissolve", &story.head(BAC_KAN).await, body(story, "dissolve", &Value::Null)).await.is(200);
    council
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_council_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let members = story.council_members(COUNCIL_OF, 3).await;
        let units = [BAC_KAN, BA_BE, NA_HANG];
        let sample = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner] };
        let samples = [
            sample(story.draft_council(COUNCIL_OF, &members).await, "draft"),
            sample(story.council(COUNCIL_OF, 3).await.paper, "founded"),
            sample(dissolved(&story, story.draft_council(COUNCIL_OF, &members).await).await, "dissolved"),
            sample(dissolved(&story, story.council(COUNCIL_OF, 3).await.paper).await, "dissolved"),
        ];
        COUNCIL.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn a_council_has_one_chair_one_secretary_and_others_of_its_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let members = story.council_members(COUNCIL_OF, 3).await;
        let few = story.draft_council(COUNCIL_OF, &members[..2]).await;
        story.found_council(&few, COUNCIL_OF).await.refused(409, "council_incomplete");
        let elsewhere = story.council_members(NA_HANG, 1).await;
        let today = app.clock.today();
        let mut listed = Council::listed(&members, today);
        let officer = story.officer(BAC_KAN).await;
        for (at, wrong, fault) in [
            (0, json!(elsewhere[0].id()), ("/members/0/user_id", "not_found")),
            (1, json!(officer.id()), ("/members/1/user_id", "not_found")),
            (2, listed[0]["user_id"].clone(), ("/members/2/user_id", "duplicate")),
        ] {
            let mut body = listed.clone();
            body[at]["user_id"] = wrong;
            few.change(&officer, json!({"members": body})).await.faults(&[fault]);
        }
        listed[2]["role"] = json!("chair");
        few.change(&officer, json!({"members": listed})).await.is(200);
        story.found_council(&few, COUNCIL_OF).await.refused(409, "council_incomplete");
        few.change(&officer, json!({"members": Council::listed(&members, today)})).await.is(200);
        story.found_council(&few, COUNCIL_OF).await.is(200);
        let council = Council { paper: few, members };
        story.planned_session(&council, "open", &[]).await;
        let dissolve = body(&story, "dissolve", &Value::Null);
        council.paper.step("dissolve", &story.head(BAC_KAN).await, dissolve).await.refused(409, "sessions_open");
    })
    .await;
}
