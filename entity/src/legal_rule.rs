use sea_orm::entity::prelude::*;

use crate::Relation;

/// Any other rule of the law, of the sector or of the configuration, as a row with parameters.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it speaks of, such as `criterion` or `posting`.
    pub kind: String,
    /// Its place among the rules of its kind, from 1.
    pub ordinal: i32,
    /// Codes of the regimes it belongs to, between commas; empty for one that none has to itself.
    pub regimes: String,
    pub award_form: Option<String>,
    pub scope: Option<String>,
    /// What it says, by name.
    pub params: Json,
    /// Its words in Vietnamese, shortened.
    pub words: Option<String>,
    pub citation_id: Uuid,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
