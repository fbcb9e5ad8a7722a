//! Bad input gets its own clear problem and changes nothing.
use base::http::body;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

use crate::support::{Caller, Connection, TestApp, both, off_the_loop};

async fn unit(app: &TestApp) -> Value {
    json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng Tư pháp huyện Thử",
        "parent_id": app.unit("H03.STP").await, "valid_from": "2024-01-01"})
}

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

/// How often anything was ever changed.
async fn changes(app: &TestApp) -> u64 {
    entity::journal::Entity::find().count(app.state.db.primary()).await.unwrap()
}

#[actix_web::test]
async fn what_is_no_json_is_malformed() {
    both(async |app| {
        let admin = app.admin().await;
        let before = changes(&app).await;
        let nan = r#"{"legal_personality": NaN}"#;
        let unit = format!("/units/{}", app.unit("H03.STP").await);
        for broken in ["", "{", "{\"name\": \"a\"", "{} {}", "{\"name\": \"a\",}", "\u{feff}{}", nan, "'a'"] {
            let patch = app.patch(&unit, &admin).version(1).body("application/json", broken);
            patch.await.refused(400, "malformed_json");
        }
        let latin = app.post("/units", &admin).body("application/json", &b"{\"name\": \"\xff\"}"[..]).await;
        latin.refused(400, "malformed_json");
        let deep = app.post("/units", &admin).body("application/json", "[".repeat(100_000)).await;
        assert!(deep.status == 400 || deep.status == 422, "{}", deep.describe());
        assert_eq!(changes(&app).await, before);
    })
    .await;
}

#[actix_web::test]
async fn members_that_are_unknown_or_of_another_type_are_pointed_at() {
    both(async |app| {
        let (admin, officer) = (app.admin().await, app.officer("G15.TDKT").await);
        let (good, before) = (unit(&app).await, changes(&app).await);
        let refused = async |member: &str, value: Value, code: &str| {
            let pointer = format!("/{member}");
            let reply = app.post("/units", &admin).json(with(good.clone(), member, value)).await;
            reply.faults(&[(&pointer, code)]);
        };
        refused("colour", json!("red"), "unknown_member").await;
        refused("id", json!(Uuid::now_v7()), "unknown_member").await;
        refused("version", json!(7), "unknown_member").await;
        refused("name", json!(7), "wrong_type").await;
        refused("name", json!(["a"]), "wrong_type").await;
        refused("name", Value::Null, "wrong_type").await;
        refused("legal_personality", json!("yes"), "wrong_type").await;
        refused("kind", json!("village"), "invalid_value").await;
        refused("parent_id", json!("not an id"), "invalid_value").await;
        refused("valid_from", json!("2024-02-30"), "invalid_value").await;
        refused("valid_from", json!("01/02/2024"), "invalid_value").await;
        let nameless = json!({"code": "H03.D999.PTP", "kind": "district_justice_office",
            "parent_id": good["parent_id"], "valid_from": "2024-01-01"});
        app.post("/units", &admin).json(nameless).await.faults(&[("/name", "required")]);
        app.post("/units", &admin).json(json!([])).await.is(422);
        let movement = json!({"code": "X", "title": "X", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("G15").await,
            "legal_bases": [{"number": "1", "title": "a"}, {"number": "2", "title": "b", "pages": 3}]});
        let nested = app.post("/movements", &officer).json(movement).await;
        nested.faults(&[("/legal_bases/1/pages", "unknown_member")]);
        let twice = good.to_string().replace("{\"code\"", "{\"name\": \"A\", \"code\"");
        let twice = app.post("/units", &admin).body("application/json", twice).await;
        twice.faults(&[("/name", "duplicate")]);
        assert_eq!(changes(&app).await, before);
    })
    .await;
}

