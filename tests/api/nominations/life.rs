//! The life of a nomination: every state, every action, everybody.
use serde_json::{Value, json};

use crate::{
    machine::{
        Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{self, Addressee, Owner},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, dossier, person},
    support::{both, together},
};

/// `forward` hands it to the next level, where it is submitted anew. `proposed → awarded` is the decision's.
const NOMINATION: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("draft", "draft"), ("returned", "returned")]),
        ("review", OUR_HEAD, &[("draft", "unit_reviewed")]),
        ("submit", OUR_HEAD, &[("unit_reviewed", "submitted"), ("returned", "submitted")]),
        ("receive", THEIR_OFFICER, &[("submitted", "received")]),
        ("return", THEIR_OFFICER, &[("received", "returned"), ("appraised", "returned"), ("proposed", "returned")]),
        ("appraise", THEIR_OFFICER, &[("received", "appraised")]),
        ("propose", THEIR_HEAD, &[("appraised", "proposed")]),
        ("refuse", THEIR_HEAD, &[("received", "refused"), ("appraised", "refused"), ("proposed", "refused")]),
        (
            "withdraw",
            OUR_HEAD,
            &[
                ("draft", "withdrawn"),
                ("unit_reviewed", "withdrawn"),
                ("submitted", "withdrawn"),
                ("received", "withdrawn"),
                ("returned", "withdrawn"),
                ("appraised", "withdrawn"),
                ("proposed", "withdrawn"),
                ("on_hold", "withdrawn"),
            ],
        ),
        ("forward", THEIR_HEAD, &[("appraised", "submitted")]),
        (
            "identify",
            OUR_OFFICER,
            &[
                ("draft", "draft"),
                ("unit_reviewed", "unit_reviewed"),
                ("submitted", "submitted"),
                ("received", "received"),
                ("returned", "returned"),
                ("appraised", "appraised"),
                ("proposed", "proposed"),
                ("on_hold", "on_hold"),
                ("awarded", "awarded"),
            ],
        ),
        ("hold", THEIR_OFFICER, &[("received", "on_hold"), ("appraised", "on_hold"), ("proposed", "on_hold")]),
        // Back to where it was held.
        ("release", THEIR_OFFICER, &[("on_hold", "received")]),
        ("drop", THEIR_HEAD, &[("on_hold", "ineligible")]),
    ],
    shown_in: &["submitted"],
    body,
};

fn body(story: &Story, action: &str, _: &Value) -> Value {
    match action {
        "update" => json!({"position": "Chuyên viên"}),
        "identify" => json!({"personal_id": "030123456789"}),
        "review" => json!({"minutes_number": story.number("BB-TP"), "minutes_on": story.app.clock.today()}),
        "return" | "refuse" | "withdraw" | "drop" => json!({"reason": "Thiếu biên bản bình xét"}),
        "hold" => json!({"ground": "complaint", "document_number": story.number("TB-STP"),
            "reason": "Có đơn khiếu nại đang được xem xét"}),
        "release" => json!({"document_number": story.number("KL-STP")}),
        "appraise" => json!({"opinion": "Đủ điều kiện"}),
        "forward" => json!({"document_number": story.number("TTr-STP")}),
        _ => Value::Null,
    }
}

const UNSENT: &[Side] = &[Owner];
const SENT: &[Side] = &[Owner, Addressee];

fn sample(paper: Paper, state: &'static str, visible_to: &'static [Side]) -> Sample {
    Sample { paper, state, units: [BA_BE, BAC_KAN, NA_HANG], visible_to }
}

/// A new dossier, each of another person.
fn someone(story: &Story) -> Value {
    dossier(&person(&story.number("SYN")), "GK")
}

