//! HTTP for the working calendar: open to every signed-in user.
pub mod years;

use actix_web::get;
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::Listing,
        query::{ListQuery, Params},
    },
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use chrono::{Datelike, NaiveDate};

use super::{
    dto::{CalendarDay, DueDay, DueDayQuery, WorkingDaysFilter},
    view,
};

/// List the days of the working calendar
///
/// In the order of time: which days are worked, which are not, and by which document. A day of a year that is not known is
/// refused; it is never taken for an ordinary one.
#[utoipa::path(tag = "law", params(WorkingDaysFilter, PageQuery), responses((status = 200, body = Page<CalendarDay>)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/working-days")]
pub async fn list_working_days(can: Can<perm::MovementsRead>, query: ListQuery<WorkingDaysFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let calendar = &can.state.calendar;
            let days = days(calendar, &query.filter, can.scope.today)?;
            let Page { items, next_cursor, limit, total } = query.part(days)?;
            let items = items.into_iter().map(|day| view::day(calendar, day)).collect::<Result<_>>()?;
            Ok(Page { items, next_cursor, limit, total })
        })
        .await
}

/// The days that a filter lets through.
fn days(calendar: &Calendar, filter: &WorkingDaysFilter, today: NaiveDate) -> Result<Vec<NaiveDate>> {
    let in_year = |year: i32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Error::with(Code::InvalidParameter, "from"))
    };
    let from = filter.from.map_or_else(|| in_year(today.year(), 1, 1), |day| Ok(day.into()))?;
    let to = filter.to.map_or_else(|| in_year(from.year(), 12, 31), |day| Ok(day.into()))?;
    if to < from {
        return Err(Error::with(Code::InvalidParameter, "to"));
    }
    let mut found = vec![];
    for day in calendar.span(from, to)? {
        let kind = calendar.kind(day)?;
        let wanted = filter.kind.is_empty() || filter.kind.contains(&kind);
        if wanted && filter.working.is_none_or(|working| working == kind.is_working()) {
            found.push(day);
        }
    }
    Ok(found)
}

/// Read the day on which a clock of working days runs out
///
/// So many working days after or before an event, whose own day does not count; or a fixed day, moved to one that is worked.
#[utoipa::path(tag = "law", params(DueDayQuery), responses((status = 200, body = DueDay)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/due-day")]
pub async fn get_due_day(can: Can<perm::MovementsRead>, query: Params<DueDayQuery>) -> Result<Listed<DueDay>> {
    let (calendar, asked) = (&can.state.calendar, query.0);
    let from = asked.from.into();
    let due_on = match (asked.add, asked.subtract, asked.roll) {
        (Some(number), None, None) => calendar.add(from, number)?,
        (None, Some(number), None) => calendar.subtract(from, number)?,
        (None, None, Some(way)) => calendar.roll(from, way)?,
        _ => return Err(Error::with(Code::InvalidParameter, "add | subtract | roll")),
    };
    let verified = calendar.is_read(from) && calendar.is_read(due_on);
    Ok(Listed::new(DueDay { from, due_on, closes_at: calendar.closes_at(due_on), verified }))
}