#[actix_web::test]
async fn text_is_bounded_printable_and_composed() {
    both(async |app| {
        let admin = app.admin().await;
        let (good, before) = (unit(&app).await, changes(&app).await);
        let named = |name: &str| app.post("/units", &admin).json(with(good.clone(), "name", json!(name)));
        named(&"ế".repeat(10_000)).await.faults(&[("/name", "too_long")]);
        named(&"ế".repeat(301)).await.faults(&[("/name", "too_long")]);
        named("").await.faults(&[("/name", "too_short")]);
        named(" \u{a0} ").await.faults(&[("/name", "too_short")]);
        named("Phòng\u{0}Tư pháp").await.faults(&[("/name", "control_character")]);
        named("Phòng\u{1b}[31m").await.faults(&[("/name", "control_character")]);
        named("Phòng\u{7f}").await.faults(&[("/name", "control_character")]);
        named("Phòng\nTư pháp").await.faults(&[("/name", "control_character")]);
        assert_eq!(changes(&app).await, before);
        // Ế as E, circumflex, acute: 300 characters once composed, and 900 before.
        let decomposed = "E\u{302}\u{301}".repeat(300);
        let made = named(&decomposed).await.is(201);
        assert_eq!(made["name"], "Ế".repeat(300));
        let read = app.get(&format!("/units/{}", made.id()), &admin).await.is(200);
        assert_eq!(read.json, made.json, "what was answered is what is kept");
    })
    .await;
}

#[actix_web::test]
async fn a_number_no_double_holds_is_of_the_wrong_type_where_none_is_asked() {
    both(async |app| {
        let admin = app.admin().await;
        let huge = with(unit(&app).await, "legal_personality", json!("HERE")).to_string().replace("\"HERE\"", "1e309");
        let reply = app.post("/units", &admin).body("application/json", huge).await;
        reply.faults(&[("/legal_personality", "wrong_type")]);
    })
    .await;
}

/// A body with an exact number, as reports have them.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Figures {
    values: Vec<entity::Quantity>,
}

