//! S4. Another province: nothing of Ba Bể is there for an officer of Na Hang, by any way of asking.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BA_BE, NA_HANG, Paper, Story, dossier, person, target};
use crate::support::{Caller, Reply, TestApp, both};

/// The bytes of an answer, but for the id that was asked for and the trace id.
fn bare(reply: &Reply, id: Uuid) -> String {
    let text = String::from_utf8_lossy(&reply.body).replace(&id.to_string(), "<id>");
    text.replace(reply["trace_id"].as_str().unwrap_or_default(), "<trace>")
}

/// A paper that is there and hidden, and one that never was, answer alike: the bytes and the headers.
async fn alike(app: &TestApp, caller: &Caller, method: &str, hidden: &Paper, rest: &str, body: &Value) {
    let never = Uuid::now_v7();
    let ask = async |id: Uuid| {
        let path = format!("/{}/{id}{rest}", hidden.collection);
        let call = app.call(method.parse().expect("a method"), &path, caller).if_match("*");
        let reply = if body.is_null() { call.await } else { call.json(body.clone()).await };
        reply.refused(404, "not_found")
    };
    let (there, not_there) = (ask(hidden.id).await, ask(never).await);
    assert_eq!(bare(&there, hidden.id), bare(&not_there, never), "{method} {rest}");
    let headers = |reply: &Reply| {
        let named = reply.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let mut all: Vec<_> = named.map(|(name, value)| format!("{name}: {value:?}")).collect();
        all.sort();
        all
    };
    assert_eq!(headers(&there), headers(&not_there), "{method} {rest}");
}

/// Everything that Ba Bể can have, all of it sent.
async fn papers_of_ba_be(story: &Story) -> (Paper, Paper, Paper, Paper) {
    let plan = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    let report = story.accepted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
    let obligation = story.obligation(BA_BE, "2024").await;
    let nomination = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
    (plan, report, obligation, nomination)
}

#[actix_web::test]
async fn a_hidden_dossier_answers_like_one_that_never_was_and_the_look_is_journalled_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let officer = story.officer(NA_HANG).await;
        alike(&app, &officer, "GET", &nomination, "", &Value::Null).await;

        app.settle().await;
        let denied: Vec<_> = app.journal(nomination.id).await;
        let denied: Vec<_> = denied.iter().filter(|entry| entry.event == "access.denied").collect();
        assert_eq!(denied.len(), 1, "the look at what never was leaves nothing to tell");
        assert_eq!(denied[0].unit_id, Some(app.unit(BA_BE).await));
        assert!(denied[0].data.contains(&officer.id().to_string()), "{}", denied[0].data);
        // The unit learns of it, the officer does not.
        let path = format!("/journal?event=access.denied&subject_id={}", nomination.id);
        assert_eq!(story.list(&path, &story.officer(BA_BE).await).await.items().len(), 1);
        assert!(story.list(&path, &officer).await.items().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn steps_and_changes_of_hidden_papers_answer_like_those_of_none() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, report, obligation, nomination) = papers_of_ba_be(&story).await;
        let (officer, head) = (story.officer(NA_HANG).await, story.head(NA_HANG).await);
        let (reason, document) =
            (json!({"reason": "không có lý do nào"}), json!({"document": story.document("1/KH-PTP")}));
        let (nothing, seen) = (Value::Null, plan.seen().await);
        let waiver = json!({"document_number": "1/QĐ-PTP", "reason": "không có lý do nào"});
        let later = json!({"document_number": "1/QĐ-PTP", "due_on": "2025-01-01",
            "reason": "Bổ sung thời gian theo đề nghị"});
        for (paper, rest, body) in [
            (&plan, "", json!({"starts_on": "2024-01-01"})),
            (&report, "", json!({"values": []})),
            (&nomination, "", json!({"position": "Chuyên viên"})),
        ] {
            alike(&app, &officer, "PATCH", paper, rest, &body).await;
        }
        for (paper, by, rest, body) in [
            (&plan, &officer, "/receive", &seen),
            (&plan, &officer, "/amend", &nothing),
            (&plan, &head, "/issue", &document),
            (&plan, &head, "/send", &nothing),
            (&report, &officer, "/accept", &seen),
            (&report, &officer, "/return", &json!({"reason_code": "other", "reason": "Số liệu chưa khớp với sổ"})),
            (&report, &head, "/sign", &document),
            (&obligation, &head, "/waive", &waiver),
            (&obligation, &head, "/extend", &later),
            (&nomination, &officer, "/receive", &nothing),
            (&nomination, &officer, "/appraise", &json!({"opinion": "Đủ điều kiện"})),
            (&nomination, &head, "/submit", &nothing),
            (&nomination, &head, "/withdraw", &reason),
        ] {
            alike(&app, by, "POST", paper, rest, body).await;
        }
        let parts =
            ["tasks", "measures", "targets", "versions", "content", "diff", "supplement-requests", "attachments"];
        for part in parts.map(|part| format!("/{part}")) {
            let part = part.as_str();
            alike(&app, &officer, "GET", &plan, part, &nothing).await;
        }
        for (paper, action) in
            [(&plan, "receive"), (&report, "accept"), (&obligation, "waive"), (&nomination, "receive")]
        {
            assert_eq!(paper.can(&officer, action).await, "not_found");
        }
    })
    .await;
}

