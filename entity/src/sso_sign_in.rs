use sea_orm::entity::prelude::*;

use crate::Relation;

/// A sign-in by the single sign-on that is under way. First it waits for the provider's answer, for the browser that has begun it;
/// then, as another row, for the portal to fetch the session. Secrets are known by their SHA-256 only, and each is good once.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sso_sign_in")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of `state`, then of the code that the portal shows.
    pub secret_digest: String,
    /// Of the cookie, until the provider has answered.
    pub browser_digest: Option<String>,
    pub return_address: String,
    /// Of the portal (RFC 7636, `S256`).
    pub challenge: String,
    /// Whose it is, once the provider has answered.
    pub identity_id: Option<Uuid>,
    pub strong: bool,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
