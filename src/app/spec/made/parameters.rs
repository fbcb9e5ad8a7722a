//! Parameters: those of paths described by what they name, those that operations share made components.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// `/plans/{id}/tasks/{task_id}`: the ids of a plan and of a task.
pub fn describe_ids(path: &str, operation: &mut Value) {
    let segments: Vec<_> = path.split('/').collect();
    for parameter in own(operation) {
        let named = format!("{{{}}}", parameter["name"].as_str().unwrap_or_default());
        let before = segments.windows(2).find_map(|pair| (pair.get(1) == Some(&&*named)).then(|| pair.first())?);
        if let Some(what) = before.filter(|_| parameter["in"] == "path" && parameter["description"].is_null()) {
            parameter["description"] = json!(format!("The id of the {}.", singular(what)));
        }
    }
}

/// Which orders a list has stands in its description, after `Order:` or `Orders:`. A list that names none takes no `sort`.
pub fn name_orders(operation: &mut Value) {
    let text = operation["description"].as_str().unwrap_or_default();
    let told = text.split_once("Order").and_then(|(_, rest)| rest.split('.').next()).unwrap_or_default();
    let orders = told.split('`').skip(1).step_by(2).collect::<Vec<_>>().join("|");
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    if orders.is_empty() {
        parameters.retain(|parameter| parameter["name"] != "sort");
    }
    for parameter in parameters.iter_mut().filter(|parameter| parameter["name"] == "sort") {
        parameter["schema"]["pattern"] = json!(format!("^-?({orders})(,-?({orders}))*$"));
    }
}

fn singular(plural: &str) -> String {
    let one = match plural.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plural.strip_suffix('s').unwrap_or(plural).to_owned(),
    };
    one.replace('-', " ")
}

/// Parameters that more than one operation has stand in the components, under their own name or, where several differ,
/// with the tag of the operations before it.
pub fn share(doc: &mut Value) {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    each(doc, |tag, parameter| {
        let found = seen.entry(parameter.to_string()).or_insert_with(|| Seen {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            of: named_by(tag, parameter),
            times: 0,
        });
        found.times += 1;
    });
    let mut shared: Vec<(String, Seen)> = seen.into_iter().filter(|(_, seen)| seen.times > 1).collect();
    shared.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.times));
    let mut components = Map::new();
    let mut names = BTreeMap::new();
    for (text, seen) in shared {
        let plain = pascal(&seen.name);
        let path = seen.of.contains(' ');
        let free = |name: &String| !components.contains_key(name);
        let candidates = [plain.clone(), format!("{}{plain}", pascal(&seen.of))];
        let found = candidates.into_iter().skip(usize::from(path)).find(free);
        if let Some((name, parameter)) = found.zip(serde_json::from_str(&text).ok()) {
            components.insert(name.clone(), parameter);
            names.insert(text, name);
        }
    }
    each(doc, |_, parameter| {
        if let Some(name) = names.get(&parameter.to_string()) {
            *parameter = json!({ "$ref": format!("#/components/parameters/{name}") });
        }
    });
    doc["components"]["parameters"] = Value::Object(components);
}

struct Seen {
    name: String,
    of: String,
    times: usize,
}

/// The tag; of an id in a path what it is the id of, which is the rest of its description.
fn named_by(tag: &str, parameter: &Value) -> String {
    let description = parameter["description"].as_str().unwrap_or_default();
    match description.strip_prefix("The id of the ").and_then(|rest| rest.strip_suffix('.')) {
        Some(what) if parameter["name"] == "id" => format!(" {what}"),
        _ => tag.to_owned(),
    }
}

pub fn pascal(words: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    words.split(['_', '-', ' ']).map(word).collect()
}

fn own(operation: &mut Value) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}

fn each(doc: &mut Value, mut visit: impl FnMut(&str, &mut Value)) {
    for (_, item) in doc["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
            for parameter in own(operation) {
                visit(&tag, parameter);
            }
        }
    }
}
