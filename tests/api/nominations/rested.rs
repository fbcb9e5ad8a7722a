//! A recognised initiative that a dossier names is a fact, for whoever it is of, as long as it stands, and once.
use serde_json::{Value, json};

use super::eligibility::{eligibility, found, stated, stating};
use crate::{
    councils::with_titles,
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, Story, dossier, person},
    support::{TestApp, both},
};

/// Recognised by its unit, of a person or of the unit itself.
async fn initiative(story: &Story, unit: &str, name: Option<&str>) -> Paper {
    let mut body = story.exemplar_body(unit, "initiative").await;
    body["person_name"] = json!(name);
    body["person_agrees"] = json!(name.is_some());
    let made = story.try_tell_of_exemplar(unit, body).await.is(201);
    let exemplar = story.paper("exemplars", unit, &made);
    story.recognise(&exemplar).await;
    exemplar
}

fn resting(name: &str, form: &str, on: &[&Paper]) -> Value {
    let mut content = dossier(&person(name), form);
    content["achievement"]["evidence"] = on.iter().map(|exemplar| json!({"exemplar_id": exemplar.id})).collect();
    content
}

/// How many initiatives a title asks for and finds (Law 06/2022/QH15, article 23).
async fn counted(story: &Story, nomination: &Paper) -> Value {
    let read = eligibility(story, nomination, BA_BE).await;
    let rule = found(&read["present"], "CR005");
    json!([rule["outcome"], rule["found"]])
}

#[actix_web::test]
async fn an_initiative_counts_for_whoever_it_is_of() {
    both(async |app: TestApp| {
        let story = with_titles(&app).await;
        let own = initiative(&story, BA_BE, Some("SYN-0017")).await;
        let of_unit = initiative(&story, BA_BE, None).await;
        let of_another = initiative(&story, BA_BE, Some("SYN-0018")).await;
        let model = story.recognised_exemplar(BA_BE, "model").await;
        let nomination = story.nominate(BA_BE, &resting("SYN-0017", "CSTDCS", &[])).await;
        let officer = story.officer(BA_BE).await;
        for (on, expected) in [
            (vec![], json!(["unknown", 0])),
            (vec![&of_unit, &of_another, &model], json!(["unknown", 0])),
            (vec![&own, &own], json!(["pass", 1])),
        ] {
            let achievement = resting("SYN-0017", "CSTDCS", &on)["achievement"].clone();
            nomination.change(&officer, json!({"achievement": achievement})).await.is(200);
            assert_eq!(counted(&story, &nomination).await, expected);
        }
        let read = eligibility(&story, &nomination, BA_BE).await;
        let fact = &found(&read["present"], "CR005")["facts"][0];
        assert_eq!((&fact["source"], &fact["id"]), (&json!("exemplar"), &json!(own.id)));
        let number = own.now().await["recognitions"][0]["document"]["number"].clone();
        assert!(fact["said"].as_str().unwrap().contains(number.as_str().unwrap()), "{fact}");
        // Stated by the same document it is still one; and it counts no more once it was withdrawn.
        let mut same = stated("initiative", json!({"what": "grassroots", "document_number": number}));
        same["document_on"] = json!("2024-06-03");
        same["issuer"] = json!("Phòng Tư pháp huyện Ba Bể");
        nomination.change(&officer, json!({"statements": [same]})).await.is(200);
        assert_eq!(counted(&story, &nomination).await, json!(["pass", 1]));
        let why = json!({"reason": "Không còn tính mới", "document_number": "15/QĐ-STP"});
        own.step("withdraw", &story.head(BAC_KAN).await, why).await.is(200);
        assert_eq!(counted(&story, &nomination).await, json!(["unknown", 0]));
    })
    .await;
}

/// A title of the ministry asks that the initiative reaches through it.
#[actix_web::test]
async fn an_initiative_reaches_as_far_as_whoever_recognised_it() {
    both(async |app: TestApp| {
        let story = with_titles(&app).await;
        let own = initiative(&story, BA_BE, Some("SYN-0017")).await;
        let nomination = story.nominate(BA_BE, &resting("SYN-0017", "CSTDB", &[&own])).await;
        let outcome = async || {
            let read = eligibility(&story, &nomination, BA_BE).await;
            found(&read["present"], "CR008")["outcome"].clone()
        };
        assert_eq!(outcome().await, "unknown");
        let document = json!({"document": story.document("1742/QĐ-BTP")});
        own.step("recognise-above", &story.head(MINISTRY).await, document).await.is(200);
        assert_eq!(outcome().await, "pass");
    })
    .await;
}

#[actix_web::test]
async fn a_recognised_initiative_is_used_once_however_it_is_named() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let own = initiative(&story, BA_BE, Some("SYN-0001")).await;
        let number = own.now().await["recognitions"][0]["document"]["number"].clone();
        story.awarded_nomination(BA_BE, &resting("SYN-0001", "GK", &[&own])).await;
        // Named again, and stated by its document for somebody else.
        let mut again = resting("SYN-0001", "GK", &[&own]);
        again["stage"] = json!("final");
        let mut same = stated("initiative", json!({"what": "grassroots", "document_number": number}));
        same["document_on"] = json!("2024-06-03");
        same["issuer"] = json!("phòng tư pháp huyện Ba Bể");
        for content in [again, stating("SYN-0002", "GK", &[same])] {
            let nomination = story.nominate(BA_BE, &content).await;
            story.review(&nomination).await;
            let refused = nomination.step("submit", &story.head(BA_BE).await, Value::Null).await;
            refused.refused(409, "initiative_used");
        }
        // Whoever only shows another's uses nothing of it.
        story.submitted_nomination(BA_BE, &resting("SYN-0003", "GK", &[&own])).await;
    })
    .await;
}

/// Two dossiers of one decision do not rest on one initiative.
#[actix_web::test]
async fn one_decision_uses_an_initiative_once() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let same = stated("initiative", json!({"what": "grassroots"}));
        let first = story.proposed_nomination(BA_BE, &stating("SYN-0001", "GK", std::slice::from_ref(&same))).await;
        let second = story.proposed_nomination(PAC_NAM, &stating("SYN-0002", "GK", &[same])).await;
        let decision = story.draft_decision(BAC_KAN, &[(&first, 1), (&second, 2)]).await;
        let body = json!({"document": story.document("7/QĐ-STP")});
        let sign = format!("{}/sign", decision.path());
        let refused = app.post(&sign, &story.head(BAC_KAN).await).if_match("*").json(body.clone()).await;
        refused.refused(409, "initiative_used");
        let mut one = body;
        one["refused"] = json!([{"nomination_id": second.id, "reason": "Sáng kiến đã dùng cho hồ sơ khác"}]);
        app.post(&sign, &story.head(BAC_KAN).await).if_match("*").json(one).await.is(200);
    })
    .await;
}
