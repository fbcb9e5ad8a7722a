use base::http::sso::is_subject;
use chrono::{DateTime, Utc};
use entity::user_identity;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// Who an account is at the ministry's single sign-on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UserIdentity)]
pub struct IdentityView {
    pub id: Uuid,
    pub user_id: Uuid,
    /// Of the provider, as it writes itself (`iss`).
    #[schema(max_length = 300, example = "https://sso.example.vn/realms/moj")]
    pub issuer: String,
    /// As the provider knows the person (`sub`).
    #[schema(max_length = 255, example = "f3b1c1d0-5f0e-4c8b-9d65-0c5b7a1e2f34")]
    pub subject: String,
    pub created_at: DateTime<Utc>,
}

impl From<user_identity::Model> for IdentityView {
    fn from(m: user_identity::Model) -> Self {
        Self { id: m.id, user_id: m.user_id, issuer: m.issuer, subject: m.subject, created_at: m.created_at }
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LinkUserIdentity)]
pub struct LinkIdentity {
    /// As the provider of this service knows the person (`sub`), sign by sign: never a user name or an address.
    #[validate(custom(function = subject))]
    #[schema(min_length = 1, max_length = 255, pattern = "^[!-~]+$", example = "f3b1c1d0-5f0e-4c8b-9d65-0c5b7a1e2f34")]
    pub subject: String,
}

fn subject(subject: &str) -> Result<(), ValidationError> {
    if is_subject(subject) { Ok(()) } else { Err(ValidationError::new("invalid_value")) }
}

/// The only time that the secret is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IdentityInvitationTold)]
pub struct InvitationTold {
    pub id: Uuid,
    pub user_id: Uuid,
    /// To be handed to the person, and to nobody else.
    #[schema(max_length = 100, example = "oP0mRrl1ZC2mY6rH4mP2yYc7v3fVtq8h1sWbQn5xK9E")]
    pub secret: String,
    /// Until when it is good: seven days.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AcceptIdentityInvitation, example = json!({"token": "eyJhbGciOiJSUzI1NiIs…", "secret": "oP0mRrl1ZC2m…"}))]
pub struct AcceptInvitation {
    /// An access token of the provider, of the person who accepts.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 8000)]
    pub token: SecretString,
    /// What the administrator has handed out.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 100)]
    pub secret: SecretString,
}
