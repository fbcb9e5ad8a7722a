//! More time: before the last day or after it, for one and for a list; late stays late unless the document says otherwise.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, PAC_NAM, STANDING_BODY, Story, target},
    support::{Caller, Reply, both},
};

const WHY: &str = "Bão lũ làm gián đoạn công tác báo cáo";

impl Story {
    async fn extend_list(&self, query: &str, caller: &Caller, select: Value, more: Value) -> Reply {
        let mut body = json!({"movement_id": self.movement, "select": select, "reason": WHY,
            "document_number": self.number("QĐ-BTP"), "due_on": "2024-12-24"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.app.post(&format!("/obligation-extensions{query}"), caller).json(body).await
    }

    async fn extend(&self, unit: &str, due_on: &str, excuses: bool) -> Reply {
        let owed = self.obligation(unit, "2024").await;
        let body = json!({"document_number": self.number("TP-VP"), "due_on": due_on, "reason": WHY, "excuses_lateness": excuses});
        owed.step("extend", &self.head(BAC_KAN).await, body).await
    }

    async fn is_late(&self, unit: &str) -> Value {
        let report = self.signed_report(unit, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
        self.submit(&report).await["late"].clone()
    }
}

#[actix_web::test]
async fn an_extension_after_the_last_day_gives_time_and_excuses_only_if_it_says_so() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        for unit in [BA_BE, PAC_NAM, CHO_DON] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        // A microsecond before the close an extension is in time.
        app.set_clock("2024-12-17T16:59:59.999999Z");
        let before = story.extend(BA_BE, "2024-12-24", false).await.is(200);
        assert_eq!((&before["late_after"], &before["due_on"]), (&json!("2024-12-24"), &json!("2024-12-24")));
        app.set_clock("2024-12-17T17:00:00Z");
        let after = story.extend(PAC_NAM, "2024-12-24", false).await.is(200);
        assert_eq!(
            (&after["late_after"], &after["due_on"], &after["overdue"]),
            (&json!("2024-12-17"), &json!("2024-12-24"), &json!(false))
        );
        let excused = story.extend(CHO_DON, "2024-12-24", true).await.is(200);
        assert_eq!(excused["late_after"], "2024-12-24");
        app.set_clock("2024-12-20T02:00:00Z");
        assert_eq!(
            [story.is_late(BA_BE).await, story.is_late(PAC_NAM).await, story.is_late(CHO_DON).await],
            [json!(false), json!(true), json!(false)]
        );
        // What was submitted late is excused afterwards, or not at all.
        let useless = story.extend(PAC_NAM, "2024-12-31", false).await;
        useless.faults(&[("/excuses_lateness", "required")]);
        story.extend(PAC_NAM, "2024-12-31", true).await.is(200);
        let seen = story.list("/reports?late=true", &story.officer(BAC_KAN).await).await;
        assert!(seen.items().is_empty(), "{}", seen.describe());
        let report = story.list("/reports", &story.officer(PAC_NAM).await).await.items()[0]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(app.events(report).await.last().map(String::as_str), Some("report.lateness_excused"));
        let ledger = story
            .list(&format!("{}/changes", story.obligation(PAC_NAM, "2024").await.path()), &story.officer(PAC_NAM).await)
            .await;
        assert_eq!(ledger.each("kind"), ["opened", "extended", "extended"]);
        let told = ledger.items()[1..]
            .iter()
            .map(|entry| (entry["due_on"].clone(), entry["excuses_lateness"].clone(), entry["reason"].clone()));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [(json!("2024-12-24"), json!(false), json!(WHY)), (json!("2024-12-31"), json!(true), json!(WHY))]
        );
    })
    .await;
}

