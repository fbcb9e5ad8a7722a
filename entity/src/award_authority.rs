use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::unit::UnitKind;

/// Whose head decides: a kind of unit of the sector, or somebody outside it.
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
pub enum Decider {
    Ministry,
    MinistryUnit,
    ProvincialJusticeDepartment,
    ProvincialEnforcementDepartment,
    DistrictJusticeOffice,
    DistrictEnforcementSubdepartment,
    DistrictCommittee,
    CommuneCommittee,
    Government,
    PrimeMinister,
    StatePresident,
}

impl Decider {
    pub const fn of(kind: UnitKind) -> Self {
        match kind {
            UnitKind::Ministry => Self::Ministry,
            UnitKind::MinistryUnit => Self::MinistryUnit,
            UnitKind::ProvincialJusticeDepartment => Self::ProvincialJusticeDepartment,
            UnitKind::ProvincialEnforcementDepartment => Self::ProvincialEnforcementDepartment,
            UnitKind::DistrictJusticeOffice => Self::DistrictJusticeOffice,
            UnitKind::DistrictEnforcementSubdepartment => Self::DistrictEnforcementSubdepartment,
        }
    }
}

/// Who decides a form of award, between two dates.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_authority")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub award_form_id: Uuid,
    pub regime_code: String,
    pub decider: Decider,
    /// As what, such as `head_of_unit`.
    pub role: String,
    /// Only a unit with legal personality.
    pub legal_personality: bool,
    pub citation_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
