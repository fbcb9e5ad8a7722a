//! Things that are being prepared, and that nobody else may know of.
use serde_json::json;
use uuid::Uuid;

use crate::stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, plan_of, target};

pub async fn movement(story: &Story) -> Uuid {
    let draft = json!({"code": "TD-2025", "title": "Thi đua 2025", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": story.app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"]});
    story.app.post("/movements", &story.officer(STANDING_BODY).await).json(draft).await.is(201).id()
}

pub async fn template(story: &Story) -> Uuid {
    let template = json!({"movement_id": story.movement, "unit_kind": "district_justice_office", "title": "Mẫu"});
    story.app.post("/plan-templates", &story.officer(STANDING_BODY).await).json(template).await.is(201).id()
}

pub async fn share(story: &Story) -> Uuid {
    let above = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await;
    let target = above.now().await["targets"][0]["id"].clone();
    let share = json!({"target_id": target, "unit_id": story.app.unit(BA_BE).await, "value": 6});
    story.app.post("/allocations", &story.officer(BAC_KAN).await).json(share).await.is(201).id()
}
