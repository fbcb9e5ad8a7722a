use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, award_authority::Decider};

use crate::Signature;

/// Life cycle of a decision.
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
pub enum DecisionStatus {
    Draft,
    Signed,
    /// Given up before it was signed.
    Cancelled,
}

/// A decision to grant awards (quyết định khen thưởng).
/// Who decides outside the sector: the standing body records what it decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum StateDecider {
    Government,
    PrimeMinister,
    StatePresident,
}

impl StateDecider {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Government => "Chính phủ",
            Self::PrimeMinister => "Thủ tướng Chính phủ",
            Self::StatePresident => "Chủ tịch nước",
        }
    }

    pub const fn decider(self) -> Decider {
        match self {
            Self::Government => Decider::Government,
            Self::PrimeMinister => Decider::PrimeMinister,
            Self::StatePresident => Decider::StatePresident,
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub deciding_unit_id: Uuid,
    pub deciding_unit_name: String,
    /// The unit that drafts it: the deciding unit or, for the ministry, its standing body.
    pub preparing_unit_id: Uuid,
    pub status: DecisionStatus,
    pub number: Option<String>,
    pub decided_on: Option<Date>,
    pub signature: Option<Signature>,
    /// Of the state: the decision is recorded, not signed, here. The deciding unit is the ministry, which proposed.
    pub decided_by: Option<StateDecider>,
    /// By when the units have to be told of it; none where no rule says.
    pub notice_due_on: Option<Date>,
    pub notified_at: Option<DateTimeUtc>,
    /// Why it was given up.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
