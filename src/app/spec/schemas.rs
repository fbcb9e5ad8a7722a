//! Schemas made explicit: names for what generics spell out, bounds that follow from a format.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use serde_json::{Value, json};

/// Pages refer to what they hold by name, and every bounded text has its schema: utoipa spells generics out.
pub fn name_generics(doc: &mut Value) {
    let text = doc.to_string();
    let named = |prefix: &'static str| {
        let marker = format!("#/components/schemas/{prefix}");
        let name = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
        text.split(&marker).skip(1).map(name).collect::<std::collections::BTreeSet<String>>()
    };
    for max in named("Text").iter().filter_map(|max| max.parse::<u32>().ok()) {
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": max });
        doc["components"]["schemas"][format!("Text{max}")] = schema;
    }
    for item in named("Page_") {
        let reference = json!({ "$ref": format!("#/components/schemas/{item}") });
        doc["components"]["schemas"][format!("Page_{item}")]["properties"]["items"]["items"] = reference;
    }
}

/// Bounds that follow from a format: ids, days, instants, counts.
pub fn bound(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(bound),
        Value::Object(object) => {
            let kind = object.get("type").cloned().unwrap_or_default();
            let length = match object.get("format").and_then(Value::as_str) {
                Some("uuid") => Some(36),
                Some("date") => Some(10),
                Some("date-time") => Some(35),
                _ => None,
            };
            let closed = object.contains_key("enum") || object.contains_key("const");
            let (string, integer) = (has(&kind, "string") && !closed, has(&kind, "integer"));
            if let Some(length) = length.filter(|_| string) {
                object.entry("maxLength").or_insert(json!(length));
            }
            if string {
                object.entry("maxLength").or_insert(json!(300));
            }
            if integer {
                object.entry("format").or_insert(json!("int64"));
                object.entry("minimum").or_insert(json!(0));
                object.entry("maximum").or_insert(json!(9_007_199_254_740_991_i64));
            }
            if has(&kind, "array") {
                object.entry("maxItems").or_insert(json!(1000));
            }
            object.values_mut().for_each(bound);
        }
        _ => {}
    }
}

/// `type` is one name or a list of names.
fn has(kind: &Value, name: &str) -> bool {
    kind == name || kind.as_array().is_some_and(|names| names.iter().any(|n| n == name))
}
