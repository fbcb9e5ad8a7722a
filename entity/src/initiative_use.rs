use sea_orm::entity::prelude::*;

use crate::Relation;

/// That a dossier rests on an initiative or on research, known by who recognised it and under which number.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub nomination_id: Uuid,
    pub initiative_key: String,
}

impl ActiveModelBehavior for ActiveModel {}
