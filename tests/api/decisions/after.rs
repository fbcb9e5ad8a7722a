//! What joins and leaves a decision, what is refused in it, when the units are told, and how awards are handed over.
use serde_json::{Value, json};

use super::with_state_forms;
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, VU, dossier, person},
    support::both,
};

fn why(nomination: &Paper) -> Value {
    json!({"nomination_id": nomination.id, "reason": "Bổ sung theo kết luận của lãnh đạo Bộ"})
}

#[actix_web::test]
async fn what_joins_or_leaves_a_draft_does_so_with_a_reason() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let second = story.proposed_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&first, 1)]).await;
        let officer = story.officer(STANDING_BODY).await;
        let items = json!([{"nomination_id": second.id, "order_no": 1}]);
        let change =
            async |reasons: Value| decision.change(&officer, json!({"items": items.clone(), "reasons": reasons})).await;
        change(json!([])).await.refused(422, "reason_required");
        change(json!([why(&first)])).await.refused(422, "reason_required");
        change(json!([why(&first), why(&first)])).await.faults(&[("/reasons/1/nomination_id", "duplicate")]);
        let short = json!({"nomination_id": first.id, "reason": "Vì"});
        change(json!([short, why(&second)])).await.is(422);
        let changed = change(json!([why(&first), why(&second)])).await.is(200);
        let told = |reply: &Value| -> Vec<(Value, Value)> {
            let changes = reply["changes"].as_array().unwrap().iter();
            changes.map(|one| (one["kind"].clone(), one["nomination_id"].clone())).collect()
        };
        let expected = [("added", second.id), ("removed", first.id)];
        let mut seen = told(&changed.json);
        seen.sort_by_key(|(kind, _)| kind.to_string());
        assert_eq!(seen, expected.map(|(kind, id)| (json!(kind), json!(id))));
        // A number alone is no reason to give one.
        let numbered = json!([{"nomination_id": second.id, "order_no": 9}]);
        let reply = decision.change(&officer, json!({"items": numbered, "reasons": [why(&second)]})).await;
        reply.faults(&[("/reasons/0/nomination_id", "not_allowed")]);
        decision.change(&officer, json!({"items": numbered})).await.is(200);
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        // Whoever only reads what was signed does not read what was said about it.
        let reader = decision.read_by(&story.officer(NA_HANG).await).await.is(200);
        assert_eq!(reader["changes"], json!([]));
        assert_eq!(decision.now().await["changes"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn whoever_signs_strikes_out_what_is_not_commended() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let second = story.proposed_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&first, 1), (&second, 2)]).await;
        let minister = story.head(MINISTRY).await;
        let sign = async |refused: Value| {
            let body = json!({"document": story.document("1742/QĐ-BTP"), "refused": refused});
            decision.step("sign", &minister, body).await
        };
        let unknown = json!({"nomination_id": uuid::Uuid::now_v7(), "reason": "Chưa đủ tiêu chuẩn xét tặng"});
        sign(json!([unknown])).await.faults(&[("/refused/0/nomination_id", "not_found")]);
        sign(json!([why(&first), why(&second)])).await.faults(&[("/refused", "not_allowed")]);
        assert_eq!((first.status().await, second.status().await), ("proposed".to_owned(), "proposed".to_owned()));
        let signed = sign(json!([why(&second)])).await.is(200);
        assert_eq!(signed["items"].as_array().unwrap().len(), 1);
        assert_eq!((first.status().await, second.status().await), ("awarded".to_owned(), "refused".to_owned()));
        assert_eq!(second.now().await["end_reason"], "Bổ sung theo kết luận của lãnh đạo Bộ");
        assert!(app.events(second.id).await.contains(&"nomination.refused".to_owned()));
        assert_eq!(story.list("/awards?count=exact", &minister).await["total"], 1);
    })
    .await;
}

