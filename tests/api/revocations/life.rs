//! The life of a revocation: every state, every action, everybody; who may propose one, and what it asks for.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use super::ids;
use crate::{
    machine::{
        Machine, Sample,
        Side::{Addressee, Owner},
        THEIR_HEAD, THEIR_OFFICER,
    },
    stories::{
        BA_BE, BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, TUYEN_QUANG, VU, dossier, person,
    },
    support::{both, together},
};

/// The office proposes to the department, which granted the certificate.
const REVOCATION: Machine = Machine {
    steps: &[
        ("revoke", THEIR_HEAD, &[("proposed", "revoked")]),
        ("dismiss", THEIR_HEAD, &[("proposed", "dismissed")]),
        ("recover", THEIR_OFFICER, &[("revoked", "recovered")]),
    ],
    shown_in: &["proposed"],
    body,
};

fn body(story: &Story, action: &str, _: &Value) -> Value {
    match action {
        "revoke" => json!({"document": story.document(&story.number("QĐ-STP"))}),
        "recover" => json!({"recovered_on": story.app.clock.today(), "artefact": true, "money_vnd": 0}),
        _ => json!({"reason": "Kết luận chưa đủ căn cứ để hủy bỏ"}),
    }
}

async fn proposed(story: &Story) -> Paper {
    let nomination = story.awarded_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
    story.proposed_revocation(BA_BE, &story.award_of(&nomination).await).await
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_revocation_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let [one, dismissed, revoked, recovered] =
            [proposed(&story).await, proposed(&story).await, proposed(&story).await, proposed(&story).await];
        let (head, officer) = (story.head(BAC_KAN).await, story.officer(BAC_KAN).await);
        dismissed.step("dismiss", &head, body(&story, "dismiss", &Value::Null)).await.is(200);
        for paper in [&revoked, &recovered] {
            paper.step("revoke", &head, body(&story, "revoke", &Value::Null)).await.is(200);
        }
        recovered.step("recover", &officer, body(&story, "recover", &Value::Null)).await.is(200);
        let sample = |paper: Paper, state: &'static str| Sample {
            paper,
            state,
            units: [BA_BE, BAC_KAN, NA_HANG],
            visible_to: &[Owner, Addressee],
        };
        let samples = [
            sample(one, "proposed"),
            sample(dismissed, "dismissed"),
            sample(revoked, "revoked"),
            sample(recovered, "recovered"),
        ];
        REVOCATION.holds(&story, &samples).await;
        let mut reached = std::collections::BTreeSet::new();
        for seed in 0..4 {
            let sample = sample(proposed(&story).await, "proposed");
            reached.extend(REVOCATION.walks(&story, sample, seed, 10).await);
        }
        assert!(reached.contains("recovered") || reached.contains("dismissed"), "{reached:?}");
    })
    .await;
}

