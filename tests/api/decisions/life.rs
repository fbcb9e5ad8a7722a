//! The life of a decision: both states, both actions, everybody; and what it may hold.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    machine::{
        Machine, OUR_HEAD, Sample,
        Side::{Addressee, Owner, Stranger},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person},
    support::{Reply, both, together},
};

/// The deciding unit owns it, the unit that prepares it stands on the other side.
pub const DECISION: Machine = Machine {
    steps: &[
        ("update", THEIR_OFFICER, &[("draft", "draft")]),
        ("sign", OUR_HEAD, &[("draft", "signed")]),
        // Told and handed over by whoever prepared it; recording is for what the state decides.
        ("notify", THEIR_OFFICER, &[("signed", "signed")]),
        ("confer", THEIR_OFFICER, &[("signed", "signed")]),
        ("cancel", THEIR_OFFICER, &[("draft", "cancelled")]),
        // Of what the state decides, which this is not.
        ("record", THEIR_HEAD, &[]),
    ],
    shown_in: &["draft"],
    body,
};

/// Its states alone: what is told and handed over once is walked through by no chance.
const STATES: Machine = Machine {
    steps: &[
        ("update", THEIR_OFFICER, &[("draft", "draft")]),
        ("sign", OUR_HEAD, &[("draft", "signed")]),
        ("cancel", THEIR_OFFICER, &[("draft", "cancelled")]),
    ],
    ..DECISION
};

fn body(story: &Story, action: &str, now: &Value) -> Value {
    let order_no = now["items"][0]["order_no"].as_i64().unwrap_or(1);
    match action {
        "notify" => Value::Null,
        "confer" => json!({"conferred_on": story.app.clock.today(), "occasion": "review_conference",
            "place": "Hà Nội", "conferred_by": "Thứ trưởng", "items": [{"order_no": order_no, "received_by": "in_person"}]}),
        "sign" | "record" => json!({"document": story.document(&story.number("QĐ-BTP"))}),
        "cancel" => json!({"reason": "Lập lại quyết định theo đợt sau"}),
        // The nomination that `begin` drafted it from.
        _ => json!({"items": [{"nomination_id": story.movement, "order_no": 3}]}),
    }
}

/// A decision of the Minister on one dossier.
async fn drafted(story: &Story, who: &str) -> (Paper, Paper) {
    let nomination = story.proposed_nomination(BA_BE, &dossier(&person(who), "BK_BT")).await;
    let decision = story.draft_decision(MINISTRY, &[(&nomination, 27)]).await;
    (nomination, decision)
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_decision_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let units = [MINISTRY, STANDING_BODY, NA_HANG];
        let (_, signed) = drafted(&story, "SYN-0002").await;
        let (_, cancelled) = drafted(&story, "SYN-0003").await;
        let reason = json!({"reason": "Lập lại quyết định theo đợt sau"});
        cancelled.step("cancel", &story.officer(STANDING_BODY).await, reason).await.is(200);
        story.sign_decision(&signed, "1741/QĐ-BTP").await;
        let (nomination, draft) = drafted(&story, "SYN-0017").await;
        // The body of `update` names this nomination by way of the story.
        let story = Story { movement: nomination.id, ..story };
        let samples = [
            Sample { paper: draft, state: "draft", units, visible_to: &[Owner, Addressee] },
            // What is signed is everybody's to read.
            Sample { paper: signed, state: "signed", units, visible_to: &[Owner, Addressee, Stranger] },
            Sample { paper: cancelled, state: "cancelled", units, visible_to: &[Owner, Addressee] },
        ];
        DECISION.holds(&story, &samples).await;
        let [draft, ..] = samples;
        let states = STATES.walks(&story, draft, 0, 12).await;
        assert!([["draft", "signed"], ["draft", "cancelled"]].contains(&[&*states[0], &*states[1]]), "{states:?}");
    })
    .await;
}

