use sea_orm::entity::prelude::*;

use crate::Relation;

/// That a member has taken its token for an item. What was signed fits every number there is, so it tells of no paper.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub item_id: Uuid,
    pub user_id: Uuid,
    /// In hexadecimal: whoever asks again with the same is answered again.
    pub blinded_element: String,
}

impl ActiveModelBehavior for ActiveModel {}
