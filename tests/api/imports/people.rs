//! Accounts and roles as tables.
use entity::assignment::Role;
use serde_json::{Value, json};

use super::{CSV, FORMATS, NDJSON, XLSX, comes_back, counts, import, refusals, sheet};
use crate::support::{Caller, Reply, TestApp, both};

const USERS: &str = "/users/import";
const ROLES: &str = "/assignments/import";

async fn account(app: &TestApp, caller: &Caller, username: &str) -> Value {
    let found = app.get(&format!("/users?q={username}"), caller).await.is(200);
    found.items().first().cloned().unwrap_or_default()
}

async fn login(app: &TestApp, username: &str, password: &str) -> Reply {
    app.post("/auth/login", &Caller::Nobody).json(json!({"username": username, "password": password})).await
}

#[actix_web::test]
async fn accounts_are_made_with_passwords_that_are_good_once() {
    both(async |app| {
        let admin = app.admin().await;
        let lines: [&[&str]; 4] = [
            &["Tên đăng nhập", "Họ và tên", "Mật khẩu dùng một lần"],
            &["an.nguyen", "Nguyê\u{303}n Văn An", "mười hai ký tự"],
            &["binh.tran", "Trần Thị Bình", "0123456789012"],
            &["An Lê", "Lê An", "ngắn"],
        ];
        let told = import(&app, &admin, "/users/import?atomic=row", (XLSX, sheet(&lines))).await.is(200);
        assert_eq!(
            refusals(&told),
            ["4 validation_failed: C4 /password too_short, A4 /username invalid_value"],
            "{}",
            told.describe()
        );
        let an = account(&app, &admin, "an.nguyen").await;
        assert_eq!((&an["full_name"], &an["password_change_required"]), (&json!("Nguyễn Văn An"), &json!(true)));
        assert_eq!(login(&app, "an.nguyen", "mười hai ký tự").await.is(200)["password_change_required"], true);
        login(&app, "binh.tran", "0123456789012").await.is(200);
        assert!(!told.json.to_string().contains("mười"), "no password is told");
        // Who is there is changed, but for its password.
        let text =
            "username,full_name,password,status\nan.nguyen,Nguyễn An,,suspended\nbinh.tran,Trần Bình,mười hai ký tự,\n";
        let told = import(&app, &admin, "/users/import?atomic=row", (CSV, text)).await.is(200);
        assert_eq!(
            (counts(&told), refusals(&told)),
            ([0, 1, 0, 1], vec!["3 validation_failed: C3 /password not_allowed".to_owned()])
        );
        let an = account(&app, &admin, "an.nguyen").await;
        assert_eq!((&an["full_name"], &an["status"]), (&json!("Nguyễn An"), &json!("suspended")));
        login(&app, "an.nguyen", "mười hai ký tự").await.refused(401, "invalid_credentials");
        // An account that somebody else looks after is not there, and its name is taken.
        let below = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        let text = "username,full_name,password\nbinh.tran,Trần Bình,mười hai ký tự\n";
        let told = import(&app, &below, USERS, (CSV, text)).await.is(200);
        assert_eq!(refusals(&told), ["2 conflict: "]);
        let line = json!({"id": an["id"], "full_name": "Khác"}).to_string();
        assert_eq!(
            refusals(&import(&app, &below, USERS, (NDJSON, line)).await.is(200)),
            ["1 validation_failed: - /id not_found"]
        );
    })
    .await;
}

#[actix_web::test]
async fn people_and_their_roles_come_back_without_a_change() {
    both(async |app| {
        let admin = app.admin().await;
        app.officer("H03.STP").await;
        app.head("H03.STP").await;
        for media_type in FORMATS {
            for (list, to) in [("/users", USERS), ("/assignments", ROLES)] {
                let reply = comes_back(&app, &admin, (list, to), media_type).await;
                assert!(reply["total"].as_u64().unwrap() >= 3);
            }
        }
    })
    .await;
}

/// New accounts are few, for their passwords take their time; others are as many as a file has.
#[actix_web::test]
async fn only_rows_with_passwords_are_few() {
    both(async |app| {
        let admin = app.admin().await;
        for _ in 0..201 {
            app.caller_with(&[]).await;
        }
        let reply = comes_back(&app, &admin, ("/users", USERS), CSV).await;
        assert!(counts(&reply)[2] > 201, "{:?}", counts(&reply));
        let validate = async |passwords: usize| {
            let password = |n: usize| if n < passwords { "mười hai ký tự" } else { "" };
            let lines: String = (0..201).map(|n| format!("so.{n},Nguyễn An,{}\n", password(n))).collect();
            let text = format!("username,full_name,password\n{lines}");
            import(&app, &admin, "/users/import?mode=validate", (CSV, text)).await
        };
        assert_eq!(counts(&validate(200).await.is(200)), [200, 0, 0, 1]);
        let refused = validate(201).await.refused(422, "too_many_rows");
        assert!(refused["detail"].as_str().unwrap().contains("password: 200"), "{}", refused.describe());
    })
    .await;
}

