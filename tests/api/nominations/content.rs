//! What a dossier may hold, and what is told of what it may not.
use serde_json::{Value, json};
use uuid::Uuid;

use super::eligibility::{stated, stating};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, STANDING_BODY, Story, dossier, person, plan_of, target, traces},
    support::{Reply, both},
};

/// A dossier with another value at a pointer.
fn with(pointer: &str, value: Value) -> Value {
    let mut content = dossier(&person("SYN-0017"), "GK");
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    content.pointer_mut(parent).expect("a parent")[name] = value;
    content
}

async fn nothing_was_kept(story: &Story) {
    assert!(story.list("/nominations", &story.officer(BA_BE).await).await.items().is_empty());
    assert!(!traces::anywhere(&story.app, "SYN-0017").await);
}

#[actix_web::test]
async fn a_dossier_is_in_order_or_refused() {
    both(async |app| {
        let story = Story::of(app).await;
        let evidence = "/achievement/evidence/0/target_id";
        for (pointer, value, place, code) in [
            ("/subject/full_name", json!("ế".repeat(10_000)), "/subject/full_name", "too_long"),
            ("/subject/full_name", json!("SYN\u{7}"), "/subject/full_name", "control_character"),
            ("/subject/type", json!("animal"), "/subject/type", "invalid_value"),
            ("/subject/birth_date", json!("1990-01-01"), "/subject/birth_date", "unknown_member"),
            ("/award_form_code", json!("HCLD3"), "/award_form_code", "not_found"),
            ("/award_form_code", json!("XX"), "/award_form_code", "not_found"),
            ("/stage", json!("someday"), "/stage", "invalid_value"),
            ("/achievement/to", json!("2024-06-04"), "/achievement/to", "in_the_future"),
            ("/achievement/to", json!("2022-12-31"), "/achievement/to", "wrong_order"),
            ("/achievement/summary", json!(""), "/achievement/summary", "too_short"),
            ("/achievement/evidence", json!([{}]), evidence, "required"),
            (
                "/achievement/evidence",
                json!([{"target_id": Uuid::now_v7(), "report_id": Uuid::now_v7()}]),
                evidence,
                "required",
            ),
            ("/achievement/evidence", json!([{"target_id": Uuid::now_v7()}]), evidence, "not_found"),
            ("/achievement/evidence", json!(vec![json!({}); 51]), "/achievement/evidence", "too_long"),
            ("/secrecy", json!("perhaps"), "/secrecy", "invalid_value"),
        ] {
            story.try_nominate(BA_BE, &with(pointer, value)).await.faults(&[(place, code)]);
        }
        nothing_was_kept(&story).await;
    })
    .await;
}

#[actix_web::test]
async fn a_personal_number_has_twelve_digits_and_is_of_a_person() {
    both(async |app| {
        let story = Story::of(app).await;
        let numbered = async |number: Value| story.try_nominate(BA_BE, &with("/subject/personal_id", number)).await;
        for wrong in ["03012345678", "0301234567890", "03012345678a", "", "０３０１２３４５６７８９"] {
            let refused = numbered(json!(wrong)).await;
            assert!(wrong.is_empty() || !refused.describe().contains(wrong), "the answer repeats it");
            let code = if wrong.len() == 13 { "too_long" } else { "invalid_value" };
            refused.faults(&[("/subject/personal_id", code)]);
        }
        // Of no province and of no country.
        for nowhere in ["097123456789", "098123456789", "099123456789"] {
            numbered(json!(nowhere)).await.faults(&[("/subject/personal_id", "invalid_value")]);
        }
        numbered(json!(30_123_456_789_i64)).await.faults(&[("/subject/personal_id", "wrong_type")]);
        for kind in ["collective", "household"] {
            let mut content = with("/subject/personal_id", json!("030123456789"));
            content["subject"]["type"] = json!(kind);
            story.try_nominate(BA_BE, &content).await.faults(&[("/subject/personal_id", "not_allowed")]);
        }
        nothing_was_kept(&story).await;
        assert_eq!(numbered(json!("030123456789")).await.is(201)["subject"]["has_personal_id"], true);
    })
    .await;
}

