//! To whom guidance goes: units below, and nobody else; fixed when it is issued.
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, TONG_CUC,
        VU,
    },
    support::both,
};

/// How many units guidance was issued to.
async fn reached(story: &Story, guidance: &Paper) -> Value {
    let path = format!("{}/addressees?count=exact&limit=1", guidance.path());
    story.list(&path, &story.officer(&guidance.owner).await).await["total"].clone()
}

#[actix_web::test]
async fn a_unit_elsewhere_is_met_as_one_that_is_not_there() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let refused = async |sender: &str, unit: Uuid| {
            let mut body = story.guidance_body(sender, &[]).await;
            body["unit_ids"] = json!([unit]);
            story.try_draft_guidance(sender, body).await.faults(&[("/unit_ids/0", "not_found")]);
        };
        // The other line in the same province, another province, a superior, a sister, itself, nobody.
        for unit in [CHI_CUC_BA_BE, CUC_BAC_KAN, NA_HANG, MINISTRY, VU, BAC_KAN] {
            refused(BAC_KAN, app.unit(unit).await).await;
        }
        refused(BAC_KAN, Uuid::now_v7()).await;
        refused(BA_BE, app.unit(PAC_NAM).await).await;
        refused(STANDING_BODY, app.unit(MINISTRY).await).await;
        for (sender, unit) in [(TONG_CUC, CHI_CUC_BA_BE), (CUC_BAC_KAN, CHI_CUC_BA_BE), (STANDING_BODY, BA_BE)] {
            story.issued_guidance(sender, &[unit]).await;
        }
        let mut body = story.guidance_body(BAC_KAN, &[BA_BE, BA_BE]).await;
        body["unit_kinds"] = json!(["district_justice_office", "district_enforcement_subdepartment"]);
        body["tiers"] = json!(["central", "district"]);
        let faults = [("/unit_ids/1", "duplicate"), ("/unit_kinds/1", "not_below"), ("/tiers/0", "not_below")];
        story.try_draft_guidance(BAC_KAN, body).await.faults(&faults);
        let mut body = story.guidance_body(BAC_KAN, &[]).await;
        body["unit_kinds"] = json!(["district_justice_office", "district_justice_office"]);
        body["tiers"] = json!(["district", "district"]);
        let faults = [("/unit_kinds/1", "duplicate"), ("/tiers/1", "duplicate")];
        story.try_draft_guidance(BAC_KAN, body).await.faults(&faults);
        // In the name of another unit nobody writes.
        let body = story.guidance_body(PAC_NAM, &[]).await;
        story.try_draft_guidance(BAC_KAN, body).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn kinds_and_levels_stand_for_all_such_units_below() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let issued = async |sender: &str, members: Value| {
            let mut body = story.guidance_body(sender, &[]).await;
            body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            let made = story.try_draft_guidance(sender, body).await.is(201);
            let guidance = story.paper("guidance", sender, &made);
            story.issue_guidance(&guidance).await;
            reached(&story, &guidance).await
        };
        let of_bac_kan = json!({"unit_kinds": ["district_justice_office"]});
        assert_eq!(issued(BAC_KAN, of_bac_kan.clone()).await, json!(8));
        let mut named = of_bac_kan;
        named["unit_ids"] = json!([app.unit(BA_BE).await]);
        assert_eq!(issued(BAC_KAN, named).await, json!(8), "named twice, addressed once");
        assert_eq!(issued(CUC_BAC_KAN, json!({"tiers": ["district"]})).await, json!(8));
        let all = json!({"unit_kinds": ["provincial_justice_department", "provincial_enforcement_department"]});
        assert_eq!(issued(STANDING_BODY, all.clone()).await, json!(126));
        assert_eq!(issued(MINISTRY, all).await, json!(126));
        let nobody = story.draft_guidance(BAC_KAN, &[]).await;
        let document = json!({"document": story.document(&story.number("HD-STP"))});
        nobody.step("issue", &story.head(BAC_KAN).await, document).await.refused(409, "no_recipient");
    })
    .await;
}

/// Who took over reads what was issued before, gives its receipt and asks; the list stays what it was.
#[actix_web::test]
async fn the_list_stays_and_who_took_over_stands_in() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(STANDING_BODY, &[BAC_KAN, "H60.STP"]).await;
        let own = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let question = story.ask(&own, BA_BE).await;
        let draft = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let heir = story.officer(NEW_THAI_NGUYEN).await;
        let bac_kan = app.unit(BAC_KAN).await;
        let read = guidance.read_by(&heir).await.is(200);
        assert_eq!(
            (&read["receipts"][0]["unit_id"], &read["receipts"][0]["state"]),
            (&json!(bac_kan), &json!("delivered"))
        );
        let receipt = guidance.step("read", &heir, json!({})).await.is(200);
        assert_eq!((&receipt["unit_id"], &receipt["state"]), (&json!(bac_kan), &json!("read")));
        guidance.step("ask", &heir, json!({"text": "Đơn vị mới có phải lập lại kế hoạch không?"})).await.is(201);
        let list = story.list(&format!("{}/addressees", guidance.path()), &story.officer(STANDING_BODY).await).await;
        assert_eq!(list.items().len(), 2);
        // What the unit gave that has ended is answered, and withdrawn, by who took over; its draft is signed in the new
        // name, for those of its addressees that are still there.
        question.step("answer", &heir, json!({"text": "Có."})).await.is(200);
        let head = story.head(NEW_THAI_NGUYEN).await;
        own.step("withdraw", &head, json!({"reason": "Đơn vị đã được sắp xếp lại"})).await.is(200);
        let document = || json!({"document": story.document(&story.number("HD-STP"))});
        draft.step("issue", &head, document()).await.refused(409, "no_recipient");
        draft.change(&heir, json!({"unit_ids": [], "tiers": ["district"]})).await.is(200);
        let issued = draft.step("issue", &head, document()).await.is(200);
        assert_eq!(issued["unit_name"], "Sở Tư pháp tỉnh Thái Nguyên");
        assert_eq!(issued["unit_id"], json!(app.unit(NEW_THAI_NGUYEN).await));
    })
    .await;
}