/// More time alone makes nothing punctual; the excuse may come later, up to the day that was given.
#[actix_web::test]
async fn what_was_late_when_more_time_was_given_stays_missing_until_it_is_excused() {
    both(async |app| {
        app.set_clock("2024-12-17T17:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        story.extend(BA_BE, "2024-12-24", false).await.is(200);
        let department = story.officer(BAC_KAN).await;
        let path = format!(
            "/compliance?movement_id={}&period=2024&group_by=unit&within={}",
            story.movement,
            app.unit(BA_BE).await
        );
        let counted = async || {
            app.settle().await;
            let found = app.get(&path, &department).await.is(200);
            json!([found["items"][0]["missing"], found["items"][0]["not_yet_due"]])
        };
        assert_eq!(counted().await, json!([1, 0]));
        story.extend(BA_BE, "2024-12-24", false).await.faults(&[("/due_on", "out_of_range")]);
        story.extend(BA_BE, "2024-12-24", true).await.is(200);
        assert_eq!(counted().await, json!([0, 1]));
        assert_eq!(story.is_late(BA_BE).await, false);
        story.extend(BA_BE, "2024-12-24", true).await.faults(&[("/due_on", "out_of_range")]);
    })
    .await;
}

/// An excuse reaches as far as its day.
#[actix_web::test]
async fn what_came_after_the_new_day_too_stays_late() {
    both(async |app| {
        app.set_clock("2024-12-30T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        assert_eq!(story.is_late(BA_BE).await, true);
        story.extend(BA_BE, "2024-12-29", true).await.is(200);
        assert_eq!(story.list("/reports?late=true", &story.officer(BAC_KAN).await).await.items().len(), 1);
        story.extend(BA_BE, "2024-12-30", true).await.is(200);
        assert!(story.list("/reports?late=true", &story.officer(BAC_KAN).await).await.items().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_document_extends_a_list_that_a_dry_run_has_shown() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        for unit in [BA_BE, PAC_NAM] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        app.settle().await;
        let head = story.head(BAC_KAN).await;
        let periods = story.list(&format!("/movements/{}/periods", story.movement), &head).await;
        let year = periods.items().iter().find(|period| period["code"] == "2024").unwrap()["id"].clone();
        let of_year = || json!({"period_ids": [year]});
        let shown = story.extend_list("?dry_run=true", &head, of_year(), json!({})).await.is(200);
        assert_eq!(shown["count"], json!(8));
        assert_eq!(
            story.obligation(BA_BE, "2024").await.now().await["due_on"],
            "2024-12-17",
            "a dry run keeps nothing"
        );
        // Meanwhile one of them is given more time: the list is another one.
        story.extend(PAC_NAM, "2024-12-20", false).await.is(200);
        let digest = json!({"list_digest": shown["list_digest"]});
        story.extend_list("", &head, of_year(), digest).await.refused(412, "stale_preview");
        // One has until later anyhow, one is late by now.
        story.extend(PAC_NAM, "2024-12-31", false).await.is(200);
        app.set_clock("2024-12-17T17:00:00Z");
        let done = story.extend_list("", &head, of_year(), json!({})).await.is(200);
        assert_eq!(done["count"], json!(7), "what is due later is left out");
        for one in done["obligations"].as_array().unwrap() {
            assert_eq!((&one["status"], &one["due_on"]), (&json!("expected"), &json!("2024-12-24")));
            let id = one["id"].as_str().unwrap();
            assert_eq!(app.events(id.parse().unwrap()).await, ["obligation.extended"]);
            let seen = app.get(&format!("/obligations/{id}"), &head).await.is(200);
            assert_eq!(
                (&seen["late_after"], &seen["extension_document"]),
                (&json!("2024-12-17"), &done["document_number"])
            );
            assert_eq!(
                story.list(&format!("/obligations/{id}/changes"), &head).await.each("kind"),
                ["opened", "extended"]
            );
        }
        assert_eq!(app.events(story.movement).await.last().map(String::as_str), Some("obligations.relieved"));
        let excused = story
            .extend_list("", &head, of_year(), json!({"due_on": "2024-12-26", "excuses_lateness": true}))
            .await
            .is(200);
        assert_eq!(excused["count"], json!(7));
        assert_eq!(story.obligation(BA_BE, "2024").await.now().await["late_after"], "2024-12-26");
        // Only by whoever may extend one, and all of those that are named.
        let own = story.obligation(NA_HANG, "2024").await.id;
        for stranger in [story.head(BA_BE).await, story.head(STANDING_BODY).await, head] {
            let named = story.extend_list("", &stranger, json!({"ids": [own]}), json!({})).await;
            named.faults(&[("/select/ids/0", "not_found")]);
        }
        let officer = story.officer(BAC_KAN).await;
        story.extend_list("", &officer, of_year(), json!({})).await.refused(403, "forbidden");
        let bad = json!({"reason": "ngắn"});
        story.extend_list("", &story.head(BAC_KAN).await, of_year(), bad).await.refused(422, "reason_required");
    })
    .await;
}