#[actix_web::test]
async fn a_decision_is_in_order_or_refused() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let appraised = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
        let elsewhere = story.nominate(PAC_NAM, &dossier(&person("SYN-0013"), "GK")).await;
        let officer = story.officer(BAC_KAN).await;
        let draft = async |items: Value| -> Reply {
            let mut body = story.decision_body(BAC_KAN, &[]).await;
            body["items"] = items;
            app.post("/decisions", &officer).json(body).await
        };
        let item = |nomination: Uuid, order_no: i32| json!({"nomination_id": nomination, "order_no": order_no});
        let good = item(proposed.id, 1);
        for (items, faults) in [
            (json!([]), &[("/items", "too_short")][..]),
            (json!([item(proposed.id, 0)]), &[("/items/0/order_no", "out_of_range")]),
            (json!([item(proposed.id, -1)]), &[("/items/0/order_no", "out_of_range")]),
            (json!([item(proposed.id, 100_001)]), &[("/items/0/order_no", "out_of_range")]),
            (json!([{"nomination_id": proposed.id, "order_no": 1.5}]), &[("/items/0/order_no", "wrong_type")]),
            (json!([good, item(appraised.id, 1)]), &[("/items/1/order_no", "duplicate")]),
            (json!([good, item(proposed.id, 2)]), &[("/items/1/nomination_id", "duplicate")]),
            (json!([good, item(appraised.id, 2)]), &[("/items/1/nomination_id", "not_allowed")]),
            (json!([good, item(elsewhere.id, 2)]), &[("/items/1/nomination_id", "not_found")]),
            (json!([good, item(Uuid::now_v7(), 2)]), &[("/items/1/nomination_id", "not_found")]),
            (
                json!([{"nomination_id": proposed.id, "order_no": 1, "prize": 1}]),
                &[("/items/0/prize", "unknown_member")],
            ),
        ] {
            draft(items).await.faults(faults);
        }
        assert!(story.list("/decisions", &officer).await.items().is_empty());
        let made = draft(json!([good])).await.is(201);
        draft(json!([good])).await.refused(409, "conflict");

        let decision = story.paper("decisions", BAC_KAN, &made);
        let sign = async |number: &str, day: &str| {
            let mut document = story.document(number);
            document["issued_on"] = json!(day);
            decision.step("sign", &story.head(BAC_KAN).await, json!({"document": document})).await
        };
        sign("quyết định", "2024-06-03").await.faults(&[("/document/number", "document_number")]);
        sign("5/QĐ-STP", "2024-06-04").await.faults(&[("/document/issued_on", "in_the_future")]);
        // Nor before the achievement ended and the dossier was received.
        sign("5/QĐ-STP", "2022-12-31").await.refused(422, "validation_failed");
        assert!(story.list("/awards", &officer).await.items().is_empty());
        assert_eq!(proposed.status().await, "proposed");
        sign("5/QĐ-STP", "2024-06-03").await.is(200);
        assert_eq!(story.list("/awards", &officer).await.items().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn a_decision_is_drafted_where_it_is_prepared() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let ministers = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let body = story.decision_body(MINISTRY, &[(&ministers, 1)]).await;
        for other in [MINISTRY, BAC_KAN, BA_BE, NA_HANG] {
            app.post("/decisions", &story.officer(other).await).json(body.clone()).await.refused(403, "forbidden");
        }
        // Of dossiers that the preparing unit has: not of those that have gone on to the next level.
        let directors = story.decision_body(BAC_KAN, &[(&ministers, 1)]).await;
        let reply = app.post("/decisions", &story.officer(BAC_KAN).await).json(directors).await;
        reply.faults(&[("/items/0/nomination_id", "not_allowed")]);
        let nobody = json!({"movement_id": story.movement, "deciding_unit_id": Uuid::now_v7(), "items": body["items"]});
        let reply = app.post("/decisions", &story.officer(STANDING_BODY).await).json(nobody).await;
        reply.faults(&[("/deciding_unit_id", "not_found")]);
    })
    .await;
}

