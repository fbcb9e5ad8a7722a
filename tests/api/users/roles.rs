//! A role is held once at a time, and not at a unit that has ended.
use serde_json::json;
use uuid::Uuid;

use super::with;
use crate::support::{TestApp, both, together};

async fn role(app: &TestApp, user: Uuid, from: &str, to: Option<&str>) -> serde_json::Value {
    json!({"user_id": user, "role": "officer", "unit_id": app.unit("H03.STP").await, "valid_from": from, "valid_to": to})
}

#[actix_web::test]
async fn one_role_is_not_given_twice_for_one_day() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.person(&[]).await.id();
        let give = async |from: &str, to: Option<&str>| {
            app.post("/assignments", &admin).json(role(&app, id, from, to).await).await
        };
        let first = give("2024-02-01", Some("2024-02-29")).await.is(201);
        for (from, to) in [
            ("2024-01-01", None),
            ("2024-02-29", None),
            ("2024-01-01", Some("2024-02-01")),
            ("2024-02-10", Some("2024-02-11")),
            ("2024-02-01", Some("2024-02-29")),
        ] {
            let refused = give(from, to).await.refused(409, "assignment_exists");
            assert!(refused["detail"].as_str().unwrap().contains("2024-02-01 – 2024-02-29"));
        }
        give("2024-01-01", Some("2024-01-31")).await.is(201);
        give("2024-03-01", None).await.is(201);
        // Nor by moving the end of one that is there.
        let later = app.patch(&format!("/assignments/{}", first.id()), &admin).if_match("*");
        later.json(json!({"valid_to": "2024-03-01"})).await.refused(409, "assignment_exists");
        // Another role, another unit, another person.
        let plain = role(&app, id, "2024-01-01", None).await;
        for other in [
            with(plain.clone(), "role", json!("head")),
            with(plain.clone(), "unit_id", json!(app.unit("H03.D061.PTP").await)),
            with(plain, "user_id", json!(app.person(&[]).await.id())),
        ] {
            app.post("/assignments", &admin).json(other).await.is(201);
        }
    })
    .await;
}

#[actix_web::test]
async fn of_two_who_give_it_at_once_one_does() {
    both(async |app| {
        let admin = app.admin().await;
        for _ in 0..3 {
            let id = app.person(&[]).await.id();
            let body = role(&app, id, "2024-01-01", None).await;
            let give = || async { app.post("/assignments", &admin).json(body.clone()).await };
            let mut statuses: Vec<_> = together([give(), give()]).await.iter().map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409]);
        }
    })
    .await;
}

#[actix_web::test]
async fn a_unit_that_ends_gives_no_role_and_keeps_none() {
    both(async |app| {
        let admin = app.admin().await;
        let unit = app.unit("H03.D061.PTP").await;
        let give = async |from: &str| {
            let body =
                json!({"user_id": app.person(&[]).await.id(), "role": "officer", "unit_id": unit, "valid_from": from});
            app.post("/assignments", &admin).json(body).await
        };
        // Of the last day, of the day itself, and of one to come.
        let mut open = vec![];
        for from in ["2024-05-31", "2024-06-01", "2024-07-01"] {
            open.push(give(from).await.is(201));
        }
        let steps = json!([{"type": "absorb", "units": ["H03.D061.PTP"], "into": "H03.D060.PTP"}]);
        let document = json!({"title": "Sáp nhập", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-06-01",
            "operational_from": "2024-06-01", "steps": steps});
        let made = app.post("/reorganisations", &admin).json(document).await.is(201);
        let path = format!("/reorganisations/{}", made.id());
        let seen = app.post(&format!("{path}/preview"), &admin).if_match("*").await.is(200);
        let digest = json!({"digest": seen["preview"]["digest"]});
        let undone = app.post(&format!("{path}/apply"), &admin).if_match("*").json(digest).await.is(200);
        let now = async |assignment: &crate::support::Reply| {
            let user = assignment["user_id"].as_str().unwrap();
            app.get(&format!("/assignments?user_id={user}"), &admin).await.is(200).items()[0].clone()
        };
        for assignment in &open {
            assert_eq!(now(assignment).await["valid_to"], "2024-05-31");
            let again = app.patch(&format!("/assignments/{}", assignment.id()), &admin).if_match("*");
            assert!([409, 422].contains(&again.json(json!({"valid_to": null})).await.status));
        }
        for from in ["2024-05-30", "2024-05-31", "2024-06-01", "2024-06-03", "2024-07-01"] {
            give(from).await.refused(409, "unit_closed");
        }
        let reason = json!({"reason": "Văn bản sáp nhập đã bị thu hồi"});
        app.post(&format!("{path}/undo"), &admin).if_match(undone.etag()).json(reason).await.is(200);
        for assignment in &open {
            assert_eq!(now(assignment).await["valid_to"], json!(null));
        }
    })
    .await;
}
