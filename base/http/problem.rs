//! Problem details (RFC 9457), in the caller's language.
use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::RefOr,
    openapi::schema::{ObjectBuilder, Schema, Type},
};
use uuid::Uuid;

use super::{form, import};
use crate::kernel::error::{About, Code, Error, Fault, Text, whole_seconds};

pub const MEDIA_TYPE: &str = "application/problem+json";
/// How files are sent.
pub const MULTIPART: &str = "multipart/form-data";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Vi,
    En,
}

impl Language {
    /// The first of the two that the caller prefers (RFC 4647 lookup); Vietnamese when it names neither.
    pub fn of(accept_language: Option<&str>) -> Self {
        let mut best = (0.0_f32, Self::Vi);
        for part in accept_language.unwrap_or_default().split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("vi") => Self::Vi,
                Some("en") => Self::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    pub const fn pick(self, text: Text) -> &'static str {
        match self {
            Self::Vi => text.vi,
            Self::En => text.en,
        }
    }
}

/// What went wrong (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A relative reference that answers with the description of this kind of problem.
    #[schema(max_length = 100, example = "/problems/version_mismatch")]
    pub r#type: String,
    /// The kind of problem, in the language asked for.
    #[schema(max_length = 200, example = "Dữ liệu đã thay đổi")]
    pub title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 412)]
    pub status: u16,
    /// What to do about it.
    #[schema(max_length = 2000, example = "Đọc lại tài nguyên và dùng ETag mới")]
    pub detail: String,
    /// The path of the request.
    #[schema(max_length = 2000, example = "/api/v1/plans/0198c0de-0000-7000-8000-000000000001")]
    pub instance: String,
    /// Never translated, never changed. New ones may come: treat an unknown one by its status.
    #[schema(value_type = ProblemCode)]
    pub code: &'static str,
    #[schema(max_length = 64)]
    pub trace_id: String,
    /// All faults of the content, each with its place; absent where the content is not at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 1000)]
    pub errors: Vec<ProblemField>,
    /// Of `invalid_transition`: the actions that the state allows, whoever may take them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false, example = json!(["receive", "request_supplement"]))]
    pub allowed_actions: Option<Vec<String>>,
    /// The assignment that gives the role already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignment_id: Option<Uuid>,
    /// The plan that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub plan_id: Option<Uuid>,
    /// The target that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub target_id: Option<Uuid>,
    /// The movement that does not allow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub movement_id: Option<Uuid>,
    /// The nomination that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nomination_id: Option<Uuid>,
    /// The award that was given already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub award_id: Option<Uuid>,
    /// Of `unfinished`: how many reports are still owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub obligations: Option<u64>,
    /// Of `unfinished`: how many nominations a unit above has to decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub nominations: Option<u64>,
}

/// One fault and its place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// A JSON pointer (RFC 6901) into the body.
    #[schema(max_length = 500, example = "/title")]
    pub pointer: String,
    /// Never translated, never changed. New ones may come.
    #[schema(value_type = FaultCode)]
    pub code: &'static str,
    #[schema(max_length = 500)]
    pub message: &'static str,
}

/// Every code of a problem: the table of failures.
pub enum ProblemCode {}

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        codes(Code::ALL.iter().map(|code| code.spec().slug))
    }
}

impl ToSchema for ProblemCode {}

/// Every code of a fault of the content.
pub enum FaultCode {}

impl PartialSchema for FaultCode {
    fn schema() -> RefOr<Schema> {
        codes(Fault::ALL.iter().map(|fault| fault.spec().0))
    }
}

impl ToSchema for FaultCode {}

fn codes(slugs: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(slugs)).into()
}

/// The request that failed.
pub struct Occurrence<'a> {
    pub language: Language,
    pub trace_id: &'a str,
    pub path: &'a str,
}

