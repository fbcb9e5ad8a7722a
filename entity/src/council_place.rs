use sea_orm::entity::prelude::*;

/// How many places a session has to give of a form.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_place")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub award_form_id: Uuid,
    pub places: i32,
}

impl ActiveModelBehavior for ActiveModel {}