#[actix_web::test]
async fn a_table_delegates_what_its_operation_would() {
    both(async |app| {
        let (admin, head) = (app.admin().await, app.head("H03.STP").await);
        let deputy = app.caller_with(&[(Role::Officer, "H03.STP")]).await;
        let colleague = app.caller_with(&[(Role::Officer, "H03.STP")]).await;
        let delegate = async |by: &Caller, to: &Caller, issued_on: &str| {
            let text = format!(
                "Mã định danh người dùng;Vai trò;Đơn vị;Từ ngày;Đến ngày;Mã định danh người ủy quyền;Số văn bản;Ngày văn bản\n\
                {};Thủ trưởng;H03.STP;03/06/2024;09/06/2024;{};12/QĐ-STP;{issued_on}\n",
                to.id(),
                by.id()
            );
            import(&app, &admin, ROLES, (CSV, text)).await.is(200)
        };
        let undated = delegate(&head, &deputy, "").await;
        assert_eq!(refusals(&undated), ["2 validation_failed: -  required"]);
        let made = delegate(&head, &deputy, "31/05/2024").await;
        assert_eq!((counts(&made), refusals(&made)), ([1, 0, 0, 0], vec![]));
        let further = delegate(&deputy, &colleague, "31/05/2024").await;
        assert_eq!(refusals(&further), ["2 delegated_right: "]);
        let roles = app.get(&format!("/assignments?user_id={}", colleague.id()), &admin).await.is(200);
        assert_eq!(roles.each("role"), ["officer"]);
    })
    .await;
}

#[actix_web::test]
async fn roles_are_given_by_names_and_codes_and_ended_by_their_ids() {
    both(async |app| {
        let admin = app.admin().await;
        let made = "username,full_name,password\nan.nguyen,Nguyễn An,mười hai ký tự\n";
        import(&app, &admin, USERS, (CSV, made)).await.is(200);
        let text = "Tên đăng nhập;Vai trò;Đơn vị;Từ ngày;Đến ngày;Số văn bản\n\
            an.nguyen;Chuyên viên;H03.STP;03/04/2024;;\n\
            an.nguyen;Chuyên viên;H03.STP;03/04/2024;31/12/2024;\n\
            nobody;Chuyên viên;H03.STP;03/04/2024;;\n\
            an.nguyen;Quản trị;H03.KHONG;03/04/2024;;\n\
            an.nguyen;Thủ trưởng;H03.STP;03/04/2024;02/04/2024;\n";
        let told = import(&app, &admin, "/assignments/import?atomic=row", (CSV, text)).await.is(200);
        assert_eq!(
            refusals(&told),
            [
                "3 assignment_exists: ",
                "4 validation_failed: A4 /username not_found",
                "5 validation_failed: C5 /unit_id not_found",
                "6 validation_failed: -  wrong_order",
            ],
            "{}",
            told.describe()
        );
        let an = account(&app, &admin, "an.nguyen").await;
        let roles = app.get(&format!("/assignments?user_id={}", an["id"].as_str().unwrap()), &admin).await.is(200);
        let role = roles.items()[0].clone();
        assert_eq!((roles.items().len(), &role["valid_from"]), (1, &json!("2024-04-03")));
        let line = |changes: Value| {
            let mut line = role.clone();
            for (name, value) in changes.as_object().unwrap() {
                line[name] = value.clone();
            }
            line.to_string()
        };
        let ended = import(&app, &admin, ROLES, (NDJSON, line(json!({"valid_to": "2024-12-31"})))).await.is(200);
        assert_eq!((counts(&ended), refusals(&ended)), ([0, 1, 0, 0], vec![]));
        // The version that was exported is not the last any more; and a role does not become another.
        let stale = import(&app, &admin, ROLES, (NDJSON, line(json!({"valid_to": "2025-12-31"})))).await.is(200);
        assert_eq!(refusals(&stale), ["1 version_mismatch: "]);
        let other =
            import(&app, &admin, ROLES, (NDJSON, line(json!({"role": "head", "valid_to": "2024-12-31"})))).await;
        assert_eq!(refusals(&other.is(200)), ["1 validation_failed: - /role not_allowed"]);
        // Nobody gives itself a role, nor one elsewhere.
        let below = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        let own = json!({"user_id": below.id(), "role": "head", "unit_id": "H03.STP", "valid_from": "2024-01-01"});
        let told = import(&app, &below, ROLES, (NDJSON, own.to_string())).await.is(200);
        assert_eq!(refusals(&told), ["1 forbidden: "]);
        let hidden = import(&app, &below, ROLES, (NDJSON, line(json!({})))).await.is(200);
        assert_eq!(counts(&hidden), [0, 0, 0, 1], "{}", hidden.describe());
    })
    .await;
}
