//! The published spec (OpenAPI 3.1), made from the handlers.
//!
//! A handler documents what only it knows: parameters, body, success, permission. What the contract promises for
//! every operation of a kind (problems, headers, idempotency, dry runs) is written here once, as it is done once in
//! `core::http`.
use std::sync::LazyLock;

use actix_web::App;
use serde_json::{Map, Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_actix_web::AppExt;

use crate::core::http::problem::{Problem, ProblemField};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "thidua",
        version = "1.0.0",
        description = "Plans, targets, reports and awards of emulation movements (phong trào thi đua) in the justice sector of Viet Nam.\n\n\
            Timestamps are RFC 3339 in UTC; dates are days in Asia/Ho_Chi_Minh. Unknown parameters and members are refused. \
            Failures are problem details (RFC 9457) in Vietnamese or English. Every write of a versioned resource needs `If-Match`; \
            every POST takes an `Idempotency-Key`; every command takes `dry_run=true`. What lies outside a caller's scope answers 404.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "The operator of this server"),
    ),
    servers((url = "/", description = "Production: the server that publishes this document")),
    tags(
        (name = "auth", description = "Signing in and out (đăng nhập)"),
        (name = "me", description = "The caller (người dùng hiện tại)"),
        (name = "users", description = "Users and assignments (người dùng, phân công)"),
        (name = "units", description = "Units of the sector (đơn vị)"),
        (name = "movements", description = "Emulation movements (phong trào thi đua)"),
        (name = "plans", description = "Plans with tasks, targets and measures (kế hoạch: nhiệm vụ, chỉ tiêu, biện pháp)"),
        (name = "targets", description = "Targets across plans (chỉ tiêu)"),
        (name = "reports", description = "Obligations and reports (nghĩa vụ báo cáo, báo cáo)"),
        (name = "progress", description = "Progress (tiến độ)"),
        (name = "nominations", description = "Nominations (hồ sơ đề nghị khen thưởng)"),
        (name = "decisions", description = "Decisions (quyết định khen thưởng)"),
        (name = "awards", description = "The award register (sổ khen thưởng)"),
        (name = "journal", description = "The journal (nhật ký)"),
    ),
    components(schemas(Problem, ProblemField)),
    modifiers(&Bearer),
)]
struct Doc;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, doc: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("An access token of POST /api/v1/auth/login: RFC 9068, EdDSA, handled as RFC8725 asks."));
        doc.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    }
}

pub static JSON: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string_pretty(&*DOCUMENT).map(|text| text + "\n").unwrap_or_default());
pub static YAML: LazyLock<String> = LazyLock::new(|| {
    serde_json::from_value::<utoipa::openapi::OpenApi>(DOCUMENT.clone())
        .ok()
        .and_then(|doc| doc.to_yaml().ok())
        .unwrap_or_default()
});
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

fn document() -> Value {
    let doc = App::new().into_utoipa_app().openapi(Doc::openapi()).configure(super::routes::documented);
    let mut doc = serde_json::to_value(doc.split_for_parts().1).unwrap_or_default();
    complete_components(&mut doc);
    name_generics(&mut doc);
    doc["servers"][0]["x-internal"] = json!(false);
    if let Some(paths) = doc.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                complete(path, method, operation);
            }
        }
    }
    bound(&mut doc);
    doc
}

