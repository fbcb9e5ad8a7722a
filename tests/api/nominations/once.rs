//! One achievement is commended once, and one dossier at a time says so.
use serde_json::json;

use crate::{
    stories::{BA_BE, NA_HANG, PAC_NAM, Story, dossier, person},
    support::both,
};

#[actix_web::test]
async fn a_second_dossier_waits_until_the_first_is_withdrawn() {
    both(async |app| {
        let story = Story::of(app).await;
        let first = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        // Another form, another spelling of case and accents: the same subject.
        for again in [dossier(&person("SYN-0017"), "BK_BT"), dossier(&person("syn-0017"), "GK")] {
            let refused = story.try_nominate(BA_BE, &again).await.refused(409, "duplicate_award");
            assert!(refused["detail"].as_str().unwrap_or_default().contains(&first.id.to_string()));
        }
        let mut later = dossier(&person("SYN-0017"), "GK");
        later["stage"] = json!("final");
        story.try_nominate(BA_BE, &later).await.is(201);
        let why = json!({"reason": "Cá nhân đề nghị rút hồ sơ"});
        first.step("withdraw", &story.head(BA_BE).await, why).await.is(200);
        story.try_nominate(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_dossier_that_one_may_not_see_is_not_named() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut known = person("SYN-0017");
        known["personal_id"] = json!("030123456789");
        let hidden = story.nominate(BA_BE, &dossier(&known, "GK")).await;
        for elsewhere in [PAC_NAM, NA_HANG] {
            let refused = story.try_nominate(elsewhere, &dossier(&known, "GK")).await.refused(409, "duplicate_award");
            let text = String::from_utf8_lossy(&refused.body).into_owned();
            assert!(!text.contains(&hidden.id.to_string()) && !text.contains("SYN-0017"), "{text}");
        }
    })
    .await;
}

#[actix_web::test]
async fn namesakes_collectives_and_households_are_different_subjects() {
    both(async |app| {
        let story = Story::of(app).await;
        let named = |kind: &str| json!({"type": kind, "full_name": "SYN-0017"});
        for kind in ["individual", "collective", "household"] {
            story.nominate(BA_BE, &dossier(&named(kind), "GK")).await;
            story.try_nominate(BA_BE, &dossier(&named(kind), "GK")).await.refused(409, "duplicate_award");
        }
        // Without a personal number, a name at another unit is another person.
        story.nominate(PAC_NAM, &dossier(&named("individual"), "GK")).await;
    })
    .await;
}