#[actix_web::test]
async fn items_are_replaced_whole_while_it_is_a_draft() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (first, decision) = drafted(&story, "SYN-0017").await;
        let second = story.proposed_nomination(PAC_NAM, &dossier(&person("SYN-0013"), "BK_BT")).await;
        let officer = story.officer(STANDING_BODY).await;
        let items = json!([{"nomination_id": second.id, "order_no": 5}]);
        let why = |paper: &Paper| json!({"nomination_id": paper.id, "reason": "Thay theo kết luận của lãnh đạo Bộ"});
        let reasons = json!([why(&first), why(&second)]);
        let changed = decision.change(&officer, json!({"items": items, "reasons": reasons})).await.is(200);
        assert_eq!(changed["items"], items);
        decision.change(&officer, json!({})).await.faults(&[("/items", "required")]);
        decision.change(&officer, json!({"items": null})).await.faults(&[("/items", "wrong_type")]);
        // What left the draft is free for another.
        story.draft_decision(MINISTRY, &[(&first, 1)]).await;
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        assert_eq!((first.status().await, second.status().await), ("proposed".to_owned(), "awarded".to_owned()));
    })
    .await;
}

#[actix_web::test]
async fn of_two_at_once_one_is_too_late_and_nobody_is_awarded_twice() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let (officer, minister) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        let body = story.decision_body(MINISTRY, &[(&nomination, 27)]).await;
        let draft = || async { app.post("/decisions", &officer).json(body.clone()).await };
        let drafts = together([draft(), draft()]).await;
        let mut statuses: Vec<_> = drafts.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        let made = drafts.iter().find(|reply| reply.status == 201).expect("one was made");
        let path = format!("/decisions/{}/sign", made.id());
        let sign = |number: &str| {
            let (app, path, minister) = (&app, &path, &minister);
            let body = json!({"document": story.document(number)});
            async move { app.post(path, minister).version(1).json(body).await.status }
        };
        let mut statuses = together([sign("1742/QĐ-BTP"), sign("1743/QĐ-BTP")]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(story.list("/awards?count=exact", &officer).await["total"], 1);
    })
    .await;
}

#[actix_web::test]
async fn whoever_wrote_on_a_decision_does_not_sign_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let drafter = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        let body = story.decision_body(BAC_KAN, &[(&nomination, 1)]).await;
        let made = app.post("/decisions", &drafter).json(body).await.is(201);
        let decision = story.paper("decisions", BAC_KAN, &made);
        let refused = async || {
            let document = json!({"document": story.document(&story.number("QĐ-STP"))});
            decision.step("sign", &drafter, document).await.refused(403, "separation_of_duties");
            assert_eq!(decision.read_by(&drafter).await.action("sign"), Err("separation_of_duties"));
            assert_eq!(decision.can(&drafter, "sign").await, "separation_of_duties");
        };
        refused().await;
        // Nor once another has changed it.
        let items = json!({"items": [{"nomination_id": nomination.id, "order_no": 2}]});
        decision.change(&story.officer(BAC_KAN).await, items).await.is(200);
        refused().await;
        story.sign_decision(&decision, &story.number("QĐ-STP")).await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_no_longer_proposed_is_not_signed_and_the_draft_can_be_given_up() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (nomination, decision) = drafted(&story, "SYN-0017").await;
        let minister = story.head(MINISTRY).await;
        assert_eq!(decision.can(&minister, "sign").await, "granted");
        story.return_nomination(&nomination, STANDING_BODY).await;
        let sign = json!({"document": story.document(&story.number("QĐ-BTP"))});
        decision.step("sign", &minister, sign).await.refused(409, "invalid_transition");
        assert_eq!(decision.can(&minister, "sign").await, "invalid_transition");
        let officer = story.officer(STANDING_BODY).await;
        decision.step("cancel", &officer, json!({})).await.refused(422, "reason_required");
        let given_up = decision.step("cancel", &officer, body(&story, "cancel", &Value::Null)).await.is(200);
        assert_eq!((&given_up["status"], &given_up["items"]), (&json!("cancelled"), &json!([])));
        // Nobody else reads it.
        decision.read_by(&story.officer(BA_BE).await).await.refused(404, "not_found");
    })
    .await;
}
