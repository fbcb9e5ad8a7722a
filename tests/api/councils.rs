//! Councils: who is in one, who takes part in a session, how it votes, and what the law makes of the votes.
mod agenda;
mod attached;
mod blind;
mod counted;
mod given_up;
mod interests;
mod joins;
mod kept;
mod life;
mod papers;
mod secret;
mod sessions;

use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, dossier, person},
    support::TestApp,
};

/// A movement with a title and a flag that a council votes on, beside the certificates.
pub async fn with_titles(app: &TestApp) -> Story {
    let story = Story::of(app.clone()).await;
    let body = json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["CSTDCS", "CSTDB", "CO_BO", "GK"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"},
            {"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
    let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story }
}

/// Dossiers on people of Ba Bể for a form, appraised by the Sở.
pub async fn appraised(story: &Story, form: &str, count: usize) -> Vec<Paper> {
    let mut made = vec![];
    for at in 0..count {
        let subject = person(&format!("{form} SYN-{:04}", 100 + at));
        made.push(story.appraised_nomination(BA_BE, &dossier(&subject, form)).await);
    }
    made
}

pub const COUNCIL_OF: &str = BAC_KAN;
