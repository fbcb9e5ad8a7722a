//! What machine clients may call, and how OAuth says what is wrong.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use base::kernel::policy::{FOR_MACHINES, Permission};
use serde_json::{Map, Value, json};

/// What a machine asked for without waiting is its own, whatever its scopes.
const OF_WHOEVER_ASKED: &str = "/api/v1/operations/{id}";

pub fn is_at(path: &str) -> bool {
    path.contains("/oauth/")
}

pub fn complete_components(doc: &mut Value) {
    let scope = |one: &Permission| {
        let (what, how) = one.name().split_once(':').unwrap_or_default();
        let how = if how == "read" { "Read" } else { "Prepare" };
        (one.name().to_owned(), json!(format!("{how} {what}.")))
    };
    let scopes: Map<String, Value> = FOR_MACHINES.iter().map(scope).collect();
    let schemes = &mut doc["components"]["securitySchemes"];
    schemes["oauth2"] = json!({
        "type": "oauth2",
        "description": "Machine clients: an access token of POST /api/v1/oauth/token, a JWT handled as RFC8725 asks.",
        "flows": { "clientCredentials": { "tokenUrl": "/api/v1/oauth/token", "scopes": scopes } },
    });
    schemes["client_secret_basic"] = json!({
        "type": "http",
        "scheme": "basic",
        "description": "The id and the secret of a machine client, each form-encoded (RFC 6749, section 2.3.1).",
    });
}

/// Whatever asks for a permission that machines may hold lets them in; and of OAuth the errors are its own.
pub fn complete(path: &str, operation: &mut Value) {
    let permission = operation["security"][0]["bearer"][0].as_str().and_then(Permission::from_name);
    let needs = match permission {
        Some(permission) if permission.for_machines() => Some(json!([permission.name()])),
        None if path.starts_with(OF_WHOEVER_ASKED) => Some(json!([])),
        _ => None,
    };
    if let Some((needs, security)) = needs.zip(operation["security"].as_array_mut()) {
        security.push(json!({ "oauth2": needs }));
    }
    if is_at(path) {
        for status in ["400", "401"] {
            let schema = json!({ "schema": { "$ref": "#/components/schemas/OAuthError" } });
            operation["responses"][status]["content"]["application/json"] = schema;
        }
    }
}
