//! What is done where a function of the sector is carried out counts in all of it: whoever administers no more than that unit
//! gives nobody power there.
use base::http::sso::Settings;
use entity::assignment::Role::Administrator;
use serde_json::{Value, json};
use thidua::boot::Options;
use uuid::Uuid;

use super::{an, role, with};
use crate::{
    authz::table::body as body_of,
    clients::{body, machine},
    imports::{NDJSON, counts, import},
    stories::{BA_BE, BAC_KAN, STANDING_BODY},
    support::{Caller, TestApp, both, both_with},
};

fn with_provider(options: &mut Options) {
    options.sso = Some(Settings {
        issuer: "https://sso.example".to_owned(),
        audience: "thidua-api".to_owned(),
        parties: vec![],
        strong: vec![],
        client: None,
    });
}

/// A method, a path, a body if it takes one, and how it is refused. In an order in which each may succeed.
type Way = (&'static str, String, Value, u16);

/// Each way to give power at the standing body, to an account that has none yet.
async fn ways(app: &TestApp, fresh: Uuid) -> Vec<Way> {
    let (unit, head) = (app.unit(STANDING_BODY).await, app.head(STANDING_BODY).await.id());
    let roles = app.get(&format!("/assignments?user_id={head}"), &app.admin().await).await.is(200);
    let held = roles.each("id")[0].to_owned();
    let machine = machine(app, STANDING_BODY, &["units:read"]).await;
    let (user, client) = (format!("/users/{head}"), format!("/clients/{}", machine.id));
    let secret = format!("{client}/secrets/{}", machine.secret_id);
    vec![
        ("PATCH", format!("/units/{unit}"), json!({"name_en": "Department"}), 403),
        ("POST", "/assignments".to_owned(), role(app, fresh, "officer", STANDING_BODY).await, 403),
        ("POST", "/assignments".to_owned(), role(app, fresh, "administrator", STANDING_BODY).await, 403),
        ("PATCH", format!("/assignments/{held}"), json!({"valid_to": "2024-12-31"}), 404),
        ("PATCH", user.clone(), json!({"full_name": "Trần Thị Bưởi"}), 404),
        ("PATCH", user.clone(), json!({"password": "mười ba ký tự đấy"}), 404),
        ("POST", format!("{user}/identity-invitations"), Value::Null, 404),
        ("POST", format!("{user}/identities"), json!({"subject": "person-1"}), 404),
        ("PATCH", user, json!({"status": "suspended"}), 404),
        ("POST", "/clients".to_owned(), body(app, STANDING_BODY, &["units:read"]).await, 403),
        ("PATCH", client.clone(), json!({"scopes": ["units:read", "plans:read"]}), 404),
        ("POST", format!("{client}/secrets"), json!({}), 404),
        ("POST", format!("{client}/keys"), body_of("add_client_key"), 404),
        ("DELETE", secret, Value::Null, 404),
        ("PATCH", client, json!({"status": "suspended"}), 404),
    ]
}

/// The people, roles and clients of the standing body, as the ministry's administrator sees them.
async fn standing(app: &TestApp) -> Vec<Value> {
    let (unit, admin) = (app.unit(STANDING_BODY).await, app.admin().await);
    let mut lists = vec![];
    for list in ["users", "assignments", "clients"] {
        lists.push(app.get(&format!("/{list}?unit_id={unit}"), &admin).await.is(200)["items"].clone());
    }
    lists.push(app.get(&format!("/units/{unit}"), &admin).await.is(200)["name_en"].clone());
    lists
}

#[actix_web::test]
async fn power_over_the_sector_is_given_by_the_ministry() {
    both_with(with_provider, async |app| {
        let (local, admin) = (app.caller_with(&[(Administrator, STANDING_BODY)]).await, app.admin().await);
        let fresh = app.post("/users", &local).json(an()).await.is(201).id();
        let ways = ways(&app, fresh).await;
        let before = standing(&app).await;
        let ask = async |who: &Caller, (method, path, body, _): &Way| {
            let call = app.call(method.parse().unwrap(), path, who).if_match("*");
            if body.is_null() { call.await } else { call.json(body.clone()).await }
        };
        for way in &ways {
            let reply = ask(&local, way).await;
            reply.refused(way.3, if way.3 == 403 { "forbidden" } else { "not_found" });
        }
        assert_eq!(standing(&app).await, before);
        for way in &ways {
            let reply = ask(&admin, way).await;
            assert!((200..300).contains(&reply.status), "{} {}: {}", way.0, way.1, reply.describe());
        }
    })
    .await;
}

#[actix_web::test]
async fn nor_is_it_given_by_a_table_or_seen_in_a_list() {
    both(async |app| {
        let (local, admin) = (app.caller_with(&[(Administrator, STANDING_BODY)]).await, app.admin().await);
        let fresh = app.post("/users", &local).json(an()).await.is(201).id();
        let head = app.head(STANDING_BODY).await.id();
        machine(&app, STANDING_BODY, &["units:read"]).await;
        let rows = [
            ("/users/import?atomic=row", json!({"id": head, "full_name": "Trần Thị Bưởi"})),
            ("/assignments/import?atomic=row", role(&app, fresh, "officer", STANDING_BODY).await),
        ];
        let before = standing(&app).await;
        for (path, row) in &rows {
            let told = import(&app, &local, path, (NDJSON, row.to_string())).await;
            assert!(told.status == 403 || counts(&told) == [0, 0, 0, 1], "{path}: {}", told.describe());
        }
        assert_eq!(standing(&app).await, before);
        let own = fresh.to_string();
        for (list, seen) in [("users", vec![own.as_str()]), ("assignments", vec![]), ("clients", vec![])] {
            assert_eq!(app.get(&format!("/{list}"), &local).await.is(200).each("id"), seen, "{list}");
        }
        for (path, row) in &rows {
            let told = import(&app, &admin, path, (NDJSON, row.to_string())).await.is(200);
            let [created, changed, ..] = counts(&told);
            assert_eq!(created + changed, 1, "{path}: {}", told.describe());
        }
    })
    .await;
}

/// Until the day the one that carries the function out does so, from the day on the other: both are the ministry's before.
#[actix_web::test]
async fn whoever_is_to_carry_a_function_out_is_the_ministrys_too() {
    both(async |app| {
        let admin = app.admin().await;
        let next = app.unit("G15.TCCB").await;
        let local = app.caller_with(&[(Administrator, "G15.TCCB")]).await;
        let fresh = app.post("/users", &local).json(an()).await.is(201).id();
        let give =
            async |name: &str| app.post("/assignments", &local).json(role(&app, fresh, name, "G15.TCCB").await).await;
        give("officer").await.is(201);
        let passed = json!({"function": "emulation_standing_body", "unit_id": next, "valid_from": "2024-07-01",
            "legal_basis": "1/QĐ-BTP"});
        app.post("/functions", &admin).json(passed).await.is(201);
        give("head").await.refused(403, "forbidden");
        app.get(&format!("/users/{fresh}"), &local).await.refused(404, "not_found");
        // What carried it out until then is its own administrator's again.
        let former = app.caller_with(&[(Administrator, STANDING_BODY)]).await;
        let client = with(body(&app, STANDING_BODY, &["units:read"]).await, "valid_from", json!("2024-07-01"));
        app.post("/clients", &former).json(client.clone()).await.refused(403, "forbidden");
        app.set_clock("2024-07-01T02:00:00Z");
        app.post("/clients", &former).json(client).await.is(201);
    })
    .await;
}

/// A client of a unit above may act where the function is carried out, if the ministry says so, and as far as it says.
#[actix_web::test]
async fn nor_does_a_client_reach_down_to_it() {
    both(async |app| {
        let (local, admin) = (app.caller_with(&[(Administrator, BAC_KAN)]).await, app.admin().await);
        let below = app.unit(BA_BE).await;
        let client = with(body(&app, BAC_KAN, &["units:read"]).await, "unit_ids", json!([below]));
        let make = async |who: &Caller| app.post("/clients", who).json(client.clone()).await;
        make(&local).await.is(201);
        let passed = json!({"function": "emulation_standing_body", "unit_id": below, "valid_from": "2024-06-03",
            "legal_basis": "1/QĐ-BTP"});
        app.post("/functions", &admin).json(passed).await.is(201);
        make(&local).await.refused(403, "forbidden");
        let path = format!("/clients/{}", make(&admin).await.is(201).id());
        let change = async |patch: Value| app.patch(&path, &local).if_match("*").json(patch).await;
        change(json!({"scopes": ["units:read", "plans:read"]})).await.refused(403, "forbidden");
        change(json!({"unit_ids": [below]})).await.refused(403, "forbidden");
        change(json!({"status": "suspended"})).await.is(200);
    })
    .await;
}
