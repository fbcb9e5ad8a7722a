//! Queries and bodies are read as they were meant, or refused.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Caller, Reply, both, spec::operations};

#[actix_web::test]
async fn no_parameter_of_any_operation_is_empty_or_undecodable() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.parameters() {
                known += 1;
                let name = place.pointer;
                for empty in [format!("{name}="), name.clone(), format!("{name}=&{name}=")] {
                    let reply = operation.with_query(&app, &empty).await.refused(400, "invalid_parameter");
                    assert!(reply["detail"].to_string().contains(&name), "{}", reply.describe());
                }
                for broken in ["%", "%zz", "%4", "%ff", "%C3", "%ED%A0%80", "a%C3%28b"] {
                    let reply = operation.with_query(&app, &format!("{name}={broken}")).await;
                    reply.refused(400, "malformed_request");
                }
            }
            operation.with_query(&app, "%ff=1").await.refused(400, "malformed_request");
        }
        assert!(known > 100, "the spec knows {known} parameters");
    })
    .await;
}

/// A year that the spec allows and of which no rule of law speaks.
const LAWLESS: [&str; 1] = ["/api/v1/emulation-statistics?year=1900"];

/// Values of a parameter that is a word or a whole number: those that the spec allows, at its bounds, and others beside them.
fn sides(schema: &Value) -> (Vec<String>, Vec<String>) {
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let others =
            words.iter().take(1).flat_map(|word| [word.to_uppercase(), format!("{word}_"), format!("%20{word}")]);
        return (words.clone(), others.collect());
    }
    if schema["type"] != "integer" {
        return (vec![], vec![]);
    }
    let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
    let allowed: Vec<i64> = least.into_iter().chain(most).collect();
    let beyond = least.map(|least| least - 1).into_iter().chain(most.map(|most| most + 1)).map(|n| n.to_string());
    let one = allowed.first().copied().unwrap_or(1);
    let spelled =
        [format!("0{one}"), format!("%2B{one}"), format!("{one}.0"), format!("{one}e0"), "9".repeat(20), "x".into()];
    (allowed.iter().map(i64::to_string).collect(), beyond.chain(spelled).collect())
}

#[actix_web::test]
async fn every_word_and_whole_number_of_every_operation_is_held_against_the_spec() {
    both(async |app| {
        let (mut right, mut wrong, mut unknown) = (0, 0, BTreeSet::new());
        for operation in operations() {
            for place in operation.parameters() {
                let (allowed, others) = sides(place.schema);
                let asked = async |value: &str| operation.with_query(&app, &format!("{}={value}", place.pointer)).await;
                let told = format!(": {}", place.pointer);
                let named = |reply: &Reply| reply["detail"].as_str().is_some_and(|detail| detail.ends_with(&told));
                for value in allowed {
                    right += 1;
                    let reply = asked(&value).await;
                    if reply.code() == "invalid_parameter" && named(&reply) {
                        unknown.insert(format!("{}?{}={value}", operation.path(), place.pointer));
                    }
                }
                for value in others {
                    wrong += 1;
                    let reply = asked(&value).await.refused(400, "invalid_parameter");
                    assert!(named(&reply), "{}", reply.describe());
                }
            }
        }
        assert_eq!(unknown, LAWLESS.map(str::to_owned).into());
        assert!(right > 100 && wrong > 100, "{right} and {wrong}");
    })
    .await;
}

#[actix_web::test]
async fn a_link_holds_what_was_asked_and_nothing_else() {
    both(async |app| {
        let admin = app.admin().await;
        for q in ["tư pháp", "Ðắk & co", "tu%phap", "a=b#c?d/e", "x>; rel=\"next\", <https://evil.example>; rel=\"prev", "+ %2B"] {
            let encoded: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let user = json!({"username": format!("u{}", uuid::Uuid::now_v7().simple()), "full_name": q, "password": "mười hai ký tự"});
            for n in 0..2 {
                let mut one = user.clone();
                one["username"] = json!(format!("{}{n}", user["username"].as_str().unwrap()));
                app.post("/users", &admin).json(one).await.is(201);
            }
            let first = app.get(&format!("/users?limit=1&q={encoded}"), &admin).await.is(200);
            let link = first.header("Link").unwrap_or_else(|| panic!("{q}: {}", first.describe())).to_owned();
            let target = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap().to_owned();
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"/?&=%+-._~:".contains(&b);
            assert!(target.bytes().all(plain), "{link}");
            let second = app.get(&target, &admin).await.is(200);
            assert_eq!((second.items().len(), second["next_cursor"].is_null()), (1, true), "{q}: {}", second.describe());
            assert_ne!(first.items()[0]["id"], second.items()[0]["id"]);
        }
    })
    .await;
}

/// What is sent, and whether it is of the charset and encoding that are read.
const BODIES: [(&str, &str, bool); 9] = [
    ("application/json; charset=utf-8", "identity", true),
    ("application/json; charset=\"UTF-8\"", "", true),
    ("application/json; charset=utf-16", "", false),
    ("application/json;charset=iso-8859-1", "", false),
    ("application/json; x=1; Charset=windows-1258", "", false),
    ("application/json", "gzip", false),
    ("application/json", "br", false),
    ("application/json", "identity, gzip", false),
    ("application/json", "x-unknown", false),
];

#[actix_web::test]
async fn no_operation_reads_a_body_of_another_charset_or_encoding() {
    both(async |app| {
        for operation in operations().filter(|operation| operation.method != "GET") {
            let caller = operation.caller(&app).await;
            for (media_type, encoding, read) in BODIES {
                let call = app.call(operation.method.clone(), &operation.somewhere(), &caller).if_match("*");
                let call = if encoding.is_empty() { call } else { call.header("Content-Encoding", encoding) };
                let reply = call.body(media_type, "{}").await;
                let refused = reply.status == 415;
                let takes_json = !operation.members().is_empty();
                assert!(refused != read || !takes_json && read, "{media_type} {encoding}: {}", reply.describe());
            }
        }
        let login = json!({"username": "nobody", "password": "x"}).to_string();
        let call = app.post("/auth/login", &Caller::Nobody).header("Content-Encoding", "gzip");
        call.body("application/json", login).await.refused(415, "unsupported_media_type");
    })
    .await;
}

/// What nobody would read is refused, before anything else is asked.
#[actix_web::test]
async fn an_operation_that_takes_no_body_refuses_one() {
    both(async |app| {
        let mut known = 0;
        for operation in operations().filter(|operation| !operation.takes_body()) {
            known += 1;
            for caller in [operation.caller(&app).await, Caller::Nobody] {
                let call = || app.call(operation.method.clone(), &operation.somewhere(), &caller).if_match("*");
                call().body("application/json", "{}").await.refused(400, "malformed_request");
                call().header("Transfer-Encoding", "chunked").await.refused(400, "malformed_request");
                // A client that says it sends nothing sends nothing.
                let silent = call().header("Content-Length", "0").await;
                assert_ne!((silent.status, silent.code()), (400, "malformed_request"), "{}", silent.describe());
            }
        }
        assert!(known > 60, "the spec knows {known} operations without a body");
    })
    .await;
}
