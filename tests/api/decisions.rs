//! Decisions and the award register.
mod after;
mod authority;
mod life;
mod many;
mod prizes;
mod recorded;
mod register;

use serde_json::json;

use crate::{
    stories::{MINISTRY, STANDING_BODY, Story},
    support::TestApp,
};

/// A movement that gives what the Prime Minister decides too, and the medal of the sector.
pub async fn with_state_forms(app: &TestApp) -> Story {
    let story = Story::of(app.clone()).await;
    let body = json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2025-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["BK_TTG", "BK_BT", "KNC"],
        "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"},
            {"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
    let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
    let launch = format!("/movements/{}/launch", made.id());
    let document = json!({"document": story.document("484/QĐ-BTP")});
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story }
}
