//! The register of awards: open to whoever is signed in, and no more than it must be.
use entity::assignment::Role;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Story, dossier, person},
    support::{Caller, EVERY_ROLE, both},
};

#[actix_web::test]
async fn every_item_of_a_decision_becomes_an_award() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let collective = json!({"type": "collective", "full_name": "Phòng Tư pháp huyện Pác Nặm"});
        let one = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let other = story.proposed_nomination(PAC_NAM, &dossier(&collective, "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&one, 2), (&other, 1)]).await;
        let drafted = decision.now().await;
        assert_eq!(
            drafted["items"][0],
            json!({"nomination_id": other.id, "order_no": 1}),
            "in the order of the golden book"
        );
        story.sign_decision(&decision, "88/QĐ-STP").await;

        let register = story.list("/awards", &story.officer(NA_HANG).await).await;
        let mut found: Vec<_> = register
            .items()
            .iter()
            .map(|award| {
                (award["order_no"].clone(), award["subject"]["type"].clone(), award["subject"]["unit_name"].clone())
            })
            .collect();
        found.sort_by_key(|(order_no, ..)| order_no.as_i64());
        let (ba_be, pac_nam) = ("Phòng Tư pháp huyện Ba Bể", "Phòng Tư pháp huyện Pác Nặm");
        assert_eq!(
            found,
            [(json!(1), json!("collective"), json!(pac_nam)), (json!(2), json!("individual"), json!(ba_be))]
        );
        let codes: Vec<_> = register.each("verification_code");
        assert!(codes[0] != codes[1] && codes.iter().all(|code| code.len() >= 20), "{codes:?}");
        for award in register.items() {
            assert_eq!(award["decision"]["issuing_unit_name"], "Sở Tư pháp tỉnh Bắc Kạn");
            assert_eq!((&award["award_form"]["code"], &award["stage"]), (&json!("GK"), &json!("interim")));
        }
        let events = app.events(register.items()[0]["id"].as_str().unwrap().parse().unwrap()).await;
        assert_eq!(events, ["award.granted"]);
    })
    .await;
}

#[actix_web::test]
async fn the_register_is_open_to_every_role_and_to_nobody_unknown() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.awarded_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let awards = story.list("/awards", &story.officer(NA_HANG).await).await;
        let path = format!("/awards/{}", awards.items()[0]["id"].as_str().unwrap());
        for role in EVERY_ROLE {
            let caller = app.user(role, NA_HANG).await;
            assert_eq!(story.list("/awards", &caller).await.json, awards.json, "{role:?}");
            let one = app.get(&path, &caller).await.is(200);
            assert_eq!(one.json, awards.items()[0], "{role:?}");
            app.get(&path, &caller).if_none_match(one.etag()).await.is(304);
        }
        app.get("/awards", &Caller::Nobody).await.refused(401, "unauthenticated");
        app.get(&path, &Caller::Nobody).await.refused(401, "unauthenticated");
        let unknown = format!("/awards/{}", uuid::Uuid::now_v7());
        app.get(&unknown, &app.user(Role::Inspector, MINISTRY).await).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn awards_are_found_by_what_they_are() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.awarded_nomination(BA_BE, &dossier(&person("Vàng Thị Mỷ (SYN-0012)"), "GK")).await;
        app.set_clock("2024-06-10T02:00:00Z");
        story.awarded_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "GK")).await;
        let all = story.list("/awards", &story.officer(NA_HANG).await).await;
        let form = app.get(&format!("/movements/{}/award-forms", story.movement), &story.officer(NA_HANG).await).await;
        let id_of =
            |code: &str| form.items().iter().find(|f| f["code"] == code).unwrap()["id"].as_str().unwrap().to_owned();
        for (filter, expected) in [
            ("q=VANG%20thi".to_owned(), 1),
            ("q=100%25".to_owned(), 0),
            (format!("unit_id={}", app.unit(BA_BE).await), 1),
            (format!("within={}", app.unit(BAC_KAN).await), 2),
            (format!("within={}", app.unit(MINISTRY).await), 2),
            (format!("within={}", app.unit("H60.STP").await), 0),
            ("province_code=06".to_owned(), 2),
            ("province_code=08".to_owned(), 0),
            ("decided_on_from=2024-06-04".to_owned(), 1),
            ("decided_on_to=2024-06-09".to_owned(), 1),
            (format!("award_form_id={}", id_of("GK")), 2),
            (format!("award_form_id={}", id_of("BK_BT")), 0),
            ("stage=final".to_owned(), 0),
            ("status=revoked".to_owned(), 0),
        ] {
            let found = story.list(&format!("/awards?{filter}&count=exact"), &story.officer(NA_HANG).await).await;
            assert_eq!((found.items().len(), &found["total"]), (expected, &json!(expected)), "{filter}");
        }
        let days: Vec<_> = all.items().iter().map(|award| award["decision"]["decided_on"].clone()).collect();
        assert_eq!(days, [json!("2024-06-10"), json!("2024-06-03")], "newest first");
    })
    .await;
}

#[actix_web::test]
async fn a_draft_decision_is_its_own_units_and_a_signed_one_everybodys() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        let stranger = story.officer(NA_HANG).await;
        let seen = async || story.list("/decisions?count=exact", &stranger).await["total"].clone();
        decision.read_by(&stranger).await.refused(404, "not_found");
        decision.read_by(&story.head(MINISTRY).await).await.refused(404, "not_found");
        assert_eq!(seen().await, 0);
        decision.read_by(&story.head(BAC_KAN).await).await.is(200);
        story.sign_decision(&decision, "88/QĐ-STP").await;
        assert_eq!((seen().await, decision.read_by(&stranger).await.status), (Value::from(1), 200));
    })
    .await;
}

/// The register and signed decisions are open; the dossier behind an award is told to those who see it.
#[actix_web::test]
async fn a_dossier_is_named_to_those_who_see_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        story.sign_decision(&decision, "88/QĐ-STP").await;
        for unit in [BA_BE, BAC_KAN, PAC_NAM, NA_HANG, MINISTRY] {
            for role in EVERY_ROLE {
                let reader = app.user(role, unit).await;
                let sees = nomination.read_by(&reader).await.status == 200;
                let awards = story.list("/awards", &reader).await;
                let one = app.get(&format!("/awards/{}", awards.each("id")[0]), &reader).await.is(200);
                let signed = decision.read_by(&reader).await;
                let mut told = vec![awards.items()[0].clone(), one.json];
                told.extend((signed.status == 200).then(|| signed["items"][0].clone()));
                for place in told {
                    let (id, hidden) = (place.get("nomination_id"), place.get("hidden_fields"));
                    match sees {
                        true => assert_eq!((id, hidden), (Some(&json!(nomination.id)), None), "{role:?} {unit}"),
                        false => assert_eq!((id, hidden), (None, Some(&json!(["nomination_id"]))), "{role:?} {unit}"),
                    }
                }
            }
        }
    })
    .await;
}
