//! The published spec is the one the code makes, and keeps the rules that clients' tools rely on.
use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};
use thidua::app::spec::{DOCUMENT, JSON};

use crate::support::{Caller, both, contract::resolved};

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

#[test]
fn the_published_spec_is_what_the_handlers_say() {
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(PUBLISHED, JSON.as_bytes()).unwrap();
    }
    let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default();
    assert!(published == *JSON, "openapi/openapi.json is stale: UPDATE_OPENAPI=1 cargo test --test api openapi");
}

#[actix_web::test]
async fn the_served_spec_is_the_published_one_in_both_forms() {
    both(async |app| {
        let json = app.get("/openapi.json", &Caller::Nobody).await.is(200);
        assert_eq!(json.header("Content-Type"), Some("application/json"));
        assert!(json.json == *DOCUMENT && json["openapi"].as_str().is_some_and(|v| v.starts_with("3.1")));
        let yaml = app.get("/openapi.yaml", &Caller::Nobody).await.is(200);
        let text = String::from_utf8(yaml.body.to_vec()).unwrap();
        for id in operations().map(|(_, operation)| operation["operationId"].as_str().unwrap()) {
            assert!(text.contains(&format!("operationId: {id}\n")), "{id} is not in the YAML");
        }
        let docs = app.get("/docs/", &Caller::Nobody).await.is(200);
        let page = String::from_utf8_lossy(&docs.body).into_owned();
        assert!(page.contains("swagger-ui") && !page.contains("https://"), "the page loads from elsewhere: {page}");
    })
    .await;
}

/// The parameters of an operation, those that it shares with others too.
fn parameters(operation: &'static Value) -> impl Iterator<Item = &'static Value> {
    operation["parameters"].as_array().into_iter().flatten().map(resolved)
}

fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn every_operation_has_a_summary_one_known_tag_and_an_id_of_its_own() {
    let tags: HashSet<_> = DOCUMENT["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    let mut ids = HashSet::new();
    for (name, operation) in operations() {
        assert!(operation["summary"].as_str().is_some_and(|s| !s.trim().is_empty()), "{name} has no summary");
        let own = operation["tags"].as_array().unwrap();
        assert!(own.len() == 1 && own.iter().all(|tag| tags.contains(tag)), "{name} has the tags {own:?}");
        let id = operation["operationId"].as_str().unwrap();
        let snake_case = id.split('_').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
        assert!(snake_case && ids.insert(id), "{name} is called {id}");
    }
    assert!(ids.len() > 30);
}

#[test]
fn every_operation_names_the_problems_it_can_meet() {
    for (name, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap();
        let signed_in = operation["security"][0].get("bearer").is_some();
        let needs = |status: &str| assert!(responses.contains_key(status), "{name} does not document {status}");
        ["400", "429", "500"].iter().for_each(|s| needs(s));
        if signed_in {
            needs("401");
        }
        if operation["security"][0]["bearer"][0].is_string() {
            needs("403");
        }
        if name.contains('{') {
            needs("404");
        }
        if operation.get("requestBody").is_some() {
            ["413", "415", "422"].iter().for_each(|s| needs(s));
        }
        if parameters(operation).any(|p| p["name"] == "If-Match") {
            ["409", "412", "428"].iter().for_each(|s| needs(s));
        }
    }
}

#[test]
fn every_change_of_a_versioned_resource_asks_for_if_match() {
    for (name, operation) in operations() {
        let changes = name.starts_with("patch ") || name.starts_with("delete ") || name.starts_with("put ");
        let acts = name.starts_with("post ") && name.contains("{id}");
        let asks = parameters(operation).any(|p| p["name"] == "If-Match" && p["required"] == true);
        assert!(asks || !(changes || acts), "{name} does not take If-Match");
    }
}

#[test]
fn every_string_number_and_list_is_bounded() {
    let mut unbounded = vec![];
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        look(name, schema, &mut unbounded);
    }
    for (name, operation) in operations() {
        for parameter in parameters(operation) {
            look(&format!("{name} ?{}", parameter["name"]), &parameter["schema"], &mut unbounded);
        }
        for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            look(&format!("{name} {media}"), &content["schema"], &mut unbounded);
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            for (_, content) in response["content"].as_object().into_iter().flatten() {
                look(&format!("{name} {status}"), &content["schema"], &mut unbounded);
            }
        }
    }
    assert!(unbounded.is_empty(), "{unbounded:#?}");
}