#[actix_web::test]
async fn one_document_is_stated_once_however_its_number_is_written() {
    both(async |app| {
        let story = Story::of(app).await;
        let initiative = |number: &str, members: Value| {
            let mut statement = stated("initiative", members);
            statement["what"] = json!("grassroots");
            statement["document_number"] = json!(number);
            statement
        };
        let beside = async |name: &str, other: Value| {
            let statements = [initiative("7/QĐ-STP", json!({})), other];
            story.try_nominate(BA_BE, &stating(name, "GK", &statements)).await
        };
        let spelt = json!({"issuer": "SỞ TƯ PHÁP tỉnh  Bắc Kạn", "document_on": "2024-01-03"});
        for again in [initiative("07/qđ-stp", json!({})), initiative("7/QĐ-STP", spelt)] {
            beside("SYN-0017", again).await.faults(&[("/statements/1/kind", "duplicate")]);
        }
        // Another number, another issuer, and the same number of another year.
        beside("SYN-0001", initiative("8/QĐ-STP", json!({}))).await.is(201);
        beside("SYN-0002", initiative("7/QĐ-STP", json!({"issuer": "Sở Tư pháp tỉnh Cao Bằng"}))).await.is(201);
        beside("SYN-0003", initiative("7/QĐ-STP", json!({"document_on": "2023-12-15"}))).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_secret_dossier_is_refused_and_leaves_no_trace() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        for secrecy in ["mat", "toi_mat", "tuyet_mat"] {
            let body = story.nomination_body(BA_BE, &with("/secrecy", json!(secrecy))).await;
            let reply = app.post("/nominations", &officer).key(secrecy).json(body).await;
            reply.refused(422, "secret_not_allowed");
        }
        app.settle().await;
        nothing_was_kept(&story).await;
        story.try_nominate(BA_BE, &with("/secrecy", json!("none"))).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_dossier_is_drafted_by_its_own_unit_in_an_open_movement() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let post = async |member: &str, value: Value| {
            let mut body = story.nomination_body(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
            body[member] = value;
            app.post("/nominations", &story.officer(BA_BE).await).json(body).await
        };
        post("nominating_unit_id", json!(app.unit(PAC_NAM).await)).await.refused(403, "forbidden");
        post("nominating_unit_id", json!(Uuid::now_v7())).await.faults(&[("/nominating_unit_id", "not_found")]);
        post("movement_id", json!(Uuid::now_v7())).await.faults(&[("/movement_id", "not_found")]);
        let made = app
            .post("/movements", &story.officer(STANDING_BODY).await)
            .json(json!({
            "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["GK"]}))
            .await
            .is(201);
        // A movement that is being drafted is its own unit's affair; to that unit it is not open yet.
        post("movement_id", json!(made.id())).await.faults(&[("/movement_id", "not_found")]);
        nothing_was_kept(&story).await;
        let drafted = Story { movement: made.id(), ..story };
        let own = drafted.try_nominate(STANDING_BODY, &dossier(&person("SYN-0001"), "GK")).await;
        own.refused(409, "window_closed");
    })
    .await;
}

#[actix_web::test]
async fn steps_ask_for_what_they_rest_on() {
    both(async |app| {
        let story = Story::of(app).await;
        let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let (head, department) = (story.head(BA_BE).await, story.officer(BAC_KAN).await);
        let review = async |body: Value| nomination.step("review", &head, body).await;
        let future = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-06-04"});
        review(future).await.faults(&[("/minutes_on", "in_the_future")]);
        let unnumbered = json!({"minutes_number": "biên bản", "minutes_on": "2024-06-03"});
        review(unnumbered).await.faults(&[("/minutes_number", "document_number")]);
        review(json!({"minutes_number": "05/BB-PTP"})).await.faults(&[("/minutes_on", "required")]);
        for step in ["withdraw"] {
            nomination.step(step, &head, json!({})).await.refused(422, "reason_required");
        }
        story.review(&nomination).await;
        story.submit_nomination(&nomination).await;
        story.receive_nomination(&nomination, BAC_KAN).await;
        nomination.step("return", &department, json!({"reason": "thiếu"})).await.refused(422, "reason_required");
        nomination.step("appraise", &department, json!({})).await.faults(&[("/opinion", "required")]);
        story.appraise(&nomination, BAC_KAN).await;
        let forward = async |number: &str| {
            nomination.step("forward", &story.head(BAC_KAN).await, json!({"document_number": number})).await
        };
        forward("tờ trình").await.faults(&[("/document_number", "document_number")]);
        assert_eq!(nomination.status().await, "appraised");
    })
    .await;
}

#[actix_web::test]
async fn evidence_is_of_an_issued_plan() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        let drafted = plan.now().await["targets"][0]["id"].clone();
        let content = with("/achievement/evidence", json!([{"target_id": drafted}]));
        let refused = story.try_nominate(BA_BE, &content).await;
        refused.faults(&[("/achievement/evidence/0/target_id", "not_allowed")]);
        // What is a draft may still lose its targets.
        plan.change(&story.officer(BA_BE).await, json!({"targets": [target("TGPL-07", 6)]})).await.is(200);
        story.issue(&plan, "12/KH-PTP").await;
        let issued = plan.now().await["targets"][0]["id"].clone();
        let content = with("/achievement/evidence", json!([{"target_id": issued}]));
        assert_eq!(
            story.nominate(BA_BE, &content).await.now().await["achievement"]["evidence"][0]["target_id"],
            issued
        );
    })
    .await;
}

#[actix_web::test]
async fn what_is_absent_stays_and_the_achievement_is_replaced_whole() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let target = plan.now().await["targets"][0]["id"].clone();
        let nomination = story.nominate(BA_BE, &with("/achievement/evidence", json!([{"target_id": target}]))).await;
        let officer = story.officer(BA_BE).await;
        let change = async |patch: Value| -> Reply { nomination.change(&officer, patch).await };
        let before = nomination.now().await;
        let moved = change(json!({"position": "Phó Trưởng phòng"})).await.is(200);
        assert_eq!(
            (&moved["subject"]["position"], &moved["achievement"]),
            (&json!("Phó Trưởng phòng"), &before["achievement"])
        );
        assert_eq!(change(json!({"position": null})).await.is(200)["subject"]["position"], Value::Null);
        change(json!({"achievement": null})).await.faults(&[("/achievement", "wrong_type")]);
        change(json!({"subject": {"full_name": "SYN-0002"}})).await.faults(&[("/subject", "unknown_member")]);
        let anew = json!({"achievement": {"summary": "Khác", "from": "2023-06-01", "to": "2024-05-31"}});
        let changed = change(anew).await.is(200);
        assert_eq!(
            (&changed["achievement"]["summary"], &changed["achievement"]["evidence"]),
            (&json!("Khác"), &json!([]))
        );
        let future = json!({"achievement": {"summary": "Khác", "from": "2023-06-01", "to": "2024-06-04"}});
        change(future).await.faults(&[("/achievement/to", "in_the_future")]);
    })
    .await;
}
