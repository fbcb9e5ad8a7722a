//! The list: its orders, its pages, its columns.
use std::{cmp::Ordering, sync::LazyLock};

use entity::Quantity;
use uuid::Uuid;

use super::{
    compute::Computed,
    dto::{Group, GroupBy, ProgressRow},
    table::Line,
    view,
};
use crate::{
    http::table::{Cell, Column, Kind, Table},
    kernel::{
        cursor::List,
        digest,
        error::{Code, Error, Result},
        text,
    },
    store::page::{PageQuery, Rows},
};

/// What a list may be ordered by. A kind has no name.
const SORTS: [&str; 4] = ["indicator", "value", "attainment_percent", "name"];

fn sorts(group_by: GroupBy) -> &'static [&'static str] {
    let all = if group_by == GroupBy::Kind { SORTS.get(..3) } else { SORTS.get(..) };
    all.unwrap_or_default()
}

/// What a line is ordered by in one field. What is absent comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Place(u64),
    Number(Option<i64>),
    Name(String),
}

impl Key {
    fn of(field: &str, computed: &Computed, at: usize, line: &Line) -> Self {
        let number = |quantity: Option<Quantity>| Self::Number(quantity.map(|q| q.0));
        match field {
            "value" => number(line.folded.value.or(line.folded.percent)),
            "attainment_percent" => number(line.pledge.attainment),
            "name" => Self::Name(name(computed, line)),
            _ => Self::Place(at as u64),
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Place(at) => Some(at.to_string()),
            Self::Number(number) => number.map(|number| number.to_string()),
            Self::Name(name) => Some(name.clone()),
        }
    }

    fn read(field: &str, text: Option<&str>) -> Option<Self> {
        match (field, text) {
            ("value" | "attainment_percent", None) => Some(Self::Number(None)),
            ("value" | "attainment_percent", Some(text)) => text.parse().ok().map(|number| Self::Number(Some(number))),
            ("name", Some(text)) => Some(Self::Name(text.to_owned())),
            (_, Some(text)) => text.parse().ok().map(Self::Place),
            (_, None) => None,
        }
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Number(None), Self::Number(None)) => Ordering::Equal,
            (Self::Number(None), _) => Ordering::Greater,
            (_, Self::Number(None)) => Ordering::Less,
            (Self::Number(a), Self::Number(b)) => turned(a.cmp(b)),
            (Self::Name(a), Self::Name(b)) => turned(a.cmp(b)),
            (Self::Place(a), Self::Place(b)) => turned(a.cmp(b)),
            _ => Ordering::Equal,
        }
    }
}

/// Of the group, where there are none of the indicator: its key in the order of the alphabet.
fn name(computed: &Computed, line: &Line) -> String {
    let group = computed.lines.groups.get(line.group);
    let own = group.and_then(|group| group.unit_name.as_ref().or(group.province_name.as_ref()));
    let indicator = || computed.indicators.get(line.indicator).map(|m| &m.name);
    digest::hex(&text::sort_key(own.or_else(indicator).map_or("", String::as_str)))
}

/// A line wherever it stands: among equals they come in this order, whatever else has come or gone.
fn identity(computed: &Computed, line: &Line) -> (u64, String) {
    let group = computed.lines.groups.get(line.group).cloned().unwrap_or_default();
    let Group { unit_id, kind, province_code, province_from, .. } = group;
    (line.indicator as u64, format!("{:?}|{unit_id:?}|{kind:?}|{province_code:?}|{province_from:?}", line.run))
}

