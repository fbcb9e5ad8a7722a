use sea_orm::entity::prelude::*;

use crate::Relation;

/// Where a rule stands: the document, the article, where that was read, and whether it was read at all.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document_id: Uuid,
    /// `30(7)` is clause 7 of article 30.
    pub article: Option<String>,
    /// Read in a public text.
    pub verified: bool,
    /// Where it was read.
    pub source: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
