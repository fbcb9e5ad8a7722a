//! Which problems an operation can meet: those of its kind, and those of its own, which stand in `codes.csv`. The test
//! suite fails for a problem that an operation answers and does not name.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use base::kernel::{error::Code, policy::Permission};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const PROBLEMS: &[(u16, &str, &str)] = &[
    (400, "BadRequest", "Malformed: broken JSON, an unknown or invalid parameter, an invalid cursor."),
    (401, "Unauthorized", "No access token, or one that is not or no longer valid."),
    (403, "Forbidden", "The caller may not do this: the permission is missing, or whoever drafted may not decide."),
    (404, "NotFound", "Not there, or not within the caller's scope."),
    (406, "NotAcceptable", "None of the media types on offer is acceptable; the answer names them."),
    (409, "Conflict", "The state or existing data forbid it; `invalid_transition` lists what is allowed."),
    (410, "Gone", "The feed no longer holds this position, or never did: read the snapshots again."),
    (412, "PreconditionFailed", "The resource is no longer the version named in If-Match."),
    (413, "PayloadTooLarge", "The body is larger than 1 MiB, or a file than the operator allows."),
    (415, "UnsupportedMediaType", "The body is of another media type than the documented one."),
    (422, "UnprocessableContent", "The content is wrong; `errors` points at each fault."),
    (428, "PreconditionRequired", "If-Match is missing."),
    (429, "TooManyRequests", "The quota is used up, or signing in failed too often."),
    (500, "InternalServerError", "A fault of the service; `trace_id` names it."),
    (
        503,
        "ServiceUnavailable",
        "Not now: the database is away, or the request has run into its deadline. Try again after `Retry-After`.",
    ),
];

#[derive(Deserialize)]
struct Row {
    operation: String,
    code: String,
}

/// The codes that are an operation's own.
static OWN: LazyLock<BTreeMap<String, Vec<Code>>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_bytes!("codes.csv").as_slice());
    let mut own: BTreeMap<String, Vec<Code>> = BTreeMap::new();
    for row in rows.deserialize().filter_map(|row: Result<Row, _>| row.ok()) {
        own.entry(row.operation).or_default().extend(Code::from_slug(&row.code));
    }
    own
});

/// What every operation of a kind can meet beside.
fn common(method: &str, operation: &Value) -> Vec<Code> {
    let has = |name: &str| operation["parameters"].as_array().is_some_and(|p| p.iter().any(|p| p["name"] == name));
    let mut codes = vec![
        Code::MalformedRequest,
        Code::UnknownParameter,
        Code::InvalidParameter,
        Code::Unauthenticated,
        Code::InvalidToken,
        Code::TokenExpired,
        Code::IdentityNotLinked,
        Code::Forbidden,
        Code::PasswordChangeRequired,
        Code::NotFound,
        Code::NotAcceptable,
        Code::Conflict,
        Code::VersionMismatch,
        Code::PreconditionRequired,
        Code::PayloadTooLarge,
        Code::UnsupportedMediaType,
        Code::ValidationFailed,
        Code::TooManyRequests,
        Code::Internal,
        Code::Unavailable,
    ];
    codes.extend(has("cursor").then_some(Code::InvalidCursor));
    let permission = operation["security"][0]["bearer"][0].as_str().and_then(Permission::from_name);
    codes.extend(permission.filter(|one| one.asks_second_factor()).map(|_| Code::SecondFactorRequired));
    codes.extend(operation.get("requestBody").map(|_| Code::MalformedJson));
    if method == "post" {
        codes.extend([Code::IdempotencyInProgress, Code::IdempotencyKeyReused]);
    }
    codes
}

pub fn complete(statuses: Vec<u16>, method: &str, operation: &mut Value) {
    let own = operation["operationId"].as_str().and_then(|id| OWN.get(id)).cloned().unwrap_or_default();
    let mut statuses: BTreeSet<u16> = statuses.into_iter().collect();
    statuses.extend(own.iter().map(|code| code.spec().status));
    let known: Vec<Code> = common(method, operation).into_iter().chain(own).collect();
    for status in statuses {
        let codes: BTreeSet<&str> =
            known.iter().map(|code| code.spec()).filter(|spec| spec.status == status).map(|spec| spec.slug).collect();
        operation["responses"][status.to_string()] = response(status, &codes);
    }
}

