//! What the spec says: that every part of it says something, fits, and has a name that clients can have.
mod bodies;
mod headers;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use thidua::app::spec::DOCUMENT;

use crate::support::contract::{resolved, validator};

fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn schemas() -> impl Iterator<Item = (&'static String, &'static Value)> {
    DOCUMENT["components"]["schemas"].as_object().unwrap().iter()
}

/// Every schema below one, itself included, with where it stands.
fn below(at: &str, schema: &'static Value, visit: &mut impl FnMut(&str, &'static Value)) {
    visit(at, schema);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        below(&format!("{at}.{name}"), property, visit);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|part| below(at, part, visit));
    }
    if schema.get("items").is_some() {
        below(&format!("{at}[]"), &schema["items"], visit);
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

#[test]
fn every_operation_parameter_and_member_is_described() {
    let mut silent = vec![];
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for (member, property) in schema["properties"].as_object().into_iter().flatten() {
                if !is_text(&property["description"]) {
                    silent.push(format!("{at}.{member}"));
                }
            }
        });
    }
    for (_, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        if !is_text(&operation["description"]) {
            silent.push(format!("{id}()"));
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(resolved) {
            if !is_text(&parameter["description"]) {
                silent.push(format!("{id} ?{}", parameter["name"]));
            }
        }
    }
    assert!(
        silent.is_empty(),
        "say what these mean, where they are defined or in src/app/spec/made/words.csv: {silent:#?}"
    );
}

#[test]
fn every_word_is_of_something() {
    let mut named = BTreeSet::new();
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for (member, _) in schema["properties"].as_object().into_iter().flatten() {
                named.extend([member.clone(), format!("{at}.{member}")]);
            }
        });
    }
    for (_, _, operation) in operations() {
        named.insert(format!("{}()", operation["operationId"].as_str().unwrap()));
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(resolved);
        named.extend(parameters.map(|parameter| format!("?{}", parameter["name"].as_str().unwrap())));
    }
    let words = include_str!("../../src/app/spec/made/words.csv").lines().skip(1);
    let stale: Vec<_> = words.filter(|line| !named.contains(line.split(',').next().unwrap())).collect();
    assert!(stale.is_empty(), "nothing has these names: {stale:#?}");
}

/// The examples of what an operation takes and answers.
fn examples(body: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value, Vec<&'static Value>)> {
    body["content"].as_object().into_iter().flatten().map(|(media_type, media)| {
        let several = media["examples"].as_object().into_iter().flatten().map(|(_, one)| &resolved(one)["value"]);
        (media_type.as_str(), &media["schema"], several.chain(media.get("example")).collect())
    })
}

#[test]
fn every_body_has_an_example_that_fits() {
    let mut wrong = vec![];
    for (_, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let answers = operation["responses"].as_object().unwrap().iter();
        let bodies = answers.map(|(status, answer)| (status.as_str(), resolved(answer)));
        let request = operation.get("requestBody").map(|body| ("request", body));
        for (which, body) in bodies.chain(request) {
            for (media_type, schema, examples) in examples(body) {
                let bytes = resolved(schema)["format"] == "binary" || media_type.contains("spreadsheetml");
                if examples.is_empty() && !bytes {
                    wrong.push(format!("{id} {which} {media_type}: none"));
                }
                let validator = validator(schema);
                for example in examples.iter().filter(|_| media_type.ends_with("json")) {
                    let faults = validator.iter_errors(example).map(|e| format!("{} {e}", e.instance_path()));
                    wrong.extend(faults.map(|fault| format!("{id} {which}: {fault}")));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Swagger UI fills examples in, and a filter that nobody chose finds nothing.
#[test]
fn no_optional_parameter_has_an_example() {
    for (path, method, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(resolved) {
            let schema = &parameter["schema"];
            let filled = [parameter.get("example"), schema.get("example"), schema["items"].get("example")];
            let filled = filled.iter().any(Option::is_some);
            assert!(parameter["required"] == true || !filled, "{method} {path} fills in {}", parameter["name"]);
        }
    }
}

/// Built-in types and members of common languages: Kotlin, Java, Go, TypeScript, Python, C#, Swift.
const TAKEN_TYPES: [&str; 24] = [
    "Any",
    "Array",
    "Boolean",
    "Character",
    "Date",
    "Double",
    "Enum",
    "Error",
    "Exception",
    "File",
    "Float",
    "Function",
    "Integer",
    "List",
    "Long",
    "Map",
    "Nothing",
    "Number",
    "Object",
    "Promise",
    "Result",
    "Set",
    "String",
    "Unit",
];
const TAKEN_VALUES: [&str; 9] =
    ["class", "compare_to", "declaring_class", "entries", "hash_code", "name", "ordinal", "value_of", "values"];

#[test]
fn no_name_collides_in_a_common_language() {
    let names: BTreeSet<&str> = schemas().map(|(name, _)| name.as_str()).collect();
    let mut folded = BTreeMap::new();
    for name in &names {
        assert!(!TAKEN_TYPES.contains(name), "{name} is a type of its own in some language");
        let twin = folded.insert(name.replace('_', "").to_lowercase(), name);
        assert!(twin.is_none(), "{name} and {twin:?} are one name without their case");
        let constructed = name.strip_prefix("New").is_some_and(|rest| names.contains(rest));
        assert!(!constructed, "{name} is what Go calls the constructor of another");
    }
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for value in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(!TAKEN_VALUES.contains(&value), "{at}: every enum has a member {value} in some language");
            }
        });
    }
}

#[test]
fn unions_are_of_named_components_told_by_their_type() {
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            let choices: Vec<_> =
                schema["oneOf"].as_array().into_iter().flatten().filter(|choice| choice["type"] != "null").collect();
            let named = choices.iter().all(|choice| choice.get("$ref").is_some());
            assert!(named, "{at}: a choice without a name");
            assert!(choices.len() < 2 || schema["discriminator"]["propertyName"] == "type", "{at}: told by nothing");
            for choice in choices.iter().filter(|_| choices.len() > 1) {
                let kind = &resolved(choice)["properties"]["type"]["enum"];
                let mapped = kind[0].as_str().map(|kind| &schema["discriminator"]["mapping"][kind]);
                assert_eq!(mapped, Some(&choice["$ref"]), "{at}");
            }
        });
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let summaries: Vec<_> = parts.filter(|part| part.get("$ref").is_some()).collect();
        assert!(schema.get("allOf").is_none() || !summaries.is_empty(), "{name} extends nothing by name");
    }
}

#[test]
fn every_reference_is_to_something() {
    fn walk(value: &'static Value, lost: &mut BTreeSet<&'static str>) {
        match value {
            Value::Object(members) => {
                let pointer = members.get("$ref").and_then(Value::as_str);
                lost.extend(pointer.filter(|pointer| DOCUMENT.pointer(pointer.trim_start_matches('#')).is_none()));
                members.values().for_each(|member| walk(member, lost));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, lost)),
            _ => {}
        }
    }
    let mut lost = BTreeSet::new();
    walk(&DOCUMENT, &mut lost);
    assert!(lost.is_empty(), "{lost:?}");
}