#[actix_web::test]
async fn lists_counts_orders_and_pages_hold_nothing_of_another_province() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        papers_of_ba_be(&story).await;
        let officer = story.officer(NA_HANG).await;
        let ba_be = app.unit(BA_BE).await;
        let department = app.unit(super::BAC_KAN).await;
        let filters = [format!("unit_id={ba_be}"), format!("within={department}")];
        let lists: [(&str, &[&str]); 5] = [
            ("plans", &["updated_at", "-sent_at"]),
            ("reports", &["updated_at", "-submitted_at", "due_on"]),
            ("obligations", &["due_on", "-due_on"]),
            ("nominations", &["updated_at", "-submitted_at"]),
            ("targets", &[]),
        ];
        for (list, sorts) in lists {
            let orders = sorts.iter().map(|sort| format!("&sort={sort}")).chain([String::new()]);
            for (order, filter) in orders.flat_map(|order| filters.iter().map(move |filter| (order.clone(), filter))) {
                let path = format!("/{list}?{filter}&count=exact&limit=1{order}");
                let page = story.list(&path, &officer).await;
                assert!(page.items().is_empty() && page["total"] == 0, "{}", page.describe());
                assert!(page["next_cursor"].is_null() && page.header("Link").is_none(), "{}", page.describe());
            }
        }
        for path in [format!("/nominations?holder_unit_id={department}"), "/nominations?q=SYN".to_owned()] {
            assert!(story.list(&path, &officer).await.items().is_empty(), "{path}");
        }
        // Its own obligations are there, and only those.
        let na_hang = app.unit(NA_HANG).await.to_string();
        let owed = story.list("/obligations?count=exact", &officer).await;
        assert_eq!(owed["total"], 3);
        assert!(owed.each("unit_id").iter().all(|unit| *unit == na_hang), "{}", owed.describe());
    })
    .await;
}

#[actix_web::test]
async fn figures_and_references_tell_nothing_of_another_province() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, report, _, _) = papers_of_ba_be(&story).await;
        let officer = story.officer(NA_HANG).await;
        let hidden_target = plan.now().await["targets"][0]["id"].clone();
        let target = Uuid::parse_str(hidden_target.as_str().unwrap_or_default()).expect("an id");
        app.get(&format!("/targets/{target}"), &officer).await.refused(404, "not_found");

        // Progress of Ba Bể, and of a unit that never was.
        for unit in [app.unit(BA_BE).await, Uuid::now_v7()] {
            let path = format!("/progress?movement_id={}&within={unit}", story.movement);
            app.get(&path, &officer).await.refused(404, "not_found");
        }
        let own = app.get(&format!("/progress?movement_id={}", story.movement), &officer).await.is(200);
        assert!(own.items().iter().all(|row| row["reported"] == 0), "{}", own.describe());

        // Naming them as evidence, or an obligation as one's own, is naming nothing.
        for (evidence, pointer) in [
            (json!({"target_id": target}), "/achievement/evidence/0/target_id"),
            (json!({"target_id": Uuid::now_v7()}), "/achievement/evidence/0/target_id"),
            (json!({"report_id": report.id}), "/achievement/evidence/0/report_id"),
            (json!({"report_id": Uuid::now_v7()}), "/achievement/evidence/0/report_id"),
        ] {
            let mut content = dossier(&person("SYN-0002"), "BK_BT");
            content["achievement"]["evidence"] = json!([evidence]);
            story.try_nominate(NA_HANG, &content).await.faults(&[(pointer, "not_found")]);
        }
        for obligation in [story.obligation(BA_BE, "2023").await.id, Uuid::now_v7()] {
            let begun = app.post("/reports", &officer).json(json!({"obligation_id": obligation})).await;
            begun.faults(&[("/obligation_id", "not_found")]);
        }
    })
    .await;
}
