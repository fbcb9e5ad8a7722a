//! What an administrator of a part of the tree may let begin in it. More is the ministry's to give: a kind of unit is
//! obliged, receives and decides awards in the whole sector, a province has its figures, and legal personality lets a
//! head decide awards.
use entity::unit::UnitKind;

use crate::kernel::organisation::Unit;

/// What a unit is in the sector.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub kind: UnitKind,
    pub province_code: Option<&'a str>,
    pub legal_personality: bool,
}

impl<'a> Place<'a> {
    pub fn of(unit: &'a Unit) -> Self {
        Self {
            kind: unit.kind,
            province_code: unit.province_code.as_deref(),
            legal_personality: unit.legal_personality,
        }
    }
}

/// The kinds on the line below a kind of unit.
const fn below(kind: UnitKind) -> &'static [UnitKind] {
    use UnitKind::{
        DistrictEnforcementSubdepartment, DistrictJusticeOffice, Ministry, MinistryUnit,
        ProvincialEnforcementDepartment, ProvincialJusticeDepartment,
    };
    match kind {
        Ministry => &[MinistryUnit, ProvincialJusticeDepartment, ProvincialEnforcementDepartment],
        MinistryUnit => &[ProvincialEnforcementDepartment, DistrictEnforcementSubdepartment],
        ProvincialJusticeDepartment => &[DistrictJusticeOffice],
        ProvincialEnforcementDepartment => &[DistrictEnforcementSubdepartment],
        DistrictJusticeOffice | DistrictEnforcementSubdepartment => &[],
    }
}

/// Whether a unit may begin below another by the word of an administrator of that one.
pub fn begins_below(superior: Place<'_>, new: Place<'_>) -> bool {
    below(superior.kind).contains(&new.kind)
        && (superior.province_code.is_none() || new.province_code == superior.province_code)
        && !new.legal_personality
}
