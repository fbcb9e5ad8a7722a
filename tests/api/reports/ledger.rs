//! The ledger of an obligation: each change with its reason, for whoever sees the obligation.
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Story},
    support::both,
};

#[actix_web::test]
async fn each_change_is_an_entry_with_its_document_and_reason() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let head = story.head(BAC_KAN).await;
        let why = || json!({"document_number": "9/TP-VP", "reason": "Tạm dừng theo công văn của Bộ"});
        // Before its period begins a unit is exempted, afterwards it is waived.
        for (unit, period, kind) in [(BA_BE, "2024", "waived"), (PAC_NAM, "2025", "exempted")] {
            let owed = story.obligation(unit, period).await;
            let path = format!("{}/changes", owed.path());
            assert_eq!(story.list(&path, &head).await.each("kind"), ["opened"]);
            owed.rehearse("waive", &head, why()).await.is(200);
            assert_eq!(story.list(&path, &head).await.each("kind"), ["opened"], "a dry run enters nothing");
            owed.step("waive", &head, why()).await.is(200);
            let told = story.list(&path, &story.officer(unit).await).await;
            assert_eq!(told.each("kind"), ["opened", kind]);
            let [opened, entry] = told.items() else { panic!("two entries") };
            assert_eq!((&opened["document_number"], &opened["holds_from"]), (&Value::Null, &opened["data_from"]));
            assert_eq!(
                (&entry["document_number"], &entry["reason"]),
                (&json!("9/TP-VP"), &json!("Tạm dừng theo công văn của Bộ"))
            );
            assert_eq!(
                (&entry["holds_from"], &entry["created_at"]),
                (&json!("2024-06-03"), &json!("2024-06-03T02:00:00Z"))
            );
            app.get(&path, &story.officer(NA_HANG).await).await.refused(404, "not_found");
        }
        let all =
            story.list(&format!("/movements/{}/expectations?kind=waived&kind=exempted", story.movement), &head).await;
        assert_eq!(all.each("kind"), ["waived", "exempted"]);
        let unknown = format!("/movements/{}/expectations?period=1999", story.movement);
        app.get(&unknown, &head).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn no_statement_changes_an_entry() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.obligation(BA_BE, "2024").await;
        let db = app.state.db.primary();
        for statement in [
            "UPDATE obligation_change SET reason = 'khác'",
            "UPDATE obligation_change SET kind = 'waived'",
            "DELETE FROM obligation_change",
        ] {
            let refused = db.execute_unprepared(statement).await.expect_err(statement).to_string();
            assert!(refused.contains("the ledger only grows"), "{statement}: {refused}");
        }
    })
    .await;
}
