//! What is known of one unit over all time.
use base::kernel::organisation::{Dated, Organisation, Succession, Unit};
use chrono::NaiveDate;
use entity::unit_code::CodeScheme;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A name that a unit carries between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitName)]
pub struct NameView {
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub name: String,
    #[schema(max_length = 300, example = "Justice Division of Ba Be District")]
    pub name_en: Option<String>,
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// A code that a unit carries between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitCode)]
pub struct CodeView {
    pub scheme: CodeScheme,
    #[schema(max_length = 60, example = "H03.D061.PTP")]
    pub code: String,
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UnitFactKind)]
pub enum FactKind {
    /// `name` is a member of every enum in some languages.
    #[serde(rename = "unit_name")]
    Name,
    Code,
    Superior,
    Successor,
    Predecessor,
    Function,
}

/// Something that holds of a unit between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitFact)]
pub struct FactView {
    pub kind: FactKind,
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// The name, code or function, or the name of the other unit on the first day.
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub value: String,
    /// The other unit.
    pub unit_id: Option<Uuid>,
    /// Of a code.
    pub scheme: Option<CodeScheme>,
}

impl FactView {
    fn of<T>(kind: FactKind, dated: &Dated<T>, value: &str) -> Self {
        let (valid_from, valid_to) = (dated.from, dated.to);
        Self { kind, valid_from, valid_to, value: value.to_owned(), unit_id: None, scheme: None }
    }

    fn succession(kind: FactKind, organisation: &Organisation, succession: &Succession) -> Self {
        let valid_from = succession.effective_on;
        let value = organisation.name(succession.unit_id, valid_from).to_owned();
        Self { kind, valid_from, valid_to: None, value, unit_id: Some(succession.unit_id), scheme: None }
    }
}

pub fn names(unit: &Unit) -> Vec<NameView> {
    let view = |name: &Dated<base::kernel::organisation::Name>| NameView {
        name: name.value.vi.clone(),
        name_en: name.value.en.clone(),
        valid_from: name.from,
        valid_to: name.to,
    };
    unit.names.iter().map(view).collect()
}

pub fn codes(unit: &Unit) -> Vec<CodeView> {
    let view = |code: &Dated<base::kernel::organisation::Code>| CodeView {
        scheme: code.value.scheme,
        code: code.value.code.clone(),
        valid_from: code.from,
        valid_to: code.to,
    };
    unit.codes.iter().map(view).collect()
}

/// By first day, then kind. The part of a unit that stays is no successor of it.
pub fn facts(organisation: &Organisation, unit: &Unit) -> Vec<FactView> {
    let mut facts: Vec<_> = unit.names.iter().map(|n| FactView::of(FactKind::Name, n, &n.value.vi)).collect();
    facts.extend(unit.codes.iter().map(|code| FactView {
        scheme: Some(code.value.scheme),
        ..FactView::of(FactKind::Code, code, &code.value.code)
    }));
    facts.extend(unit.parents.iter().map(|parent| FactView {
        unit_id: Some(parent.value),
        ..FactView::of(FactKind::Superior, parent, organisation.name(parent.value, parent.from))
    }));
    for (kind, successions) in [(FactKind::Successor, &unit.successors), (FactKind::Predecessor, &unit.predecessors)] {
        let others = successions.iter().filter(|succession| succession.unit_id != unit.id);
        facts.extend(others.map(|succession| FactView::succession(kind, organisation, succession)));
    }
    let functions = organisation.functions().iter().filter(|(_, held)| held.value == unit.id);
    facts.extend(functions.map(|(function, held)| {
        let name = serde_json::to_value(function).ok();
        FactView::of(FactKind::Function, held, name.as_ref().and_then(|name| name.as_str()).unwrap_or_default())
    }));
    facts.sort_by_key(|fact| (fact.valid_from, fact.kind));
    facts
}
