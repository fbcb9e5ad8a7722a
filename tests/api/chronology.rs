//! Papers in the order of time: none comes before what it rests on.
mod minutes;
mod ready;

use base::kernel::chronology::{Event, RULES};
use ready::ready;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, dossier, person, plan_of, target},
    support::{Reply, both},
};

/// The head of its unit signs it, with a document of this day.
async fn dated(story: &Story, paper: &Paper, step: &str, number: &str, day: &str) -> Reply {
    let mut document = story.document(number);
    document["issued_on"] = json!(day);
    paper.step(step, &story.head(&paper.owner).await, json!({"document": document})).await
}

/// Asserts that the day of the document is refused for these reasons.
#[track_caller]
fn refused(reply: Reply, codes: &[&str]) {
    let faults: Vec<_> = codes.iter().map(|code| ("/document/issued_on", *code)).collect();
    reply.faults(&faults);
}

#[actix_web::test]
async fn a_plan_comes_after_its_unit_and_the_version_before_it() {
    both(async |app| {
        let story = Story::of(app).await;
        let first = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        story.request_signature(&first).await;
        refused(dated(&story, &first, "issue", "12/KH-PTP", "2022-12-31").await, &["before_unit_began"]);
        refused(dated(&story, &first, "issue", "12/KH-PTP", "2024-06-04").await, &["in_the_future"]);
        dated(&story, &first, "issue", "12/KH-PTP", "2024-06-01").await.is(200);
        story.send(&first).await;
        story.receive(&first).await;
        story.request_supplement(&first).await;
        let second = story.amend(&first).await;
        story.request_signature(&second).await;
        refused(dated(&story, &second, "issue", "13/KH-PTP", "2024-05-31").await, &["before_version"]);
        dated(&story, &second, "issue", "13/KH-PTP", "2024-06-01").await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_report_comes_after_its_period_began() {
    both(async |app| {
        let story = Story::of(app).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 8}))]).await;
        refused(dated(&story, &report, "sign", "98/BC-PTP", "2023-12-14").await, &["before_period"]);
        dated(&story, &report, "sign", "98/BC-PTP", "2023-12-15").await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn minutes_come_after_the_unit_began() {
    both(async |app| {
        let story = Story::of(app).await;
        let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let minutes: Value = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2022-12-31"});
        let reply = nomination.step("review", &story.head(BA_BE).await, minutes).await;
        reply.faults(&[("/minutes_on", "before_unit_began")]);
    })
    .await;
}

#[actix_web::test]
async fn a_decision_comes_after_the_achievement_the_dossier_and_the_council() {
    both(async |app| {
        let story = Story::of(app).await;
        // What was achieved until 31 May was reviewed and received on 3 June.
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        for (day, codes) in [
            ("2024-06-04", &["in_the_future"][..]),
            ("2024-06-02", &["before_receipt", "before_council"][..]),
            ("2024-05-30", &["before_achievement", "before_receipt", "before_council"][..]),
        ] {
            refused(dated(&story, &decision, "sign", "5/QĐ-STP", day).await, codes);
        }
        assert_eq!(nomination.status().await, "proposed");
        dated(&story, &decision, "sign", "5/QĐ-STP", "2024-06-03").await.is(200);
    })
    .await;
}

/// A day on which the rule is broken, whatever others are broken too.
const fn wrong(event: Event) -> &'static str {
    match event {
        Event::Today => "2024-06-04",
        Event::UnitBegan => "2022-12-31",
        Event::PeriodBegan => "2022-12-14",
        Event::AchievementEnded => "2024-05-30",
        Event::SubjectDue => "2024-04-04",
        Event::Posted => panic!("its own test asks for it"),
        Event::ParentLaunched | Event::MovementLaunched | Event::VersionIssued | Event::Received => "2024-06-02",
        Event::CouncilMet | Event::InspectionAnnounced | Event::InspectionBegan | Event::Discovered => "2024-06-02",
        Event::Closed | Event::Awarded | Event::Concluded | Event::Revoked => "2024-06-02",
    }
}

#[actix_web::test]
async fn every_row_of_the_table_is_asked_of_its_paper() {
    both(async |app| {
        let story = Story::of(app).await;
        for rows in RULES.chunk_by(|one, next| one.paper == next.paper) {
            let ready = ready(&story, rows[0].paper).await;
            // That a decision comes after a posting is asked where there is one.
            for rule in rows.iter().filter(|rule| rule.event != Event::Posted) {
                let reply = ready.on(&story, rule.pointer, wrong(rule.event)).await;
                let told = format!("{:?} {:?}: {}", rule.paper, rule.event, reply.describe());
                assert!(reply.names(rule.pointer, &[rule.fault.spec().0]), "{told}");
            }
            let reply = ready.on(&story, rows[0].pointer, "2024-06-03").await;
            assert!(reply.status < 300, "{:?} of its day: {}", rows[0].paper, reply.describe());
        }
    })
    .await;
}