#[actix_web::test]
async fn whoever_is_above_proposes_and_on_a_ground_of_the_law() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.awarded_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let award = story.award_of(&nomination).await;
        let propose = async |unit: &str, members: Value| {
            let body = story.revocation_body(unit, &award, members).await;
            story.try_revocation(&story.officer(unit).await, body).await
        };
        for elsewhere in [PAC_NAM, NA_HANG, TUYEN_QUANG, VU] {
            propose(elsewhere, json!({})).await.faults(&[("/unit_id", "not_allowed")]);
        }
        let foreign = story.revocation_body(BAC_KAN, &award, json!({})).await;
        story.try_revocation(&story.officer(BA_BE).await, foreign).await.refused(403, "forbidden");
        let conclusion = |day: &str| json!({"conclusion": {"document_number": "18/KL-TTr", "issued_on": day, "issuer": "Thanh tra"}});
        for (members, pointer, fault) in [
            (json!({"ground": "z"}), "/ground", "not_found"),
            (json!({"award_id": uuid::Uuid::now_v7()}), "/award_id", "not_found"),
            (conclusion("2024-06-04"), "/conclusion/issued_on", "in_the_future"),
            (conclusion("2024-06-02"), "/conclusion/issued_on", "wrong_order"),
        ] {
            propose(BAC_KAN, members).await.faults(&[(pointer, fault)]);
        }
        propose(BAC_KAN, json!({"reason": "Sai"})).await.is(422);
        // Of a collective nobody's discipline is a ground.
        let collective = json!({"type": "collective", "full_name": "Tổ hòa giải lưu động"});
        let group = story.awarded_nomination(BA_BE, &dossier(&collective, "GK")).await;
        let of_group = story.revocation_body(BAC_KAN, &story.award_of(&group).await, json!({"ground": "d"})).await;
        let refused = story.try_revocation(&story.officer(BAC_KAN).await, of_group).await;
        refused.faults(&[("/ground", "not_allowed")]);
        let made = propose(BA_BE, json!({"ground": "d"})).await.is(201);
        assert_eq!(made["rule"]["citation"]["document"]["number"], "06/2022/QH15");
        // Of one award one at a time, and not again once it is dismissed for want of grounds – but then another may come.
        propose(BAC_KAN, json!({})).await.refused(409, "conflict");
        let paper = story.paper("revocations", BA_BE, &made);
        paper.step("dismiss", &story.head(BAC_KAN).await, body(&story, "dismiss", &Value::Null)).await.is(200);
        propose(STANDING_BODY, json!({})).await.is(201);
        // Hidden from everybody else, in lists too; of what stands the nominating unit learns nothing.
        let list = async |unit: &str| ids(&story.list("/revocations", &story.officer(unit).await).await).len();
        let seen = [list(BA_BE).await, list(BAC_KAN).await, list(NA_HANG).await, list(STANDING_BODY).await];
        assert_eq!(seen, [1, 2, 0, 1]);
    })
    .await;
}

#[actix_web::test]
async fn whoever_proposed_does_not_decide_and_of_two_at_once_one_does() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.awarded_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let award = story.award_of(&nomination).await;
        let person = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        let body = story.revocation_body(BAC_KAN, &award, json!({})).await;
        let made = story.try_revocation(&person, body).await.is(201);
        let paper = story.paper("revocations", BAC_KAN, &made);
        let document = |number: &str| json!({"document": story.document(number)});
        paper.step("revoke", &person, document("7/QĐ-STP")).await.refused(403, "separation_of_duties");
        let mut early = document("7/QĐ-STP");
        early["document"]["issued_on"] = json!("2024-06-02");
        let head = story.head(BAC_KAN).await;
        paper.step("revoke", &head, early).await.faults(&[("/document/issued_on", "wrong_order")]);
        let path = format!("{}/revoke", paper.path());
        let revoke = |number: &'static str| {
            let (app, path, head, body) = (&app, &path, &head, document(number));
            async move { app.post(path, head).version(1).json(body).await.status }
        };
        let mut statuses = together([revoke("7/QĐ-STP"), revoke("8/QĐ-STP")]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        // What is revoked is not revoked again, and more than there was does not come back.
        let again = story.revocation_body(MINISTRY, &award, json!({})).await;
        story.try_revocation(&story.officer(MINISTRY).await, again).await.refused(409, "invalid_transition");
        let officer = story.officer(BAC_KAN).await;
        let due = paper.now().await["recovery"]["money_due_vnd"].as_i64().unwrap();
        for (members, pointer, fault) in [
            (
                json!({"recovered_on": "2024-06-03", "artefact": true, "money_vnd": due + 1}),
                "/money_vnd",
                "out_of_range",
            ),
            (json!({"recovered_on": "2024-06-04", "artefact": true, "money_vnd": 0}), "/recovered_on", "in_the_future"),
            (json!({"recovered_on": "2024-06-02", "artefact": true, "money_vnd": 0}), "/recovered_on", "wrong_order"),
        ] {
            paper.step("recover", &officer, members).await.faults(&[(pointer, fault)]);
        }
    })
    .await;
}
