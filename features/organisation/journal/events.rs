//! What the journal says of the service itself: refused looks, and what a database began with.
use base::store::journal::Facts;
use entity::journal::Subject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to something that somebody asked for. The subject is what was asked for.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AccessEvent {
    /// Somebody asked for what is there and was answered that it is not.
    #[serde(rename = "access.denied")]
    Denied {
        user_id: Option<Uuid>,
        /// The machine client, where one asked.
        client_id: Option<Uuid>,
    },
    /// An administrator asked who may do what with something.
    #[serde(rename = "access.explained")]
    Explained {
        user_id: Uuid,
        /// Whose rights were asked for; none where everybody's were.
        person_id: Option<Uuid>,
    },
}

impl Facts for AccessEvent {
    const SUBJECT: Option<Subject> = None;
}

/// What happened to the database as a whole.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RegisterEvent {
    /// The register, the law and the first movement were loaded.
    #[serde(rename = "register.imported")]
    Imported {
        units: usize,
        indicators: usize,
        /// The files that were read.
        #[schema(max_items = 20)]
        files: Vec<ImportedFile>,
    },
    /// The accounts of the demonstration were made.
    #[serde(rename = "register.demo_accounts_created")]
    DemoAccountsCreated { accounts: usize },
}

/// A file that was read.
#[derive(Serialize, ToSchema)]
pub struct ImportedFile {
    #[schema(max_length = 100)]
    pub name: &'static str,
    #[schema(max_length = 64)]
    pub sha256: String,
}

impl Facts for RegisterEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Register);
}
