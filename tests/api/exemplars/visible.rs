//! Who sees an exemplar, alone and in the list: its unit; then those above; then everybody.
use entity::assignment::Role::{Administrator, CouncilMember, DataProtectionOfficer, Inspector};
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, VU},
    support::both,
};

async fn seen_by(story: &Story, exemplar: &Paper, readers: &[(&str, bool)]) {
    for (unit, sees) in readers {
        let reader = story.officer(unit).await;
        let status = exemplar.read_by(&reader).await.status;
        assert_eq!(status, if *sees { 200 } else { 404 }, "{unit}");
        let list = story.list("/exemplars?count=exact&q=hoa%20giai", &reader).await;
        let listed = list.each("id").contains(&exemplar.id.to_string().as_str());
        assert_eq!((listed, &list["total"]), (*sees, &json!(i32::from(*sees))), "{unit}");
        let spread = story.app.get(&format!("{}/spread", exemplar.path()), &reader).await.status;
        assert_eq!(spread, status, "{unit}");
    }
}

#[actix_web::test]
async fn a_draft_is_its_units_own_recognition_shows_it_upwards_and_publishing_to_all() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let exemplar = story.exemplar(BA_BE, "practice").await;
        let above = [(BA_BE, true), (BAC_KAN, true), (MINISTRY, true), (STANDING_BODY, true)];
        seen_by(&story, &exemplar, &above.map(|(unit, _)| (unit, unit == BA_BE))).await;
        let elsewhere = [(PAC_NAM, false), (NA_HANG, false), (VU, false)];
        seen_by(&story, &exemplar, &elsewhere).await;
        story.recognise(&exemplar).await;
        seen_by(&story, &exemplar, &above).await;
        seen_by(&story, &exemplar, &elsewhere).await;
        story.publicise(&exemplar).await.is(200);
        seen_by(&story, &exemplar, &above).await;
        seen_by(&story, &exemplar, &elsewhere.map(|(unit, _)| (unit, true))).await;
        for role in [Administrator, CouncilMember, DataProtectionOfficer, Inspector] {
            exemplar.read_by(&app.user(role, VU).await).await.is(200);
        }
    })
    .await;
}

/// Why it was withdrawn may tell of people: the sector is told the document.
#[actix_web::test]
async fn the_reason_of_a_withdrawal_is_for_those_above() {
    both(async |app| {
        let story = Story::of(app).await;
        let exemplar = story.published_exemplar(BA_BE, "practice").await;
        let why = json!({"reason": "Số liệu của ông A. không đúng", "document_number": "15/QĐ-STP"});
        exemplar.step("withdraw", &story.head(BAC_KAN).await, why.clone()).await.is(200);
        for (unit, told) in [(BA_BE, true), (BAC_KAN, true), (STANDING_BODY, true), (NA_HANG, false)] {
            let read = exemplar.read_by(&story.officer(unit).await).await.is(200);
            assert_eq!(read["end_reason"] == why["reason"], told, "{unit}: {}", read.describe());
            assert_eq!(read["hidden_fields"] == json!(["end_reason"]), !told, "{unit}");
            assert_eq!(read["end_document"], why["document_number"], "{unit}");
        }
    })
    .await;
}

#[actix_web::test]
async fn lists_find_by_kind_province_and_words() {
    both(async |app| {
        let story = Story::of(app).await;
        let (model, practice) =
            (story.published_exemplar(BA_BE, "model").await, story.published_exemplar(NA_HANG, "practice").await);
        let reader = story.officer(VU).await;
        for (question, expected) in [
            ("", vec![&practice, &model]),
            ("?kind=model", vec![&model]),
            ("?kind=initiative", vec![]),
            ("?province_code=06", vec![&model]),
            ("?q=huy%E1%BB%87n%20na%20hang", vec![&practice]),
            ("?q=HOA%20GIAI&sort=published_at", vec![&model, &practice]),
            ("?status=publicised&kind=model&kind=practice", vec![&practice, &model]),
        ] {
            let found = story.list(&format!("/exemplars{question}"), &reader).await;
            let ids: Vec<String> = expected.iter().map(|paper| paper.id.to_string()).collect();
            assert_eq!(found.each("id"), ids, "{question}");
        }
    })
    .await;
}
