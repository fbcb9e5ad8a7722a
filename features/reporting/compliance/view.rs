//! Rows as they are told.
use base::kernel::{organisation::Unit, province::history, scope::Scope};
use chrono::NaiveDate;
use entity::unit_code::CodeScheme;

use super::{
    compute::{About, Computed, Line},
    dto::{Basis, ComplianceRow},
};
use crate::progress::groups;

/// With the names of the day of the basis.
pub fn row(computed: &Computed, scope: &Scope, basis: Basis, line: &Line) -> ComplianceRow {
    let day = basis.day(scope.today).unwrap_or(scope.today);
    let mut row = ComplianceRow {
        unit_id: None,
        unit_code: None,
        unit_name: None,
        unit_kind: None,
        tier: None,
        province_code: None,
        province_name: None,
        period_id: None,
        period_code: None,
        data_from: None,
        data_to: None,
        counts: line.counts,
        rank: line.rank,
    };
    match &line.about {
        About::All => {}
        About::Tier(tier) => row.tier = Some(*tier),
        About::Kind(kind) => row.unit_kind = Some(*kind),
        About::Province(code) => {
            row.province_name = code.as_deref().and_then(|code| province_name(code, day));
            row.province_code.clone_from(code);
        }
        About::Period(at) => tell_period(&mut row, computed, *at),
        About::Unit(id) => {
            if let Some(unit) = scope.organisation.unit(*id) {
                tell_unit(&mut row, unit, groups::within(unit, day));
            }
        }
    }
    row
}

fn tell_period(row: &mut ComplianceRow, computed: &Computed, at: usize) {
    let Some(period) = computed.periods.get(at) else { return };
    row.period_id = Some(period.id);
    row.period_code = Some(period.code.clone());
    row.data_from = Some(period.data_from);
    row.data_to = Some(period.data_to);
}

fn tell_unit(row: &mut ComplianceRow, unit: &Unit, day: NaiveDate) {
    row.unit_id = Some(unit.id);
    row.unit_code = unit.code_on(CodeScheme::Internal, day).map(str::to_owned);
    row.unit_name = Some(unit.name_on(day).to_owned());
    row.unit_kind = Some(unit.kind);
    row.tier = Some(unit.tier());
    row.province_code.clone_from(&unit.province_code);
    row.province_name = unit.province_code.as_deref().and_then(|code| province_name(code, day));
}

fn province_name(code: &str, day: NaiveDate) -> Option<String> {
    history::on(code, day).map(|province| province.name.clone())
}
