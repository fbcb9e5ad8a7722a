//! What was sent is a version that never changes; while a dossier is being corrected nobody else reads more than that.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, dossier, person},
    support::both,
};

async fn read_of(story: &Story, nomination: &Paper) -> Vec<Value> {
    let caller = story.officer(BAC_KAN).await;
    let mut read = vec![nomination.read_by(&caller).await.is(200).json, story.list("/nominations", &caller).await.json];
    for part in ["versions", "content", "diff"] {
        read.push(story.app.get(&format!("{}/{part}", nomination.path()), &caller).await.is(200).json);
    }
    read
}

#[actix_web::test]
async fn a_returned_dossier_that_is_corrected_shows_from_above_only_what_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        story.return_nomination_at_once(&nomination).await;
        let before = read_of(&story, &nomination).await;
        let achievement = json!({"summary": "Viết lại thành tích", "from": "2023-02-01", "to": "2024-05-31"});
        let patch = json!({"position": "Chuyên viên chính", "achievement": achievement});
        nomination.change(&story.officer(BA_BE).await, patch).await.is(200);
        assert_eq!(read_of(&story, &nomination).await, before);
        assert_eq!(nomination.now().await["achievement"]["summary"], "Viết lại thành tích");

        let submitted = story.submit_nomination(&nomination).await;
        assert_eq!(submitted["version_no"], 2);
        let department = story.officer(BAC_KAN).await;
        let diff = app.get(&format!("{}/diff", nomination.path()), &department).await.is(200);
        let changed: Vec<_> =
            diff["changes"].as_array().expect("changes").iter().map(|c| c["pointer"].clone()).collect();
        assert_eq!(changed, ["/achievement/from", "/achievement/summary", "/position", "/version_no"]);
        let versions = app.get(&format!("{}/versions", nomination.path()), &department).await.is(200);
        assert_eq!(versions.each("standing"), ["returned", "submitted"]);
        assert_eq!(versions.items()[0]["reason"], "Thiếu biên bản bình xét của đơn vị");
    })
    .await;
}

#[actix_web::test]
async fn what_was_written_before_it_was_withdrawn_stays_with_the_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        story.return_nomination_at_once(&nomination).await;
        nomination.change(&story.officer(BA_BE).await, json!({"position": "Phó Trưởng phòng"})).await.is(200);
        let why = json!({"reason": "Cá nhân đề nghị rút hồ sơ"});
        nomination.step("withdraw", &story.head(BA_BE).await, why).await.is(200);
        let above = nomination.read_by(&story.officer(BAC_KAN).await).await.is(200);
        assert_eq!((&above["status"], &above["subject"]["position"]), (&json!("withdrawn"), &json!("Chuyên viên")));
    })
    .await;
}
