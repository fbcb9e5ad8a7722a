//! The clocks of the levels below the ministry: none by any law that was read, and those that the standing body gives them by a
//! document.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, STANDING_BODY, Story, dossier, person},
    support::{TestApp, both},
};

#[actix_web::test]
async fn a_department_has_the_clocks_that_a_document_gives_it() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let clocks = async |name: &str| {
            let nomination = story.received_nomination(BA_BE, &dossier(&person(name), "GK")).await;
            let read = nomination.now().await;
            (nomination, [read["return_due_on"].clone(), read["appraise_due_on"].clone()])
        };
        let none = [Value::Null, Value::Null];
        assert_eq!(clocks("SYN-0001").await.1, none);
        let head = story.head(STANDING_BODY).await;
        for (code, days, number) in
            [("RETURN_5WD", 3, "9/QĐ-TĐKT"), ("APPRAISE_20WD", 7, "10/QĐ-TĐKT"), ("NOTIFY_10WD", 4, "11/QĐ-TĐKT")]
        {
            let rule = story
                .configured("R2022a", "processing_time", |rule| {
                    rule["params"]["code"] == code && rule["params"]["body"] == "provincial_justice_department"
                })
                .await;
            assert_eq!((&rule["valid_from"], &rule["verified"]), (&Value::Null, &json!(false)));
            let mut params = rule["params"].clone();
            params["days"] = json!(days);
            story.try_revise(&head, &rule, &params, "2024-06-10", number).await.is(201);
        }
        // Until the day that the document says nothing has changed; and what was received before keeps what it had.
        assert_eq!(clocks("SYN-0002").await.1, none);
        app.set_clock("2024-06-10T02:00:00Z");
        let (late, due) = clocks("SYN-0003").await;
        assert_eq!(due, [json!("2024-06-13"), json!("2024-06-19")]);
        // A return after its last day is accepted, and stays a breach.
        app.set_clock("2024-06-14T02:00:00Z");
        assert_eq!(story.return_nomination(&late, BAC_KAN).await["sla_breached"], true);
        // The units are told of a decision by the department's own clock.
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0004"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        assert_eq!(story.sign_decision(&decision, &story.number("QĐ-STP")).await["notice_due_on"], "2024-06-20");
    })
    .await;
}
