//! Lists that are asked for by place.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, STANDING_BODY, Story, TUYEN_QUANG, dossier, person, plan_of, target},
    support::{Caller, both},
};

const LISTS: [&str; 5] = ["reports", "obligations", "plans", "nominations", "exemplars"];

/// Papers of two provinces, some of them seen by their own unit only.
async fn written(story: &Story) {
    story.app.set_clock("2024-12-16T02:00:00Z");
    story.app.settle().await;
    for unit in [BA_BE, NA_HANG] {
        story.sent_plan(unit, &[target("TGPL-04", 20)]).await;
        story.submitted_report(unit, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
        story.published_exemplar(unit, "model").await;
    }
    story.draft_plan(CHO_DON, &plan_of(&[target("TGPL-04", 20)])).await;
    story.exemplar(CHO_DON, "model").await;
    story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
    story.nominate(NA_HANG, &dossier(&person("SYN-0018"), "GK")).await;
}

/// Of each row its id, and the unit whose it is.
async fn rows(story: &Story, list: &str, caller: &Caller, question: &str) -> BTreeSet<(String, String)> {
    let path = format!("/{list}?movement_id={}&limit=200{question}", story.movement);
    let told = |value: &Value| value.as_str().unwrap().to_owned();
    let unit = |row: &Value| told(row.get("nominating_unit_id").unwrap_or_else(|| &row["unit_id"]));
    story.app.every(&path, caller).await.iter().map(|row| (told(&row["id"]), unit(row))).collect()
}

/// Whoever reads many units is asked for otherwise than whoever reads few; neither sees more by naming a place.
#[actix_web::test]
async fn a_place_narrows_what_its_reader_sees_and_never_widens_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        written(&story).await;
        let admin = story.officer(STANDING_BODY).await;
        let units = async |question: &str| {
            let found = app.every(&format!("/units?limit=200&{question}"), &admin).await;
            found.iter().map(|unit| unit["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<String>>()
        };
        let (bac_kan, tuyen_quang) = (app.unit(BAC_KAN).await, app.unit(TUYEN_QUANG).await);
        let (ba_be, na_hang) = (app.unit(BA_BE).await, app.unit(NA_HANG).await);
        let places = [
            ("province_code=06".to_owned(), units("province_code=06").await),
            ("province_code=08".to_owned(), units("province_code=08").await),
            (format!("within={bac_kan}"), units(&format!("within={bac_kan}")).await),
            (format!("within={tuyen_quang}"), units(&format!("within={tuyen_quang}")).await),
            (format!("unit_id={ba_be}"), BTreeSet::from([ba_be.to_string()])),
            (format!("unit_id={na_hang}"), BTreeSet::from([na_hang.to_string()])),
        ];
        let mut seen = BTreeSet::new();
        for caller in [BAC_KAN, TUYEN_QUANG, BA_BE, NA_HANG, CHO_DON, STANDING_BODY] {
            let officer = story.officer(caller).await;
            for list in LISTS {
                let all = rows(&story, list, &officer, "").await;
                for (question, units) in &places {
                    if list == "exemplars" && question.starts_with("within") {
                        continue;
                    }
                    let expected: BTreeSet<_> = all.iter().filter(|(_, unit)| units.contains(unit)).cloned().collect();
                    let found = rows(&story, list, &officer, &format!("&{question}")).await;
                    assert_eq!(found, expected, "{list} of {question}, asked by {caller}");
                    seen.extend((!found.is_empty()).then_some((list, caller)));
                }
            }
        }
        for list in LISTS {
            assert!(seen.contains(&(list, BAC_KAN)) && seen.contains(&(list, BA_BE)), "{list}: {seen:?}");
        }
    })
    .await;
}
