//! What an administrator of a part of the tree may let begin in it. More is the ministry's to give: a kind of unit is
//! obliged, receives and decides awards in the whole sector, a province has its figures, and legal personality lets a
//! head decide awards. And what a new unit may not contradict, whoever makes it.
use base::kernel::{
    error::{Fault, FieldError},
    organisation::{Organisation, Unit},
};
use chrono::NaiveDate;
use entity::unit::UnitKind;

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

/// Units of the ministry have units of their own, which only the ministry makes.
fn may_lie_below(superior: UnitKind, kind: UnitKind) -> bool {
    below(superior).contains(&kind) || (superior, kind) == (UnitKind::MinistryUnit, UnitKind::MinistryUnit)
}

/// Whether units of a kind serve one province.
pub const fn is_of_province(kind: UnitKind) -> bool {
    !matches!(kind, UnitKind::Ministry | UnitKind::MinistryUnit)
}

const fn is_of_district(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::DistrictJusticeOffice | UnitKind::DistrictEnforcementSubdepartment)
}

/// Where a new unit contradicts what it is to lie below, or what the register says of its district on that day.
pub fn contradictions(
    organisation: &Organisation,
    superior: Place<'_>,
    new: Place<'_>,
    (district_code, day): (Option<&str>, NaiveDate),
) -> Vec<FieldError> {
    let in_another_province = |code: &str| {
        let serves = |unit: &&Unit| unit.exists_on(day) && unit.district_code.as_deref() == Some(code);
        organisation.units().filter(serves).any(|unit| unit.province_code.as_deref() != new.province_code)
    };
    let kind = (!may_lie_below(superior.kind, new.kind)).then_some(Fault::NotAllowed);
    let province = match (superior.province_code, new.province_code) {
        (_, None) if is_of_province(new.kind) => Some(Fault::Required),
        (_, Some(_)) if !is_of_province(new.kind) => Some(Fault::NotAllowed),
        (Some(theirs), Some(own)) if theirs != own => Some(Fault::NotAllowed),
        _ => None,
    };
    let district = district_code.filter(|code| !is_of_district(new.kind) || in_another_province(code));
    let district = district.map(|_| Fault::NotAllowed);
    [("/kind", kind), ("/province_code", province), ("/district_code", district)]
        .into_iter()
        .filter_map(|(pointer, fault)| Some(FieldError { pointer: pointer.to_owned(), fault: fault? }))
        .collect()
}
