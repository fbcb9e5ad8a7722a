//! Where a second factor is required: every operation by what it takes, and every step of a paper.
use std::{collections::BTreeSet, rc::Rc};

use base::kernel::{policy::Permission, second_factor::Demand};
use entity::session::Means;
use serde_json::json;
use uuid::Uuid;

use super::{attempt, operations, with_permission};
use crate::{
    stories::{BA_BE, BAC_KAN, Story, plan_of},
    support::{Caller, EVERY_ROLE, TestApp, both, both_with},
};

/// How an operation begins by which somebody signs, decides, answers for a unit or votes, as it is called.
const BINDING: [&str; 43] = [
    "accept_allocation",
    "activate_",
    "announce_",
    "cancel_movement",
    "close_movement",
    "close_own_award_form",
    "confirm_council",
    "correct_report",
    "create_own_award_form",
    "declare_",
    "dismiss_",
    "dispute_",
    "dissolve_",
    "drop_exemplar",
    "drop_nomination",
    "drop_recommendation",
    "end_peer_group",
    "enter_calendar_year",
    "extend_obligation",
    "forward_",
    "found_",
    "give_",
    "hand_over_",
    "import_calendar_year",
    "issue_",
    "launch_",
    "open_final_review",
    "propose_nomination",
    "publicise_",
    "publish_",
    "recognise_",
    "record_decision",
    "refuse_",
    "replace_calendar_year",
    "revise_rule",
    "sign_",
    "submit_nomination",
    "switch_regime",
    "take_council_tokens",
    "update_own_award_form",
    "uphold_",
    "vote_",
    "waive_",
];

/// The same person in a session that has a second factor.
fn assured(app: &TestApp, caller: &Caller) -> Caller {
    let Caller::Person { id, session } = caller else { panic!("{caller:?} is no person") };
    let session = (*session, Means::PasswordAndCode);
    Caller::Token(app.state.auth.issue_as(Uuid::now_v7(), *id, session, app.clock.now()).unwrap())
}

#[actix_web::test]
async fn whatever_binds_waits_for_it_and_nothing_else_does() {
    both_with(
        |options| options.second_factor = Demand::Required,
        async |app| {
            let mut waited = 0;
            for role in EVERY_ROLE {
                let caller = app.user(role, "G15").await;
                for (row, permission) in with_permission() {
                    let reply = attempt(&app, row, &caller).await;
                    let waits = (reply.status, reply.code()) == (403, "second_factor_required");
                    let expected = permission.granted_to(role) && permission.asks_second_factor();
                    assert_eq!(waits, expected, "{role:?} {row:?}: {}", reply.describe());
                    if waits {
                        waited += 1;
                        let reply = attempt(&app, row, &assured(&app, &caller)).await;
                        assert!(![401, 403].contains(&reply.status), "{role:?} {row:?}: {}", reply.describe());
                    }
                }
            }
            assert!(waited > 80, "{waited}");
        },
    )
    .await;
}

/// By what operations are called, not by the list of permissions.
#[test]
fn what_signs_decides_or_votes_asks_for_it() {
    let binds = |name: &str| BINDING.iter().any(|verb| name.starts_with(verb));
    let open: BTreeSet<&str> = operations()
        .filter(|(name, method, ..)| *method != "GET" && binds(name))
        .filter(|(.., needs)| !Permission::from_name(needs).is_some_and(Permission::asks_second_factor))
        .map(|(name, ..)| *name)
        .collect();
    assert!(open.is_empty(), "{open:?}");
}

#[actix_web::test]
async fn a_paper_tells_which_steps_wait_for_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let draft = story.draft_plan(BA_BE, &plan_of(&[])).await;
        let (officer, head) = (story.officer(BA_BE).await, story.head(BA_BE).await);
        let strict = TestApp::on(Rc::new(app.database.again()), |o| o.second_factor = Demand::Required).await;
        let (path, unit) = (draft.path(), strict.unit(BA_BE).await);
        let read = strict.get(&path, &head).await.is(200);
        assert_eq!(read.action("cancel"), Err("second_factor_required"), "{}", read.describe());
        // What the head may not do at all says so first.
        assert_eq!(read.action("request_signature"), Err("forbidden"));
        let asked = format!("/me/can?action=cancel&resource={}", path.trim_start_matches('/'));
        assert_eq!(strict.get(&asked, &head).await.is(200)["because"], json!("second_factor_required"));
        assert_eq!(strict.get(&asked, &officer).await.is(200)["because"], json!("forbidden"));
        let at_unit = format!("/me/can?action=plans:issue&resource=units/{unit}");
        assert_eq!(strict.get(&at_unit, &head).await.is(200)["because"], json!("second_factor_required"));
        let surely = assured(&strict, &head);
        assert_eq!(strict.get(&at_unit, &surely).await.is(200)["allowed"], json!(true));
        let read = strict.get(&path, &surely).await.is(200);
        assert_ne!(read.action("cancel"), Err("second_factor_required"));
        // Where it is only offered nothing waits.
        assert_ne!(app.get(&path, &head).await.is(200).action("cancel"), Err("second_factor_required"));
    })
    .await;
}

/// Carried out later, it is as sure who asked for it as it was then.
#[actix_web::test]
async fn what_was_put_down_with_it_is_carried_out_with_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let strict = TestApp::on(Rc::new(app.database.again()), |o| o.second_factor = Demand::Required).await;
        let (weak, number) = (story.head(BAC_KAN).await, story.number("QĐ-BTP"));
        let surely = assured(&strict, &weak);
        let mut waiver = json!({"movement_id": story.movement, "select": {}, "reason": "Đơn vị đã kết thúc hoạt động",
            "document_number": number});
        let shown = strict.post("/obligation-waivers?dry_run=true", &surely).json(waiver.clone()).await.is(200);
        waiver["list_digest"] = shown["list_digest"].clone();
        let put_down = |caller: &Caller| {
            strict.post("/obligation-waivers", caller).header("Prefer", "respond-async").json(waiver.clone())
        };
        put_down(&weak).await.refused(403, "second_factor_required");
        let accepted = put_down(&surely).await.is(202);
        strict.settle().await;
        let done = strict.get(accepted.header("Location").unwrap(), &weak).await.is(200);
        assert_eq!((&done["state"], &done["status"]), (&json!("succeeded"), &json!(200)), "{}", done.describe());
    })
    .await;
}
