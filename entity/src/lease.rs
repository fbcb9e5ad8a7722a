use sea_orm::entity::prelude::*;

/// Who may run a background job until when.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub holder: Uuid,
    pub until: DateTimeUtc,
    /// Grows with every new holder.
    pub fencing: i64,
}

impl ActiveModelBehavior for ActiveModel {}
