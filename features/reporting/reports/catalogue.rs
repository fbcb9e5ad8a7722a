//! Rules of reports that are rows of data: why one may be returned, what a template asks for, what is plausible.
use std::sync::LazyLock;

use entity::ReportTemplate;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

/// Why a report may be returned.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ReturnReason {
    #[schema(max_length = 40, example = "wrong_figure")]
    pub code: String,
    #[schema(max_length = 300, example = "Số liệu không đúng hoặc không khớp")]
    pub name: String,
    #[schema(max_length = 300, example = "A figure is wrong or does not agree")]
    pub name_en: String,
    /// `configuration`: a value of the service, not law.
    #[schema(max_length = 20, example = "configuration")]
    pub scope: String,
    /// Whether the rule was read in a public text.
    pub verified: bool,
}

/// A section that reports of a template must state.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct RequiredSection {
    /// What kind of report the period asks for.
    pub template: ReportTemplate,
    /// The member of `narrative`.
    #[schema(max_length = 40, example = "lessons")]
    pub section: String,
    /// `configuration`: a value of the service, not law.
    #[schema(max_length = 20, example = "configuration")]
    pub scope: String,
    /// Whether the rule was read in a public text.
    pub verified: bool,
}

/// What a finding asks of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The report is not signed before the unit has answered it.
    Ask,
    /// It is told to both sides.
    Tell,
}

/// How a check looks at figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckKind)]
pub enum Kind {
    /// At least so many times that of the last period.
    TimesLast,
    /// At most one part in so many of that of the last period.
    PartOfLast,
    /// All figures, and at least so many, are those of the last period.
    Copied,
    /// A figure that only grows is lower than in the last period.
    Decrease,
    /// All figures, and at least so many, are zero.
    AllZero,
    /// A figure is lower than what it holds: the figures of its parts, added up.
    BelowParts,
    /// A ratio differs from that of the last period by so many points or more.
    Points,
}

/// A check of plausibility.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = CheckRule)]
pub struct Rule {
    #[schema(max_length = 40, example = "ten_times_last")]
    pub code: String,
    pub kind: Kind,
    /// What a finding asks of the unit.
    pub severity: Severity,
    /// How many times, parts, figures or points, as its kind says.
    pub parameter: i64,
    #[schema(max_length = 300, example = "Gấp từ mười lần kỳ trước trở lên")]
    pub name: String,
    #[schema(max_length = 300, example = "Ten times the last period or more")]
    pub name_en: String,
    /// `configuration`: a value of the service, not law.
    #[schema(max_length = 20, example = "configuration")]
    pub scope: String,
    /// Whether the rule was read in a public text.
    pub verified: bool,
}

/// A figure and one of those that it holds, by the codes of their indicators. Parts of one figure do not hold each other.
#[derive(Clone, Debug, Deserialize)]
pub struct PartOf {
    pub whole: String,
    pub part: String,
}

const FILES: [&str; 4] = [
    include_str!("../../../data/reports/return-reasons.csv"),
    include_str!("../../../data/reports/templates.csv"),
    include_str!("../../../data/reports/checks.csv"),
    include_str!("../../../data/reports/parts.csv"),
];

static RETURN_REASONS: LazyLock<Vec<ReturnReason>> = LazyLock::new(|| rows(FILES[0]));
static SECTIONS: LazyLock<Vec<RequiredSection>> = LazyLock::new(|| rows(FILES[1]));
static CHECKS: LazyLock<Vec<Rule>> = LazyLock::new(|| rows(FILES[2]));
static PARTS: LazyLock<Vec<PartOf>> = LazyLock::new(|| rows(FILES[3]));

/// A test holds that every row can be read.
fn rows<T: DeserializeOwned>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect()
}

pub fn return_reasons() -> &'static [ReturnReason] {
    &RETURN_REASONS
}

pub fn sections() -> &'static [RequiredSection] {
    &SECTIONS
}

pub fn checks() -> &'static [Rule] {
    &CHECKS
}

pub fn parts() -> &'static [PartOf] {
    &PARTS
}

#[cfg(test)]
mod tests {
    use super::{FILES, checks, parts, return_reasons, sections};

    #[test]
    fn every_row_is_read_and_every_code_is_there_once() {
        let lines: Vec<_> = FILES.iter().map(|text| text.lines().count() - 1).collect();
        assert_eq!(lines, [return_reasons().len(), sections().len(), checks().len(), parts().len()]);
        let mut codes: Vec<_> = return_reasons().iter().map(|row| row.code.as_str()).collect();
        codes.extend(checks().iter().map(|row| row.code.as_str()));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        let known = ["results", "limitations", "causes", "lessons", "proposals"];
        assert!(sections().iter().all(|row| known.contains(&row.section.as_str())));
    }
}