/// Pages refer to what they hold by name, and every bounded text has its schema: utoipa spells generics out.
fn name_generics(doc: &mut Value) {
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

/// Shared responses and headers, referred to by every operation.
fn complete_components(doc: &mut Value) {
    let problem = |description: &str, headers: Value| {
        json!({
            "description": description,
            "headers": headers,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    };
    let limits = || {
        json!({
            "RateLimit": { "$ref": "#/components/headers/RateLimit" },
            "RateLimit-Policy": { "$ref": "#/components/headers/RateLimitPolicy" },
        })
    };
    let mut responses = Map::new();
    for (status, name, description) in PROBLEMS {
        let mut headers = if *status < 500 { limits() } else { json!({}) };
        if matches!(status, 429) {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
        }
        if matches!(status, 401) {
            headers["WWW-Authenticate"] =
                json!({ "description": "How to authenticate (RFC 6750).", "schema": text(200) });
        }
        responses.insert((*name).to_owned(), problem(description, headers));
    }
    responses.insert(
        "NotModified".to_owned(),
        json!({ "description": "Nothing changed since the ETag in If-None-Match.", "headers": { "ETag": { "$ref": "#/components/headers/ETag" } } }),
    );
    doc["components"]["responses"] = Value::Object(responses);
    doc["components"]["headers"] = json!({
        "ETag": { "description": "The version of what was answered, for If-Match and If-None-Match.", "schema": text(60) },
        "Location": { "description": "Where the new resource is.", "schema": text(500) },
        "Link": { "description": "`rel=\"next\"` (RFC 8288), while there is a next page.", "schema": text(3000) },
        "RateLimit": { "description": "What is left of the quota.", "schema": text(100) },
        "RateLimitPolicy": { "description": "The quota: requests and window in seconds.", "schema": text(100) },
        "RetryAfter": { "description": "Seconds to wait.", "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400 } },
        "IdempotencyReplayed": { "description": "`true` when this is the first answer given again.", "schema": { "type": "string", "enum": ["true"] } },
        "DryRun": { "description": "`true` when nothing was kept.", "schema": { "type": "string", "enum": ["true"] } },
    });
}

fn text(max: u32) -> Value {
    json!({ "type": "string", "maxLength": max })
}

const PROBLEMS: &[(u16, &str, &str)] = &[
    (400, "BadRequest", "Malformed: broken JSON, an unknown or invalid parameter, an invalid cursor."),
    (401, "Unauthorized", "No access token, or one that is not or no longer valid."),
    (403, "Forbidden", "The caller may not do this: the permission is missing, or whoever drafted may not decide."),
    (404, "NotFound", "Not there, or not within the caller's scope."),
    (406, "NotAcceptable", "Only JSON is on offer."),
    (409, "Conflict", "The state or existing data forbid it; `invalid_transition` lists what is allowed."),
    (412, "PreconditionFailed", "The resource is no longer the version named in If-Match."),
    (413, "PayloadTooLarge", "The body is larger than 1 MiB."),
    (415, "UnsupportedMediaType", "The body is not JSON."),
    (422, "UnprocessableContent", "The content is wrong; `errors` points at each fault."),
    (428, "PreconditionRequired", "If-Match is missing."),
    (429, "TooManyRequests", "The quota is used up, or signing in failed too often."),
    (500, "InternalServerError", "A fault of the service; `trace_id` names it."),
    (503, "ServiceUnavailable", "Too busy; try again."),
];

/// The problems an operation can meet, by what kind of operation it is.
fn statuses(path: &str, method: &str, operation: &Value) -> Vec<u16> {
    let signed_in = operation["security"].as_array().is_some_and(|s| s.iter().any(|r| r.get("bearer").is_some()));
    let body = operation.get("requestBody").is_some();
    let writes = method != "get";
    let versioned = operation["parameters"].as_array().is_some_and(|p| p.iter().any(|p| p["name"] == "If-Match"));
    let mut statuses = vec![400, 406, 429, 500, 503];
    let mut add = |when: bool, more: &[u16]| statuses.extend(more.iter().filter(|_| when));
    add(signed_in || path.contains("/auth/"), &[401]);
    // `/auth/logout` needs no permission; everything else that is signed in does.
    add(signed_in && !path.contains("/auth/"), &[403]);
    // What a path or, of progress, a parameter names may not be there.
    add(path.contains('{') || path.ends_with("/progress"), &[404]);
    add(writes && signed_in && !path.contains("/auth/"), &[409, 422]);
    add(body, &[413, 415, 422]);
    add(versioned, &[412, 428]);
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn complete(path: &str, method: &str, operation: &mut Value) {
    for status in statuses(path, method, operation) {
        let name = PROBLEMS.iter().find(|(s, ..)| *s == status).map_or("InternalServerError", |(_, name, _)| name);
        operation["responses"][status.to_string()] = json!({ "$ref": format!("#/components/responses/{name}") });
    }
    let command = method != "get" && !path.contains("/auth/");
    if command {
        let parameters = operation.as_object_mut().map(|o| o.entry("parameters").or_insert_with(|| json!([])));
        if let Some(parameters) = parameters.and_then(Value::as_array_mut) {
            parameters.push(dry_run());
            if method == "post" {
                parameters.push(idempotency_key());
            }
        }
    }
    let paged = operation["parameters"].as_array().is_some_and(|p| p.iter().any(|p| p["name"] == "cursor"));
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
        if path.starts_with("/api/") && !path.contains("/auth/") {
            add("ETag", "ETag");
        }
        if status == "201" {
            add("Location", "Location");
        }
        if paged {
            add("Link", "Link");
        }
        if command {
            add("Dry-Run", "DryRun");
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
    if method == "get" && path.starts_with("/api/") {
        operation["responses"]["304"] = json!({ "$ref": "#/components/responses/NotModified" });
    }
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

/// Bounds that follow from a format: ids, days, instants, counts.
fn bound(value: &mut Value) {
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

/// The methods that a path of the spec knows, for `Allow`.
pub fn methods_of(path: &str) -> Vec<String> {
    static PATTERNS: LazyLock<Vec<(actix_web::dev::ResourceDef, Vec<String>)>> = LazyLock::new(|| {
        let paths = DOCUMENT["paths"].as_object().cloned().unwrap_or_default();
        let methods = |item: &Value| {
            let mut names: Vec<_> = item.as_object().into_iter().flatten().map(|(m, _)| m.to_uppercase()).collect();
            if names.iter().any(|name| name == "GET") {
                names.push("HEAD".to_owned());
            }
            names
        };
        let mut known: Vec<_> =
            paths.iter().map(|(path, item)| (actix_web::dev::ResourceDef::new(path.as_str()), methods(item))).collect();
        for path in ["/openapi.json", "/openapi.yaml", "/problems/{code}", "/docs/{rest}*"] {
            known.push((actix_web::dev::ResourceDef::new(path), vec!["GET".to_owned(), "HEAD".to_owned()]));
        }
        known
    });
    PATTERNS.iter().find(|(pattern, _)| pattern.is_match(path)).map(|(_, methods)| methods.clone()).unwrap_or_default()
}
