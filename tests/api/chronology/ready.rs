//! One paper of each kind, ready for its document of 3 June 2024.
use base::kernel::chronology::Paper as Kind;
use entity::assignment::Role::Officer;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person, target},
    support::{Caller, Reply},
};

enum Asked {
    Step(Paper, &'static str),
    New(&'static str),
    Replaced(String),
}

/// All that is said but the day.
pub struct Ready {
    asked: Asked,
    by: Caller,
    body: Value,
}

impl Ready {
    /// Asked with this day at its place.
    pub async fn on(&self, story: &Story, pointer: &str, day: &str) -> Reply {
        let mut body = self.body.clone();
        *body.pointer_mut(pointer).expect("the place of the day") = json!(day);
        match &self.asked {
            Asked::Step(paper, step) => paper.step(step, &self.by, body).await,
            Asked::New(path) => story.app.post(path, &self.by).json(body).await,
            Asked::Replaced(path) => {
                story.app.call("PUT".parse().unwrap(), path, &self.by).if_match("*").json(body).await
            }
        }
    }
}

pub async fn ready(story: &Story, kind: Kind) -> Ready {
    let code = story.number("TD").replace('/', "-");
    let launched = movement(story, &code, None).await;
    launch(story, &launched).await;
    let of_it = Story { movement: launched.id, ..story.clone() };
    match kind {
        Kind::Launch => signed(story, movement(story, "CON", Some(launched.id)).await, "launch").await,
        Kind::Plan => signed(story, amended_plan(&of_it).await, "issue").await,
        Kind::Report => signed(story, returned_report(story).await, "sign").await,
        Kind::Minutes => minutes(story).await,
        Kind::Guidance => signed(story, amended_guidance(&of_it).await, "issue").await,
        Kind::Inspection => signed(story, of_it.planned_inspection(BAC_KAN, &[BA_BE]).await, "announce").await,
        Kind::Conclusion => signed(story, story.drafted_conclusion(BAC_KAN, &[BA_BE], &[]).await, "conclude").await,
        Kind::Decision => signed(story, decision(story).await, "sign").await,
        Kind::Founding => {
            let members = story.council_members(BAC_KAN, 3).await;
            signed(story, story.draft_council(BAC_KAN, &members).await, "found").await
        }
        Kind::CouncilMinutes => council_minutes(story).await,
        Kind::Recognition => signed(story, story.exemplar(BA_BE, "model").await, "recognise").await,
        Kind::Letter => signed(story, letter(&of_it, &launched).await, "sign").await,
        Kind::Stage => stage(&of_it).await,
        Kind::Quota => quota(&of_it).await,
        Kind::Milestone => {
            let body = json!({"kind": "interim_review", "held_on": "2024-06-03"});
            Ready { asked: Asked::Step(launched, "milestones"), by: story.officer(STANDING_BODY).await, body }
        }
        Kind::AwardForm => award_form(story).await,
        Kind::CalendarYear => calendar_year(story).await,
        Kind::Delegation => delegation(story).await,
        Kind::Regime => regime(story).await,
        Kind::Revision => revision(story).await,
        Kind::Submission => submission(story).await,
        Kind::Finding => finding(story).await,
        Kind::Revocation => revocation(story).await,
        Kind::Recovery => recovery(story).await,
    }
}

fn document(story: &Story) -> Value {
    story.document(&story.number("QĐ-PTP"))
}

/// The head of its unit signs it.
async fn signed(story: &Story, paper: Paper, step: &'static str) -> Ready {
    let (by, body) = (story.head(&paper.owner).await, json!({"document": document(story)}));
    Ready { asked: Asked::Step(paper, step), by, body }
}

/// Drafted for the ministry.
async fn movement(story: &Story, code: &str, parent: Option<Uuid>) -> Paper {
    let draft = json!({"code": code, "title": "Thi đua", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": story.app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"],
        "parent_movement_id": parent, "award_form_codes": ["GK"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
    let made = story.app.post("/movements", &story.officer(STANDING_BODY).await).json(draft).await.is(201);
    story.paper("movements", MINISTRY, &made)
}

async fn launch(story: &Story, movement: &Paper) {
    let body = json!({"document": document(story)});
    movement.step("launch", &story.head(MINISTRY).await, body).await.is(200);
}

async fn amended_plan(story: &Story) -> Paper {
    let first = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    story.request_supplement(&first).await;
    let second = story.amend(&first).await;
    story.request_signature(&second).await;
    second
}

/// For a period that is over.
async fn returned_report(story: &Story) -> Paper {
    story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
    let report = story.draft_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
    story.sign(&report).await;
    story.submit(&report).await;
    story.return_report(&report).await;
    story.answer_checks(&report).await;
    report
}

async fn minutes(story: &Story) -> Ready {
    let nomination = story.nominate(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    let body = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-06-03"});
    Ready { asked: Asked::Step(nomination, "review"), by: story.head(BA_BE).await, body }
}

async fn amended_guidance(story: &Story) -> Paper {
    let first = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
    let second = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
    let amends = json!({"amends": {"guidance_id": first.id, "amendment": "amends"}});
    second.change(&story.officer(BAC_KAN).await, amends).await.is(200);
    second
}

async fn decision(story: &Story) -> Paper {
    let nomination = story.proposed_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await
}

async fn council_minutes(story: &Story) -> Ready {
    let nomination = story.appraised_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    let council = story.council(BAC_KAN, 3).await;
    let session = story.opened_session(&council, "open", &[&nomination]).await;
    let item = story.agenda(&session, council.chair()).await[0].clone();
    story.votes(&session, &council, &item, 3).await;
    let closed = story.close_session(&session, &council).await.is(200);
    let body = json!({"document": document(story), "content_digest": closed["content_digest"]});
    Ready { asked: Asked::Step(session, "sign-minutes"), by: council.chair().clone(), body }
}

/// On what was due before its movement was launched.
async fn letter(story: &Story, launched: &Paper) -> Paper {
    let quarter = json!({"code": "Q1", "kind": "quarter", "data_from": "2024-01-01", "data_to": "2024-03-31",
        "due": [{"tier": "district", "due_on": "2024-04-05"}]});
    launched.step("periods", &story.officer(STANDING_BODY).await, quarter).await.is(200);
    let owed = story.obligation(PAC_NAM, "Q1").await;
    story.reminder(BAC_KAN, "report", owed.id, 3).await
}

async fn stage(story: &Story) -> Ready {
    let body = json!({"movement_id": story.movement, "stage": "interim", "award_form_codes": ["GK"],
        "opens_on": "2024-06-03", "closes_on": "2024-08-31", "document": document(story)});
    Ready { asked: Asked::New("/award-stages"), by: story.head(MINISTRY).await, body }
}

async fn quota(story: &Story) -> Ready {
    let item = json!({"award_form_code": "GK", "subject_type": "individual",
        "unit_id": story.app.unit(BAC_KAN).await, "kind": "absolute", "num": 2});
    let body = json!({"movement_id": story.movement, "stage": "interim", "items": [item], "document": document(story)});
    Ready { asked: Asked::New("/award-quotas"), by: story.head(MINISTRY).await, body }
}

async fn award_form(story: &Story) -> Ready {
    let body = json!({"code": "GK_NTM", "name": "Giấy khen phong trào thi đua", "name_en": "Certificate of merit",
        "level": "grassroots", "for_individual": true, "for_collective": true, "for_household": false,
        "decided_by": ["provincial_justice_department"], "valid_from": "2024-06-03",
        "title": "Quy định hình thức khen thưởng của phong trào", "document": document(story)});
    Ready { asked: Asked::New("/own-award-forms"), by: story.head(MINISTRY).await, body }
}

/// Said otherwise than the document of 3 June that entered it.
async fn calendar_year(story: &Story) -> Ready {
    let by = story.head(MINISTRY).await;
    let day = |day: &str| json!({"day": day, "kind": "holiday", "name": "Ngày nghỉ", "name_en": "Day off"});
    let days = ["2025-01-01", "2025-04-30", "2025-05-01", "2025-09-02"].map(day);
    let mut body = json!({"year": 2025, "title": "Thông báo nghỉ lễ, tết", "days": days, "document": document(story)});
    let entered = story.app.post("/calendar/years", &by).json(body.clone()).await.is(201);
    body.as_object_mut().expect("an object").remove("year");
    body["document"] = document(story);
    Ready { asked: Asked::Replaced(format!("/calendar/years/{}", entered.id())), by, body }
}

async fn delegation(story: &Story) -> Ready {
    let deputy = story.app.caller_with(&[(Officer, BAC_KAN)]).await;
    let username = story.app.get("/me", &deputy).await.is(200)["username"].clone();
    let body = json!({"username": username, "role": "head", "unit_id": story.app.unit(BAC_KAN).await,
        "valid_from": "2024-06-03", "valid_to": "2024-06-09", "document_number": story.number("QĐ-STP"),
        "document_issued_on": "2024-06-03"});
    Ready { asked: Asked::New("/delegations"), by: story.head(BAC_KAN).await, body }
}

async fn regime(story: &Story) -> Ready {
    let body = json!({"applied": true, "takes_effect_on": "2026-12-01", "document": document(story)});
    Ready { asked: Asked::New("/regimes/R2026/switch"), by: story.app.admin().await, body }
}

async fn revision(story: &Story) -> Ready {
    let rule = story.configured("R2022a", "posting", |rule| rule["award_form_code"] == "BK_BT").await;
    let body = json!({"rule_id": rule["id"], "params": rule["params"], "takes_effect_on": "2024-07-01",
        "title": "Quy chế xét khen thưởng", "document": document(story)});
    Ready { asked: Asked::New("/rule-revisions"), by: story.head(MINISTRY).await, body }
}

/// Of a dossier that its unit reviewed and the Sở received on 3 June.
async fn submission(story: &Story) -> Ready {
    let content = dossier(&person(&story.number("SYN")), "BK_BT");
    let nomination = story.appraised_nomination(BA_BE, &content).await;
    let body = story.submission_body(BAC_KAN, &[&nomination]).await;
    Ready { asked: Asked::New("/submissions"), by: story.head(BAC_KAN).await, body }
}

/// What the Sở granted on 3 June.
async fn award(story: &Story) -> Value {
    let nomination = story.awarded_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    story.award_of(&nomination).await
}

async fn finding(story: &Story) -> Ready {
    let body = story.revocation_body(BAC_KAN, &award(story).await, json!({})).await;
    Ready { asked: Asked::New("/revocations"), by: story.officer(BAC_KAN).await, body }
}

async fn revocation(story: &Story) -> Ready {
    let proposed = story.proposed_revocation(BA_BE, &award(story).await).await;
    let body = json!({"document": document(story)});
    Ready { asked: Asked::Step(proposed, "revoke"), by: story.head(BAC_KAN).await, body }
}

async fn recovery(story: &Story) -> Ready {
    let revoked = story.proposed_revocation(BA_BE, &award(story).await).await;
    let body = json!({"document": document(story)});
    revoked.step("revoke", &story.head(BAC_KAN).await, body).await.is(200);
    let body = json!({"recovered_on": "2024-06-03", "artefact": true, "money_vnd": 0});
    Ready { asked: Asked::Step(revoked, "recover"), by: story.officer(BAC_KAN).await, body }
}
