//! JSON written member by member, for what is told without a model of it. It reads as serde writes the same types.
//! `#[inline]`: it is compiled with who writes a hot list by it, and as well optimised.
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::kernel::error::{Error, Result};

/// An object that is being written.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    begun: bool,
}

impl<'a> Object<'a> {
    #[inline]
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, begun: false }
    }

    #[inline]
    pub fn end(self) {
        self.out.push(b'}');
    }

    /// A member that is an object itself.
    pub fn object(&mut self, name: &'static str) -> Object<'_> {
        Object::begin(self.member(name))
    }

    pub fn id(&mut self, name: &'static str, id: impl Into<Option<Uuid>>) {
        let out = self.member(name);
        let Some(id) = id.into() else { return null(out) };
        let mut text = [b'"'; uuid::fmt::Hyphenated::LENGTH + 2];
        id.hyphenated().encode_lower(text.get_mut(1..).unwrap_or_default());
        out.extend_from_slice(&text);
    }

    pub fn text<'t>(&mut self, name: &'static str, text: impl Into<Option<&'t str>>) {
        let out = self.member(name);
        match text.into() {
            None => null(out),
            Some(text) if has_to_be_escaped(text) => out.extend_from_slice(escaped(text).as_bytes()),
            Some(text) => quoted(out, text),
        }
    }

    pub fn number(&mut self, name: &'static str, number: impl Into<Option<i64>>) -> Result<()> {
        self.other(name, &number.into())
    }

    #[inline]
    pub fn flag(&mut self, name: &'static str, flag: bool) {
        self.member(name).extend_from_slice(if flag { b"true" } else { b"false" });
    }

    pub fn day(&mut self, name: &'static str, day: impl Into<Option<NaiveDate>>) {
        let out = self.member(name);
        let Some(day) = day.into() else { return null(out) };
        let mut text = *b"\"0000-00-00\"";
        write_date(&mut text, day);
        out.extend_from_slice(&text);
    }

    /// An instant (RFC 3339) in UTC, as exact as databases keep it.
    pub fn instant(&mut self, name: &'static str, at: impl Into<Option<DateTime<Utc>>>) {
        let out = self.member(name);
        let Some(at) = at.into() else { return null(out) };
        let mut text = *b"\"0000-00-00T00:00:00.000000Z\"";
        write_date(&mut text, at.date_naive());
        for (place, figure) in [(12, at.hour()), (15, at.minute()), (18, at.second())] {
            write_digits(&mut text, place, 2, figure);
        }
        let micros = at.timestamp_subsec_micros();
        write_digits(&mut text, 21, 6, micros);
        let exact = match micros {
            0 => 20,
            micros if micros % 1000 == 0 => 24,
            _ => 27,
        };
        out.extend_from_slice(text.get(..exact).unwrap_or_default());
        out.extend_from_slice(b"Z\"");
    }

    /// Whatever else, as serde writes it.
    pub fn other<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<()> {
        serde_json::to_writer(self.member(name), value).map_err(Error::internal)
    }

    #[inline]
    fn member(&mut self, name: &'static str) -> &mut Vec<u8> {
        self.out.extend_from_slice(if self.begun { b",\"" } else { b"\"" });
        self.begun = true;
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }
}

#[inline]
fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(b"null");
}

#[inline]
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

#[inline]
fn has_to_be_escaped(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
}

fn escaped(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `YYYY-MM-DD` behind a quotation mark.
#[inline]
fn write_date(text: &mut [u8], day: NaiveDate) {
    write_digits(text, 1, 4, day.year().unsigned_abs());
    write_digits(text, 6, 2, day.month());
    write_digits(text, 9, 2, day.day());
}

/// A figure in so many digits, at a place: a text is written as a whole, which costs less than its parts one by one.
#[inline]
fn write_digits(text: &mut [u8], place: usize, digits: usize, mut figure: u32) {
    for digit in text.iter_mut().skip(place).take(digits).rev() {
        *digit = b'0' + u8::try_from(figure % 10).unwrap_or_default();
        figure /= 10;
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use proptest::prelude::{any, prop, proptest};
    use serde::Serialize;
    use uuid::Uuid;

    use super::Object;

    #[derive(Serialize)]
    struct All {
        id: Uuid,
        no_id: Option<Uuid>,
        text: String,
        no_text: Option<String>,
        number: i64,
        inner: Inner,
        other: [bool; 2],
    }

    #[derive(Serialize)]
    struct Inner {
        flag: bool,
        day: NaiveDate,
        no_day: Option<NaiveDate>,
        at: DateTime<Utc>,
    }

    fn written(all: &All) -> String {
        let mut out = vec![];
        let mut object = Object::begin(&mut out);
        object.id("id", all.id);
        object.id("no_id", all.no_id);
        object.text("text", &*all.text);
        object.text("no_text", all.no_text.as_deref());
        object.number("number", all.number).unwrap();
        let mut inner = object.object("inner");
        inner.flag("flag", all.inner.flag);
        inner.day("day", all.inner.day);
        inner.day("no_day", all.inner.no_day);
        inner.instant("at", all.inner.at);
        inner.end();
        object.other("other", &all.other).unwrap();
        object.end();
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn it_reads_as_serde_writes_it(
            (id, text, number, flag) in (any::<u128>(), ".{0,9}|[\u{0}-\u{22}\\\\ạĐ]{0,9}", any::<i64>(), any::<bool>()),
            (days, seconds, part) in (0..2_900_000_i64, 0..86_400_i64, prop::sample::select(vec![1, 1_000, 1_000_000])),
            parts in 0..1_000_000_i64,
        ) {
            let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + TimeDelta::days(days);
            let at = day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(seconds);
            let at = at + TimeDelta::microseconds((parts * part) % 1_000_000);
            let inner = Inner { flag, day, no_day: None, at };
            let all = All { id: Uuid::from_u128(id), no_id: None, text, no_text: None, number, inner, other: [flag, true] };
            assert_eq!(written(&all), serde_json::to_string(&all).unwrap());
        }
    }
}
