//! Papers in the order of time: none comes before what it rests on.
use serde_json::{Value, json};
use thidua::kernel::chronology::{self, Event, RULES};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person, plan_of, target},
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

/// Drafted for the ministry; with a document, launched by it.
async fn movement(story: &Story, code: &str, parent: Option<uuid::Uuid>, launched: bool) -> Paper {
    let draft = json!({"code": code, "title": "Thi đua", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": story.app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"],
        "parent_movement_id": parent, "award_form_codes": ["GK"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
    let made = story.app.post("/movements", &story.officer(STANDING_BODY).await).json(draft).await.is(201);
    let paper = story.paper("movements", MINISTRY, &made);
    if launched {
        dated(story, &paper, "launch", &story.number("QĐ-BTP"), "2024-06-03").await.is(200);
    }
    paper
}

/// One paper of each kind, ready for its document of 3 June 2024.
async fn ready(story: &Story, paper: chronology::Paper) -> (Paper, &'static str) {
    let launched = movement(story, &story.number("TD").replace('/', "-"), None, true).await;
    match paper {
        chronology::Paper::Launch => (movement(story, "CON", Some(launched.id), false).await, "launch"),
        chronology::Paper::Plan => {
            let story = Story { movement: launched.id, ..story.clone() };
            let first = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
            story.request_supplement(&first).await;
            let second = story.amend(&first).await;
            story.request_signature(&second).await;
            (second, "issue")
        }
        chronology::Paper::Report => {
            story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
            (story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 8}))]).await, "sign")
        }
        chronology::Paper::Minutes => (story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await, "review"),
        chronology::Paper::Guidance => {
            let story = Story { movement: launched.id, ..story.clone() };
            let first = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
            let second = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
            let amends = json!({"amends": {"guidance_id": first.id, "amendment": "amends"}});
            second.change(&story.officer(BAC_KAN).await, amends).await.is(200);
            (second, "issue")
        }
        chronology::Paper::Inspection => {
            let story = Story { movement: launched.id, ..story.clone() };
            (story.planned_inspection(BAC_KAN, &[BA_BE]).await, "announce")
        }
        chronology::Paper::Conclusion => (story.drafted_conclusion(BAC_KAN, &[BA_BE], &[]).await, "conclude"),
        chronology::Paper::Decision => {
            let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
            (story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await, "sign")
        }
        chronology::Paper::Founding => {
            let members = story.council_members(BAC_KAN, 3).await;
            (story.draft_council(BAC_KAN, &members).await, "found")
        }
        chronology::Paper::CouncilMinutes => unreachable!("it is signed by a chair, not by a head"),
        chronology::Paper::Recognition => (story.exemplar(BA_BE, "model").await, "recognise"),
        chronology::Paper::Letter => {
            let owed = story.obligation(PAC_NAM, "2024").await;
            (story.reminder(BAC_KAN, "report", owed.id, 3).await, "sign")
        }
    }
}

/// A day on which the rule is broken, whatever others are broken too.
const fn wrong(event: Event) -> &'static str {
    match event {
        Event::Today => "2024-06-04",
        Event::UnitBegan => "2022-12-31",
        Event::ParentLaunched | Event::MovementLaunched | Event::VersionIssued => "2024-06-02",
        Event::PeriodBegan => "2023-12-14",
        Event::AchievementEnded => "2024-05-30",
        Event::InspectionAnnounced | Event::InspectionBegan | Event::Discovered | Event::Closed => "2024-06-02",
        Event::Received | Event::CouncilMet => "2024-06-02",
        Event::Posted => panic!("its own test asks for it"),
    }
}

#[actix_web::test]
async fn every_row_of_the_table_is_asked_of_its_paper() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for rows in RULES.chunk_by(|one, next| one.paper == next.paper) {
            // Signed by the chair of a council, whose test asks for both of its rows.
            if rows[0].paper == chronology::Paper::CouncilMinutes {
                continue;
            }
            let (paper, step) = ready(&story, rows[0].paper).await;
            // That a decision comes after a posting is asked where there is one.
            for rule in rows.iter().filter(|rule| rule.event != Event::Posted) {
                let day = wrong(rule.event);
                let reply = match rule.paper {
                    chronology::Paper::Minutes => {
                        let minutes = json!({"minutes_number": "05/BB-PTP", "minutes_on": day});
                        paper.step(step, &story.head(BA_BE).await, minutes).await
                    }
                    _ => dated(&story, &paper, step, &story.number("QĐ-PTP"), day).await,
                };
                assert!(reply.names(rule.pointer, &[rule.fault.spec().0]), "{:?}: {}", rule.event, reply.describe());
            }
        }
    })
    .await;
}
