//! One document for many obligations: waived, or handed over.
use serde_json::{Value, json};

use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, TUYEN_QUANG, target},
    support::{Caller, Reply, both},
};

const WHY: &str = "Đơn vị đã kết thúc hoạt động";

impl Story {
    /// `how` is `waive` or `hand-over`; `more` goes over the body.
    async fn relieve(&self, how: &str, caller: &Caller, select: Value, more: Value) -> Reply {
        let mut body = json!({"movement_id": self.movement, "select": select, "reason": WHY,
            "document_number": self.number("QĐ-BTP")});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.app.post(&format!("/{how}"), caller).json(body).await
    }

    async fn owed_by(&self, unit: &str, status: &str) -> usize {
        let (movement, unit) = (self.movement, self.app.unit(unit).await);
        let path = format!("/obligations?movement_id={movement}&unit_id={unit}&status={status}&limit=200");
        self.list(&path, &self.head(STANDING_BODY).await).await.items().len()
    }
}

#[actix_web::test]
async fn a_document_waives_a_list_that_a_dry_run_has_shown() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let head = story.head(BAC_KAN).await;
        // The Sở receives from eight offices for three years.
        let shown = story.relieve("obligation-waivers?dry_run=true", &head, json!({}), json!({})).await.is(200);
        assert_eq!((&shown["count"], shown["obligations"].as_array().map(Vec::len)), (&json!(24), Some(24)));
        assert_eq!(story.owed_by(BA_BE, "waived").await, 0, "a dry run keeps nothing");
        let digest = json!({"list_digest": shown["list_digest"]});
        // Meanwhile an office begins its report: the list is another one.
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 1}))]).await;
        story.relieve("obligation-waivers", &head, json!({}), digest).await.refused(412, "stale_preview");
        let again = story.relieve("obligation-waivers?dry_run=true", &head, json!({}), json!({})).await.is(200);
        assert_eq!(again["count"], json!(24));
        let digest = json!({"list_digest": again["list_digest"]});
        let done = story.relieve("obligation-waivers", &head, json!({}), digest).await.is(200);
        assert_eq!((&done["count"], &done["list_digest"]), (&json!(24), &again["list_digest"]));
        let all = done["obligations"].as_array().unwrap();
        let (begun, expected): (Vec<_>, Vec<_>) = all.iter().partition(|one| one["was"] == "draft");
        assert_eq!((begun.len(), &begun[0]["status"], expected.len()), (1, &json!("waived"), 23));
        for one in expected {
            assert_eq!(
                (&one["was"], &one["status"], &one["version"]),
                (&json!("expected"), &json!("waived"), &json!(2))
            );
            let id = one["id"].as_str().unwrap();
            let seen = app.get(&format!("/obligations/{id}"), &head).await.is(200);
            assert_eq!((&seen["waiver_document"], &seen["waiver_reason"]), (&done["document_number"], &json!(WHY)));
            assert_eq!(app.events(id.parse().unwrap()).await, ["obligation.waived"]);
        }
        assert_eq!((story.owed_by(BA_BE, "waived").await, story.owed_by(BA_BE, "draft").await), (3, 0));
        assert_eq!(report.status().await, "draft", "it stays as it was left");
        assert_eq!(app.events(story.movement).await.last().map(String::as_str), Some("obligations.relieved"));
        assert_eq!(story.owed_by(NA_HANG, "expected").await, 3, "another province's is not its matter");
        // Nothing is left.
        story.relieve("obligation-waivers", &head, json!({}), json!({})).await.faults(&[("/select", "not_found")]);
    })
    .await;
}

