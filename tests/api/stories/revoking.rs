//! S22. An award rested on false data: it alone is revoked, by whoever granted it, and what went with it comes back.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, dossier, person};
use crate::support::both;

const LEFT_OUT: &str = "Số liệu trong báo cáo thành tích không có thật";

#[actix_web::test]
async fn item_27_falls_and_the_others_stand() {
    both(async |app| {
        app.set_clock("2024-10-21T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let false_one = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let true_one = story.proposed_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&false_one, 27), (&true_one, 28)]).await;
        app.set_clock("2024-12-02T02:00:00Z");
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        let award = story.award_of(&false_one).await;
        assert_eq!((&award["order_no"], &award["prize"]["amount_vnd"]), (&json!(27), &json!(3_510_000)));

        // The next year's dossier counts it.
        app.set_clock("2025-02-10T02:00:00Z");
        let mut later = dossier(&person("SYN-0017"), "GK");
        later["stage"] = json!("final");
        later["achievement"] = json!({"summary": "Duy trì kết quả", "from": "2024-05-01", "to": "2024-12-31"});
        let later = story.received_nomination(BA_BE, &later).await;
        let before = app.get(&format!("{}/eligibility", later.path()), &story.officer(BAC_KAN).await).await.is(200);

        // The department proposes; its director did not grant it.
        let revocation = story.proposed_revocation(BAC_KAN, &award).await;
        let document = |number: &str| json!({"document": story.document(number)});
        revocation.step("revoke", &story.head(BAC_KAN).await, document("7/QĐ-STP")).await.refused(403, "forbidden");
        revocation.read_by(&story.officer(BA_BE).await).await.refused(404, "not_found");
        assert_eq!(story.award_of(&false_one).await["status"], "granted", "it stands until it is decided");
        let revoked = revocation.step("revoke", &story.head(MINISTRY).await, document("812/QĐ-BTP")).await.is(200);
        let due = &revoked["recovery"];
        assert_eq!((&due["artefact_due"], &due["money_due_vnd"]), (&json!(true), &json!(3_510_000)));
        assert_eq!(revoked["document"]["number"], "812/QĐ-BTP");

        // The register shows that it was revoked, and by what; not why. The other item stands.
        let register = story.list("/awards?limit=200", &story.officer(NA_HANG).await).await;
        let by_no = |no: i64| register.items().iter().find(|award| award["order_no"] == no).unwrap();
        let shown = by_no(27);
        assert_eq!(shown["status"], "revoked");
        assert_eq!(shown["revocation"], json!({"document_number": "812/QĐ-BTP", "revoked_on": "2025-02-10"}));
        assert!(!shown.to_string().contains(LEFT_OUT));
        assert_eq!((&by_no(28)["status"], &by_no(28)["revocation"]), (&json!("granted"), &Value::Null));
        assert_eq!(story.list("/awards?status=revoked", &story.officer(NA_HANG).await).await.items().len(), 1);
        // Now the unit that nominated learns of it too.
        revocation.read_by(&story.officer(BA_BE).await).await.is(200);

        // The later dossier is as it was, and told: where it is read, and where the revocation is.
        assert_eq!(later.status().await, "received");
        let read = revocation.read_by(&story.officer(BAC_KAN).await).await.is(200);
        assert_eq!(read["counted_in"], json!([later.id]));
        let after = app.get(&format!("{}/eligibility", later.path()), &story.officer(BAC_KAN).await).await.is(200);
        assert_eq!(before["changed"], json!([]));
        assert!(!after["changed"].as_array().unwrap().is_empty(), "{}", after.describe());
        assert_eq!(after["kept"], before["kept"], "what was kept is not changed");

        // The artefact and the money come back.
        let back = json!({"recovered_on": "2025-02-10", "artefact": true, "money_vnd": 3_510_000});
        let recovered = revocation.step("recover", &story.officer(STANDING_BODY).await, back).await.is(200);
        assert_eq!(
            (&recovered["status"], &recovered["recovery"]["money_vnd"]),
            (&json!("recovered"), &json!(3_510_000))
        );
        assert_eq!(
            app.events(revocation.id).await,
            ["proposed", "revoked", "recovered"].map(|e| format!("revocation.{e}"))
        );
        let id = award["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(app.events(id).await, ["award.granted", "award.revoked"]);
    })
    .await;
}
