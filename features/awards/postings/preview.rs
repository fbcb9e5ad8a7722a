//! The days of a posting before there is one.
use base::{
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Result},
    },
    store::db::Conn,
};
use chrono::NaiveDate;

use super::{
    asked::Rules,
    days,
    dto::{PostingDays, PostingDaysQuery},
    view,
};

pub async fn days(db: &Conn, calendar: &Calendar, today: NaiveDate, asked: &PostingDaysQuery) -> Result<PostingDays> {
    let invalid = |name: &'static str| Error::with(Code::InvalidParameter, name);
    let (council_on, first_on) = (asked.council_on.map(NaiveDate::from), asked.first_on.map(NaiveDate::from));
    if council_on.is_some() && first_on.is_some() {
        return Err(invalid("council_on | first_on"));
    }
    let rules = Rules::of(db).await?;
    if !rules.forms.values().any(|code| *code == *asked.award_form_code) {
        return Err(invalid("award_form_code"));
    }
    let day = council_on.or(first_on).unwrap_or(today);
    let found = rules.on(&asked.award_form_code, asked.regime_code.as_deref(), day);
    let Some(rule) = found.max_by_key(|rule| (rule.binds, rule.days)) else {
        return Ok(PostingDays { rule: None, binds: false, first_on: None, last_on: None, end_from: None });
    };
    let number = u32::try_from(rule.days).map_err(Error::internal)?;
    let first_on = match council_on {
        Some(council_on) => days::publish_by(calendar, council_on, number, rule.counting)?,
        None => first_on.unwrap_or(today),
    };
    let posted = days::posted(calendar, first_on, (number, rule.counting), council_on)?;
    Ok(PostingDays {
        rule: view::cited(db, vec![rule.rule.clone()]).await?.pop(),
        binds: rule.binds,
        first_on: Some(posted.first_on),
        last_on: Some(posted.last_on),
        end_from: Some(posted.end_from),
    })
}
