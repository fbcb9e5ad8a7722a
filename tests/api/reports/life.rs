//! The lives of reports and of obligations: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        ANY_OF_US, EITHER_OFFICER, Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{self, Addressee, Owner},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, NA_RI, PAC_NAM, Paper, Story, target},
    support::both,
};

/// A returned report is written and signed again, and so is an accepted one that its head has corrected; a correction that
/// was not submitted, or that came back, can be dropped. To the superior one that is being corrected is accepted.
pub const REPORT: Machine = Machine {
    steps: &[
        (
            "update",
            OUR_OFFICER,
            &[
                ("draft", "draft"),
                ("returned", "returned"),
                ("correcting", "correcting"),
                ("returned_correction", "returned_correction"),
            ],
        ),
        (
            "sign",
            OUR_HEAD,
            &[
                ("draft", "issued"),
                ("returned", "issued"),
                ("correcting", "issued_correction"),
                ("returned_correction", "issued_correction"),
            ],
        ),
        ("submit", ANY_OF_US, &[("issued", "submitted"), ("issued_correction", "submitted_correction")]),
        ("return", THEIR_OFFICER, &[("submitted", "returned"), ("submitted_correction", "returned_correction")]),
        ("accept", THEIR_OFFICER, &[("submitted", "accepted"), ("submitted_correction", "accepted")]),
        ("correct", OUR_HEAD, &[("accepted", "correcting")]),
        ("drop_correction", OUR_HEAD, &[("correcting", "accepted"), ("returned_correction", "accepted")]),
        (
            "write_message",
            EITHER_OFFICER,
            &[
                ("submitted", "submitted"),
                ("submitted_correction", "submitted_correction"),
                ("returned", "returned"),
                ("returned_correction", "returned_correction"),
                ("accepted", "accepted"),
                ("correcting", "correcting"),
            ],
        ),
    ],
    shown_in: &["submitted"],
    body,
};

/// Relief is the superior's to give: all of it while the report is not with the superior, more time always: once it was
/// submitted, to excuse.
const OBLIGATION: Machine = Machine {
    steps: &[
        (
            "waive",
            THEIR_HEAD,
            &[("expected", "waived"), ("draft", "waived"), ("issued", "waived"), ("returned", "waived")],
        ),
        (
            "extend",
            THEIR_HEAD,
            &[
                ("expected", "expected"),
                ("draft", "draft"),
                ("issued", "issued"),
                ("submitted", "submitted"),
                ("returned", "returned"),
                ("accepted", "accepted"),
            ],
        ),
    ],
    shown_in: &["expected"],
    body,
};

fn body(story: &Story, action: &str, now: &Value) -> Value {
    match action {
        "update" => json!({"narrative": {"results": "Đạt kế hoạch"}}),
        "sign" => json!({"document": story.document(&story.number("BC-TP"))}),
        "return" => json!({"reason_code": "wrong_figure", "reason": "Số liệu chưa khớp với sổ theo dõi"}),
        "accept" => json!({"content_digest": now["content_digest"].as_str().unwrap_or("unseen")}),
        "correct" => json!({"reason": "Tính trùng các vụ việc chuyển kỳ"}),
        "write_message" => json!({"text": "Đề nghị giải trình số vụ việc"}),
        "waive" => json!({"document_number": story.number("TP-VP"), "reason": "Đơn vị mới được thành lập"}),
        "extend" => json!({"document_number": story.number("TP-VP"), "due_on": later(story),
            "reason": "Bổ sung thời gian theo đề nghị", "excuses_lateness": true}),
        _ => Value::Null,
    }
}

/// Later every time it is asked for.
fn later(story: &Story) -> Value {
    let (number, _) =
        story.number("").split_once('/').map(|(n, rest)| (n.to_owned(), rest.to_owned())).expect("a number");
    let days = chrono::Days::new(number.parse::<u64>().expect("a number"));
    json!(chrono::NaiveDate::from_ymd_opt(2030, 1, 1).expect("a day") + days)
}

const UNSENT: &[Side] = &[Owner];
const SENT: &[Side] = &[Owner, Addressee];

fn sample(paper: Paper, state: &'static str, visible_to: &'static [Side]) -> Sample {
    let unit = [BA_BE, PAC_NAM, CHO_DON, NA_RI].into_iter().find(|unit| *unit == paper.owner).expect("one of them");
    Sample { paper, state, units: [unit, BAC_KAN, NA_HANG], visible_to }
}

