//! The days of a year as a table: each row a day, over what the year says already.
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
};

use base::{
    http::{
        etag::IfMatch,
        import::{Atomic, Column, Import, Kind, Outcome, Refusals, Row, Sheet, Told, body::Body},
    },
    kernel::{
        day::Day,
        error::{Error, Fault, Result},
        organisation::Organisation,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{dto::YearDay, repo, service, view};
use crate::regimes;

const KINDS: &[(&str, &str)] = &[
    ("holiday", "Ngày nghỉ lễ, tết"),
    ("day_in_lieu", "Ngày nghỉ bù"),
    ("swapped_off", "Ngày nghỉ hoán đổi"),
    ("worked", "Ngày làm việc hoán đổi"),
];

pub const SHEET: Sheet = Sheet {
    name: "calendar-year",
    schema: "YearDay",
    columns: &[
        Column::new("day", "Ngày", "/day", Kind::Day).required(),
        Column::new("kind", "Loại ngày", "/kind", Kind::Choice(KINDS)).required(),
        Column::new("name", "Tên gọi", "/name", Kind::Text).required(),
        Column::new("name_en", "Tên tiếng Anh", "/name_en", Kind::Text).required(),
        Column::new("instead_of", "Thay cho ngày", "/instead_of", Kind::Day),
    ],
    aliases: &[],
    read_only: &[],
    most: 100,
};

pub async fn import(
    uow: &Uow,
    scope: &Scope,
    (id, if_match): (Uuid, IfMatch),
    (import, atomic): (&Import, Atomic),
) -> Result<Recorded<Vec<Told>>> {
    let year = repo::get(&uow.tx, id).await?;
    regimes::configures(scope)?;
    if_match.check(year.version)?;
    let there: BTreeMap<NaiveDate, YearDay> = view::days(&year)?.into_iter().map(|one| (*one.day, one)).collect();
    let seen = RefCell::new(HashSet::new());
    let write = async |rows: &[(usize, YearDay)]| {
        let (days, places) = over(&there, rows);
        let row = |at: usize| places.get(&at).copied();
        let set = service::set_days(uow, scope, year.clone(), &days).await;
        Ok(set.map_err(|e| Refusals::of(e, "/days", row))?.map(drop))
    };
    let read = |row: &Row| one(import, uow.organisation(), (&there, &seen), row);
    import.together(uow, atomic, read, write).await
}

/// All days as they are to be, and which of them is of which row.
fn over(there: &BTreeMap<NaiveDate, YearDay>, rows: &[(usize, YearDay)]) -> (Vec<YearDay>, HashMap<usize, usize>) {
    let mut days = there.clone();
    days.extend(rows.iter().map(|(_, day)| (*day.day, day.clone())));
    let row_of = |day: NaiveDate| rows.iter().find(|(_, one)| *one.day == day).map(|(row, _)| *row);
    let places = days.keys().enumerate().filter_map(|(at, day)| Some((at, row_of(*day)?))).collect();
    (days.into_values().collect(), places)
}

fn one(
    import: &Import,
    organisation: &Organisation,
    (there, seen): (&BTreeMap<NaiveDate, YearDay>, &RefCell<HashSet<NaiveDate>>),
    row: &Row,
) -> Result<(YearDay, Outcome)> {
    // What is wrong with the day itself is told with the rest of the row.
    let day = row.text(&SHEET, "day").and_then(|text| text.parse::<NaiveDate>().ok());
    let known = day.and_then(|day| there.get(&day));
    let known_body = known.map(Body::of).transpose()?.unwrap_or_default();
    let body = row.over(&SHEET, organisation, &known_body)?;
    let given: YearDay = body.parse(&import.shape)?;
    let day: Day = given.day;
    if !seen.borrow_mut().insert(*day) {
        return Err(Error::field("/day", Fault::Duplicate));
    }
    let outcome = match known {
        Some(_) if body.is_as(&known_body) => Outcome::Unchanged,
        Some(_) => Outcome::Changed,
        None => Outcome::Created,
    };
    Ok((given, outcome))
}
