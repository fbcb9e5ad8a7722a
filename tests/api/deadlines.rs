//! Deadlines for plans: set by documents, extended by documents, and what is locked once they have passed.
mod closing;
mod lock;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, VU},
    support::{Caller, Reply, TestApp, both},
};

impl Story {
    pub async fn try_set_deadline(&self, caller: &Caller, body: Value) -> Reply {
        let path = format!("/movements/{}/plan-deadlines", self.movement);
        self.app.post(&path, caller).if_match("*").json(body).await
    }

    /// By the ministry's head, for the addressee and days of `about`.
    pub async fn set_deadline(&self, about: Value) -> Reply {
        let mut body = about;
        body["document_number"] = json!(self.number("QĐ-BTP"));
        self.try_set_deadline(&self.head(MINISTRY).await, body).await.is(200)
    }

    async fn deadlines(&self, caller: &Caller) -> Reply {
        self.list(&format!("/movements/{}/plan-deadlines", self.movement), caller).await
    }
}

fn deadline(due_on: &str) -> Value {
    json!({"due_on": due_on, "document_number": "1203/QĐ-BTP"})
}

fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn the_head_of_the_launching_unit_sets_it_and_everybody_reads_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(MINISTRY).await;
        let movement = format!("/movements/{}", story.movement);
        for caller in [
            story.officer(MINISTRY).await,
            story.officer(STANDING_BODY).await,
            story.head(STANDING_BODY).await,
            story.head(BAC_KAN).await,
            app.admin().await,
        ] {
            story.try_set_deadline(&caller, deadline("2024-06-15")).await.refused(403, "forbidden");
            assert_eq!(app.get(&movement, &caller).await.is(200).action("set_plan_deadline"), Err("forbidden"));
        }
        assert!(story.deadlines(&head).await.items().is_empty());

        let before = app.get(&movement, &head).await.is(200);
        assert_eq!(before.action("set_plan_deadline"), Ok(()));
        let path = format!("{movement}/plan-deadlines");
        app.post(&path, &head).json(deadline("2024-06-15")).await.refused(428, "precondition_required");
        let stale = app.post(&path, &head).version(before.version() - 1).json(deadline("2024-06-15")).await;
        stale.refused(412, "version_mismatch");
        let body = with(deadline("2024-06-15"), json!({"locks_on": "2024-06-30", "reason": "theo kế hoạch"}));
        let set = app.post(&path, &head).version(before.version()).json(body).await.is(200);
        assert_eq!((set.version(), &set["id"]), (before.version() + 1, &json!(story.movement)));

        for reader in [story.officer(BA_BE).await, story.officer(VU).await, app.admin().await] {
            let listed = story.deadlines(&reader).await;
            let one = &listed.items()[0];
            assert_eq!((&one["due_on"], &one["locks_on"]), (&json!("2024-06-15"), &json!("2024-06-30")));
            assert_eq!((&one["unit_kind"], &one["unit_id"]), (&Value::Null, &Value::Null));
            assert_eq!((&one["document_number"], &one["reason"]), (&json!("1203/QĐ-BTP"), &json!("theo kế hoạch")));
        }
    })
    .await;
}

#[actix_web::test]
async fn an_extension_says_why_and_overwrites_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (head, office) = (story.head(MINISTRY).await, json!({"unit_kind": "district_justice_office"}));
        let told = app.events(story.movement).await.len();
        story.try_set_deadline(&head, deadline("2024-06-15")).await.is(200);
        // Of another addressee it is the first.
        story.try_set_deadline(&head, with(deadline("2024-06-20"), office.clone())).await.is(200);
        for reason in [json!({}), json!({"reason": "ngắn quá"})] {
            let later = with(with(deadline("2024-07-01"), office.clone()), reason);
            story.try_set_deadline(&head, later).await.refused(422, "reason_required");
        }
        let why = json!({"reason": "Mưa lũ ở các tỉnh miền núi phía Bắc", "document_number": "1377/QĐ-BTP"});
        let later = with(with(deadline("2024-07-01"), office), why);
        story.try_set_deadline(&head, later).await.is(200);
        let listed = story.deadlines(&head).await;
        assert_eq!(listed.each("due_on"), ["2024-06-15", "2024-06-20", "2024-07-01"], "oldest first");

        let journal = app.journal(story.movement).await.split_off(told);
        let events: Vec<_> = journal.iter().map(|entry| entry.event.as_str()).collect();
        let (set, extended) = ("movement.plan_deadline_set", "movement.plan_deadline_extended");
        assert_eq!(events, [set, set, extended]);
        let data: Value = serde_json::from_str(&journal[2].data).unwrap();
        let particulars = &data;
        assert_eq!(particulars["plan_deadline_id"], listed.items()[2]["id"]);
        assert_eq!(particulars["document_number"], "1377/QĐ-BTP");
        assert_eq!(particulars["reason"], Value::Null, "what somebody wrote stands on the deadline");
        assert_eq!(
            (&particulars["unit_kind"], &particulars["due_on"]),
            (&listed.items()[2]["unit_kind"], &json!("2024-07-01"))
        );
        assert_eq!((journal[2].actor_id, journal[2].unit_id), (Some(head.id()), Some(app.unit(MINISTRY).await)));
    })
    .await;
}

