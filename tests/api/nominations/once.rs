//! One achievement is commended once, and one dossier at a time says so.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Story, dossier, person},
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

/// Two units propose one person: nobody is told of a dossier that it may not see. They meet at whoever sees both.
#[actix_web::test]
async fn of_two_dossiers_that_meet_the_first_that_is_proposed_goes_on() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut known = person("SYN-0017");
        known["personal_id"] = json!("030123456789");
        let first = story.appraised_nomination(BA_BE, &dossier(&known, "GK")).await;
        let second = story.appraised_nomination(PAC_NAM, &dossier(&known, "GK")).await;
        let elsewhere = story.nominate(NA_HANG, &dossier(&known, "GK")).await;
        let head = story.head(BAC_KAN).await;
        first.step("propose", &head, Value::Null).await.is(200);
        let refused = second.step("propose", &head, Value::Null).await.refused(409, "duplicate_award");
        let detail = refused["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains(&first.id.to_string()) && !detail.contains(&elsewhere.id.to_string()), "{detail}");
        let decision = story.draft_decision(BAC_KAN, &[(&first, 1)]).await;
        story.sign_decision(&decision, "88/QĐ-STP").await;
        // Awards are open to all: now everybody learns of it, and from whom it can ask.
        let late = story.try_nominate(NA_HANG, &dossier(&known, "BK_BT")).await.refused(409, "duplicate_award");
        assert!(late["detail"].as_str().unwrap_or_default().contains("88/QĐ-STP (Sở Tư pháp tỉnh Bắc Kạn)"));
        second.step("propose", &head, Value::Null).await.refused(409, "duplicate_award");
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
