//! A recognised initiative is a fact that others rest on.
use awards::exemplars::facts::recognised;
use chrono::NaiveDate;
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, Story, dossier, person},
    support::both,
};

#[actix_web::test]
async fn an_initiative_counts_from_its_document_until_its_withdrawal() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let draft = story.exemplar(BA_BE, "initiative").await;
        let initiative = story.recognised_exemplar(BA_BE, "initiative").await;
        let model = story.recognised_exemplar(BA_BE, "model").await;
        let document = json!({"document": story.document("1742/QĐ-BTP")});
        initiative.step("recognise-above", &story.head(MINISTRY).await, document).await.is(200);
        let ids = [draft.id, initiative.id, model.id];
        let facts = recognised(app.state.db.read(), &ids).await.unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (ministry, between) = (app.unit(MINISTRY).await, app.unit(BAC_KAN).await);
        assert_eq!(facts.len(), 2, "what is not recognised is no fact");
        let fact = facts.iter().find(|fact| fact.id == initiative.id).unwrap();
        assert!(fact.is_initiative_on(day("2024-06-03")) && !fact.is_initiative_on(day("2024-06-02")));
        assert!(
            fact.is_recognised_by(ministry, day("2024-06-03")) && !fact.is_recognised_by(between, day("2024-06-03"))
        );
        let other = facts.iter().find(|fact| fact.id == model.id).unwrap();
        assert!(!other.is_initiative_on(day("2024-06-03")));
        let why = json!({"reason": "Không còn tính mới", "document_number": "15/QĐ-STP"});
        initiative.step("withdraw", &story.head(BAC_KAN).await, why).await.is(200);
        let facts = recognised(app.state.db.read(), &[initiative.id]).await.unwrap();
        assert!(facts[0].withdrawn && !facts[0].is_initiative_on(day("2024-06-03")));
        assert!(!facts[0].is_recognised_by(ministry, day("2024-06-03")));
    })
    .await;
}

#[actix_web::test]
async fn a_dossier_rests_on_an_exemplar_that_stands() {
    both(async |app| {
        let story = Story::of(app).await;
        let draft = story.exemplar(BA_BE, "model").await;
        let recognised = story.recognised_exemplar(BA_BE, "model").await;
        let rested = |on: &Paper| {
            let mut body = dossier(&person("SYN-0017"), "GK");
            body["achievement"]["evidence"] = json!([{"exemplar_id": on.id}]);
            body
        };
        let refused = ("/achievement/evidence/0/exemplar_id", "not_allowed");
        story.try_nominate(BA_BE, &rested(&draft)).await.faults(&[refused]);
        let made = story.nominate(BA_BE, &rested(&recognised)).await;
        assert_eq!(made.now().await["achievement"]["evidence"][0]["exemplar_id"], json!(recognised.id));
        let why = json!({"reason": "Không còn tính mới", "document_number": "15/QĐ-STP"});
        recognised.step("withdraw", &story.head(BAC_KAN).await, why).await.is(200);
        let again = json!({"achievement": rested(&recognised)["achievement"]});
        made.change(&story.officer(BA_BE).await, again).await.faults(&[refused]);
    })
    .await;
}