/// A movement of the ministry of the second half of 2024 that obliges the Sở alone, as a draft.
async fn other_movement(app: &TestApp) -> Uuid {
    let body = json!({"code": "TEST-2024", "title": "Thi đua cải cách thủ tục hành chính", "starts_on": "2024-07-01",
        "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await,
        "reporting_lines": [{"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]});
    app.post("/movements", &app.officer(STANDING_BODY).await).json(body).await.is(201).id()
}

#[actix_web::test]
async fn days_lie_in_the_movement_and_addressees_are_obliged() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let story = Story { movement: other_movement(&app).await, ..story };
        let head = story.head(MINISTRY).await;
        let launch = format!("/movements/{}/launch", story.movement);
        story.try_set_deadline(&head, deadline("2024-08-01")).await.refused(409, "invalid_transition");
        let document = json!({"document": story.document("900/QĐ-BTP")});
        app.post(&launch, &head).if_match("*").json(document).await.is(200);

        let refused = async |more: Value, faults: &[(&str, &str)]| {
            story.try_set_deadline(&head, with(deadline("2024-08-01"), more)).await.faults(faults);
        };
        for day in ["2024-06-30", "2025-01-01"] {
            refused(json!({"due_on": day}), &[("/due_on", "out_of_range")]).await;
        }
        refused(json!({"locks_on": "2024-07-31"}), &[("/locks_on", "wrong_order")]).await;
        refused(json!({"locks_on": "2025-01-01"}), &[("/locks_on", "out_of_range")]).await;
        refused(json!({"document_number": "tám"}), &[("/document_number", "document_number")]).await;
        refused(json!({"unit_id": Uuid::now_v7()}), &[("/unit_id", "not_found")]).await;
        refused(json!({"unit_id": app.unit(BA_BE).await}), &[("/unit_id", "not_allowed")]).await;
        refused(json!({"unit_kind": "district_justice_office"}), &[("/unit_kind", "not_allowed")]).await;
        let both = json!({"unit_kind": "provincial_justice_department", "unit_id": app.unit(BAC_KAN).await});
        refused(both, &[("/unit_id", "not_allowed")]).await;
        assert!(story.deadlines(&head).await.items().is_empty(), "what was refused kept nothing");

        for more in [
            json!({}),
            json!({"unit_kind": "provincial_justice_department"}),
            json!({"unit_id": app.unit(BAC_KAN).await}),
        ] {
            let edge = json!({"due_on": "2024-07-01", "locks_on": "2024-12-31"});
            story.try_set_deadline(&head, with(with(deadline("2024-08-01"), edge), more)).await.is(200);
        }
        let why = json!({"reason": "không còn phù hợp", "document_number": "901/QĐ-BTP"});
        app.post(&format!("/movements/{}/cancel", story.movement), &head).if_match("*").json(why).await.is(200);
        story.try_set_deadline(&head, deadline("2024-08-01")).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_that_is_not_in_being_gets_no_deadline() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let planned = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng Tư pháp thử",
            "parent_id": app.unit(BAC_KAN).await, "province_code": "06", "valid_from": "2024-07-01"});
        let unit = app.post("/units", &app.admin().await).json(planned).await.is(201).id();
        let body = with(deadline("2024-06-15"), json!({"unit_id": unit}));
        story.try_set_deadline(&story.head(MINISTRY).await, body).await.refused(409, "unit_closed");
    })
    .await;
}
