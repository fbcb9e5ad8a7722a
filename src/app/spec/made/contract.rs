//! What the contract promises for every operation of a kind: problems, headers, idempotency and dry runs.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use base::http::later;
use serde_json::{Value, json};

use super::{oauth, problems};

/// Shared responses and headers, referred to by every operation.
pub fn complete_components(doc: &mut Value) {
    doc["components"]["responses"] = json!({ "NotModified": {
        "description": "Nothing changed since the ETag in If-None-Match.",
        "headers": { "ETag": { "$ref": "#/components/headers/ETag" } },
    } });
    doc["components"]["headers"] = json!({
        "ETag": { "description": "What was answered, for If-Match and If-None-Match: of a thing its version, by which it is changed, and a digest of all that is shown of it.", "schema": text(80) },
        "Location": { "description": "Where the new resource is.", "schema": text(500) },
        "Link": { "description": "`rel=\"next\"` (RFC 8288), while there is a next page.", "schema": text(3000) },
        "RateLimit": { "description": "What is left of the quota.", "schema": text(100) },
        "RateLimitPolicy": { "description": "The quota: requests and window in seconds.", "schema": text(100) },
        "WWWAuthenticate": { "description": "How to authenticate (RFC 6750).", "schema": text(200) },
        "RetryAfter": { "description": "Seconds to wait.", "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400 } },
        "IdempotencyReplayed": { "description": "`true` when this is the first answer given again.", "schema": { "type": "string", "enum": ["true"] } },
        "ConsistencyToken": { "description": "What this write has reached, where the service reads from replicas. Sent back with a read, it is answered by nobody who is behind. Within one instance an account's own writes are seen without it.", "schema": text(40) },
        "PreferenceApplied": { "description": "`respond-async` where that was done (RFC 7240).", "schema": { "type": "string", "enum": ["respond-async"] } },
        "DryRun": { "description": "`true` when nothing was kept.", "schema": { "type": "string", "enum": ["true"] } },
    });
}

fn text(max: u32) -> Value {
    json!({ "type": "string", "maxLength": max })
}

/// What begins and ends sessions, and what tells a secret or takes one, is no command: it is not rehearsed, and its answer is
/// not given again.
fn about_sessions(path: &str) -> bool {
    path.contains("/auth/")
        || oauth::is_at(path)
        || path.ends_with("/clients/{id}/secrets")
        || path.ends_with("/webhooks/{id}/secrets")
        || path.ends_with("/identity-invitations")
        || path.ends_with("/me/password")
        || path.contains("/me/second-factor")
        || path.ends_with("/me/calendars")
        || path.ends_with("/me/notifications/read")
        || path.contains("/public/")
        || path.ends_with("/secret-ballots")
}

/// The problems an operation can meet, by what kind of operation it is.
fn statuses(path: &str, method: &str, operation: &Value) -> Vec<u16> {
    let signed_in = operation["security"].as_array().is_some_and(|s| s.iter().any(|r| r.get("bearer").is_some()));
    let body = operation.get("requestBody").is_some();
    let writes = method != "get";
    let versioned = operation["parameters"].as_array().is_some_and(|p| p.iter().any(|p| p["name"] == "If-Match"));
    let mut statuses = vec![400, 406, 429, 500, 503];
    let mut add = |when: bool, more: &[u16]| statuses.extend(more.iter().filter(|_| when));
    add(signed_in || path.contains("/auth/") || oauth::is_at(path), &[401]);
    // `/auth/logout` needs no permission; everything else that is signed in does.
    add(signed_in && !path.contains("/auth/"), &[403]);
    // What a path or, of figures, a parameter names may not be there.
    let figures = ["/progress", "/plan-coverage", "/emulation-statistics"];
    add(
        path.contains('{')
            || path.contains("/public/objections")
            || figures.iter().any(|figures| path.contains(figures)),
        &[404],
    );
    add(writes && signed_in && !about_sessions(path), &[409, 422]);
    add(path.ends_with("/me/password") || (writes && path.contains("/me/second-factor")), &[412]);
    add(writes, &[415]);
    add(body, &[413, 415, 422]);
    add(versioned, &[412, 428]);
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// In what every list can be had beside JSON; of lines of JSON each is an item.
fn add_tables(response: &mut Value) {
    let page = response["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
    let item = page.replace("/Page_", "/");
    for (media_type, schema) in [
        ("text/csv", "#/components/schemas/CsvFile"),
        ("application/x-ndjson", item.as_str()),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "#/components/schemas/XlsxFile"),
    ] {
        // A list whose page says more than its items names them itself.
        if response["content"][media_type].is_null() {
            response["content"][media_type] = json!({ "schema": { "$ref": schema } });
        }
    }
}

/// What every operation of a kind takes, in addition.
fn parameters(path: &str, method: &str, command: bool, may_be_put_down: bool) -> Vec<Value> {
    let mut more = vec![];
    if method == "get" && path.starts_with("/api/") {
        more.push(consistency_token());
    }
    if command {
        more.push(dry_run());
        more.extend((method == "post").then(idempotency_key));
    }
    more.extend(may_be_put_down.then(prefer));
    more
}

pub fn complete(path: &str, method: &str, operation: &mut Value) {
    problems::complete(statuses(path, method, operation), method, operation);
    oauth::complete(path, operation);
    sends_on(operation);
    let command = method != "get" && !about_sessions(path);
    let paged = operation["parameters"].as_array().is_some_and(|p| p.iter().any(|p| p["name"] == "cursor"));
    let may_be_put_down = paged || is_long(path, method);
    let more = parameters(path, method, command, may_be_put_down);
    if !more.is_empty() {
        let parameters = operation.as_object_mut().map(|o| o.entry("parameters").or_insert_with(|| json!([])));
        if let Some(parameters) = parameters.and_then(Value::as_array_mut) {
            parameters.extend(more);
        }
    }
    if may_be_put_down {
        operation["responses"]["202"] = accepted();
    }
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        let mut headers = json!({
            "RateLimit": { "$ref": "#/components/headers/RateLimit" },
            "RateLimit-Policy": { "$ref": "#/components/headers/RateLimitPolicy" },
        });
        let mut add = |name: &str, component: &str| {
            headers[name] = json!({ "$ref": format!("#/components/headers/{component}") });
        };
        let kept = !path.contains("/auth/") && !oauth::is_at(path) && !flows(path);
        if path.starts_with("/api/") && kept && status != "204" {
            add("ETag", "ETag");
        }
        if status == "201" {
            add("Location", "Location");
        }
        if paged && status == "200" {
            add("Link", "Link");
            add_tables(response);
        }
        if status == "202" {
            add("Location", "Location");
            add("Preference-Applied", "PreferenceApplied");
        }
        if command {
            add("Dry-Run", "DryRun");
            add("Consistency-Token", "ConsistencyToken");
        }
        if command && method == "post" {
            add("Idempotency-Replayed", "IdempotencyReplayed");
        }
        response["headers"] = headers;
        let empty = response["description"].as_str().is_none_or(str::is_empty);
        if empty {
            response["description"] = json!(if status == "201" { "Made." } else { "As asked." });
        }
    }
    if method == "get" && path.starts_with("/api/") && !flows(path) {
        operation["responses"]["304"] = json!({ "$ref": "#/components/responses/NotModified" });
    }
}

/// What a redirect of the single sign-on carries.
fn sends_on(operation: &mut Value) {
    if let Some(sent_on) = operation["responses"].get_mut("303") {
        sent_on["headers"] = json!({
            "Location": { "description": "Where the browser goes.", "schema": text(6000) },
            "Set-Cookie": { "description": "Ties the sign-in to this browser, and is taken away at its end.", "schema": text(200) },
        });
    }
}

/// What is sent while it is still being read has no tag, and is sent each time.
fn flows(path: &str) -> bool {
    path.ends_with("/changes/stream") || path.contains("/snapshot/")
}

fn is_long(path: &str, method: &str) -> bool {
    method == "post" && later::LONG.contains(&path)
}

fn accepted() -> Value {
    json!({
        "description": "It is carried out later: `Location` tells where its answer will be.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Operation" } } },
    })
}

fn prefer() -> Value {
    json!({
        "name": later::HEADER, "in": "header", "required": false,
        "description": "`respond-async` (RFC 7240): answers 202 and carries it out later. What is refused within a second is refused at once. Of a list, where all of it is asked for as a file: not as JSON, and without `limit` and `cursor`.",
        "schema": { "type": "string", "maxLength": 100 },
    })
}

fn consistency_token() -> Value {
    json!({
        "name": "Consistency-Token", "in": "header", "required": false,
        "description": "The header of the same name of a write: the answer is not older than that.",
        "schema": { "type": "string", "minLength": 2, "maxLength": 17, "pattern": "^t[0-9a-f]{1,16}$" },
    })
}

fn dry_run() -> Value {
    json!({
        "name": "dry_run", "in": "query", "required": false,
        "description": "Check and answer everything, keep nothing.",
        "schema": { "type": "boolean", "default": false },
    })
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Makes a retry safe: the first answer is kept for 24 hours and given again.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$" },
    })
}