pub fn render(error: &Error, at: &Occurrence<'_>) -> HttpResponse {
    let spec = error.code.spec();
    let fields = error.fields.iter().map(|f| {
        let (code, message) = f.fault.spec();
        ProblemField { pointer: f.pointer.clone(), code, message: at.language.pick(message) }
    });
    let id = |of: fn(About) -> Option<Uuid>| error.about.and_then(of);
    let left = match error.about {
        Some(About::Unfinished { obligations, nominations }) => Some((obligations, nominations)),
        _ => None,
    };
    let problem = Problem {
        r#type: format!("/problems/{}", spec.slug),
        title: at.language.pick(spec.title),
        status: spec.status,
        detail: at.language.pick(spec.detail).replace("{}", &error.particulars),
        instance: at.path.to_owned(),
        code: spec.slug,
        trace_id: at.trace_id.to_owned(),
        errors: fields.collect(),
        allowed_actions: (error.code == Code::InvalidTransition).then(|| allowed(&error.particulars)),
        assignment_id: id(|about| if let About::Assignment(id) = about { Some(id) } else { None }),
        plan_id: id(|about| if let About::Plan(id) = about { Some(id) } else { None }),
        target_id: id(|about| if let About::Target(id) = about { Some(id) } else { None }),
        movement_id: id(|about| if let About::Movement(id) = about { Some(id) } else { None }),
        nomination_id: id(|about| if let About::Nomination(id) = about { Some(id) } else { None }),
        award_id: id(|about| if let About::Award(id) = about { Some(id) } else { None }),
        obligations: left.map(|(obligations, _)| obligations),
        nominations: left.map(|(_, nominations)| nominations),
    };
    let status = StatusCode::from_u16(spec.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.content_type(MEDIA_TYPE).insert_header((header::CONTENT_LANGUAGE, at.language.tag()));
    match error.code {
        _ if spec.status == 401 => {
            response.insert_header((header::WWW_AUTHENTICATE, challenge(error.code)));
        }
        Code::MethodNotAllowed => {
            response.insert_header((header::ALLOW, error.particulars.to_string()));
        }
        Code::UnsupportedMediaType => {
            let own =
                [MULTIPART, form::MEDIA_TYPE, import::MEDIA_TYPES].into_iter().find(|own| error.particulars == *own);
            let post = own.unwrap_or("application/json");
            response.insert_header(("Accept-Post", post));
            response.insert_header(("Accept-Patch", "application/merge-patch+json, application/json"));
        }
        _ => {}
    }
    if let Some(wait) = error.retry_after.or_else(|| pause(spec.status)) {
        response.insert_header((header::RETRY_AFTER, whole_seconds(wait).to_string()));
    }
    if let Some(limit) = &error.limit {
        let wait = whole_seconds(error.retry_after.unwrap_or(PAUSE));
        response.insert_header(("RateLimit-Policy", limit.policy()));
        response.insert_header(("RateLimit", limit.header(0, wait)));
    }
    response.json(problem)
}

/// `transition` names them in a row, or with a dash says that there is none; a guard says something else.
fn allowed(particulars: &str) -> Vec<String> {
    let names = particulars.split(", ").filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    names.map(str::to_owned).collect()
}

/// Where nobody knows better.
const PAUSE: Duration = Duration::from_secs(2);

/// Whoever is told to come back is told when.
fn pause(status: u16) -> Option<Duration> {
    matches!(status, 429 | 503).then_some(PAUSE)
}

/// RFC 6750, section 3.
const fn challenge(code: Code) -> &'static str {
    match code {
        Code::InvalidToken | Code::TokenExpired => r#"Bearer realm="thidua", error="invalid_token""#,
        _ => r#"Bearer realm="thidua""#,
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_preferred_language_wins_and_vietnamese_is_the_default() {
        assert_eq!(Language::of(None), Language::Vi);
        assert_eq!(Language::of(Some("fr, de")), Language::Vi);
        assert_eq!(Language::of(Some("en-GB,en;q=0.9")), Language::En);
        assert_eq!(Language::of(Some("en;q=0.2, vi;q=0.8")), Language::Vi);
    }
}
