use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::Signature;

/// A value of the configuration was changed by a document: the row that held until then, and the one that holds from then
/// on. Rows are only added.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the rule speaks of, such as `posting`; `ballot` for how a council votes.
    pub kind: String,
    /// The row that ends.
    pub rule_id: Uuid,
    /// The row that takes its place.
    pub made_rule_id: Uuid,
    pub takes_effect_on: Date,
    pub document_id: Uuid,
    pub signature: Signature,
    pub unit_id: Uuid,
    pub revised_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