async fn samples(story: &Story) -> Vec<Sample> {
    let new = || someone(story);
    let draft = story.nominate(BA_BE, &new()).await;
    let reviewed = story.nominate(BA_BE, &new()).await;
    story.review(&reviewed).await;
    let submitted = story.submitted_nomination(BA_BE, &new()).await;
    let received = story.received_nomination(BA_BE, &new()).await;
    let returned = story.submitted_nomination(BA_BE, &new()).await;
    story.return_nomination_at_once(&returned).await;
    let appraised = story.appraised_nomination(BA_BE, &new()).await;
    let proposed = story.proposed_nomination(BA_BE, &new()).await;
    let awarded = story.awarded_nomination(BA_BE, &new()).await;
    let refused = story.appraised_nomination(BA_BE, &new()).await;
    refused.step("refuse", &story.head(BAC_KAN).await, body(story, "refuse", &Value::Null)).await.is(200);
    let [held, dropped] =
        [story.received_nomination(BA_BE, &new()).await, story.received_nomination(BA_BE, &new()).await];
    for paper in [&held, &dropped] {
        paper.step("hold", &story.officer(BAC_KAN).await, body(story, "hold", &Value::Null)).await.is(200);
    }
    dropped.step("drop", &story.head(BAC_KAN).await, body(story, "drop", &Value::Null)).await.is(200);
    let unsent = story.nominate(BA_BE, &new()).await;
    let withdrawn = story.submitted_nomination(BA_BE, &new()).await;
    for paper in [&unsent, &withdrawn] {
        paper.step("withdraw", &story.head(BA_BE).await, body(story, "withdraw", &Value::Null)).await.is(200);
    }
    vec![
        sample(draft, "draft", UNSENT),
        sample(reviewed, "unit_reviewed", UNSENT),
        sample(unsent, "withdrawn", UNSENT),
        sample(submitted, "submitted", SENT),
        sample(received, "received", SENT),
        sample(returned, "returned", SENT),
        sample(appraised, "appraised", SENT),
        sample(proposed, "proposed", SENT),
        sample(held, "on_hold", SENT),
        sample(dropped, "ineligible", SENT),
        sample(awarded, "awarded", SENT),
        sample(refused, "refused", SENT),
        sample(withdrawn, "withdrawn", SENT),
    ]
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_nomination_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let samples = samples(&story).await;
        NOMINATION.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn a_nomination_never_leaves_its_graph() {
    // Without `identify`, which is done once, `forward`, after which another unit has it (`levels` climbs), and what follows
    // a hold, which leads back to where it was (`holding`).
    const AT_ONE_LEVEL: Machine = Machine { steps: NOMINATION.steps.split_at(9).0, ..NOMINATION };
    const NEVER_ENDED: Machine = Machine { steps: NOMINATION.steps.split_at(7).0, ..NOMINATION };
    both(async |app| {
        let story = Story::of(app).await;
        let mut reached = std::collections::BTreeSet::new();
        for seed in 0..6 {
            let paper = story.nominate(BA_BE, &someone(&story)).await;
            let machine = if seed < 3 { &AT_ONE_LEVEL } else { &NEVER_ENDED };
            reached.extend(machine.walks(&story, sample(paper, "draft", UNSENT), seed, 30).await);
        }
        let ended = ["refused", "withdrawn"].iter().any(|end| reached.contains(*end));
        assert!(ended && reached.contains("returned") && reached.contains("proposed"), "{reached:?}");
    })
    .await;
}

#[actix_web::test]
async fn of_two_at_once_one_is_too_late() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.submitted_nomination(BA_BE, &someone(&story)).await;
        let version = nomination.now().await.version();
        let (department, own) = (story.officer(BAC_KAN).await, story.head(BA_BE).await);
        let receive = format!("{}/receive", nomination.path());
        let withdraw = format!("{}/withdraw", nomination.path());
        let reason = json!({"reason": "Hồ sơ chưa đầy đủ"});
        let calls = [(&receive, &department, Value::Null), (&withdraw, &own, reason)].map(|(path, caller, body)| {
            let app = &app;
            async move { app.post(path, caller).version(version).json(body).await.status }
        });
        let mut statuses = together(calls).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(nomination.now().await.version(), version + 1);
    })
    .await;
}
