//! The list: its orders, its pages, its columns.
use std::{cmp::Ordering, sync::LazyLock};

use base::{
    http::table::{Cell, Column, Kind, Table},
    kernel::{
        cursor::List,
        digest,
        error::{Code, Error, Result},
        text,
    },
    store::page::{PageQuery, Rows},
};
use entity::Quantity;
use uuid::Uuid;

use super::{
    compute::Computed,
    dto::{GroupBy, ProgressRow},
    lines::Line,
    view,
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
    /// As the lines stand.
    Place,
    Number(Option<i64>),
    Name(String),
}

impl Key {
    fn of(field: &str, computed: &Computed, line: &Line) -> Self {
        let number = |quantity: Option<Quantity>| Self::Number(quantity.map(|q| q.0));
        match field {
            "value" => {
                let folded = line.figure.folded();
                number(folded.value.or(folded.percent))
            }
            "attainment_percent" => number(line.pledge.as_ref().and_then(|pledge| pledge.attainment)),
            "name" => Self::Name(name(computed, line)),
            _ => Self::Place,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Place | Self::Number(None) => None,
            Self::Number(Some(number)) => Some(number.to_string()),
            Self::Name(name) => Some(name.clone()),
        }
    }

    fn read(field: &str, text: Option<&str>) -> Option<Self> {
        match (field, text) {
            ("value" | "attainment_percent", None) => Some(Self::Number(None)),
            ("value" | "attainment_percent", Some(text)) => text.parse().ok().map(|number| Self::Number(Some(number))),
            ("name", text) => text.map(|text| Self::Name(text.to_owned())),
            _ => Some(Self::Place),
        }
    }
}

/// Of the group, where there are none of the indicator: its key in the order of the alphabet.
fn name(computed: &Computed, line: &Line) -> String {
    let own = computed.lines.name(line).map(str::to_owned);
    let indicator = || computed.indicators.get(line.indicator as usize).map(|m| digest::hex(&text::sort_key(&m.name)));
    own.or_else(indicator).unwrap_or_default()
}

/// A line wherever it stands, and in whose order the lines stand: of equals too, whatever else has come or gone.
type Place<'a> = (u32, u8, &'a str);

fn place<'a>(computed: &'a Computed, line: &Line) -> Place<'a> {
    (line.indicator, line.run as u8, computed.lines.key(line).unwrap_or_default())
}

/// The orders of a list, each with whether it descends.
struct Orders<'a>(Vec<(&'a str, bool)>);

impl Orders<'_> {
    fn compare(&self, a: (&[Key], &Place<'_>), b: (&[Key], &Place<'_>)) -> Ordering {
        let fields = self.0.iter().zip(a.0.iter().zip(b.0)).map(|((_, descending), (x, y))| {
            let turned = |order: Ordering| if *descending { order.reverse() } else { order };
            match (x, y) {
                (Key::Number(None), Key::Number(None)) => Ordering::Equal,
                (Key::Number(None), _) => Ordering::Greater,
                (_, Key::Number(None)) => Ordering::Less,
                (Key::Number(x), Key::Number(y)) => turned(x.cmp(y)),
                (Key::Name(x), Key::Name(y)) => turned(x.cmp(y)),
                _ => turned(a.1.cmp(b.1)),
            }
        });
        fields.fold(Ordering::Equal, Ordering::then).then_with(|| a.1.cmp(b.1))
    }

    fn keys(&self, computed: &Computed, line: &Line) -> Vec<Key> {
        self.0.iter().map(|(field, _)| Key::of(field, computed, line)).collect()
    }
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
    let order = page.order(fields, "indicator")?.into_iter();
    let orders = Orders(order.filter_map(|(at, descending)| Some((*fields.get(at)?, descending))).collect());
    let limit = if whole { usize::MAX } else { usize::try_from(page.limit()?).unwrap_or(usize::MAX) };
    let lines = &computed.lines.lines;
    let after = page.cursor.as_ref().map(|cursor| read(cursor, &orders, list)).transpose()?;
    // As they stand: the hot case, for which nothing is sorted.
    let mut found: Vec<&Line> = if orders.0 == [("indicator", false)] {
        let told = |line: &Line| after.as_ref().is_some_and(|mark| place(computed, line) <= mark.place());
        lines.iter().skip(lines.partition_point(told)).take(limit.saturating_add(1)).collect()
    } else {
        sorted(computed, &orders, after.as_ref())
    };
    let more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = match found.last().filter(|_| more) {
        Some(line) => {
            let (indicator, run, group) = place(computed, line);
            let mark = [Some(indicator.to_string()), Some(run.to_string()), Some(group.to_owned())];
            let keys = orders.keys(computed, line);
            Some(list.cursor(keys.iter().map(Key::text).chain(mark).collect(), Uuid::nil())?)
        }
        None => None,
    };
    let total = page.counts().then_some(lines.len() as u64);
    Ok(Rows { rows: found, next_cursor, limit: page.limit()?, total })
}

/// Where a page ended.
struct Mark {
    keys: Vec<Key>,
    indicator: u32,
    run: u8,
    group: String,
}

impl Mark {
    fn place(&self) -> Place<'_> {
        (self.indicator, self.run, &self.group)
    }
}

fn read(cursor: &str, orders: &Orders<'_>, list: &List) -> Result<Mark> {
    let (values, _) = list.read(cursor, orders.0.len() + 3)?;
    let mut values = values.iter().map(Option::as_deref);
    let keys = orders.0.iter().map(|(field, _)| Key::read(field, values.next().flatten())).collect::<Option<_>>();
    let mut next = || values.next().flatten();
    let mark = || {
        Some(Mark {
            keys: keys?,
            indicator: next()?.parse().ok()?,
            run: next()?.parse().ok()?,
            group: next()?.to_owned(),
        })
    };
    mark().ok_or_else(|| Error::new(Code::InvalidCursor))
}

fn sorted<'a>(computed: &'a Computed, orders: &Orders<'_>, after: Option<&Mark>) -> Vec<&'a Line> {
    let keyed = computed.lines.lines.iter().map(|line| (orders.keys(computed, line), place(computed, line), line));
    let beyond = |(keys, its, _): &(Vec<Key>, Place<'_>, &Line)| {
        after.is_none_or(|mark| orders.compare((keys, its), (&mark.keys, &mark.place())).is_gt())
    };
    let mut lines: Vec<_> = keyed.filter(beyond).collect();
    lines.sort_by(|a, b| orders.compare((&a.0, &a.1), (&b.0, &b.1)));
    lines.into_iter().map(|(.., line)| line).collect()
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
