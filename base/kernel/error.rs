//! The one error type. Everything that can go wrong is in `code`, what can be wrong with a member in `fault`; how it is
//! rendered (RFC 9457) is in `http::problem`.
mod code;
mod database;
mod fault;

use std::{borrow::Cow, time::Duration};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use entity::journal::Subject;
use uuid::Uuid;

pub use code::{Code, Spec, Text};
pub use database::{Fate, fate};
pub use fault::{Fault, FieldError};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refused look at something that is there: told to the journal, never to the caller.
#[derive(Clone, Copy, Debug)]
pub struct Denied {
    /// Of the account, or of the machine client.
    pub user_id: Uuid,
    pub subject_type: Subject,
    pub subject_id: Uuid,
    /// None of what belongs to no unit, such as an account.
    pub unit_id: Option<Uuid>,
}

/// That an administrator asked who may do what with something.
#[derive(Clone, Copy, Debug)]
pub struct Explained {
    pub user_id: Uuid,
    /// Whose rights were asked for; none where everybody's were.
    pub person_id: Option<Uuid>,
    pub subject_type: Subject,
    pub subject_id: Uuid,
    pub unit_id: Option<Uuid>,
}

/// What a look leaves to tell the journal.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    Refused(Denied),
    Explained(Explained),
}

/// The one thing that a failure is about, as far as the caller may know it: a member of the problem.
#[derive(Clone, Copy, Debug)]
pub enum About {
    Assignment(Uuid),
    Award(Uuid),
    Movement(Uuid),
    Nomination(Uuid),
    Plan(Uuid),
    Target(Uuid),
    /// How much of a movement is open yet.
    Unfinished {
        obligations: u64,
        nominations: u64,
    },
}

/// So much in a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub quota: u32,
    pub seconds: u64,
}

impl Limit {
    /// As `RateLimit-Policy` says it.
    pub fn policy(self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.quota, self.seconds)
    }

    /// As `RateLimit` says it: what is left, and when it begins anew.
    pub fn header(self, left: u32, reset: u64) -> String {
        format!("\"{}\";r={left};t={reset}", self.name)
    }
}

/// Rounded up: who comes back as told is not refused again.
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[derive(Debug, thiserror::Error)]
#[error("{code:?}: {particulars}")]
pub struct Error {
    pub code: Code,
    pub particulars: Cow<'static, str>,
    pub about: Option<About>,
    pub fields: Vec<FieldError>,
    pub retry_after: Option<Duration>,
    pub denied: Option<Denied>,
    /// The limit that was reached.
    pub limit: Option<Limit>,
    /// What was asked for may have been done all the same.
    pub uncertain: bool,
    #[source]
    pub source: Option<anyhow::Error>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Self::with(code, "")
    }

    pub fn with(code: Code, particulars: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            particulars: particulars.into(),
            about: None,
            fields: vec![],
            retry_after: None,
            denied: None,
            limit: None,
            uncertain: false,
            source: None,
        }
    }

    pub fn about(self, about: About) -> Self {
        Self { about: Some(about), ..self }
    }

    pub fn internal(source: impl Into<anyhow::Error>) -> Self {
        Self { source: Some(source.into()), ..Self::new(Code::Internal) }
    }

    /// A commit that was not answered. One that was refused because of another write has kept nothing.
    pub fn uncertain(e: sea_orm::DbErr) -> Self {
        Self { uncertain: fate(&e) != Fate::Again, ..e.into() }
    }

    /// What the database said, if it was the database.
    pub fn of_database(&self) -> Option<&sea_orm::DbErr> {
        self.source.as_ref().and_then(|source| source.downcast_ref())
    }

    /// What a body names and the caller cannot see is wrong content, not a missing page.
    pub fn named_at(self, pointer: impl Into<String>) -> Self {
        match self.code {
            Code::NotFound => Self { denied: self.denied, ..Self::field(pointer, Fault::NotFound) },
            _ => self,
        }
    }

    /// Content that is well-formed but wrong, at one place.
    pub fn field(pointer: impl Into<String>, fault: Fault) -> Self {
        Self::fields(Code::ValidationFailed, vec![FieldError { pointer: pointer.into(), fault }])
    }

    pub fn fields(code: Code, fields: Vec<FieldError>) -> Self {
        Self { fields, ..Self::new(code) }
    }

    /// Not there, as far as this caller may know.
    pub fn hidden(denied: Denied) -> Self {
        Self { denied: Some(denied), ..Self::new(Code::NotFound) }
    }

    /// Whether the caller lacks the right, also to know of what it named.
    pub const fn is_about_rights(&self) -> bool {
        self.denied.is_some()
            || matches!(
                self.code,
                Code::Forbidden | Code::InvalidToken | Code::PasswordChangeRequired | Code::SecondFactorRequired
            )
    }

    /// More than a limit allows. The only way to say so: who is told to wait is told for how long, and why.
    pub fn limited(limit: Limit, wait: Duration) -> Self {
        let wait = wait.max(Duration::from_secs(1));
        Self { limit: Some(limit), ..Self::new(Code::TooManyRequests).retry_after(wait) }
    }

    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), particulars: whole_seconds(wait).to_string().into(), ..self }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.spec().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only the status: `http::edge` knows the request and writes the body.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(e: sea_orm::DbErr) -> Self {
        use sea_orm::DbErr;
        let code = match (&e, fate(&e)) {
            (DbErr::RecordNotUpdated, _) => return Self::new(Code::VersionMismatch),
            (DbErr::RecordNotFound(_), _) => return Self::new(Code::NotFound),
            (_, Fate::Taken) => Code::Conflict,
            (_, Fate::Again | Fate::Broken | Fate::Passing) => Code::Unavailable,
            (_, Fate::Fault) => Code::Internal,
        };
        Self { source: Some(e.into()), ..Self::new(code) }
    }
}

