use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// What a unit is, in the organisation of its day.
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
pub enum UnitKind {
    Ministry,
    MinistryUnit,
    ProvincialJusticeDepartment,
    ProvincialEnforcementDepartment,
    DistrictJusticeOffice,
    DistrictEnforcementSubdepartment,
}

/// One unit (đơn vị) of the sector. Its name, codes and superior are dated rows of their own; the id never changes meaning.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: UnitKind,
    /// GSO code of the province the unit serves; none for central units.
    pub province_code: Option<String>,
    /// GSO code of the district the unit serves.
    pub district_code: Option<String>,
    /// Tư cách pháp nhân: only such a unit may grant a giấy khen (Law 06/2022/QH15, article 80).
    pub legal_personality: bool,
    pub valid_from: Date,
    /// Last day in being; none while the unit exists.
    pub valid_to: Option<Date>,
    /// The reorganisation that ended it.
    pub ended_by_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
