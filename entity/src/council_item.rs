use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// What came of an item.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CouncilOutcome)]
pub enum Outcome {
    Passed,
    NotPassed,
    /// It has the votes, and others have more for the places that there are.
    OverQuota,
    /// It has the votes, and as many as others for the last places: the council votes again.
    Tied,
    /// The dossier went elsewhere, or is another version, by the time the session closed.
    Lapsed,
}

/// A dossier on the agenda of a session, and how the council voted on it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub ordinal: i32,
    pub nomination_id: Uuid,
    /// The version that the council read.
    pub nomination_version_no: i32,
    pub award_form_id: Uuid,
    /// The rule of the day of the session.
    pub vote_rule_id: Uuid,
    pub yes: Option<i32>,
    pub no: Option<i32>,
    /// Neither: abstentions, blank and spoilt papers.
    pub neither: Option<i32>,
    /// Who entered the totals of a paper ballot, and who signed them too.
    pub tallied_by: Option<Uuid>,
    pub confirmed_by: Option<Uuid>,
    /// How many others of its form have more votes, where there are not places for all.
    pub place: Option<i32>,
    pub outcome: Option<Outcome>,
}

impl ActiveModelBehavior for ActiveModel {}
