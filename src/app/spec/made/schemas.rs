//! Schemas made explicit: names for what generics spell out, bounds that follow from a format.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use serde_json::{Map, Value, json};

/// The largest whole number that every reader of JSON holds exactly (RFC 8259, section 6).
const EXACT: i64 = (1 << 53) - 1;
const SHORT: i64 = i32::MAX as i64;

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

/// Every variant of a union is a component that holds the `type` it is told by, and the union says so. utoipa puts the
/// type beside the variant, in an object without a name; generated clients have no class for that.
pub fn name_variants(doc: &mut Value) {
    let unions: Vec<(String, Vec<Variant>)> = doc["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            let variants = schema["oneOf"].as_array()?.iter().map(variant).collect::<Option<_>>()?;
            Some((name.clone(), variants))
        })
        .collect();
    for (name, variants) in unions {
        let reference = |variant: &Variant| json!(format!("#/components/schemas/{}", variant.schema));
        let choices: Vec<_> = variants.iter().map(|variant| json!({ "$ref": reference(variant) })).collect();
        let mapping: Map<_, _> = variants.iter().map(|v| (v.kind.clone(), reference(v))).collect();
        let union = &mut doc["components"]["schemas"][name];
        union["oneOf"] = json!(choices);
        union["discriminator"] = json!({ "propertyName": "type", "mapping": mapping });
        for variant in variants {
            let schema = &mut doc["components"]["schemas"][variant.schema];
            let description = "Says which of the union this is.";
            schema["properties"]["type"] =
                json!({ "type": "string", "enum": [variant.kind], "description": description });
            match schema["required"].as_array_mut() {
                Some(required) => required.insert(0, json!("type")),
                None => schema["required"] = json!(["type"]),
            }
        }
    }
}

struct Variant {
    kind: String,
    schema: String,
}

/// As utoipa writes it: the schema of the variant, and an object that holds its type.
fn variant(choice: &Value) -> Option<Variant> {
    let parts = choice["allOf"].as_array()?;
    let reference = parts.iter().find_map(|part| part["$ref"].as_str())?;
    let kind = parts.iter().find_map(|part| part["properties"]["type"]["enum"][0].as_str())?;
    Some(Variant { kind: kind.to_owned(), schema: reference.rsplit('/').next()?.to_owned() })
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
            // How large a file may be is for the operator to say.
            let open = object.get("format").is_some_and(|format| format == "binary");
            let closed = open || object.contains_key("enum") || object.contains_key("const");
            let (string, integer) = (has(&kind, "string") && !closed, has(&kind, "integer"));
            if let Some(length) = length.filter(|_| string) {
                object.entry("maxLength").or_insert(json!(length));
            }
            if string {
                object.entry("maxLength").or_insert(json!(300));
            }
            if integer {
                let most = if object.get("format").is_some_and(|format| format == "int32") { SHORT } else { EXACT };
                object.entry("format").or_insert(json!("int64"));
                object.entry("minimum").or_insert(json!(0));
                object.entry("maximum").or_insert(json!(most));
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