fn response(status: u16, codes: &BTreeSet<&str>) -> Value {
    let described = PROBLEMS.iter().find(|(s, ..)| *s == status).map_or("", |(.., description)| description);
    let named: Vec<_> = codes.iter().map(|code| format!("`{code}`")).collect();
    let examples: Map<_, _> = codes
        .iter()
        .map(|code| ((*code).to_owned(), json!({ "$ref": format!("#/components/examples/{code}") })))
        .collect();
    let mut headers = json!({});
    let mut add = |name: &str, component: &str| {
        headers[name] = json!({ "$ref": format!("#/components/headers/{component}") });
    };
    if status < 500 {
        add("RateLimit", "RateLimit");
        add("RateLimit-Policy", "RateLimitPolicy");
    }
    if matches!(status, 429 | 503) {
        add("Retry-After", "RetryAfter");
    }
    if status == 401 {
        add("WWW-Authenticate", "WWWAuthenticate");
    }
    json!({
        "description": format!("{described} Codes: {}.", named.join(", ")),
        "headers": headers,
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "examples": examples,
        } },
    })
}

/// Answers that several operations have word for word stand in the components, under the name of their status and the
/// codes that the shortest of that status has not.
pub fn share(doc: &mut Value) {
    let mut seen: BTreeMap<String, (u16, Value, usize)> = BTreeMap::new();
    each(doc, |status, response| {
        seen.entry(response.to_string()).or_insert_with(|| (status, response.clone(), 0)).2 += 1;
    });
    let mut shared: Vec<_> = seen.into_iter().filter(|(_, (.., times))| *times > 1).collect();
    shared.sort_by_key(|(text, (status, _, times))| (*status, std::cmp::Reverse(*times), text.len()));
    let mut names = BTreeMap::new();
    for (status, name, _) in PROBLEMS {
        let mut first: Option<BTreeSet<String>> = None;
        for (text, (_, response, _)) in shared.iter().filter(|(_, (s, ..))| s == status) {
            let examples = &response["content"]["application/problem+json"]["examples"];
            let codes: BTreeSet<String> = examples.as_object().into_iter().flatten().map(|(c, _)| c.clone()).collect();
            let base = first.get_or_insert_with(|| codes.clone());
            let differing: Vec<_> = codes.symmetric_difference(base).cloned().collect();
            let own = if differing.is_empty() { String::new() } else { format!("_{}", differing.join("_")) };
            let component = format!("{name}{}", super::parameters::pascal(&own));
            doc["components"]["responses"][&component] = response.clone();
            names.insert(text.clone(), component);
        }
    }
    each(doc, |_, response| {
        if let Some(name) = names.get(&response.to_string()) {
            *response = json!({ "$ref": format!("#/components/responses/{name}") });
        }
    });
}

fn each(doc: &mut Value, mut visit: impl FnMut(u16, &mut Value)) {
    for (_, item) in doc["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
                let own = !response["content"]["application/json"].is_null();
                if let Some(status) = status.parse().ok().filter(|status| *status >= 400 && !own) {
                    visit(status, response);
                }
            }
        }
    }
}

/// An example of every problem, under its code.
pub fn examples() -> impl Iterator<Item = (String, Value)> {
    Code::ALL.into_iter().map(|code| {
        let spec = code.spec();
        let mut value = json!({
            "type": format!("/problems/{}", spec.slug),
            "title": spec.title.en,
            "status": spec.status,
            "detail": spec.detail.en.replace("{}", "…"),
            "instance": "/api/v1/plans/0198c0de-0000-7000-8000-000000000001",
            "code": spec.slug,
            "trace_id": "0198c0de000070008000000000000001",
        });
        match code {
            Code::ValidationFailed => {
                value["errors"] = json!([{ "pointer": "/title", "code": "too_long", "message": "Too long" }]);
            }
            Code::InvalidTransition => value["allowed_actions"] = json!(["receive", "request_supplement"]),
            Code::PlanExists => value["plan_id"] = json!("0198c0de-0000-7000-8000-000000000002"),
            _ => {}
        }
        (spec.slug.to_owned(), json!({ "summary": spec.title.en, "value": value }))
    })
}
