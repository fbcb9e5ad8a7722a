use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::nomination::SubjectType;

/// One dossier on a posted list, as it was when the list was made: a name, a position, a unit and a form, and no more.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub posting_id: Uuid,
    /// Its number on the list.
    pub ordinal: i32,
    pub nomination_id: Uuid,
    pub nomination_version_no: i32,
    pub subject_type: SubjectType,
    pub full_name: String,
    pub position: Option<String>,
    pub unit_name: String,
    pub award_form_id: Uuid,
    /// The rule that asks for the posting, where one does.
    pub rule_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