#[actix_web::test]
async fn the_units_are_told_by_a_clock_and_once() {
    both(async |app| {
        for (told_at, late) in [("2024-12-16T02:00:00Z", false), ("2024-12-17T02:00:00Z", true)] {
            app.set_clock("2024-10-21T02:00:00Z");
            let story = Story::of(app.clone()).await;
            let nomination = story.proposed_nomination(BA_BE, &dossier(&person(told_at), "BK_BT")).await;
            let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
            app.set_clock("2024-12-02T02:00:00Z");
            let signed = story.sign_decision(&decision, &story.number("QĐ-BTP")).await;
            assert_eq!((&signed["notice_due_on"], &signed["notified_at"]), (&json!("2024-12-16"), &Value::Null));
            app.set_clock(told_at);
            let officer = story.officer(STANDING_BODY).await;
            let notified = decision.step("notify", &officer, Value::Null).await.is(200);
            assert_eq!(notified["notified_at"], told_at);
            decision.step("notify", &officer, Value::Null).await.refused(409, "invalid_transition");
            let journal = app.journal(decision.id).await;
            let entry = journal.iter().find(|entry| entry.event == "decision.notified").unwrap();
            let data: Value = serde_json::from_str(&entry.data).unwrap();
            assert_eq!(data["late"], late);
        }
        // No rule was read for a director's decisions.
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        assert_eq!(story.sign_decision(&decision, &story.number("QĐ-STP")).await["notice_due_on"], Value::Null);
    })
    .await;
}

#[actix_web::test]
async fn an_award_is_handed_over_once_and_on_an_occasion_that_the_law_allows() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let second = story.proposed_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&first, 1), (&second, 2)]).await;
        let officer = story.officer(STANDING_BODY).await;
        let confer = async |day: &str, occasion: &str, items: Value| {
            let body = json!({"conferred_on": day, "occasion": occasion, "place": "Hội trường Bộ Tư pháp, Hà Nội",
                "conferred_by": "Thứ trưởng Bộ Tư pháp", "items": items});
            decision.step("confer", &officer, body).await
        };
        let one = |order_no: i32| json!([{"order_no": order_no, "received_by": "in_person"}]);
        confer("2024-06-03", "review_conference", one(1)).await.refused(409, "invalid_transition");
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        app.set_clock("2024-06-20T02:00:00Z");
        confer("2024-06-20", "separate_ceremony", one(1)).await.faults(&[("/occasion", "not_allowed")]);
        confer("2024-06-21", "review_conference", one(1)).await.faults(&[("/conferred_on", "in_the_future")]);
        confer("2024-06-02", "review_conference", one(1)).await.faults(&[("/conferred_on", "wrong_order")]);
        confer("2024-06-20", "review_conference", one(3)).await.faults(&[("/items/0/order_no", "not_allowed")]);
        confer("2024-06-20", "review_conference", one(1)).await.is(200);
        confer("2024-06-20", "review_conference", one(1)).await.faults(&[("/items/0/order_no", "not_allowed")]);
        let awards = story.list("/awards?sort=decided_on", &story.officer(VU).await).await;
        let by_no = |no: i64| awards.items().iter().find(|award| award["order_no"] == no).unwrap().clone();
        assert_eq!((&by_no(1)["status"], &by_no(2)["status"]), (&json!("conferred"), &json!("granted")));
        let conferral = &by_no(1)["conferral"];
        assert_eq!(
            (&conferral["occasion"], &conferral["received_by"]),
            (&json!("review_conference"), &json!("in_person"))
        );
        assert_eq!(by_no(2)["conferral"], Value::Null);
    })
    .await;
}

