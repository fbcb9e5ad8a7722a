//! Users and assignments: made and changed by administrators, within their part of the tree.
use entity::assignment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, TestApp, both};

mod administrators;
mod delegations;
mod dissolved;
mod password;
mod roles;
mod sector;
mod signed;

fn an() -> Value {
    json!({"username": "an.nguyen", "full_name": "Nguyễn Văn An", "password": "mười hai ký tự"})
}

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

async fn role(app: &TestApp, user: Uuid, role: &str, unit: &str) -> Value {
    json!({"user_id": user, "role": role, "unit_id": app.unit(unit).await, "valid_from": "2024-01-01"})
}

async fn login(app: &TestApp, password: &str) -> u16 {
    let body = json!({"username": "an.nguyen", "password": password});
    app.post("/auth/login", &Caller::Nobody).json(body).await.status
}

#[actix_web::test]
async fn a_new_account_is_shown_without_its_password() {
    both(async |app| {
        let admin = app.admin().await;
        let made = app.post("/users", &admin).json(an()).await.is(201);
        assert_eq!((&made["username"], &made["status"]), (&json!("an.nguyen"), &json!("active")));
        assert!(!made.json.to_string().contains("argon2") && made.json.get("password").is_none());
        let read = app.get(made.header("Location").unwrap(), &admin).await.is(200);
        assert_eq!((&read.json, read.etag()), (&made.json, made.etag()));
        app.post("/users", &admin).json(an()).await.is(409);
        assert_eq!(login(&app, "mười hai ký tự").await, 200);
        assert_eq!(made["password_change_required"], true);
    })
    .await;
}

#[actix_web::test]
async fn a_user_name_and_a_password_have_a_form() {
    both(async |app| {
        let admin = app.admin().await;
        let refused = async |member: &str, value: &str, code: &str| {
            let reply = app.post("/users", &admin).json(with(an(), member, json!(value))).await;
            reply.faults(&[(&format!("/{member}"), code)]);
        };
        for name in ["ab", "An.Nguyen", "an nguyen", "nguyễn", "an@btp", "an/..", ".an", "-an", "_an"] {
            refused("username", name, "invalid_value").await;
        }
        refused("username", &"a".repeat(65), "too_long").await;
        refused("password", "mười một kt", "too_short").await;
        refused("password", &"a".repeat(129), "too_long").await;
        for blank in [" ".repeat(12), "\u{a0}".repeat(12), "\u{200b}".repeat(12)] {
            refused("password", &blank, "too_short").await;
        }
        for unseen in ["mười hai ký\u{200b} tự", "mười hai ký\u{202e} tự", "mười hai ký\u{0} tự"] {
            refused("password", unseen, "control_character").await;
        }
        refused("full_name", "", "too_short").await;
        app.post("/users", &admin).json(with(an(), "password", json!("ế".repeat(128)))).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_new_password_ends_what_the_old_one_began() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let session = app.signed_in(id).await;
        let change = app.patch(&format!("/users/{id}"), &admin).version(1);
        change.json(json!({"password": "mười ba ký tự đấy"})).await.is(200);
        app.get("/functions", &session).await.refused(401, "invalid_token");
        assert_eq!((login(&app, "mười hai ký tự").await, login(&app, "mười ba ký tự đấy").await), (401, 200));
    })
    .await;
}

#[actix_web::test]
async fn a_change_of_name_ends_nothing_and_is_found() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let session = app.signed_in(id).await;
        let changed = app.patch(&format!("/users/{id}"), &admin).version(1).json(json!({"full_name": "Trần Thị Bưởi"}));
        assert_eq!(changed.await.is(200)["full_name"], "Trần Thị Bưởi");
        app.get("/functions", &session).await.refused(403, "password_change_required");
        let names = async |q: &str| app.get(&format!("/users?q={q}"), &admin).await.is(200).each("username").len();
        assert_eq!((names("tran%20thi%20buoi").await, names("an.nguyen").await, names("Van%20An").await), (1, 1, 0));
    })
    .await;
}