impl From<validator::ValidationErrors> for Error {
    fn from(errors: validator::ValidationErrors) -> Self {
        let mut fields = vec![];
        collect(&errors, "", &mut fields);
        fields.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Self::fields(Code::ValidationFailed, fields)
    }
}

/// Whether a length misses its minimum.
fn is_below(fault: &validator::ValidationError) -> bool {
    let minimum = fault.params.get("min").and_then(serde_json::Value::as_u64);
    let given = fault.params.get("value").and_then(|v| v.as_array().map(Vec::len).or_else(|| v.as_str().map(str::len)));
    minimum.zip(given).is_some_and(|(minimum, given)| (given as u64) < minimum)
}

fn collect(errors: &validator::ValidationErrors, at: &str, into: &mut Vec<FieldError>) {
    use validator::ValidationErrorsKind as Kind;
    for (name, kind) in errors.errors() {
        let pointer = if name == "__all__" { at.to_owned() } else { format!("{at}/{name}") };
        match kind {
            Kind::Field(faults) => into.extend(faults.iter().map(|fault| FieldError {
                pointer: pointer.clone(),
                fault: match fault.code.as_ref() {
                    "length" if is_below(fault) => Fault::TooShort,
                    "length" => Fault::TooLong,
                    "range" => Fault::OutOfRange,
                    slug => Fault::from_slug(slug).unwrap_or(Fault::InvalidValue),
                },
            })),
            Kind::Struct(inner) => collect(inner, &pointer, into),
            Kind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), into);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Code, Fault};

    #[test]
    fn slugs_are_unique() {
        assert_eq!(Code::ALL.iter().map(|c| c.spec().slug).collect::<HashSet<_>>().len(), Code::ALL.len());
        assert_eq!(Fault::ALL.iter().map(|f| f.spec().0).collect::<HashSet<_>>().len(), Fault::ALL.len());
    }

    #[test]
    fn both_languages_name_the_particulars_alike() {
        for code in Code::ALL {
            let detail = code.spec().detail;
            assert_eq!(detail.vi.contains("{}"), detail.en.contains("{}"), "{code:?}");
        }
    }
}
