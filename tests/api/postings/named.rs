//! A list made of a whole submission (tờ trình) or of a whole agenda, by naming it.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, dossier, person},
    support::both,
};

/// Which dossiers are on a list, in its order.
fn listed(posting: &Value) -> Vec<Value> {
    posting["entries"].as_array().unwrap().iter().map(|entry| entry["nomination_id"].clone()).collect()
}

#[actix_web::test]
async fn a_submission_is_posted_by_its_name() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut reviewed: Vec<Paper> = vec![];
        for name in ["SYN-0001", "SYN-0002", "SYN-0003", "SYN-0004"] {
            let nomination = story.nominate(BA_BE, &dossier(&person(name), "GK")).await;
            story.review(&nomination).await;
            reviewed.push(nomination);
        }
        let [one, two, three, four] = [0, 1, 2, 3].map(|at| &reviewed[at]);
        let sent = story.sent_together(BA_BE, &[three, one, two, four]).await;
        for nomination in [one, two, three] {
            story.receive_nomination(nomination, BAC_KAN).await;
            story.appraise(nomination, BAC_KAN).await;
        }
        let post = async |unit: &str, members: Value| {
            let mut body = json!({"title": "Danh sách đề nghị khen thưởng", "days": 3});
            for (name, value) in members.as_object().into_iter().flatten() {
                body[name] = value.clone();
            }
            story.try_draft_posting(unit, body).await
        };
        let named = json!({"submission_id": sent.id});
        // One of them was not even received: nothing is left out without a word.
        post(BAC_KAN, named.clone()).await.faults(&[("/submission_id", "not_allowed")]);
        // Whoever does not have them learns nothing of it; nor does the unit that sent them.
        for elsewhere in [NA_HANG, BA_BE] {
            post(elsewhere, named.clone()).await.faults(&[("/submission_id", "not_found")]);
        }
        post(BAC_KAN, json!({"submission_id": uuid::Uuid::now_v7()})).await.faults(&[("/submission_id", "not_found")]);
        post(BAC_KAN, json!({})).await.faults(&[("/nomination_ids", "required")]);
        let twice = json!({"submission_id": sent.id, "nomination_ids": [one.id]});
        post(BAC_KAN, twice).await.faults(&[("/nomination_ids", "not_allowed")]);
        let both_of_them = json!({"submission_id": sent.id, "session_id": sent.id});
        post(BAC_KAN, both_of_them).await.faults(&[("/submission_id", "not_allowed")]);
        // What came back to its unit is no matter of the list any more.
        story.return_nomination_at_once(four).await;
        let made = post(BAC_KAN, named).await.is(201);
        assert_eq!(listed(&made.json), [three, one, two].map(|paper| json!(paper.id)), "as the unit ranked them");
        let posting = story.paper("postings", BAC_KAN, &made);
        story.publish(&posting).await.is(200);
        assert_eq!(story.read_posted(&posting).await.is(200)["entries"].as_array().unwrap().len(), 3);
    })
    .await;
}

#[actix_web::test]
async fn an_agenda_is_posted_by_its_session_until_its_day() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let council = story.council(BAC_KAN, 3).await;
        let first = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        let second = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
        let mut body = story.session_body(&council, "open", &[&second, &first]);
        body["held_on"] = json!("2024-06-17");
        let session = story.try_plan_session(&council, body).await.is(201);
        let named = json!({"title": "Danh sách đưa ra Hội đồng", "days": 5, "session_id": session["id"]});
        story.try_draft_posting(NA_HANG, named.clone()).await.faults(&[("/session_id", "not_found")]);
        let made = story.try_draft_posting(BAC_KAN, named.clone()).await.is(201);
        assert_eq!(listed(&made.json), [json!(second.id), json!(first.id)]);
        assert_eq!((&made["council_on"], &made["publish_by"]), (&json!("2024-06-17"), &json!("2024-06-10")));
        // A day that is said stands above that of the session.
        let mut other = named;
        other["council_on"] = json!("2024-06-18");
        assert_eq!(story.try_draft_posting(BAC_KAN, other).await.is(201)["council_on"], "2024-06-18");
    })
    .await;
}
