//! Who is who: accents tell people apart, spellings do not, and namesakes have numbers.
use entity::nomination;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, Story, dossier, person},
    support::{both, together},
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
        for name in ["SYN Hoa", "SYN Hòa", "SYN Hỏa", "SYN Tuấn", "SYN Tuân", "SYN Tư", "SYN Tú", "SYN Đạt", "SYN Dạt"]
        {
            story.nominate(BA_BE, &dossier(&person(name), "GK")).await;
        }
        // The mark of a tone may stand anywhere in its syllable.
        for same in [
            "SYN Hoà",
            "syn hòa",
            "SYN\u{a0} Ho\u{300}a",
            "SYN Tú\u{200b}",
            "SYN T\u{301}uân",
            "SYN \u{d0}ạt",
            "SYN \u{f0}ạt",
        ] {
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

/// Whoever was drafted first, without a number, is told apart without being withdrawn, and even once it was commended.
#[actix_web::test]
async fn a_number_is_told_where_a_namesake_asks_for_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let told = |number: &str| json!({"personal_id": number});
        let (officer, here) = (story.officer(BA_BE).await, &dossier(&numbered("SYN Hòa", "030123456789"), "GK"));
        for (state, number) in [("draft", "030123456780"), ("proposed", "030123456781"), ("awarded", "030123456782")] {
            let mut stage = dossier(&person("SYN Hòa"), "GK");
            let mut namesake = here.clone();
            if state == "proposed" {
                (stage["stage"], namesake["stage"]) = (json!("final"), json!("final"));
            }
            if state == "awarded" {
                (stage["subject"]["full_name"], namesake["subject"]["full_name"]) =
                    (json!("SYN Bình"), json!("SYN Bình"));
                namesake["subject"]["personal_id"] = json!("030123456787");
            }
            let unknown = match state {
                "draft" => story.nominate(BA_BE, &stage).await,
                "proposed" => story.proposed_nomination(BA_BE, &stage).await,
                _ => story.awarded_nomination(BA_BE, &stage).await,
            };
            story.try_nominate(BA_BE, &namesake).await.refused(422, "personal_id_required");
            unknown.step("identify", &officer, told("03012345678")).await.faults(&[("/personal_id", "invalid_value")]);
            let known = unknown.step("identify", &officer, told(number)).await.is(200);
            assert_eq!((&known["status"], &known["subject"]["has_personal_id"]), (&json!(state), &json!(true)));
            unknown.step("identify", &officer, told(number)).await.refused(409, "personal_id_known");
            story.try_nominate(BA_BE, &namesake).await.is(201);
            // By its number it is one person wherever it is nominated.
            if state == "awarded" {
                story
                    .try_nominate(PAC_NAM, &dossier(&numbered("SYN Bình", number), "GK"))
                    .await
                    .refused(409, "duplicate_award");
                let twin = story.nominate(BA_BE, &dossier(&person("SYN Khác"), "GK")).await;
                twin.step("identify", &officer, told(number)).await.refused(409, "duplicate_award");
            }
        }
        let team = story.nominate(BA_BE, &dossier(&collective("Tổ hòa giải"), "GK")).await;
        team.step("identify", &officer, told("030123456783")).await.refused(409, "personal_id_known");
    })
    .await;
}

/// Two dossiers that do not see each other, as if they had been drafted at the same moment: a person with a number and
/// a namesake without one.
async fn namesakes(story: &Story, number: &str) -> (Paper, Paper) {
    let name = format!("SYN {number}");
    let known = story.proposed_nomination(BA_BE, &dossier(&numbered(&name, number), "GK")).await;
    let unknown = story.proposed_nomination(BA_BE, &dossier(&person(&format!("{name} Bình")), "GK")).await;
    let db = story.app.state.db.primary();
    let row = async |id| nomination::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    let name_key = row(known.id).await.subject_name_key;
    let mut same = row(unknown.id).await.into_active_model();
    same.subject_key = Set(name_key.clone());
    same.subject_name_key = Set(name_key);
    same.update(db).await.unwrap();
    (known, unknown)
}

#[actix_web::test]
async fn of_two_decisions_on_namesakes_signed_at_once_one_is_refused() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(BAC_KAN).await;
        for round in 0..4 {
            let (known, unknown) = namesakes(&story, &format!("03012345678{round}")).await;
            let mut decisions = vec![];
            for dossier in [&known, &unknown] {
                decisions.push(story.draft_decision(BAC_KAN, &[(dossier, 1)]).await);
            }
            let sign = async |decision: &Paper| {
                let document = json!({"document": story.document(&story.number("QĐ-STP"))});
                let path = format!("{}/sign", decision.path());
                app.post(&path, &head).if_match("*").json(document).await
            };
            let signed = together(decisions.iter().map(sign)).await;
            let mut answers: Vec<_> = signed.iter().map(|reply| (reply.status, reply.code())).collect();
            answers.sort_unstable();
            assert_eq!(answers, [(200, ""), (422, "personal_id_required")]);
        }
    })
    .await;
}

#[actix_web::test]
async fn namesakes_are_looked_for_again_when_a_decision_is_signed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (known, unknown) = namesakes(&story, "030123456789").await;
        let decision = story.draft_decision(BAC_KAN, &[(&known, 1), (&unknown, 2)]).await;
        let document = json!({"document": story.document("5/QĐ-STP")});
        let signed = decision.step("sign", &story.head(BAC_KAN).await, document).await;
        signed.refused(422, "personal_id_required");
        assert_eq!((known.status().await, unknown.status().await), ("proposed".to_owned(), "proposed".to_owned()));
    })
    .await;
}