#[actix_web::test]
async fn who_may_not_waive_one_does_not_waive_it_in_a_list() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let ids = async |unit: &str| {
            let of_unit = format!("/obligations?movement_id={}&unit_id={}", story.movement, app.unit(unit).await);
            let found = story.list(&of_unit, &story.head(STANDING_BODY).await).await;
            found.items().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        let (own, foreign) = (ids(BA_BE).await, ids(NA_HANG).await);
        let mixed = json!({"ids": [own[0], foreign[0], own[1]]});
        let head = story.head(BAC_KAN).await;
        let refused = story.relieve("obligation-waivers", &head, mixed.clone(), json!({})).await;
        refused.faults(&[("/select/ids/1", "not_found")]);
        assert_eq!(story.owed_by(BA_BE, "expected").await, 3, "all or none");
        for caller in [story.head(BA_BE).await, story.head(TUYEN_QUANG).await, story.head(MINISTRY).await] {
            let of_bac_kan = json!({"ids": own});
            let refused = story.relieve("obligation-waivers", &caller, of_bac_kan, json!({})).await;
            refused.faults(&[
                ("/select/ids/0", "not_found"),
                ("/select/ids/1", "not_found"),
                ("/select/ids/2", "not_found"),
            ]);
        }
        story
            .relieve("obligation-waivers", &story.officer(BAC_KAN).await, json!({}), json!({}))
            .await
            .refused(403, "forbidden");
        // The standing body may, whoever receives the report.
        let standing = story.head(STANDING_BODY).await;
        story.relieve("obligation-waivers", &standing, mixed, json!({})).await.is(200);
        assert_eq!((story.owed_by(BA_BE, "waived").await, story.owed_by(NA_HANG, "waived").await), (2, 1));
        // What is chosen is what has all that is named.
        let period = &story.list(&format!("/movements/{}/periods", story.movement), &standing).await;
        let year = period.items().iter().find(|p| p["code"] == "2024").unwrap()["id"].clone();
        let part =
            json!({"period_ids": [year], "within": app.unit(BAC_KAN).await, "unit_kinds": ["district_justice_office"]});
        let done = story.relieve("obligation-waivers?dry_run=true", &standing, part, json!({})).await.is(200);
        assert_eq!(done["count"], json!(7), "one of eight was waived already");
        let bad = json!({"reason": "ngắn"});
        story.relieve("obligation-waivers", &standing, json!({}), bad).await.refused(422, "reason_required");
        let none = json!({"reason": null});
        story.relieve("obligation-waivers", &standing, json!({}), none).await.faults(&[("/reason", "wrong_type")]);
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_waives_one_too() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let why = || json!({"document_number": story.number("QĐ-BTP"), "reason": WHY});
        let owed = story.obligation(NA_HANG, "2024").await;
        for stranger in [story.head(MINISTRY).await, story.officer(STANDING_BODY).await] {
            owed.step("waive", &stranger, why()).await.refused(403, "forbidden");
        }
        let standing = story.head(STANDING_BODY).await;
        assert_eq!(owed.can(&standing, "waive").await, "granted");
        assert_eq!(owed.step("waive", &standing, why()).await.is(200)["status"], "waived");
        // Also what a unit in being has begun and leaves lying: then it is not finished any more.
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let draft = story.draft_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 1}))]).await;
        let begun = story.obligation(BA_BE, "2023").await;
        assert_eq!(begun.can(&standing, "waive").await, "granted");
        assert_eq!(begun.step("waive", &story.head(BAC_KAN).await, why()).await.is(200)["status"], "waived");
        let document = json!({"document": story.document(&story.number("BC-TP"))});
        draft.step("sign", &story.head(BA_BE).await, document).await.refused(409, "nothing_owed");
        story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        let signed = story.signed_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 1}))]).await;
        let issued = story.obligation(PAC_NAM, "2023").await;
        assert_eq!(issued.step("waive", &standing, why()).await.is(200)["status"], "waived");
        signed.step("submit", &story.head(PAC_NAM).await, Value::Null).await.refused(409, "nothing_owed");
    })
    .await;
}

