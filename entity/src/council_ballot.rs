use sea_orm::entity::prelude::*;

use crate::Relation;

/// The secret ballot on one item: its key and its box. The papers are one text, sorted by their numbers, that is written anew
/// with each of them: no row and no order is left of when one came.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub item_id: Uuid,
    /// In hexadecimal.
    pub public_key: String,
    /// What the key is made of, with a key of the service; none once nothing can be cast any more.
    pub seed: Option<String>,
    /// Sealed while papers are cast, plain once they are counted.
    pub papers: String,
}

impl ActiveModelBehavior for ActiveModel {}