/// `whole`: all that there is, and no cursor.
pub fn page<'a>(
    computed: &'a Computed,
    group_by: GroupBy,
    page: &PageQuery,
    list: &List,
    whole: bool,
) -> Result<Rows<&'a Line>> {
    let fields = sorts(group_by);
    let order: Vec<(&str, bool)> = page
        .order(fields, "indicator")?
        .into_iter()
        .filter_map(|(at, descending)| Some((*fields.get(at)?, descending)))
        .collect();
    let keys = |(at, line): (usize, &Line)| order.iter().map(|(field, _)| Key::of(field, computed, at, line)).collect();
    let mut lines: Vec<(Vec<Key>, (u64, String), &Line)> = computed
        .lines
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| (keys((at, line)), identity(computed, line), line))
        .collect();
    let compare = |a: &[Key], b: &[Key]| {
        let fields = a.iter().zip(b).zip(&order).map(|((a, b), (_, descending))| a.compare(b, *descending));
        fields.fold(Ordering::Equal, Ordering::then)
    };
    lines.sort_by(|a, b| compare(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
    let total = page.counts().then_some(lines.len() as u64);
    if let Some(cursor) = &page.cursor {
        let (values, _) = list.read(cursor, order.len() + 2)?;
        let broken = || Error::new(Code::InvalidCursor);
        let mut values = values.iter().map(Option::as_deref);
        let mut after = vec![];
        for (field, _) in &order {
            after.push(Key::read(field, values.next().flatten()).ok_or_else(broken)?);
        }
        let place = values.next().flatten().and_then(|text| text.parse().ok()).ok_or_else(broken)?;
        let mark = (place, values.next().flatten().ok_or_else(broken)?.to_owned());
        lines.retain(|(keys, identity, _)| compare(keys, &after).then_with(|| identity.cmp(&mark)).is_gt());
    }
    let limit = if whole { usize::MAX } else { usize::try_from(page.limit()?).unwrap_or(usize::MAX) };
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next_cursor = match lines.last().filter(|_| more) {
        Some((keys, identity, _)) => {
            let mark = [Some(identity.0.to_string()), Some(identity.1.clone())];
            Some(list.cursor(keys.iter().map(Key::text).chain(mark).collect(), Uuid::nil())?)
        }
        None => None,
    };
    Ok(Rows { rows: lines.into_iter().map(|(.., line)| line).collect(), next_cursor, limit: page.limit()?, total })
}

const INDICATOR: [&str; 5] = ["indicator_code", "indicator_name", "unit_of_measure", "aggregation", "run"];
const FIGURES: [&str; 22] = [
    "value",
    "numerator",
    "denominator",
    "percent",
    "overflow",
    "target.value",
    "target.numerator",
    "target.denominator",
    "committed.value",
    "committed.numerator",
    "committed.denominator",
    "milestone.value",
    "milestone.numerator",
    "milestone.denominator",
    "comparator",
    "attainment_percent",
    "units_with_target",
    "reported",
    "submitted",
    "expected",
    "in_children",
    "estimated",
];

/// Of each grouping, in the order of its variants.
static COLUMNS: LazyLock<[Vec<&'static str>; 4]> = LazyLock::new(|| {
    let unit = ["unit_id", "unit_code", "unit_name", "parent_id", "kind", "province_code", "province_name"];
    let province = ["province_id", "province_code", "province_name", "province_from", "province_to"];
    let groups: [&[&'static str]; 4] = [&[], &unit, &["kind"], &province];
    groups.map(|group| INDICATOR.iter().chain(group).chain(&FIGURES).copied().collect())
});

fn columns(group_by: GroupBy) -> &'static [&'static str] {
    let [indicator, unit, kind, province] = &*COLUMNS;
    match group_by {
        GroupBy::Indicator => indicator,
        GroupBy::Unit => unit,
        GroupBy::Kind => kind,
        GroupBy::Province => province,
    }
}

/// These lines as a table.
pub fn table(computed: &Computed, group_by: GroupBy, lines: &[&Line]) -> Result<Table> {
    let columns = columns(group_by);
    let cells = |line: &&Line| {
        let row: ProgressRow = view::row(computed, line);
        let row = serde_json::to_value(row).map_err(Error::internal)?;
        let member = |name: &str| match name.split_once('.') {
            Some((whole, part)) => row.get(whole).and_then(|whole| whole.get(part)),
            None => row.get(name),
        };
        Ok(columns.iter().map(|name| member(name).map_or(Cell::Empty, Cell::from)).collect::<Vec<Cell>>())
    };
    let kind = |name: &str| if matches!(name, "province_from" | "province_to") { Kind::Day } else { Kind::Text };
    let named = |name: &&str| Column { name: (*name).to_owned(), kind: kind(name) };
    let rows = lines.iter().map(cells).collect::<Result<_>>()?;
    Ok(Table { name: "progress", columns: columns.iter().map(named).collect(), rows })
}
