//! What the spec says of requests is so: every body is held against it, whole, before anything else reads it.
use std::collections::BTreeSet;

use actix_web::http::Method;
use entity::assignment::Role;
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use super::operations;
use crate::support::{Caller, Reply, TestApp, both, contract::resolved};

/// A request that gets as far as its body.
async fn sent(app: &TestApp, path: &str, method: &str, body: &Value) -> Option<Reply> {
    let asked = path.split('/').map(|s| if s.starts_with('{') { Uuid::now_v7().to_string() } else { s.to_owned() });
    let asked = asked.collect::<Vec<_>>().join("/");
    let method: Method = method.to_uppercase().parse().unwrap();
    let sector = [app.admin().await, app.officer("G15.TDKT").await, app.head("G15").await];
    let below = [app.officer("H03.STP").await, app.head("H03.STP").await, Caller::Nobody];
    let call = async |caller: &Caller| {
        let reply = app.call(method.clone(), &asked, caller).version(1).json(body.clone()).await;
        Some(reply).filter(|reply| !matches!(reply.status, 401 | 403))
    };
    for caller in sector.iter().chain(&below) {
        if let Some(reply) = call(caller).await {
            return Some(reply);
        }
    }
    // Nobody has these roles before a council is founded.
    call(&app.caller_with(&[(Role::CouncilSecretary, "H03.STP"), (Role::CouncilMember, "H03.STP")]).await).await
}

/// Every place in a body that the schema names, also those that the example leaves out.
fn places(schema: &'static Value, body: &Value, at: &str, found: &mut Vec<(String, &'static Value)>) {
    if !(body.is_object() || body.is_array()) {
        return;
    }
    let schema = resolved(schema);
    let variant = schema["discriminator"]["mapping"][body["type"].as_str().unwrap_or_default()].as_str();
    if let Some(variant) = variant.and_then(|reference| DOCUMENT.pointer(reference.trim_start_matches('#'))) {
        return places(variant, body, at, found);
    }
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    for choice in choices.filter(|choice| choice["type"] != "null") {
        places(choice, body, at, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        found.push((place.clone(), property));
        places(property, &body[name], &place, found);
    }
    if let Some(first) = body.get(0) {
        places(&schema["items"], first, &format!("{at}/0"), found);
    }
}

/// The schema of what is there when it is not null, and whether it may be null.
fn filled(schema: &'static Value) -> (&'static Value, bool) {
    let schema = resolved(schema);
    let nullable = schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"));
    match schema["oneOf"].as_array().filter(|choices| choices.iter().any(|choice| choice["type"] == "null")) {
        Some(choices) => (resolved(choices.iter().find(|choice| choice["type"] != "null").unwrap()), true),
        None => (schema, nullable),
    }
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut changed = body.clone();
    changed.pointer_mut(parent).unwrap()[name] = value;
    changed
}

fn faults(reply: &Reply) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = reply["errors"].as_array().into_iter().flatten();
    errors.map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
}

/// Path, method, schema and example of every body.
fn bodies() -> impl Iterator<Item = (&'static str, &'static str, &'static Value, Value)> {
    operations().filter_map(|(path, method, operation)| {
        let content = operation["requestBody"]["content"].as_object()?;
        let media =
            content.iter().find(|(media_type, _)| ["/json", "+json"].iter().any(|end| media_type.ends_with(end)))?.1;
        let example = resolved(media["examples"].as_object()?.values().next()?);
        Some((path, method, &media["schema"], example["value"].clone()))
    })
}

#[actix_web::test]
async fn what_is_published_of_bodies_is_enforced() {
    both(async |app| {
        let mut wrong = vec![];
        for (path, method, schema, example) in bodies() {
            let mut found = vec![];
            places(schema, &example, "", &mut found);
            for (pointer, schema) in found {
                let (filled, nullable) = filled(schema);
                let mut expect = async |value: Value, code: &str, expected: bool| {
                    let reply = sent(&app, path, method, &with(&example, &pointer, value)).await;
                    let reply = reply.unwrap_or_else(|| panic!("nobody may {method} {path}"));
                    let is = faults(&reply).contains(&(pointer.clone(), code.to_owned()));
                    if is != expected && reply.status != 413 {
                        wrong.push(format!("{method} {path} {pointer} {code}: {}", reply.describe()));
                    }
                };
                let most = |bound: &str| filled[bound].as_u64().and_then(|most| usize::try_from(most).ok());
                if filled["format"].as_str().is_some_and(|format| ["uuid", "date", "date-time"].contains(&format)) {
                    expect(json!("2024-13-01"), "invalid_value", true).await;
                }
                if let Some(most) = most("maxItems") {
                    expect(json!(vec![json!({}); most + 1]), "too_long", true).await;
                }
                if filled["minItems"].as_u64().is_some_and(|least| least > 0) {
                    expect(json!([]), "too_short", true).await;
                }
                if let Some(most) = most("maxLength").filter(|_| filled.get("format").is_none()) {
                    expect(json!("x".repeat(most + 1)), "too_long", true).await;
                }
                let typed = filled.get("type").or(filled.get("discriminator")).is_some();
                expect(Value::Null, "wrong_type", !nullable && typed).await;
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[actix_web::test]
async fn all_faults_of_a_body_are_told_at_once() {
    both(async |app| {
        for (path, method, schema, example) in bodies() {
            let mut found = vec![];
            places(schema, &example, "", &mut found);
            let mut body = example.clone();
            let mut expected = BTreeSet::new();
            let top = found.iter().filter(|(pointer, _)| pointer.matches('/').count() == 1);
            for (pointer, schema) in top.filter(|(_, schema)| filled(schema).0.get("type").is_some()) {
                // What takes a text takes no object, and what takes an object takes no text.
                let object = filled(schema).0["type"] == "object";
                body = with(&body, pointer, if object { json!("") } else { json!({}) });
                expected.insert(pointer.clone());
            }
            body["no_such_member"] = json!(1);
            expected.insert("/no_such_member".to_owned());
            let reply = sent(&app, path, method, &body).await.unwrap().refused(422, "validation_failed");
            let told: BTreeSet<_> = faults(&reply).into_iter().map(|(pointer, _)| pointer).collect();
            assert_eq!(told, expected, "{method} {path}");
        }
    })
    .await;
}
