//! A movement below another: its dossiers go their own way.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, STANDING_BODY, Story, TONG_CUC, VU, dossier, person},
    support::both,
};

/// A movement of a unit below that of Decision 303, in which a tier reports to the unit above it.
async fn below(story: &Story, (launcher, tier): (&str, &str), code: &str) -> Story {
    let app = &story.app;
    let body = json!({"code": code, "title": "Phong trào của đơn vị", "starts_on": "2024-01-01",
        "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(launcher).await,
        "parent_movement_id": story.movement, "award_form_codes": ["GK", "BK_BT"], "indicator_codes": ["TGPL-04"],
        "reporting_lines": [{"unit_kind": tier, "receiver": "parent"}]});
    let made = app.post("/movements", &story.officer(launcher).await).json(body).await.is(201);
    let document = json!({"document": story.document(&story.number("QĐ-PT"))});
    let launch = format!("/movements/{}/launch", made.id());
    app.post(&launch, &story.head(launcher).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story.clone() }
}

/// Who launched the movement and which tier takes part, the unit that nominates, the form, who receives the dossier there,
/// and who receives one like it in the movement above.
const WAYS: [(&str, &str, &str, &str, &str, &str); 4] = [
    (BAC_KAN, "district_justice_office", BA_BE, "GK", BAC_KAN, BAC_KAN),
    (BAC_KAN, "district_justice_office", BA_BE, "BK_BT", BAC_KAN, BAC_KAN),
    (TONG_CUC, "provincial_enforcement_department", CUC_BAC_KAN, "BK_BT", TONG_CUC, STANDING_BODY),
    (TONG_CUC, "district_enforcement_subdepartment", CHI_CUC_BA_BE, "BK_BT", CUC_BAC_KAN, CUC_BAC_KAN),
];

#[actix_web::test]
async fn dossiers_of_a_movement_below_go_their_own_way() {
    both(async |app| {
        let parent = Story::of(app.clone()).await;
        for (at, (launcher, tier, unit, form, receiver, above)) in WAYS.into_iter().enumerate() {
            let child = below(&parent, (launcher, tier), &format!("CON-{at}")).await;
            // The same person, for the same days: each movement asks for itself.
            let subject = dossier(&person(&format!("SYN-{at:04}")), form);
            for (story, to) in [(&child, receiver), (&parent, above)] {
                let sent = story.submitted_nomination(unit, &subject).await;
                let read = sent.now().await;
                assert_eq!(read["movement_id"], json!(story.movement));
                assert_eq!(read["holder_unit_id"], json!(app.unit(to).await), "{at}: {unit} to {to}");
                story.receive_nomination(&sent, to).await;
                // Nobody above sees what has not come there, and nobody beside the line.
                for reader in [STANDING_BODY, VU].into_iter().filter(|reader| *reader != to) {
                    sent.read_by(&story.officer(reader).await).await.refused(404, "not_found");
                }
                let listed = format!("/nominations?movement_id={}", story.movement);
                let mine = story.list(&listed, &story.officer(to).await).await;
                assert!(mine.items().iter().all(|item| item["movement_id"] == json!(story.movement)));
                assert!(mine.each("id").contains(&sent.id.to_string().as_str()));
            }
        }
    })
    .await;
}

/// It is granted in its own movement, and the one above goes on without it.
#[actix_web::test]
async fn an_award_of_a_movement_below_is_of_that_movement() {
    both(async |app| {
        let parent = Story::of(app.clone()).await;
        let child = below(&parent, (BAC_KAN, "district_justice_office"), "CON").await;
        let subject = dossier(&person("SYN-0017"), "GK");
        child.awarded_nomination(BA_BE, &subject).await;
        let reader = parent.officer(VU).await;
        for (story, awards) in [(&child, 1), (&parent, 0)] {
            let listed = story.list(&format!("/awards?movement_id={}", story.movement), &reader).await;
            assert_eq!(listed.items().len(), awards);
        }
        // One achievement is commended once: the same days are told, and a person has to say.
        let again = parent.appraised_nomination(BA_BE, &subject).await;
        let path = format!("{}/eligibility", again.path());
        let read = app.get(&path, &parent.officer(BAC_KAN).await).await.is(200);
        let once = |found: &&Value| found["rule_code"] == "ELIG_ONE_ACHIEVEMENT";
        let found = read["present"]["findings"].as_array().unwrap().iter().find(once).unwrap();
        assert_eq!((&found["outcome"], &found["facts"][0]["source"]), (&json!("unknown"), &json!("award")));
        // A decision of one movement takes no dossier of another.
        let body = child.decision_body(BAC_KAN, &[(&again, 1)]).await;
        let drafted = app.post("/decisions", &child.officer(BAC_KAN).await).json(body).await;
        drafted.faults(&[("/items/0/nomination_id", "not_allowed")]);
    })
    .await;
}