#[actix_web::test]
async fn what_the_state_decides_is_recorded_by_the_standing_body() {
    both(async |app| {
        let story = with_state_forms(&app).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_TTG")).await;
        let mut body = story.decision_body(MINISTRY, &[(&nomination, 12)]).await;
        let officer = story.officer(STANDING_BODY).await;
        // Not the Minister's to decide, nor the Government's.
        app.post("/decisions", &officer).json(body.clone()).await.faults(&[("/items/0/nomination_id", "not_allowed")]);
        body["decided_by"] = json!("government");
        app.post("/decisions", &officer).json(body.clone()).await.faults(&[("/items/0/nomination_id", "not_allowed")]);
        body["decided_by"] = json!("prime_minister");
        let made = app.post("/decisions", &officer).json(body).await.is(201);
        let decision = story.paper("decisions", STANDING_BODY, &made);
        let document = json!({"document": {"number": "1234/QĐ-TTg", "issued_on": "2024-06-01",
            "signer_name": "Phạm Minh", "signer_title": "Thủ tướng Chính phủ"}});
        decision.step("sign", &story.head(MINISTRY).await, document.clone()).await.refused(409, "invalid_transition");
        decision.step("record", &officer, document.clone()).await.refused(403, "forbidden");
        let recorded = decision.step("record", &story.head(STANDING_BODY).await, document).await;
        // The dossier was received after that day.
        recorded.is(422);
        let document = json!({"document": {"number": "1234/QĐ-TTg", "issued_on": "2024-06-03",
            "signer_name": "Phạm Minh", "signer_title": "Thủ tướng Chính phủ"}});
        // The units are told by the clock of whoever submitted it, from the day on which it came.
        app.set_clock("2024-06-05T02:00:00Z");
        let recorded = decision.step("record", &story.head(STANDING_BODY).await, document).await.is(200);
        assert_eq!(recorded["notice_due_on"], "2024-06-19");
        let award = story.list("/awards", &officer).await.items()[0].clone();
        assert_eq!(award["decision"]["issuing_unit_name"], "Thủ tướng Chính phủ");
        assert_eq!(
            (&award["authority"]["decider"], &award["prize"]["amount_vnd"]),
            (&json!("prime_minister"), &json!(6_300_000))
        );
    })
    .await;
}

/// What the state has decided is held to quotas and to initiatives as what is signed here.
#[actix_web::test]
async fn what_is_recorded_is_held_to_places_and_to_initiatives() {
    both(async |app| {
        let story = with_state_forms(&app).await;
        let mut made = vec![];
        for name in ["SYN-0017", "SYN-0018"] {
            let mut content = dossier(&person(name), "BK_TTG");
            content["statements"] = json!([{"kind": "initiative", "what": "ministry", "document_number": "7/QĐ-BTP",
                "document_on": "2024-01-02", "issuer": "Bộ Tư pháp"}]);
            let nomination = story.proposed_nomination(BA_BE, &content).await;
            let mut body = story.decision_body(MINISTRY, &[(&nomination, 12)]).await;
            body["decided_by"] = json!("prime_minister");
            let drafted = app.post("/decisions", &story.officer(STANDING_BODY).await).json(body).await.is(201);
            made.push(story.paper("decisions", STANDING_BODY, &drafted));
        }
        let give = async |number: i64, quota: &str| {
            let item = json!({"award_form_code": "BK_TTG", "subject_type": "individual", "kind": "absolute",
                "num": number, "unit_id": app.unit(BAC_KAN).await});
            let body = json!({"movement_id": story.movement, "stage": "interim", "document": story.document(quota),
                "items": [item]});
            app.post("/award-quotas", &story.head(MINISTRY).await).json(body).await.is(201);
        };
        give(0, "901/QĐ-BTP").await;
        let record = async |decision: &Paper, number: &str| {
            let body = json!({"document": {"number": number, "issued_on": "2024-06-03", "signer_name": "Phạm Minh",
                "signer_title": "Thủ tướng Chính phủ"}});
            let path = format!("{}/record", decision.path());
            app.post(&path, &story.head(STANDING_BODY).await).if_match("*").json(body).await
        };
        let refused = record(&made[0], "1234/QĐ-TTg").await.refused(409, "quota_exceeded");
        assert_eq!(refused["errors"][0]["pointer"], "/items/0");
        give(2, "902/QĐ-BTP").await;
        record(&made[0], "1234/QĐ-TTg").await.is(200);
        record(&made[1], "1235/QĐ-TTg").await.refused(409, "initiative_used");
        assert_eq!(made[1].status().await, "draft");
    })
    .await;
}
