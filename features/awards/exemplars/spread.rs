//! What an exemplar has brought those who adopted it: pure, over figures that were loaded once. Each figure counts once, as it
//! was reported: one that was returned, or that a correction has taken the place of, counts no more.
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::{Quantity, indicator::Aggregation, report_value::ValueQuality};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where an exemplar has spread to, and what it has brought there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExemplarSpread {
    pub exemplar_id: Uuid,
    /// How many other units have adopted it.
    #[schema(minimum = 0)]
    pub adopters: usize,
    /// Adopters by province, by code; units of no province are counted last, without a code.
    #[schema(max_items = 64)]
    pub provinces: Vec<ProvinceSpread>,
    /// What the adopters have reported, by indicator: each figure once.
    #[schema(max_items = 200)]
    pub totals: Vec<SpreadTotal>,
}

/// Adopters of one province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProvinceSpread {
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    #[schema(minimum = 1)]
    pub adopters: usize,
}

/// What all adopters together have reported of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpreadTotal {
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: String,
    pub aggregation: Aggregation,
    /// How many units have reported it.
    #[schema(minimum = 1)]
    pub units: usize,
    /// The sum; of stocks that of the last figure of each unit. Null of ratios, of averages, which are not added up, and of what is too large for a figure.
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// A figure of a unit.
#[derive(Clone, Debug)]
pub struct Figure {
    pub indicator_code: String,
    pub aggregation: Aggregation,
    pub unit_id: Uuid,
    /// Last day of its period.
    pub data_to: NaiveDate,
    pub quality: ValueQuality,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// Whether a figure is in a sum.
pub const fn counts(quality: ValueQuality) -> bool {
    matches!(quality, ValueQuality::Submitted | ValueQuality::Accepted)
}

pub fn totals(figures: &[Figure]) -> Vec<SpreadTotal> {
    let mut by_indicator: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| counts(figure.quality)) {
        by_indicator.entry(&figure.indicator_code).or_default().push(figure);
    }
    by_indicator.into_values().filter_map(|figures| total(&figures)).collect()
}

fn total(figures: &[&Figure]) -> Option<SpreadTotal> {
    let first = figures.first()?;
    let mut units: Vec<Uuid> = figures.iter().map(|figure| figure.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    let counted = match first.aggregation {
        Aggregation::Latest => latest(figures),
        _ => figures.to_vec(),
    };
    let sum = |of: fn(&Figure) -> Option<Quantity>| {
        let mut known = counted.iter().filter_map(|figure| of(figure)).peekable();
        known.peek()?;
        Quantity::fitting(known.map(|quantity| i128::from(quantity.0)).sum())
    };
    let is_ratio = first.aggregation == Aggregation::Ratio;
    let adds_up = matches!(first.aggregation, Aggregation::Sum | Aggregation::Latest);
    Some(SpreadTotal {
        indicator_code: first.indicator_code.clone(),
        aggregation: first.aggregation,
        units: units.len(),
        value: sum(|figure| figure.value).filter(|_| adds_up),
        numerator: sum(|figure| figure.numerator).filter(|_| is_ratio),
        denominator: sum(|figure| figure.denominator).filter(|_| is_ratio),
    })
}

/// Of a stock only the last that each unit has reported counts; of several on one day all, for they are of several targets.
fn latest<'a>(figures: &[&'a Figure]) -> Vec<&'a Figure> {
    let mut last: HashMap<Uuid, NaiveDate> = HashMap::new();
    for figure in figures {
        let day = last.entry(figure.unit_id).or_insert(figure.data_to);
        *day = (*day).max(figure.data_to);
    }
    figures.iter().copied().filter(|figure| last.get(&figure.unit_id) == Some(&figure.data_to)).collect()
}

/// How many have adopted it in each province, by code, those of no province last.
pub fn by_province(provinces: Vec<Option<String>>) -> Vec<ProvinceSpread> {
    let mut counted: BTreeMap<(bool, Option<String>), usize> = BTreeMap::new();
    for code in provinces {
        *counted.entry((code.is_none(), code)).or_default() += 1;
    }
    let one = |((_, province_code), adopters)| ProvinceSpread { province_code, adopters };
    counted.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use entity::{Quantity, indicator::Aggregation, report_value::ValueQuality};
    use uuid::Uuid;

    use super::{Figure, by_province, totals};

    fn figure(code: &str, aggregation: Aggregation, unit: u128, year: i32, value: i32) -> Figure {
        let amount = Some(Quantity::whole(value));
        let ratio = aggregation == Aggregation::Ratio;
        Figure {
            indicator_code: code.to_owned(),
            aggregation,
            unit_id: Uuid::from_u128(unit),
            data_to: NaiveDate::from_ymd_opt(year, 12, 14).unwrap(),
            quality: ValueQuality::Accepted,
            value: amount.filter(|_| !ratio),
            numerator: amount.filter(|_| ratio),
            denominator: Some(Quantity::whole(100)).filter(|_| ratio),
        }
    }

    #[test]
    fn each_way_of_adding_up_has_its_own_sum() {
        use Aggregation::{Avg, Latest, Ratio, Sum};
        let mut returned = figure("A", Sum, 3, 2024, 1000);
        returned.quality = ValueQuality::Returned;
        let mut corrected = figure("A", Sum, 1, 2024, 1000);
        corrected.quality = ValueQuality::Superseded;
        let figures = [
            figure("A", Sum, 1, 2023, 3),
            figure("A", Sum, 1, 2024, 4),
            figure("A", Sum, 2, 2024, 5),
            returned,
            corrected,
            figure("B", Latest, 1, 2023, 70),
            figure("B", Latest, 1, 2024, 7),
            figure("B", Latest, 2, 2023, 8),
            figure("C", Ratio, 1, 2024, 81),
            figure("C", Ratio, 2, 2024, 90),
            figure("D", Avg, 1, 2024, 9),
        ];
        let amount = |units| Some(Quantity::whole(units));
        let told: Vec<_> = totals(&figures)
            .into_iter()
            .map(|total| (total.indicator_code, total.units, total.value, total.numerator, total.denominator))
            .collect();
        let expected = [
            ("A".to_owned(), 2, amount(12), None, None),
            ("B".to_owned(), 2, amount(15), None, None),
            ("C".to_owned(), 2, None, amount(171), amount(200)),
            ("D".to_owned(), 1, None, None, None),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn provinces_are_counted_by_code_and_those_of_none_come_last() {
        let code = |text: &str| Some(text.to_owned());
        let counted = by_province(vec![None, code("08"), code("06"), code("08")]);
        let told: Vec<_> = counted.into_iter().map(|one| (one.province_code, one.adopters)).collect();
        assert_eq!(told, [(code("06"), 1), (code("08"), 2), (None, 1)]);
    }
}
