//! The life of a template: every state, every action, everybody. Not by `Machine`: what was published is read by all,
//! and those who prepare and those who decide are two units from the start.
use entity::assignment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::OFFICE;
use crate::{
    stories::{BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story},
    support::{Caller, Reply, both},
};

/// What each state allows: to who prepares (an officer of the standing body), to who decides (the ministry's head).
const ALLOWED: &[(&str, &[&str], &[&str])] =
    &[("draft", &["update"], &["publish", "withdraw"]), ("published", &[], &["withdraw"]), ("withdrawn", &[], &[])];
const PREPARED: &[&str] = &["update"];
const DECIDED: &[&str] = &["publish", "withdraw"];

async fn try_out(paper: &Paper, action: &str, caller: &Caller) -> Reply {
    let why = json!({"reason": "Chỉ tiêu chưa phù hợp với miền núi"});
    match action {
        "update" => {
            let path = format!("{}?dry_run=true", paper.path());
            paper.app.patch(&path, caller).if_match("*").json(json!({"title": "Khác"})).await
        }
        "publish" => paper.rehearse("publish", caller, Value::Null).await,
        "withdraw" => paper.rehearse("withdraw", caller, why).await,
        other => panic!("{other}"),
    }
}

/// One template in each state: all of them were published but for the draft.
async fn samples(story: &Story) -> Vec<(&'static str, Paper)> {
    let withdrawn = story.published_template(OFFICE).await;
    let published = story.published_template(OFFICE).await;
    vec![("draft", story.draft_template(OFFICE).await), ("published", published), ("withdrawn", withdrawn)]
}

#[actix_web::test]
async fn every_state_allows_what_its_row_says_and_nobody_else_anything() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (prepares, decides) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        // Which of the actions their roles could take at all, and whether they see a draft.
        let others = [
            (story.officer(MINISTRY).await, PREPARED, true),
            (story.head(STANDING_BODY).await, DECIDED, true),
            (story.officer(BAC_KAN).await, PREPARED, false),
            (story.head(BAC_KAN).await, DECIDED, false),
            (app.admin().await, &[][..], true),
        ];
        let samples = samples(&story).await;
        for ((state, prepared, decided), (sample, paper)) in ALLOWED.iter().zip(&samples) {
            assert_eq!((state, paper.status().await.as_str()), (sample, *sample));
            for action in PREPARED.iter().chain(DECIDED) {
                for (caller, own, allowed) in [(&prepares, PREPARED, prepared), (&decides, DECIDED, decided)] {
                    let reply = try_out(paper, action, caller).await;
                    let expected = match () {
                        () if !own.contains(action) => Err("forbidden"),
                        () if allowed.contains(action) => Ok(()),
                        () => Err("invalid_transition"),
                    };
                    let found = if reply.status == 200 { Ok(()) } else { Err(reply.code()) };
                    assert_eq!(found, expected, "{action} in {state}: {}", reply.describe());
                    assert_eq!(paper.read_by(caller).await.is(200).action(action), expected, "{action} in {state}");
                    assert_eq!(paper.can(caller, action).await, expected.err().unwrap_or("granted"));
                }
                for (caller, with_permission, sees_drafts) in &others {
                    let reply = try_out(paper, action, caller).await;
                    let hidden = *state == "draft" && !sees_drafts && with_permission.contains(action);
                    let expected = if hidden { "not_found" } else { "forbidden" };
                    assert_eq!(reply.code(), expected, "{action} in {state}: {}", reply.describe());
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_wrote_on_a_template_does_not_publish_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both_hats = app.caller_with(&[(Role::Officer, STANDING_BODY), (Role::Head, MINISTRY)]).await;
        let made = app.post("/plan-templates", &both_hats).json(story.template_body(OFFICE)).await.is(201);
        let drafted = story.paper("plan-templates", STANDING_BODY, &made);
        let edited = story.draft_template(OFFICE).await;
        edited.change(&both_hats, json!({"title": "Khác"})).await.is(200);
        for template in [&drafted, &edited] {
            template.step("publish", &both_hats, Value::Null).await.refused(403, "separation_of_duties");
            assert_eq!(template.read_by(&both_hats).await.is(200).action("publish"), Err("separation_of_duties"));
            assert_eq!(template.can(&both_hats, "publish").await, "separation_of_duties");
            template.step("publish", &story.head(MINISTRY).await, Value::Null).await.is(200);
        }
    })
    .await;
}

/// Of a movement that is prepared, templates are too; they are published once units can plan.
#[actix_web::test]
async fn a_template_follows_its_movement() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BAC_KAN).await);
        let body = json!({"code": "BK", "title": "Thi đua của tỉnh", "starts_on": "2024-06-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit(BAC_KAN).await, "indicator_codes": ["TGPL-04"],
            "reporting_lines": [{"unit_kind": OFFICE, "receiver": "parent"}]});
        let movement: Uuid = app.post("/movements", &officer).json(body).await.is(201).id();
        let story = Story { movement, ..story };
        let movement = format!("/movements/{movement}");
        let made = app.post("/plan-templates", &officer).json(story.template_body(OFFICE)).await.is(201);
        let template = story.paper("plan-templates", BAC_KAN, &made);
        // The standing body does not see it, as it does not see the movement.
        template.read_by(&story.officer(STANDING_BODY).await).await.refused(404, "not_found");
        template.step("publish", &head, Value::Null).await.refused(409, "window_closed");

        // What the movement no longer measures cannot be recommended.
        app.patch(&movement, &officer).if_match("*").json(json!({"indicator_codes": ["TGPL-07"]})).await.is(200);
        let document = json!({"document": story.document("12/QĐ-STP")});
        app.post(&format!("{movement}/launch"), &head).if_match("*").json(document).await.is(200);
        template.step("publish", &head, Value::Null).await.faults(&[("/targets/0/indicator_code", "not_found")]);
        template.change(&officer, json!({"targets": []})).await.is(200);
        template.step("publish", &head, Value::Null).await.is(200);
        template.read_by(&story.officer(STANDING_BODY).await).await.is(200);

        let why = json!({"reason": "không còn phù hợp", "document_number": "13/QĐ-STP"});
        app.post(&format!("{movement}/cancel"), &head).if_match("*").json(why).await.is(200);
        let late = app.post("/plan-templates", &officer).json(story.template_body(OFFICE)).await;
        late.refused(409, "window_closed");
    })
    .await;
}
