//! What becomes of a delegation when the unit at which it was given is dissolved.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use super::{role, with};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BAC_KAN, Story, VU},
    support::{Caller, TestApp, both},
};

/// Whether somebody holds the powers of the head of a unit.
async fn acts(app: &TestApp, person: &Caller, unit: &str) -> bool {
    let question = format!("/me/can?action=exemplars:recognise&resource=units/{}", app.unit(unit).await);
    app.get(&question, person).await.is(200)["allowed"] == true
}

#[actix_web::test]
async fn a_delegation_ends_with_its_unit_and_nothing_of_it_passes_to_the_successor() {
    both(async |app| {
        let (story, admin) = (Story::of(app.clone()).await, app.admin().await);
        // Both work elsewhere too, so that the reform leaves them their accounts.
        let head = app.caller_with(&[(Head, BAC_KAN), (Officer, VU)]).await;
        let deputy = app.caller_with(&[(Officer, BAC_KAN), (Officer, VU)]).await;
        let username = app.get("/me", &deputy).await.is(200)["username"].clone();
        let body = json!({"username": username, "role": "head", "unit_id": app.unit(BAC_KAN).await,
            "valid_from": "2024-06-03", "valid_to": "2024-06-30", "document_number": "12/QĐ-STP",
            "document_issued_on": "2024-06-03"});
        let delegation = app.post("/delegations", &head).json(body).await.is(201).id();
        assert!(acts(&app, &deputy, BAC_KAN).await);

        app.set_clock("2024-06-11T02:00:00Z");
        applied(&app, &admin, "2024-06-10", merger()).await;
        for person in [&head, &deputy] {
            let kept = app.get("/delegations", person).await.is(200);
            let ended = (kept.each("id"), kept.each("valid_to"));
            assert_eq!(ended, (vec![delegation.to_string().as_str()], vec!["2024-06-09"]), "{}", kept.describe());
        }
        assert_eq!(app.events(delegation).await, ["assignment.created", "assignment.ended"]);

        // The one becomes the head of the successor, the other an officer there.
        for (person, name) in [(&head, "head"), (&deputy, "officer")] {
            let body = with(role(&app, person.id(), name, NEW_THAI_NGUYEN).await, "valid_from", json!("2024-06-11"));
            app.post("/assignments", &admin).json(body).await.is(201);
        }
        for (person, unit, expected) in [
            (&deputy, BAC_KAN, false),
            (&deputy, NEW_THAI_NGUYEN, false),
            (&head, BAC_KAN, false),
            (&head, NEW_THAI_NGUYEN, true),
        ] {
            assert_eq!(acts(&app, person, unit).await, expected, "{unit}");
        }
        let exemplar = story.exemplar(NEW_THAI_NGUYEN, "model").await;
        let document = json!({"document": story.document("15/QĐ-STP")});
        exemplar.step("recognise", &deputy, document.clone()).await.refused(403, "forbidden");
        let recognised = exemplar.step("recognise", &head, document).await.is(200);
        assert_eq!(recognised["recognitions"][0]["document"]["number"], "15/QĐ-STP");
        assert_eq!(recognised["recognitions"][0]["document"]["delegated_by"], Value::Null);
        assert!(app.journal(exemplar.id).await.iter().all(|entry| entry.delegated_by_id.is_none()));
    })
    .await;
}
