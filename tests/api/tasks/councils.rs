//! Councils, good examples and decisions: who has the task, state by state, and who is told.
use entity::assignment::Role::CouncilMember;
use serde_json::{Value, json};

use crate::{
    councils::{COUNCIL_OF, appraised, with_titles},
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person},
    support::{Caller, both},
};

/// What a caller has to do about a paper.
async fn waits(story: &Story, caller: &Caller, paper: &Paper) -> Vec<String> {
    let tasks = story.list("/me/tasks?limit=200", caller).await;
    let id = paper.id.to_string();
    let mut found = vec![];
    for task in tasks.items().iter().filter(|task| task["subject_id"] == id.as_str()) {
        story.app.get(task["href"].as_str().unwrap(), caller).await.is(200);
        let steps = task["actions"].as_array().unwrap().iter().map(|step| step.as_str().unwrap());
        found.push(format!("{} {}", task["type"].as_str().unwrap(), steps.collect::<Vec<_>>().join(",")));
    }
    found.sort();
    found
}

#[actix_web::test]
async fn a_session_waits_for_its_secretary_its_members_and_its_chair() {
    both(async |app| {
        let story = with_titles(&app).await;
        let members = story.council_members(COUNCIL_OF, 4).await;
        let council = story.draft_council(COUNCIL_OF, &members).await;
        assert_eq!(waits(&story, &story.head(BAC_KAN).await, &council).await, ["sign found"]);
        assert!(waits(&story, &story.officer(BAC_KAN).await, &council).await.is_empty());
        story.found_council(&council, COUNCIL_OF).await.is(200);
        assert!(waits(&story, &story.head(BAC_KAN).await, &council).await.is_empty());
        let council = crate::stories::Council { paper: council, members };
        let dossiers = appraised(&story, "GK", 2).await;
        let session = story.planned_session(&council, "open", &[&dossiers[0], &dossiers[1]]).await;
        let [chair, secretary, member, absent] = [0, 1, 2, 3].map(|at| &council.members[at]);
        let of = async |caller: &Caller| waits(&story, caller, &session).await;
        assert_eq!(of(secretary).await, ["attend declare_conflict", "run open"]);
        assert_eq!(of(member).await, ["attend declare_conflict"]);
        let stranger = app.caller_with(&[(CouncilMember, BAC_KAN)]).await;
        assert!(of(&stranger).await.is_empty());
        story.attend(&session, &council, 3, 1).await.is(200);
        story.open_session(&session, &council).await.is(200);
        assert_eq!(of(secretary).await, ["run close", "vote vote"]);
        assert!(of(absent).await.is_empty(), "it gives its opinion in writing");
        let agenda = story.agenda(&session, chair).await;
        story.vote(&session, member, &agenda[0], "yes").await.is(200);
        assert_eq!(of(member).await, ["vote vote"]);
        story.vote(&session, member, &agenda[1], "yes").await.is(200);
        assert!(of(member).await.is_empty());
        story.close_session(&session, &council).await.is(200);
        assert_eq!(of(chair).await, ["sign sign_minutes"]);
        assert!(of(secretary).await.is_empty());
        // The members are told, and nobody else of the unit who is in no council.
        let told = async |caller: &Caller| {
            let listed = app.get("/me/notifications?limit=200", caller).await.is(200);
            let events = listed.each("event").into_iter().filter(|event| event.starts_with("council_session"));
            events.map(str::to_owned).collect::<Vec<_>>()
        };
        let all = ["council_session.closed", "council_session.opened", "council_session.planned"];
        for caller in [member, &story.officer(BAC_KAN).await] {
            assert_eq!(told(caller).await, all);
        }
        for caller in [&stranger, &story.officer(BA_BE).await] {
            assert!(told(caller).await.is_empty());
        }
    })
    .await;
}

#[actix_web::test]
async fn a_secret_ballot_waits_for_tellers_or_for_tokens() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let [chair, secretary, member, first, second] = [0, 1, 2, 3, 4].map(|at| &council.members[at]);
        let papers = story.opened_session(&council, "paper", &[&dossiers[0]]).await;
        let of = async |caller: &Caller| waits(&story, caller, &papers).await;
        assert_eq!(
            (of(first).await, of(second).await),
            (vec!["vote record_tally".to_owned()], vec!["vote record_tally".to_owned()])
        );
        assert!(of(member).await.is_empty());
        let item = story.agenda(&papers, chair).await[0].clone();
        let tally = json!({"tallies": [{"item_id": item["id"], "yes": 5, "no": 0, "neither": 0}]});
        papers.step("record-tally", first, tally.clone()).await.is(200);
        assert_eq!((of(first).await, of(second).await), (vec![], vec!["vote confirm_tally".to_owned()]));
        papers.step("confirm-tally", second, tally).await.is(200);
        assert!(of(second).await.is_empty());
        let blind = story.opened_session(&council, "blind", &[&dossiers[1]]).await;
        let of = async |caller: &Caller| waits(&story, caller, &blind).await;
        assert_eq!(of(secretary).await, ["run start_casting", "vote take_tokens"]);
        assert_eq!(of(member).await, ["vote take_tokens"]);
        story.casting(&blind, &council, 4).await;
        assert_eq!(of(secretary).await, ["run close"]);
        assert!(of(member).await.is_empty(), "nobody knows who has cast");
    })
    .await;
}

#[actix_web::test]
async fn good_examples_wait_to_be_recognised_and_decisions_to_be_told() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let exemplar = story.exemplar(BA_BE, "model").await;
        let of = async |caller: &Caller| waits(&story, caller, &exemplar).await;
        let (head, above) = (story.head(BA_BE).await, story.head(STANDING_BODY).await);
        assert_eq!(of(&head).await, ["sign recognise,drop"]);
        assert!(of(&above).await.is_empty() && of(&story.head(PAC_NAM).await).await.is_empty());
        story.foster(&exemplar).await.is(200);
        assert_eq!(of(&head).await, ["sign recognise,drop"]);
        story.recognise(&exemplar).await;
        assert_eq!((of(&head).await, of(&above).await), (vec![], vec!["send publicise".to_owned()]));
        story.publicise(&exemplar).await.is(200);
        assert!(of(&above).await.is_empty());
        let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0310"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
        story.sign_decision(&decision, "31/QĐ-STP").await.is(200);
        let of = async |caller: &Caller| waits(&story, caller, &decision).await;
        let officer = story.officer(BAC_KAN).await;
        assert_eq!(of(&officer).await, ["send notify"]);
        assert!(of(&story.officer(MINISTRY).await).await.is_empty());
        decision.step("notify", &officer, Value::Null).await.is(200);
        assert!(of(&officer).await.is_empty());
    })
    .await;
}
