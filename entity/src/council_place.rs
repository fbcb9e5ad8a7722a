use sea_orm::entity::prelude::*;

use crate::nomination::{Stage, SubjectType};

use crate::Relation;

/// How many places a session has to give of a form.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_place")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub award_form_id: Uuid,
    /// Of what quotas leave to the unit, and then these three; empty of a number that was given, which is of the form alone.
    pub movement_id: Option<Uuid>,
    pub stage: Option<Stage>,
    pub subject_type: Option<SubjectType>,
    pub places: i32,
}

impl ActiveModelBehavior for ActiveModel {}
