//! The life of a decision of the state: it is recorded by the head of the standing body, and signed by nobody here.
use serde_json::json;

use super::{life::DECISION, with_state_forms};
use crate::{
    machine::{
        Machine, OUR_HEAD, Sample,
        Side::{Addressee, Owner, Stranger},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{BA_BE, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, dossier, person},
    support::both,
};

const RECORDED: Machine = Machine {
    steps: &[
        ("update", THEIR_OFFICER, &[("draft", "draft")]),
        ("sign", OUR_HEAD, &[]),
        ("record", THEIR_HEAD, &[("draft", "signed")]),
        ("notify", THEIR_OFFICER, &[("signed", "signed")]),
        ("confer", THEIR_OFFICER, &[("signed", "signed")]),
        ("cancel", THEIR_OFFICER, &[("draft", "cancelled")]),
    ],
    ..DECISION
};

/// What the Prime Minister is to have decided of one dossier.
async fn drafted(story: &Story, who: &str) -> (Paper, Paper) {
    let nomination = story.proposed_nomination(BA_BE, &dossier(&person(who), "BK_TTG")).await;
    let mut body = story.decision_body(MINISTRY, &[(&nomination, 27)]).await;
    body["decided_by"] = json!("prime_minister");
    let made = story.app.post("/decisions", &story.officer(STANDING_BODY).await).json(body).await.is(201);
    (nomination, story.paper("decisions", STANDING_BODY, &made))
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_recorded_decision_says_and_nothing_else() {
    both(async |app| {
        let story = with_state_forms(&app).await;
        let units = [MINISTRY, STANDING_BODY, NA_HANG];
        let (_, signed) = drafted(&story, "SYN-0002").await;
        let document = json!({"document": story.document("1234/QĐ-TTg")});
        signed.step("record", &story.head(STANDING_BODY).await, document).await.is(200);
        let (nomination, draft) = drafted(&story, "SYN-0017").await;
        // The body of `update` names this nomination by way of the story.
        let story = Story { movement: nomination.id, ..story };
        let samples = [
            Sample { paper: draft, state: "draft", units, visible_to: &[Owner, Addressee] },
            Sample { paper: signed, state: "signed", units, visible_to: &[Owner, Addressee, Stranger] },
        ];
        RECORDED.holds(&story, &samples).await;
    })
    .await;
}
