//! Receipts: each addressed unit says for itself that it has read; the sender sees who has not.
use oversight::guidance;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::both,
};

#[actix_web::test]
async fn the_sender_sees_who_has_not_read_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE, PAC_NAM, CHO_DON]).await;
        let before = guidance.now().await;
        let ours = story.officer(BAC_KAN).await;
        let path = format!("{}/addressees", guidance.path());
        let unread = async || {
            let list = story.list(&format!("{path}?read=false"), &ours).await;
            let mut units: Vec<_> = list.each("unit_id").into_iter().map(str::to_owned).collect();
            units.sort();
            units
        };
        assert_eq!(unread().await.len(), 3);
        app.set_clock("2024-06-04T02:00:00Z");
        let officer = story.officer(BA_BE).await;
        let receipt = guidance.step("read", &officer, json!({})).await.is(200);
        assert_eq!((&receipt["state"], &receipt["read_at"]), (&json!("read"), &json!("2024-06-04T02:00:00Z")));
        assert_eq!(receipt["read_by"], json!(officer.id()));
        assert_eq!(unread().await.len(), 2);
        assert!(!unread().await.contains(&app.unit(BA_BE).await.to_string()));
        // The first receipt of a unit stays, whoever else of it reads.
        app.set_clock("2024-06-05T02:00:00Z");
        let again = guidance.step("read", &story.head(BA_BE).await, json!({})).await.is(200);
        assert_eq!(again.json, receipt.json);
        assert_eq!(app.events(guidance.id).await.iter().filter(|event| *event == "guidance.read").count(), 1);
        // A receipt changes nothing of what was issued, so that all of them may be given at once.
        assert_eq!(guidance.now().await.json, before.json);
        let read = story.list(&format!("{path}?read=true"), &ours).await;
        assert_eq!(read.items().len(), 1);
        assert!(read.items()[0].get("read_by").is_none(), "who it was is the unit's own affair");
        let facade = guidance::unread(app.state.db.read(), None).await.unwrap();
        assert_eq!(facade.len(), 2);
        let of_one = guidance::unread(app.state.db.read(), Some(&[app.unit(PAC_NAM).await])).await.unwrap();
        assert_eq!((of_one.len(), of_one[0].guidance_id), (1, guidance.id));
    })
    .await;
}

#[actix_web::test]
async fn a_receipt_is_given_for_ones_own_unit_only() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE, PAC_NAM]).await;
        let officer = story.officer(BA_BE).await;
        for unit in [app.unit(PAC_NAM).await, app.unit(NA_HANG).await, Uuid::now_v7()] {
            let reply = guidance.step("read", &officer, json!({"unit_id": unit})).await;
            reply.faults(&[("/unit_id", "not_found")]);
        }
        // Who was not addressed has not heard of it; the sender and those above give no receipt.
        for stranger in [NA_HANG, CHO_DON] {
            let reply = guidance.step("read", &story.officer(stranger).await, json!({})).await;
            reply.refused(404, "not_found");
        }
        for above in [BAC_KAN, STANDING_BODY, MINISTRY] {
            let reply = guidance.step("read", &story.officer(above).await, json!({})).await;
            reply.refused(403, "forbidden");
        }
        // Who acts for two of them names one.
        let two = app
            .caller_with(&[(entity::assignment::Role::Officer, BA_BE), (entity::assignment::Role::Head, PAC_NAM)])
            .await;
        guidance.step("read", &two, json!({})).await.faults(&[("/unit_id", "required")]);
        let named = json!({"unit_id": app.unit(PAC_NAM).await});
        assert_eq!(guidance.step("read", &two, named.clone()).await.is(200)["unit_id"], named["unit_id"]);
        // The version that was read is named.
        let path = format!("{}/read", guidance.path());
        app.post(&path, &officer).json(json!({})).await.refused(428, "precondition_required");
        app.post(&path, &officer).version(1).json(json!({})).await.refused(412, "version_mismatch");
        let dry = app.post(&format!("{path}?dry_run=true"), &officer).if_match("*").json(json!({})).await.is(200);
        assert_eq!(dry["state"], "read");
        assert_eq!(guidance.read_by(&officer).await["receipts"][0]["state"], "delivered");
    })
    .await;
}

/// An addressee finds itself in the list of addressees, and no sister.
#[actix_web::test]
async fn addressees_do_not_see_each_other() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE, PAC_NAM]).await;
        let path = format!("{}/addressees?count=exact", guidance.path());
        let list = story.list(&path, &story.officer(BA_BE).await).await;
        assert_eq!((list.each("unit_name"), &list["total"]), (vec!["Phòng Tư pháp huyện Ba Bể"], &json!(1)));
        let sister = format!("{path}&unit_id={}", app.unit(PAC_NAM).await);
        assert!(story.list(&sister, &story.officer(BA_BE).await).await.items().is_empty());
        let told = guidance.read_by(&story.officer(BA_BE).await).await.is(200);
        assert_eq!((told.json.get("audience"), &told["hidden_fields"]), (None, &json!(["audience"])));
        for above in [BAC_KAN, STANDING_BODY, MINISTRY] {
            assert_eq!(story.list(&path, &story.officer(above).await).await["total"], json!(2), "{above}");
        }
        app.get(&path, &story.officer(NA_HANG).await).await.refused(404, "not_found");
        let mine = story.list("/guidance", &story.officer(BA_BE).await).await;
        assert_eq!(mine.each("id"), [guidance.id.to_string()]);
        let none: &[Value] = &[];
        assert_eq!(story.list("/guidance", &story.officer(NA_HANG).await).await.items(), none);
    })
    .await;
}
