use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// How a ballot is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = VoteSecrecy)]
pub enum Secrecy {
    Secret,
    Open,
    NotStated,
}

/// The ballot that a form of award needs, between two dates: it passes where `yes × yes_den` compares by `op` with
/// `yes_num × members`, of all members of the council.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vote_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub award_form_id: Uuid,
    pub regime_code: String,
    pub council: String,
    /// Empty where no rule was read.
    pub ballot_required: Option<bool>,
    pub secrecy: Secrecy,
    pub yes_num: Option<i32>,
    pub yes_den: Option<i32>,
    /// `ge` or `gt`.
    pub op: Option<String>,
    /// `national` and `justice` are law or practice, `configuration` is a value that the standing body may change.
    pub scope: String,
    pub citation_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
