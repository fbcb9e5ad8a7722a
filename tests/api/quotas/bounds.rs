//! A movement below another has places of its own: whoever launched it gives them, to its own units.
use serde_json::json;

use super::places;
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, dossier, person},
    support::{TestApp, both},
};

#[actix_web::test]
async fn a_movement_below_has_places_of_its_own() {
    both(async |app: TestApp| {
        let parent = Story::of(app.clone()).await;
        let body = json!({"code": "CON", "title": "Phong trào của Sở", "starts_on": "2024-01-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(BAC_KAN).await,
            "parent_movement_id": parent.movement, "award_form_codes": ["GK"], "indicator_codes": ["TGPL-04"],
            "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
        let made = app.post("/movements", &parent.officer(BAC_KAN).await).json(body).await.is(201);
        let document = json!({"document": parent.document("7/QĐ-STP")});
        let launch = format!("/movements/{}/launch", made.id());
        app.post(&launch, &parent.head(BAC_KAN).await).if_match("*").json(document).await.is(200);
        let child = Story { movement: made.id(), ..parent.clone() };

        let head = child.head(BAC_KAN).await;
        for above in [MINISTRY, STANDING_BODY] {
            let caller = child.head(above).await;
            child.try_quota(&caller, "1/QĐ-BTP", &[(BA_BE, places(1))]).await.refused(403, "forbidden");
        }
        parent.try_quota(&head, "1/QĐ-STP", &[(BA_BE, places(1))]).await.refused(403, "forbidden");
        child.try_quota(&head, "1/QĐ-STP", &[(NA_HANG, places(1))]).await.faults(&[("/items/0/unit_id", "not_below")]);
        // Proposed before there were places.
        let first = child.proposed_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        let more = child.proposed_nomination(BA_BE, &dossier(&person("SYN-0004"), "GK")).await;
        let own = child.try_quota(&head, "1/QĐ-STP", &[(BA_BE, places(1))]).await.is(201).id();
        let above = parent.quota(&[(BAC_KAN, places(1))]).await;

        // An award of the movement below takes no place of the one above, and the reverse.
        let decision = child.draft_decision(BAC_KAN, &[(&first, 1)]).await;
        child.sign_decision(&decision, "8/QĐ-STP").await;
        assert_eq!((child.held(own).await, parent.held(above).await), (vec![json!([1, 1, 0])], vec![json!([1, 0, 1])]));
        parent.awarded_nomination(PAC_NAM, &dossier(&person("SYN-0002"), "GK")).await;
        assert_eq!((child.held(own).await, parent.held(above).await), (vec![json!([1, 1, 0])], vec![json!([1, 1, 0])]));
        child.awarded_nomination(PAC_NAM, &dossier(&person("SYN-0003"), "GK")).await;
        let decision = child.draft_decision(BAC_KAN, &[(&more, 1)]).await;
        child.try_sign(&decision, "9/QĐ-STP", &[]).await.refused(409, "quota_exceeded");
    })
    .await;
}
