//! Lines as clients see them.
use entity::indicator;
use planning::allocations::dto::AmountsView;

use super::{
    compute::Computed,
    dto::{Figures, ProgressRow, SeriesPoint},
    lineage::Amounts,
    lines::{Line, Packed},
    pledge::Pledge,
};

pub fn row(computed: &Computed, line: &Line) -> ProgressRow {
    let indicator: Option<&indicator::Model> = computed.indicators.get(line.indicator as usize);
    let text = |member: fn(&indicator::Model) -> &String| indicator.map(|m| member(m).clone()).unwrap_or_default();
    ProgressRow {
        indicator_id: indicator.map(|m| m.id).unwrap_or_default(),
        indicator_code: text(|m| &m.code),
        indicator_name: text(|m| &m.name),
        unit_of_measure: text(|m| &m.unit_of_measure),
        aggregation: indicator.map_or(indicator::Aggregation::Sum, |m| m.aggregation),
        run: line.run,
        group: computed.lines.group(line).cloned().unwrap_or_default(),
        figures: figures(line),
    }
}

pub fn point(computed: &Computed, line: &Line) -> Option<SeriesPoint> {
    let period = computed.periods.get(line.group as usize)?;
    Some(SeriesPoint {
        run: line.run,
        period_code: period.code.clone(),
        data_from: period.data_from,
        data_to: period.data_to,
        figures: figures(line),
    })
}

fn figures(line: &Line) -> Figures {
    let (folded, nothing) = (line.figure.folded(), Pledge::default());
    let pledge = line.pledge.as_deref().unwrap_or(&nothing);
    Figures {
        value: folded.value,
        numerator: folded.numerator,
        denominator: folded.denominator,
        percent: folded.percent,
        overflow: folded.overflow,
        target: pledge.target.as_ref().map(promised),
        committed: pledge.committed.as_ref().map(promised),
        milestone: pledge.milestone.map(due),
        comparator: pledge.comparator,
        attainment_percent: pledge.attainment,
        units_with_target: pledge.units_with_target.into(),
        reported: folded.reported,
        submitted: line.submitted.into(),
        expected: line.expected.into(),
        in_children: folded.in_children,
        estimated: folded.estimated,
    }
}

fn promised(figure: &Packed) -> AmountsView {
    let folded = figure.folded();
    AmountsView {
        value: folded.value,
        numerator: folded.numerator,
        denominator: folded.denominator,
        overflow: folded.overflow,
    }
}

const fn due(amounts: Amounts) -> AmountsView {
    AmountsView {
        value: amounts.value,
        numerator: amounts.numerator,
        denominator: amounts.denominator,
        overflow: false,
    }
}
