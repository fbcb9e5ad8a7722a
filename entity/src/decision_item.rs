use sea_orm::entity::prelude::*;

use crate::Relation;

/// A nomination that a decision grants; its order number is the number in the golden book (số sổ vàng).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub decision_id: Uuid,
    pub nomination_id: Uuid,
    pub order_no: i32,
    /// The rule by which the deciding unit may grant it.
    pub authority_id: Uuid,
    /// The multiple of its prize that was chosen, where the rule says only the greatest.
    pub chosen_num: Option<i32>,
    pub chosen_den: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
