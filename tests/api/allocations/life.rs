//! The life of a share: every state, every action, everybody.
use serde_json::{Value, json};

use super::{REASON, Target};
use crate::{
    machine::{
        Machine, OUR_OFFICER, Sample,
        Side::{Addressee, Owner},
        THEIR_HEAD,
    },
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, plan_of, target},
    support::both,
};

const ALLOCATION: Machine = Machine {
    steps: &[
        ("accept", THEIR_HEAD, &[("proposed", "accepted"), ("adjusted", "accepted")]),
        ("dispute", THEIR_HEAD, &[("proposed", "disputed"), ("adjusted", "disputed")]),
        (
            "adjust",
            OUR_OFFICER,
            &[("proposed", "adjusted"), ("accepted", "adjusted"), ("disputed", "adjusted"), ("adjusted", "adjusted")],
        ),
        (
            "withdraw",
            OUR_OFFICER,
            &[
                ("proposed", "withdrawn"),
                ("accepted", "withdrawn"),
                ("disputed", "withdrawn"),
                ("adjusted", "withdrawn"),
            ],
        ),
    ],
    shown_in: &["proposed"],
    body,
};

fn body(_: &Story, action: &str, now: &Value) -> Value {
    let seen = &now["content_digest"];
    match action {
        "accept" => json!({"content_digest": seen}),
        "dispute" => json!({"content_digest": seen, "reason": REASON}),
        "adjust" => json!({"value": 5, "reason": REASON}),
        _ => json!({"reason": REASON}),
    }
}

/// Both units see a share from the first day on, whatever becomes of it.
fn sample(paper: Paper, state: &'static str) -> Sample {
    Sample { paper, state, units: [BAC_KAN, BA_BE, NA_HANG], visible_to: &[Owner, Addressee] }
}

/// Shares of one unit, each of another target.
async fn proposed(story: &Story, count: usize) -> Vec<Paper> {
    let plan = story.draft_plan(BAC_KAN, &plan_of(&vec![target("TGPL-07", 20); count])).await;
    let mut shares = vec![];
    for target in Target::all_of(story, &plan).await {
        shares.push(target.share(BA_BE, &json!({"value": 6})).await);
    }
    shares
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_share_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let shares = proposed(&story, 5).await;
        let [proposed, accepted, disputed, adjusted, withdrawn] = <[Paper; 5]>::try_from(shares).ok().expect("five");
        accepted.accepted_by(BA_BE).await;
        disputed.disputed_by(BA_BE).await;
        adjusted.adjusted(&json!({"value": 4})).await.is(200);
        withdrawn.withdrawn().await.is(200);
        let samples = [
            sample(proposed, "proposed"),
            sample(accepted, "accepted"),
            sample(disputed, "disputed"),
            sample(adjusted, "adjusted"),
            sample(withdrawn, "withdrawn"),
        ];
        ALLOCATION.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn a_share_never_leaves_its_graph() {
    const NEVER_WITHDRAWN: Machine = Machine { steps: ALLOCATION.steps.split_at(3).0, ..ALLOCATION };
    both(async |app| {
        let story = Story::of(app).await;
        let mut reached = std::collections::BTreeSet::new();
        for (seed, paper) in (0..).zip(proposed(&story, 6).await) {
            let machine = if seed < 3 { &ALLOCATION } else { &NEVER_WITHDRAWN };
            reached.extend(machine.walks(&story, sample(paper, "proposed"), seed, 20).await);
        }
        for state in ["accepted", "disputed", "adjusted", "withdrawn"] {
            assert!(reached.contains(state), "{state} was not come by: {reached:?}");
        }
    })
    .await;
}
