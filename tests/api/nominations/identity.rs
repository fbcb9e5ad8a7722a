//! Who is who: accents tell people apart, spellings do not, and namesakes have numbers.
use entity::nomination;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, dossier, person},
    support::both,
};

fn collective(name: &str) -> Value {
    json!({"type": "collective", "full_name": name})
}

fn numbered(name: &str, number: &str) -> Value {
    let mut known = person(name);
    known["personal_id"] = json!(number);
    known
}

#[actix_web::test]
async fn accents_tell_people_apart_and_spellings_do_not() {
    both(async |app| {
        let story = Story::of(app).await;
        for name in ["SYN Hoa", "SYN Hòa", "SYN Hỏa", "SYN Tuấn", "SYN Tuân", "SYN Tư", "SYN Tú"] {
            story.nominate(BA_BE, &dossier(&person(name), "GK")).await;
        }
        // The mark of a tone may stand anywhere in its syllable.
        for same in ["SYN Hoà", "syn hòa", "SYN\u{a0} Ho\u{300}a", "SYN Tú\u{200b}", "SYN T\u{301}uân"] {
            story.try_nominate(BA_BE, &dossier(&person(same), "GK")).await.refused(409, "duplicate_award");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_collective_is_one_whatever_it_is_called_and_whoever_nominates_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let office = "Phòng Tư pháp huyện Ba Bể";
        // The Sở learns of a dossier once it is submitted.
        story.submitted_nomination(BA_BE, &dossier(&collective(office), "GK")).await;
        for same in
            ["Tập thể Phòng Tư pháp huyện Ba Bể", "TẬP THỂ: Phòng Tư pháp huyện Ba Bể", "phòng tư pháp huyện ba bể"]
        {
            let body = dossier(&collective(same), "GK");
            story.try_nominate(BA_BE, &body).await.refused(409, "duplicate_award");
            story.try_nominate(BAC_KAN, &body).await.refused(409, "duplicate_award");
        }
        story.nominate(PAC_NAM, &dossier(&collective("Tập thể Phòng Tư pháp huyện Pác Nặm"), "GK")).await;
        story.nominate(BA_BE, &dossier(&collective("Tập thể lãnh đạo Phòng Tư pháp huyện Ba Bể"), "GK")).await;
    })
    .await;
}

#[actix_web::test]
async fn namesakes_at_one_unit_have_numbers() {
    both(async |app| {
        let story = Story::of(app).await;
        let try_as = async |unit: &str, subject: &Value| story.try_nominate(unit, &dossier(subject, "GK")).await;
        let asked = [("/subject/personal_id", "required")];
        let unknown = story.nominate(BA_BE, &dossier(&person("SYN Hòa"), "GK")).await;
        let refused = try_as(BA_BE, &numbered("SYN Hoà", "030123456789")).await;
        refused.refused(422, "personal_id_required").faults(&asked);
        let why = json!({"reason": "Bổ sung số định danh cá nhân"});
        unknown.step("withdraw", &story.head(BA_BE).await, why).await.is(200);
        try_as(BA_BE, &numbered("SYN Hoà", "030123456789")).await.is(201);
        try_as(BA_BE, &person("SYN Hòa")).await.refused(422, "personal_id_required").faults(&asked);
        // Another number is another person; another unit, another name and another stage are too.
        try_as(BA_BE, &numbered("SYN Hòa", "030123456780")).await.is(201);
        try_as(PAC_NAM, &person("SYN Hòa")).await.is(201);
        try_as(BA_BE, &person("SYN Hoa")).await.is(201);
        let mut later = dossier(&person("SYN Hòa"), "GK");
        later["stage"] = json!("final");
        story.try_nominate(BA_BE, &later).await.is(201);
    })
    .await;
}

/// Two dossiers that were drafted at the same moment do not see each other.
#[actix_web::test]
async fn namesakes_are_looked_for_again_when_a_decision_is_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let known = story.proposed_nomination(BA_BE, &dossier(&numbered("SYN Hòa", "030123456789"), "GK")).await;
        let unknown = story.proposed_nomination(BA_BE, &dossier(&person("SYN Bình"), "GK")).await;
        let db = app.state.db.primary();
        let row = async |id| nomination::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
        let name_key = row(known.id).await.subject_name_key;
        let mut same = row(unknown.id).await.into_active_model();
        same.subject_key = Set(name_key.clone());
        same.subject_name_key = Set(name_key);
        same.update(db).await.unwrap();

        let decision = story.draft_decision(BAC_KAN, &[(&known, 1), (&unknown, 2)]).await;
        let document = json!({"document": story.document("5/QĐ-STP")});
        let signed = decision.step("sign", &story.head(BAC_KAN).await, document).await;
        signed.refused(422, "personal_id_required");
        assert_eq!((known.status().await, unknown.status().await), ("proposed".to_owned(), "proposed".to_owned()));
    })
    .await;
}