#[actix_web::test]
async fn a_role_opens_doors_at_once_and_its_end_closes_them_at_once() {
    both(async |app| {
        let admin = app.admin().await;
        let an = app.person(&[]).await;
        let id = an.id();
        app.get("/units?limit=1", &an).await.refused(403, "forbidden");
        let made = app.post("/assignments", &admin).json(role(&app, id, "officer", "H03.STP").await).await.is(201);
        app.get("/units?limit=1", &an).await.is(200);
        let end = |day: &str| {
            let body = json!({"valid_to": day});
            app.patch(&format!("/assignments/{}", made.id()), &admin).if_match("*").json(body)
        };
        end("2024-06-03").await.is(200);
        app.get("/units?limit=1", &an).await.is(200);
        end("2024-06-02").await.is(200);
        app.get("/units?limit=1", &an).await.refused(403, "forbidden");
        end("2023-12-31").await.faults(&[("/valid_to", "wrong_order")]);
        let open = app.patch(&format!("/assignments/{}", made.id()), &admin).if_match("*");
        assert_eq!(open.json(json!({"valid_to": null})).await.is(200)["valid_to"], Value::Null);
        app.get("/units?limit=1", &an).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_role_that_began_today_ends_today() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let (an, mut wanted) = (app.signed_in(id).await, role(&app, id, "officer", "H03.STP").await);
        let new = json!({"current_password": "mười hai ký tự", "new_password": "mười ba ký tự khác"});
        app.post("/me/password", &an).json(new).await.is(204);
        let an = app.signed_in(id).await;
        for (from, before) in [("2024-06-03", "2024-06-02"), ("2024-06-10", "2024-06-09")] {
            wanted["valid_from"] = json!(from);
            let made = app.post("/assignments", &admin).json(wanted.clone()).await.is(201);
            let end = |day: &str| {
                let change = app.patch(&format!("/assignments/{}", made.id()), &admin).if_match("*");
                change.json(json!({"valid_to": day}))
            };
            end("2024-06-01").await.faults(&[("/valid_to", "wrong_order")]);
            end(before).await.is(200);
            app.get("/units?limit=1", &an).await.refused(403, "forbidden");
        }
        app.set_clock("2024-06-12T02:00:00Z");
        app.get("/units?limit=1", &an).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn a_delegation_names_who_and_by_which_document() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let head = app.head("H03.STP").await.id();
        let plain = role(&app, id, "head", "H03.STP").await;
        let send = async |body: Value| app.post("/assignments", &admin).json(body).await;
        let plain = with(with(plain, "valid_from", json!("2024-06-03")), "valid_to", json!("2024-06-30"));
        let dated = with(plain.clone(), "document_issued_on", json!("2024-06-01"));
        let whole = with(with(dated.clone(), "delegated_by_id", json!(head)), "document_number", json!("12/QĐ-STP"));
        let made = send(whole.clone()).await.is(201);
        assert_eq!((&made["delegated_by_id"], &made["document_number"]), (&json!(head), &json!("12/QĐ-STP")));
        send(with(plain.clone(), "delegated_by_id", json!(head))).await.is(422);
        send(with(plain.clone(), "document_number", json!("12/QĐ-STP"))).await.is(422);
        // A document without its day, and a limit of what is not delegated.
        send(with(with(plain.clone(), "delegated_by_id", json!(head)), "document_number", json!("12/QĐ-STP")))
            .await
            .is(422);
        send(with(plain.clone(), "permissions", json!(["plans:issue"]))).await.is(422);
        let nobody = with(whole.clone(), "delegated_by_id", json!(Uuid::now_v7()));
        send(nobody).await.faults(&[("/delegated_by_id", "not_found")]);
        let odd = with(whole, "document_number", json!("quyết định mười hai"));
        send(odd).await.faults(&[("/document_number", "document_number")]);
        send(with(plain.clone(), "valid_to", json!("2023-12-31"))).await.is(422);
        send(with(plain.clone(), "user_id", json!(Uuid::now_v7()))).await.faults(&[("/user_id", "not_found")]);
        send(with(plain, "unit_id", json!(Uuid::now_v7()))).await.faults(&[("/unit_id", "not_found")]);
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_raises_nobody_beyond_its_own_part_of_the_tree() {
    both(async |app| {
        let (admin, of_bac_kan) = (app.admin().await, app.caller_with(&[(Role::Administrator, "H03.STP")]).await);
        let id = app.post("/users", &of_bac_kan).json(an()).await.is(201).id();
        let assign = async |caller: &Caller, body: Value| app.post("/assignments", caller).json(body).await;
        for (name, unit) in
            [("administrator", "G15"), ("head", "H01.STP"), ("officer", "G15.TDKT"), ("head", "G15.THADS.H03")]
        {
            assign(&of_bac_kan, role(&app, id, name, unit).await).await.refused(403, "forbidden");
            let itself = role(&app, of_bac_kan.id(), name, unit).await;
            assign(&of_bac_kan, itself).await.refused(403, "forbidden");
        }
        assign(&of_bac_kan, role(&app, id, "officer", "H03.D061.PTP").await).await.is(201);
        let rename = |caller: &Caller, id: Uuid| {
            let call = app.patch(&format!("/users/{id}"), caller).if_match("*");
            call.json(json!({"password": "mười ba ký tự đấy"}))
        };
        rename(&of_bac_kan, id).await.is(200);
        rename(&of_bac_kan, admin.id()).await.refused(404, "not_found");
        rename(&of_bac_kan, app.officer("H01.STP").await.id()).await.refused(404, "not_found");
        let elsewhere = assign(&admin, role(&app, id, "officer", "H01.STP").await).await.is(201).id();
        rename(&of_bac_kan, id).await.refused(404, "not_found");
        let end = app.patch(&format!("/assignments/{elsewhere}"), &of_bac_kan).version(1);
        end.json(json!({"valid_to": "2024-06-01"})).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn lists_of_people_are_filtered() {
    both(async |app| {
        let admin = app.admin().await;
        let (officer, head) = (app.officer("H03.STP").await, app.head("H03.STP").await);
        let ids = async |path: &str, member: &str| {
            let mut ids: Vec<_> =
                app.get(path, &admin).await.is(200).each(member).iter().map(|id| id.to_string()).collect();
            ids.sort();
            ids
        };
        let sorted = |ids: &[Uuid]| {
            let mut ids: Vec<_> = ids.iter().map(Uuid::to_string).collect();
            ids.sort();
            ids
        };
        let unit = app.unit("H03.STP").await;
        assert_eq!(ids(&format!("/users?unit_id={unit}"), "id").await, sorted(&[officer.id(), head.id()]));
        assert_eq!(ids(&format!("/assignments?unit_id={unit}&role=head"), "user_id").await, sorted(&[head.id()]));
        let either = format!("/assignments?unit_id={unit}&role=head&role=officer");
        assert_eq!(ids(&either, "user_id").await, sorted(&[officer.id(), head.id()]));
        assert_eq!(ids(&format!("/assignments?user_id={}", head.id()), "user_id").await, sorted(&[head.id()]));
        assert_eq!(ids("/users?status=suspended", "id").await, Vec::<String>::new());
    })
    .await;
}

/// The users of the tree's other parts are none of an administrator's business.
#[actix_web::test]
async fn an_administrator_sees_the_people_of_its_own_part_of_the_tree() {
    both(async |app| {
        let of_bac_kan = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        let (near, far) = (app.officer("H03.D061.PTP").await, app.officer("H01.STP").await);
        let users = app.get("/users", &of_bac_kan).await.is(200);
        assert!(users.each("id").contains(&near.id().to_string().as_str()));
        assert!(!users.each("id").contains(&far.id().to_string().as_str()), "a user of another province is listed");
        app.get(&format!("/users/{}", far.id()), &of_bac_kan).await.refused(404, "not_found");
        let roles = app.get("/assignments", &of_bac_kan).await.is(200);
        assert!(!roles.each("user_id").contains(&far.id().to_string().as_str()), "nor its roles");
    })
    .await;
}
