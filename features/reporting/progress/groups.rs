//! What figures are put together by.
use base::kernel::{digest, organisation::Unit, province::history, text};
use chrono::NaiveDate;
use entity::unit_code::CodeScheme;

use super::dto::Group;

/// A day on which the unit was there: of one that had ended by then its last, of one that had not begun its first.
pub fn within(unit: &Unit, day: NaiveDate) -> NaiveDate {
    unit.valid_to.map_or(day, |last| last.min(day)).max(unit.valid_from)
}

pub fn unit(unit: &Unit, day: NaiveDate) -> Group {
    let day = within(unit, day);
    let province = unit.province_code.as_deref().and_then(|code| history::on(code, day));
    Group {
        unit_id: Some(unit.id),
        unit_code: unit.code_on(CodeScheme::Internal, day).map(str::to_owned),
        unit_name: Some(unit.name_on(day).to_owned()),
        parent_id: unit.parent_on(day),
        kind: Some(unit.kind),
        province_code: unit.province_code.clone(),
        province_name: province.map(|province| province.name.clone()),
        ..Group::default()
    }
}

/// The province that the unit's code stood for on the day.
pub fn province(unit: &Unit, day: NaiveDate) -> Group {
    let found = unit.province_code.as_deref().and_then(|code| history::on(code, within(unit, day)));
    Group {
        province_id: found.map(|province| province.id),
        province_code: unit.province_code.clone(),
        province_name: found.map(|province| province.name.clone()),
        province_from: found.map(|province| province.valid_from),
        province_to: found.and_then(|province| province.valid_to),
        ..Group::default()
    }
}

/// What a group is told from others by, and in whose order they stand.
pub fn key(group: &Group) -> String {
    let Group { unit_id, kind, province_code, province_from, .. } = group;
    match (unit_id, kind, province_from) {
        (Some(id), ..) => id.to_string(),
        (None, Some(kind), _) => format!("{:02}", *kind as u8),
        (None, None, Some(from)) => format!("{} {from}", province_code.as_deref().unwrap_or_default()),
        (None, None, None) => province_code.clone().unwrap_or_default(),
    }
}

/// The place of its name in the order of the alphabet.
pub fn name(group: &Group) -> Option<String> {
    group.unit_name.as_ref().or(group.province_name.as_ref()).map(|name| digest::hex(&text::sort_key(name)))
}
