use sea_orm::entity::prelude::*;

use crate::Relation;

/// What an inspected unit says for itself (giải trình).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_explanation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inspection_id: Uuid,
    pub movement_id: Uuid,
    pub inspecting_unit_id: Uuid,
    pub unit_id: Uuid,
    pub text: String,
    /// Whether the conclusion had been signed.
    pub after_conclusion: bool,
    pub written_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