fn look(at: &str, schema: &Value, unbounded: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else { return };
    if let Some(why) = fault(schema) {
        unbounded.push(format!("{at}: {why}"));
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        look(&format!("{at}.{name}"), property, unbounded);
    }
    for keyword in ["items", "additionalProperties"] {
        look(&format!("{at}[]"), schema.get(keyword).unwrap_or(&Value::Null), unbounded);
    }
    for keyword in ["oneOf", "anyOf", "allOf", "prefixItems"] {
        for (index, one) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            look(&format!("{at}/{index}"), one, unbounded);
        }
    }
}

fn fault(schema: &Map<String, Value>) -> Option<&'static str> {
    let has = |keyword: &str| schema.contains_key(keyword);
    let is = |name: &str| match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(|n| n == name),
        Some(one) => one == name,
        None => false,
    };
    // How large a file may be is for the operator to say.
    let closed = has("enum") || has("const") || schema.get("format").is_some_and(|format| format == "binary");
    match () {
        () if is("string") && !(closed || has("maxLength")) => Some("a string without maxLength"),
        () if (is("integer") || is("number")) && !(closed || has("minimum") && has("maximum")) => {
            Some("a number without minimum and maximum")
        }
        () if is("array") && !has("maxItems") => Some("a list without maxItems"),
        () => None,
    }
}

/// Every schema that a request body refers to, however deep.
fn asked_for() -> BTreeMap<String, &'static Value> {
    let mut found = BTreeMap::new();
    for (name, operation) in operations() {
        refer(&name, &operation["requestBody"], &mut found);
    }
    found
}

fn refer(at: &str, value: &'static Value, found: &mut BTreeMap<String, &'static Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| refer(at, item, found)),
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                let schema = DOCUMENT.pointer(reference.trim_start_matches('#'));
                let schema = schema.unwrap_or_else(|| panic!("{at} refers to {reference}, which is not there"));
                if found.insert(reference.to_owned(), schema).is_none() {
                    refer(reference, schema, found);
                }
            }
            object.values().for_each(|value| refer(at, value, found));
        }
        _ => {}
    }
}

#[test]
fn requests_take_no_unknown_members() {
    // OAuth says of its requests that what nobody knows is ignored (RFC 6749, section 3.2).
    let of_oauth = |name: &str| ["/TokenRequest", "/IntrospectionRequest"].iter().any(|one| name.ends_with(one));
    let all = asked_for().into_iter().filter(|(name, _)| !of_oauth(name));
    let objects = all.filter(|(_, schema)| schema["type"] == "object");
    let open: Vec<_> = objects.filter(|(_, schema)| schema["additionalProperties"] != false).map(|(n, _)| n).collect();
    assert!(open.is_empty(), "{open:?} need #[serde(deny_unknown_fields)]");
    assert!(asked_for().len() > 20);
}

/// Of bytes too: how they begin.
#[test]
fn every_answer_and_every_body_has_an_example() {
    let mut missing = vec![];
    for (operation, spec) in operations() {
        let responses = spec["responses"].as_object().into_iter().flatten().map(|(_, response)| resolved(response));
        for content in responses.chain([&spec["requestBody"]]).filter_map(|body| body["content"].as_object()) {
            let bare = content.iter().filter(|(_, media)| media.get("example").or(media.get("examples")).is_none());
            missing.extend(bare.map(|(media_type, _)| format!("{operation} {media_type}")));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