/// Begun, signed, returned: what stands in the way of the end is given up by documents, and nobody has to report.
#[actix_web::test]
async fn a_movement_ends_after_the_reform_by_documents_alone() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let figures = [("TGPL-04", json!({"value": 1}))];
        for unit in [PAC_NAM, BA_BE, CHO_DON] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        let begun = story.draft_report(PAC_NAM, "2023", &figures).await;
        let signed = story.signed_report(BA_BE, "2023", &figures).await;
        let returned = story.submitted_report(CHO_DON, "2023", &figures).await;
        story.return_report(&returned).await;
        let single = story.obligation(PAC_NAM, "2023").await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let standing = story.head(STANDING_BODY).await;
        let why = json!({"document_number": story.number("QĐ-BTP"), "reason": WHY});
        assert_eq!(single.step("waive", &standing, why).await.is(200)["status"], "waived");
        // A report that is not owed any more is written no further.
        let heir = story.officer(NEW_THAI_NGUYEN).await;
        let narrative = json!({"narrative": {"results": "Tiếp nhận"}});
        begun.change(&heir, narrative.clone()).await.refused(409, "nothing_owed");
        assert_eq!(begun.read_by(&heir).await.action("update"), Err("nothing_owed"));
        signed.change(&heir, narrative).await.refused(409, "invalid_transition");
        let movement = async |step: &str| {
            let path = format!("/movements/{}/{step}", story.movement);
            app.post(&path, &story.head(MINISTRY).await).if_match("*").await
        };
        movement("open-final-review").await.is(200);
        let ended = json!({"unit_ended": true});
        let waived = story.relieve("obligation-waivers", &standing, ended, json!({})).await.is(200);
        let was: Vec<_> = waived["obligations"].as_array().unwrap().iter().map(|one| one["was"].clone()).collect();
        assert!(was.contains(&json!("issued")) && was.contains(&json!("returned")), "{was:?}");
        signed.step("submit", &heir, Value::Null).await.refused(409, "nothing_owed");
        movement("close").await.refused(409, "unfinished");
        story.relieve("obligation-waivers", &standing, json!({}), json!({})).await.is(200);
        movement("close").await.is(200);
    })
    .await;
}

/// After a reform nobody is left who owes: the movement ends by one document.
#[actix_web::test]
async fn a_movement_ends_after_the_reform() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        let begun = story.draft_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 1}))]).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let heir = app.unit(NEW_THAI_NGUYEN).await;
        let standing = story.head(STANDING_BODY).await;
        let ended = json!({"unit_ended": true});
        // What an office had begun is finished by another unit than the one that took over.
        let tuyen_quang = app.unit(TUYEN_QUANG).await;
        let to = |unit| json!({"to_unit_id": unit});
        let of_office = json!({"unit_ended": true, "within": app.unit(PAC_NAM).await});
        let moved = story.relieve("obligation-hand-overs", &standing, of_office, to(tuyen_quang)).await.is(200);
        for one in moved["obligations"].as_array().unwrap() {
            assert_eq!((&one["was"], &one["preparer_unit_id"]), (&one["status"], &json!(tuyen_quang)));
        }
        let officer = story.officer(TUYEN_QUANG).await;
        let seen = begun.read_by(&officer).await.is(200);
        assert_eq!(seen["preparer_unit_id"], json!(tuyen_quang));
        begun.change(&officer, json!({"narrative": {"results": "Tiếp nhận"}})).await.is(200);
        // Not to a unit that has ended, nor what a unit in being owes.
        let gone = app.unit(CHO_DON).await;
        story.relieve("obligation-hand-overs", &standing, ended.clone(), to(gone)).await.refused(409, "unit_closed");
        let alive = json!({"within": app.unit(NA_HANG).await});
        story.relieve("obligation-hand-overs", &standing, alive, to(heir)).await.faults(&[("/select", "not_found")]);
        let document = json!({"document": story.document("901/BC-STP")});
        begun.step("sign", &story.head(TUYEN_QUANG).await, document).await.is(200);
        begun.step("submit", &story.head(TUYEN_QUANG).await, Value::Null).await.is(200);
        // One document for the rest of all.
        let movement = async |step: &str| {
            let path = format!("/movements/{}/{step}", story.movement);
            app.post(&path, &story.head(MINISTRY).await).if_match("*").await
        };
        movement("open-final-review").await.is(200);
        let shown = story.relieve("obligation-waivers?dry_run=true", &standing, ended.clone(), json!({})).await.is(200);
        let digest = json!({"list_digest": shown["list_digest"]});
        assert!(shown["count"].as_u64().unwrap() > 15, "{}", shown.describe());
        story.relieve("obligation-waivers", &standing, ended, digest).await.is(200);
        story.relieve("obligation-waivers", &standing, json!({}), json!({})).await.is(200);
        let refused = movement("close").await.refused(409, "unfinished");
        assert_eq!((&refused["obligations"], &refused["nominations"]), (&json!(1), &json!(0)));
        begun.step("accept", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);
        movement("close").await.is(200);
    })
    .await;
}
