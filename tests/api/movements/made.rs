//! What documents add to a movement that was launched.
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, STANDING_BODY, Story},
    support::both,
};

const OFFICE: &str = "district_justice_office";

#[actix_web::test]
async fn what_is_owed_for_a_later_period_goes_the_new_way() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = app.officer(STANDING_BODY).await;
        app.settle().await;
        let receiver =
            async |period: &str| story.obligation(BA_BE, period).await.now().await["receiver_unit_id"].clone();
        let (sector, province) = (json!(app.unit(STANDING_BODY).await), json!(app.unit(BAC_KAN).await));
        assert_eq!((receiver("2024").await, receiver("2025").await), (province.clone(), province.clone()));
        let path = format!("/movements/{}/reporting-lines", story.movement);
        let line = json!({"unit_kind": OFFICE, "receiver": "standing_body", "document_number": "1101/QĐ-BTP"});
        app.post(&path, &officer).if_match("*").json(line).await.is(200);
        app.settle().await;
        assert_eq!((receiver("2024").await, receiver("2025").await), (province, sector), "2024 has begun");
        let told = app.events(story.movement).await;
        assert_eq!(told.iter().filter(|event| *event == "obligations.redirected").count(), 1);
        // Plans go by the day on which they are sent.
        let lines = story.list(&path, &officer).await;
        let of_office: Vec<_> = lines.items().iter().filter(|line| line["unit_kind"] == OFFICE).collect();
        assert_eq!(
            (&of_office[0]["applies_from"], &of_office[1]["applies_from"]),
            (&json!(null), &json!("2024-12-15"))
        );
    })
    .await;
}
