//! The catalogue of events, published as `webhooks` (OpenAPI 3.1): for each the entry that tells it, with the form of its
//! data.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use base::store::journal::Kind;
use serde_json::{Value, json};

use crate::app::events::{Catalogue, catalogue};

pub fn publish(doc: &mut Value) {
    let Catalogue { kinds, schemas } = catalogue();
    let names: Vec<&String> = kinds.keys().collect();
    let known = &mut doc["components"]["schemas"];
    known["EventName"]["enum"] = json!(names);
    for (name, schema) in &schemas {
        if known[name].is_null() {
            known[name] = schema.clone();
        }
    }
    for (name, kind) in &kinds {
        doc["components"]["schemas"][data_name(kind)] = kind.data.clone();
        doc["webhooks"][name] = json!({ "post": operation(kind) });
    }
    // Particulars that became the data of events themselves.
    let text = doc.to_string();
    let referred = |name: &String| text.contains(&format!("\"#/components/schemas/{name}\""));
    if let Some(known) = doc["components"]["schemas"].as_object_mut() {
        known.retain(|name, _| !schemas.contains_key(name) || referred(name));
    }
}

/// `PlanIssuedData` of `plan.issued`.
fn data_name(kind: &Kind) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    kind.event.split(['.', '_']).map(capitalised).collect::<String>() + "Data"
}

fn operation(kind: &Kind) -> Value {
    let mut told = json!({
        "event": { "type": "string", "enum": [kind.event] },
        "event_version": { "type": "integer", "enum": [kind.version] },
        "data": { "$ref": format!("#/components/schemas/{}", data_name(kind)) },
    });
    if let Some(subject) = kind.subject {
        told["subject_type"] = json!({ "type": "string", "enum": [subject] });
    }
    let entry = json!({ "allOf": [
        { "$ref": "#/components/schemas/JournalEntry" },
        { "type": "object", "properties": told },
    ] });
    json!({
        "tags": ["journal"],
        "operationId": format!("on_{}", kind.event.replace('.', "_")),
        "summary": kind.event,
        "description": format!("{}\n\n{}", kind.description, kind.readers()),
        "requestBody": { "required": true, "content": { "application/json": { "schema": entry } } },
        "security": [],
        "responses": { "204": { "description": "The event was received." } },
    })
}
