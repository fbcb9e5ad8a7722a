use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::session::Means;

/// Work that somebody asked for without waiting for it: the request as it is to be carried out, and what it answered.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "operation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who asked: an account or, with scopes, a machine client.
    pub user_id: Uuid,
    /// What the token of a machine client held.
    pub scopes: Option<String>,
    /// By what a person had signed in.
    pub means: Option<Means>,
    pub method: String,
    /// Path and query.
    pub target: String,
    pub if_match: Option<String>,
    /// Of a list that is asked for as a file: in which form.
    pub accept: Option<String>,
    pub language: Option<String>,
    /// Of a body that is a file, which is kept in Base64; none of JSON.
    pub content_type: Option<String>,
    pub body: String,
    /// Of the answer; none until there is one.
    pub status: Option<i32>,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub answer: Option<String>,
    /// Of a file, which lies in the object store under the id of this row: what it is called.
    pub file_name: Option<String>,
    pub media_type: Option<String>,
    /// Digest of what the person could do when the file was made.
    pub rights: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