#[test]
fn an_exact_number_is_refused_for_what_is_wrong_with_it() {
    let read = |number: &str| body::parse::<Figures>(format!("{{\"values\": [1, {number}]}}").as_bytes());
    let fault = |number: &str| {
        let error = read(number).expect_err(number);
        let field = error.fields.first().unwrap_or_else(|| panic!("{number}: {error:?}"));
        (field.pointer.clone(), field.fault.spec().0)
    };
    for (number, code) in [
        ("1e309", "number_too_large"),
        ("1e999999999999", "number_too_large"),
        ("9223372036854775808", "too_precise"),
        ("100000000000000000000000", "number_too_large"),
        ("900000000000001", "number_too_large"),
        ("0.00001", "too_precise"),
        ("1e-309", "too_precise"),
        ("1234567890.123456", "too_precise"),
        ("\"12\"", "not_a_number"),
        ("true", "not_a_number"),
        ("null", "not_a_number"),
    ] {
        assert_eq!(fault(number), ("/values/1".to_owned(), code), "{number}");
    }
    for broken in ["NaN", "Infinity", "01", "1.", ".5", "+1", "0x10", "1e"] {
        let error = read(broken).expect_err(broken);
        assert_eq!(error.code.spec().slug, "malformed_json", "{broken}: {error:?}");
    }
    assert_eq!(read("-12.5e1").unwrap().values.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1", "-125"]);
}

#[actix_web::test]
async fn parameters_are_known_and_in_range_or_refused() {
    both(async |app| {
        let admin = app.admin().await;
        let refused = async |path: &str, code: &str, named: &str| {
            let reply = app.get(path, &admin).english().await.refused(400, code);
            assert!(reply["detail"].as_str().unwrap().contains(named), "{}", reply.describe());
        };
        for list in ["/units", "/movements", "/indicators", "/users", "/assignments"] {
            refused(&format!("{list}?colour=red"), "unknown_parameter", "colour").await;
            refused(&format!("{list}?limit=0"), "invalid_parameter", "limit").await;
            refused(&format!("{list}?limit=201"), "invalid_parameter", "limit").await;
            refused(&format!("{list}?limit=-1"), "invalid_parameter", "limit").await;
            refused(&format!("{list}?limit=ten"), "invalid_parameter", "limit").await;
            refused(&format!("{list}?limit=1&limit=2"), "invalid_parameter", "limit").await;
            refused(&format!("{list}?sort=colour"), "invalid_parameter", "sort").await;
            refused(&format!("{list}?count=some"), "invalid_parameter", "count").await;
        }
        refused("/units?kind=village", "invalid_parameter", "kind").await;
        refused("/units?as_of=yesterday", "invalid_parameter", "as_of").await;
        refused("/units?within=H03.STP", "invalid_parameter", "within").await;
        refused("/units?q=", "invalid_parameter", "q").await;
        refused("/units?q=%00", "invalid_parameter", "q").await;
        refused("/units?sort=code,-code", "invalid_parameter", "sort").await;
        refused(&format!("/units?q={}", "a".repeat(301)), "invalid_parameter", "q").await;
        refused("/me?limit=1", "unknown_parameter", "limit").await;
        refused("/.well-known/jwks.json?x=1", "unknown_parameter", "x").await;
        app.post("/units?colour=red", &admin).json(json!({})).await.refused(400, "unknown_parameter");
        app.post("/units?dry_run=perhaps", &admin).json(json!({})).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn an_id_that_is_none_is_not_found() {
    both(async |app| {
        let admin = app.admin().await;
        for path in ["/units/7", "/units/H03.STP", "/users/none", "/movements/x/periods"] {
            app.get(path, &admin).await.refused(404, "not_found");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_body_beyond_the_limit_is_refused_and_the_next_request_is_answered() {
    both(async |app| {
        let admin = app.admin().await;
        let (token, server) = (app.token(&admin).unwrap(), app.serve(1));
        let (address, before) = (server.address, changes(&app).await);
        off_the_loop(move || {
            let json = [("Content-Type", "application/json")];
            let mut connection = Connection::open(address);
            let reply = connection.send("POST", "/units", &token, &json, &vec![b' '; 11 * 1024 * 1024]);
            reply.refused(413, "payload_too_large");
            connection.send("GET", "/units?limit=1", &token, &[], b"").is(200);
            // One byte within the limit, and one beyond it.
            let mut padded = br#"{"name": 7}"#.to_vec();
            padded.resize(1024 * 1024, b' ');
            connection.send("POST", "/units", &token, &json, &padded).is(422);
            padded.push(b' ');
            connection.send("POST", "/units", &token, &json, &padded).refused(413, "payload_too_large");
        })
        .await;
        app.post("/auth/login", &Caller::Nobody).body("application/json", vec![b' '; 2_000_000]).await.is(413);
        assert_eq!(changes(&app).await, before);
    })
    .await;
}

/// A body that nobody read must not be taken for the next request.
#[actix_web::test]
async fn a_refusal_before_the_body_is_read_leaves_the_connection_in_order() {
    both(async |app| {
        let (token, server) = (app.token(&app.officer("H03.STP").await).unwrap(), app.serve(1));
        let address = server.address;
        off_the_loop(move || {
            let json = [("Content-Type", "application/json")];
            let mut connection = Connection::open(address);
            for length in [2, 4, 4_000, 400_000, 4_000_000] {
                for (token, status) in [("none", 401), (token.as_str(), 403)] {
                    let body = vec![b' '; length];
                    let reply = connection.send("POST", "/units", token, &json, &body);
                    assert!([status, 413].contains(&reply.status), "{}", reply.describe());
                    connection.send("GET", "/functions", token, &[], &body[..2]);
                    let after = connection.send("GET", "/functions", token, &[], b"");
                    assert_eq!(after.status, if status == 401 { 401 } else { 200 }, "{}", after.describe());
                }
            }
        })
        .await;
    })
    .await;
}
