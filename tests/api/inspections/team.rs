//! Who may be in a team, and who sees it.
use entity::assignment::Role::{Administrator, Inspector, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::both,
};

fn named(user: Uuid) -> Value {
    json!({"user_id": user, "role": "member", "valid_from": "2024-06-03", "valid_to": "2024-06-30"})
}

#[actix_web::test]
async fn a_team_is_of_ones_own_people_and_nobody_inspects_its_own_unit() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let inspection = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
        let own = app.caller_with(&[(Officer, BAC_KAN)]).await.id();
        let below = app.caller_with(&[(Officer, PAC_NAM)]).await.id();
        let inspector = app.caller_with(&[(Inspector, MINISTRY)]).await.id();
        story.set_team(&inspection, &[named(own), named(below), named(inspector)]).await.is(200);
        let team = story.list(&format!("{}/team", inspection.path()), &story.officer(BAC_KAN).await).await;
        assert_eq!(team.each("role"), ["member"; 3]);
        assert_eq!(team.items()[0]["reads_today"], false, "it is only planned");
        let inspected = app.caller_with(&[(Officer, BA_BE), (Officer, BAC_KAN)]).await.id();
        let elsewhere = app.caller_with(&[(Officer, CUC_BAC_KAN), (Administrator, NA_HANG)]).await.id();
        let mut backwards = named(below);
        backwards["valid_to"] = json!("2024-06-02");
        // The inspection lasts until 7 June.
        let from = |day: &str| json!({"user_id": below, "role": "member", "valid_from": day, "valid_to": "2099-12-31"});
        for (members, fault) in [
            (vec![named(own), named(own)], ("/members/1/user_id", "duplicate")),
            (vec![named(inspected)], ("/members/0/user_id", "not_allowed")),
            (vec![named(elsewhere)], ("/members/0/user_id", "not_found")),
            (vec![named(Uuid::now_v7())], ("/members/0/user_id", "not_found")),
            (vec![backwards], ("/members/0/valid_to", "wrong_order")),
            (vec![from("2024-06-08")], ("/members/0/valid_from", "out_of_range")),
        ] {
            story.set_team(&inspection, &members).await.faults(&[fault]);
        }
        story.set_team(&inspection, &[from("2024-06-07")]).await.is(200);
        let officer = story.officer(BAC_KAN).await;
        inspection.change(&officer, json!({"ends_on": "2024-06-06"})).await.faults(&[("/ends_on", "out_of_range")]);
        inspection.change(&officer, json!({"ends_on": "2024-06-07"})).await.is(200);
    })
    .await;
}

/// An STP inspects its Phòng, and neither the other line in its province nor anybody elsewhere.
#[actix_web::test]
async fn a_unit_elsewhere_is_met_as_one_that_is_not_there() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let refused = async |inspecting: &str, unit: Uuid| {
            let mut body = story.inspection_body(inspecting, &[]).await;
            body["unit_ids"] = json!([unit]);
            story.try_plan_inspection(inspecting, body).await.faults(&[("/unit_ids/0", "not_found")]);
        };
        for unit in [CHI_CUC_BA_BE, CUC_BAC_KAN, NA_HANG, MINISTRY, BAC_KAN] {
            refused(BAC_KAN, app.unit(unit).await).await;
        }
        refused(BAC_KAN, Uuid::now_v7()).await;
        for (inspecting, unit) in [(STANDING_BODY, CHI_CUC_BA_BE), (CUC_BAC_KAN, CHI_CUC_BA_BE), (MINISTRY, BA_BE)] {
            let body = story.inspection_body(inspecting, &[unit]).await;
            story.try_plan_inspection(inspecting, body).await.is(201);
        }
        let mut body = story.inspection_body(BAC_KAN, &[BA_BE]).await;
        body["ends_on"] = json!("2024-06-01");
        story.try_plan_inspection(BAC_KAN, body).await.faults(&[("/ends_on", "wrong_order")]);
    })
    .await;
}

/// Two units inspected at once do not learn of each other.
#[actix_web::test]
async fn inspected_units_do_not_see_each_other() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let inspection = story.announced_inspection(BAC_KAN, &[BA_BE, PAC_NAM]).await;
        let theirs = story.officer(BA_BE).await;
        let read = inspection.read_by(&theirs).await.is(200);
        assert_eq!(read["unit_ids"], json!([app.unit(BA_BE).await]));
        assert_eq!(read["hidden_fields"], json!(["unit_ids"]));
        let asked = async |unit: &str, reader: &str| {
            let path = format!("/inspections?inspected_unit_id={}", app.unit(unit).await);
            story.list(&path, &story.officer(reader).await).await.items().len()
        };
        assert_eq!((asked(BA_BE, BA_BE).await, asked(PAC_NAM, BA_BE).await, asked(PAC_NAM, BAC_KAN).await), (1, 0, 1));
        let explain = json!({"text": "Đơn vị chưa được bố trí kinh phí."});
        let said = inspection.step("explain", &story.head(BA_BE).await, explain).await.is(201);
        let path = format!("/inspection-explanations/{}", said["id"].as_str().unwrap());
        for (reader, status) in [(BA_BE, 200), (BAC_KAN, 200), (STANDING_BODY, 200), (PAC_NAM, 404), (NA_HANG, 404)] {
            let reader = story.officer(reader).await;
            assert_eq!(app.get(&path, &reader).await.status, status);
            let listed = story.list("/inspection-explanations", &reader).await.items().len();
            assert_eq!(listed, usize::from(status == 200));
        }
    })
    .await;
}
