//! Text is made plain before it is kept and before it is searched for; what cannot be is refused.
use serde_json::{Value, json};

use crate::support::{
    Caller, Reply, TestApp, both,
    spec::{Place, operations},
};

/// Words: neither of a closed list nor of a format with rules of its own.
fn is_text(place: &Place) -> bool {
    place.schema["type"] == "string" && place.schema["enum"].is_null() && place.schema["format"].is_null()
}

/// What no text holds, and how it is refused where nothing narrower stands in its way.
fn wrong(place: &Place) -> Vec<(String, &'static str)> {
    let longest = place.schema["maxLength"].as_u64().unwrap();
    vec![
        ("a\0b".into(), "control_character"),
        ("a\u{1b}b".into(), "control_character"),
        ("a\u{85}b".into(), "control_character"),
        ("a\u{202e}b".into(), "control_character"),
        ("a\u{2066}b".into(), "control_character"),
        ("a\u{200f}b".into(), "control_character"),
        ("".into(), "too_short"),
        (" \u{a0}\u{3000} ".into(), "too_short"),
        ("\u{200b}\u{feff}\u{ad}\u{2060}".into(), "too_short"),
        ("ế".repeat(usize::try_from(longest).unwrap() + 1), "too_long"),
    ]
}

#[actix_web::test]
async fn every_text_of_every_body_is_bounded_and_visible() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.members().into_iter().filter(is_text) {
                known += 1;
                for (text, fault) in wrong(&place) {
                    let reply = operation.with_member(&app, &place, json!(text)).await;
                    // A pattern is told of before what is in the text.
                    let faults =
                        if place.schema["pattern"].is_null() { vec![fault] } else { vec![fault, "invalid_value"] };
                    assert!(
                        reply.names(&place.pointer, &faults),
                        "{text:.20?} {fault}: {} {}",
                        place.pointer,
                        reply.describe()
                    );
                }
            }
        }
        assert!(known > 60, "the spec knows {known} texts");
    })
    .await;
}

#[actix_web::test]
async fn every_text_of_every_query_is_bounded_and_visible() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.parameters().into_iter().filter(is_text) {
                known += 1;
                for (text, _) in wrong(&place) {
                    // An address holds no longer one.
                    let text = if text.len() > 20_000 { text.replace('ế', "e") } else { text };
                    let query = format!("{}={}", place.pointer, encoded(&text));
                    let reply = operation.with_query(&app, &query).await;
                    assert_eq!(reply.status, 400, "{text:.20?}: {}", reply.describe());
                }
            }
        }
        assert!(known > 30, "the spec knows {known} texts");
    })
    .await;
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The same words in the hands of different keyboards, editors and scanners.
const SPELLINGS: [&str; 9] = [
    "Tư pháp Đắk Lắk",
    "Tư\u{a0}pháp\u{202f}Đắk Lắk",
    "  Tư  pháp   Đắk Lắk ",
    "Tư pháp \u{d0}ắk Lắk",
    "Tư pháp Đắk Lắk\u{200b}",
    "\u{feff}Tư ph\u{ad}áp Đắk\u{2009}Lắk",
    "Tu\u{31b} pha\u{301}p Đa\u{306}\u{301}k La\u{306}\u{301}k",
    "TU PHAP DAK LAK",
    "tu phap dak lak",
];

#[actix_web::test]
async fn every_search_finds_what_the_plain_words_find() {
    both(async |app| {
        let (admin, officer) = (app.admin().await, app.officer("G15.TDKT").await);
        for (n, spelling) in SPELLINGS.iter().enumerate() {
            let user = json!({"username": format!("dak.lak.{n}"), "full_name": spelling, "password": "mười hai ký tự"});
            app.post("/users", &admin).json(user).await.is(201);
            let movement = json!({"code": format!("DL-{n}"), "title": spelling, "starts_on": "2024-01-01",
                "ends_on": "2024-12-31", "launched_by_unit_id": app.unit("G15").await});
            app.post("/movements", &officer).json(movement).await.is(201);
        }
        let mut searched = 0;
        for operation in operations() {
            let Some(place) = operation.parameters().into_iter().find(|place| place.pointer == "q") else { continue };
            searched += 1;
            let plain = found(&app, &operation.with_query(&app, "limit=200&q=tu%20phap%20dak%20lak").await.is(200));
            for spelling in SPELLINGS {
                let query = format!("limit=200&{}={}", place.pointer, encoded(spelling));
                let same = found(&app, &operation.with_query(&app, &query).await.is(200));
                assert_eq!(same, plain, "{spelling:?} at {}", operation.somewhere());
            }
        }
        assert!(searched >= 6, "{searched} operations search");
        let users = app.get("/users?limit=200&q=tu%20phap%20dak%20lak", &admin).await.is(200);
        let movements = app.get("/movements?limit=200&q=tu%20phap%20dak%20lak", &officer).await.is(200);
        assert_eq!((users.items().len(), movements.items().len()), (SPELLINGS.len(), SPELLINGS.len()));
    })
    .await;
}

fn found(_: &TestApp, reply: &Reply) -> Vec<Value> {
    reply.items().iter().map(|item| item["id"].clone()).collect()
}

#[actix_web::test]
async fn text_is_kept_plain() {
    both(async |app| {
        let (admin, officer) = (app.admin().await, app.officer("G15.TDKT").await);
        let unit = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "valid_from": "2024-01-01",
            "name": "\u{feff}Phòng\u{a0}\u{a0}Tư  pháp \u{200b}huyện Thu\u{31b}\u{309} ", "parent_id": app.unit("H03.STP").await});
        assert_eq!(app.post("/units", &admin).json(unit).await.is(201)["name"], "Phòng Tư pháp huyện Thử");
        let movement = json!({"code": "PROSE", "title": "Thi đua", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("G15").await, "scope_note": "một\r\n\r\nhai\u{a0} ba\u{2028}bốn\r\n"});
        let kept = app.post("/movements", &officer).json(movement).await.is(201);
        assert_eq!(kept["scope_note"], "một\n\nhai ba\nbốn");
    })
    .await;
}

#[actix_web::test]
async fn a_password_is_known_however_it_is_typed_and_bounded_as_published() {
    both(async |app| {
        let admin = app.admin().await;
        let (composed, decomposed) = ("mười hai ký tự", "mu\u{31b}o\u{31b}\u{300}i hai ky\u{301} tu\u{31b}\u{323}");
        for (n, set) in [composed, decomposed].into_iter().enumerate() {
            let username = format!("mat.khau.{n}");
            let user = json!({"username": username, "full_name": "Nguyễn Văn Thử", "password": set});
            app.post("/users", &admin).json(user).await.is(201);
            for typed in [composed, decomposed] {
                let login = json!({"username": username, "password": typed});
                let reply = app.post("/auth/login", &Caller::Nobody).json(login).await;
                assert_ne!(reply.code(), "invalid_credentials", "{}", reply.describe());
            }
        }
        let named = |name: &str, password: String| json!({"username": name, "password": password});
        let login = async |body: Value| app.post("/auth/login", &Caller::Nobody).json(body).await;
        login(named("mat.khau.0", "ế".repeat(129))).await.faults(&[("/password", "too_long")]);
        login(named("mat.khau.0", "E\u{302}\u{301}".repeat(128))).await.refused(401, "invalid_credentials");
        login(named("admin\0", "x".into())).await.faults(&[("/username", "control_character")]);
        let token = json!({"refresh_token": "x".repeat(101)});
        app.post("/auth/refresh", &Caller::Nobody).json(token).await.faults(&[("/refresh_token", "too_long")]);
    })
    .await;
}