/// Plans of four units, after the period 2024.
async fn planned(story: &Story) {
    story.app.set_clock("2024-12-16T02:00:00Z");
    for unit in [BA_BE, PAC_NAM, CHO_DON, NA_RI] {
        story.received_plan(unit, &[target("TGPL-04", 20)]).await;
    }
}

fn figures() -> [(&'static str, Value); 1] {
    [("TGPL-04", json!({"value": 12}))]
}

/// One report for each state, of the periods 2023 and 2024: they need no narrative.
async fn reports(story: &Story) -> Vec<Sample> {
    let draft = story.draft_report(BA_BE, "2023", &figures()).await;
    let issued = story.signed_report(BA_BE, "2024", &figures()).await;
    let submitted = story.submitted_report(PAC_NAM, "2023", &figures()).await;
    let returned = story.submitted_report(PAC_NAM, "2024", &figures()).await;
    story.return_report(&returned).await;
    let accepted = story.accepted_report(CHO_DON, "2023", &figures()).await;
    let correcting = story.accepted_report(CHO_DON, "2024", &figures()).await;
    story.correct(&correcting).await;
    let came_back = story.accepted_report(NA_RI, "2023", &figures()).await;
    story.correct(&came_back).await;
    story.sign(&came_back).await;
    story.submit(&came_back).await;
    story.return_report(&came_back).await;
    vec![
        sample(draft, "draft", UNSENT),
        sample(issued, "issued", UNSENT),
        sample(submitted, "submitted", SENT),
        sample(returned, "returned", SENT),
        sample(accepted, "accepted", SENT),
        sample(correcting, "correcting", SENT),
        sample(came_back, "returned_correction", SENT),
    ]
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_report_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        planned(&story).await;
        let samples = reports(&story).await;
        REPORT.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_an_obligation_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        planned(&story).await;
        story.waive(CHO_DON, "2025").await;
        let mut samples = vec![
            sample(story.obligation(PAC_NAM, "2025").await, "expected", SENT),
            sample(story.obligation(CHO_DON, "2025").await, "waived", SENT),
        ];
        // The others are as far as their reports.
        for report in reports(&story).await {
            let id = report.paper.now().await["obligation_id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            let obligation = Paper { collection: "obligations", id, ..report.paper.clone() };
            // What was accepted stays accepted while it is corrected.
            let corrected = ["correcting", "returned_correction"].contains(&report.state);
            let state = if corrected { "accepted" } else { report.state };
            samples.push(sample(obligation, state, SENT));
        }
        assert_eq!(samples.len(), 9);
        OBLIGATION.holds(&story, &samples).await;
    })
    .await;
}

#[actix_web::test]
async fn a_report_never_leaves_its_graph_and_its_obligation_follows() {
    both(async |app| {
        let story = Story::of(app).await;
        planned(&story).await;
        let mut reached = std::collections::BTreeSet::new();
        let reports = [BA_BE, PAC_NAM, CHO_DON].into_iter().flat_map(|unit| [(unit, "2023"), (unit, "2024")]);
        for (seed, (unit, period)) in (0..).zip(reports) {
            let report = story.draft_report(unit, period, &figures()).await;
            let states = REPORT.walks(&story, sample(report, "draft", UNSENT), seed, 30).await;
            let obligation = story.obligation(unit, period).await;
            let accepted = states.iter().any(|state| state == "accepted");
            let follows = if accepted { "accepted" } else { states.last().expect("a state") };
            assert_eq!(obligation.status().await, follows);
            reached.extend(states);
        }
        assert!(["returned", "accepted", "correcting"].iter().all(|state| reached.contains(*state)), "{reached:?}");
        let owed = story.obligation(BA_BE, "2025").await;
        let states = OBLIGATION.walks(&story, sample(owed, "expected", SENT), 0, 12).await;
        assert_eq!(states, ["expected", "waived"]);
    })
    .await;
}

#[actix_web::test]
async fn whoever_wrote_on_a_report_does_not_sign_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        planned(&story).await;
        let both_roles = app.caller_with(&[(Officer, BA_BE), (Head, BA_BE)]).await;
        let report = story.draft_report(BA_BE, "2024", &figures()).await;
        report.change(&both_roles, json!({"narrative": {"results": "Đạt"}})).await.is(200);
        report.step("sign", &both_roles, body(&story, "sign", &Value::Null)).await.refused(403, "separation_of_duties");
        assert_eq!(report.read_by(&both_roles).await.action("sign"), Err("separation_of_duties"));
        assert_eq!(report.can(&both_roles, "sign").await, "separation_of_duties");
        story.sign(&report).await;
    })
    .await;
}
