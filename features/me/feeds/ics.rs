//! iCalendar (RFC 5545) as far as whole days go. Written here, for it is two rules: texts are escaped, so that nothing that
//! somebody wrote begins a line; and lines are folded at 75 bytes, never within a letter.
use chrono::{DateTime, Days, NaiveDate, Utc};
use unicode_normalization::char::is_combining_mark;

const MOST_BYTES: usize = 75;

/// A day on which something is due.
pub struct Event {
    /// The same for ever, so that programs change what they have and add nothing.
    pub uid: String,
    /// Grows with every change.
    pub sequence: i64,
    pub changed_at: DateTime<Utc>,
    pub day: NaiveDate,
    pub summary: String,
    pub cancelled: bool,
}

pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = String::new();
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//thidua//due days//VI"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT6H"),
        ("X-PUBLISHED-TTL", "PT6H"),
    ] {
        line(&mut out, property, value);
    }
    line(&mut out, "X-WR-CALNAME", &escaped(name));
    events.iter().for_each(|event| add(&mut out, event));
    line(&mut out, "END", "VCALENDAR");
    out
}

/// The end of a whole day is the next one, which is not part of it.
fn add(out: &mut String, event: &Event) {
    let changed_at = event.changed_at.format("%Y%m%dT%H%M%SZ").to_string();
    let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
    let next = event.day.checked_add_days(Days::new(1)).unwrap_or(event.day);
    let status = if event.cancelled { "CANCELLED" } else { "CONFIRMED" };
    for (property, value) in [
        ("BEGIN", "VEVENT"),
        ("UID", &escaped(&event.uid)),
        ("DTSTAMP", &changed_at),
        ("LAST-MODIFIED", &changed_at),
        ("SEQUENCE", &event.sequence.to_string()),
        ("DTSTART;VALUE=DATE", &day(event.day)),
        ("DTEND;VALUE=DATE", &day(next)),
        ("SUMMARY", &escaped(&event.summary)),
        ("STATUS", status),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
    ] {
        line(out, property, value);
    }
}

/// A text within a line: signs that mean something are escaped, and controls are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            // Some programs end a line at these, too.
            '\n' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// What follows on the next line is led by a space, which counts.
fn line(out: &mut String, property: &str, value: &str) {
    let mut used = 0;
    let mut put = |letter: &str| {
        if used + letter.len() > MOST_BYTES {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push_str(letter);
        used += letter.len();
    };
    let mut letter = String::new();
    for c in property.chars().chain([':']).chain(value.chars()) {
        if !letter.is_empty() && !is_combining_mark(c) {
            put(&letter);
            letter.clear();
        }
        letter.push(c);
    }
    put(&letter);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    use super::{Event, calendar};

    fn event(summary: &str) -> Event {
        Event {
            uid: "obligation-1@thidua".to_owned(),
            sequence: 3,
            changed_at: DateTime::UNIX_EPOCH,
            day: NaiveDate::from_ymd_opt(2024, 12, 31).unwrap(),
            summary: summary.to_owned(),
            cancelled: false,
        }
    }

    /// Lines as a program reads them: unfolded, with their properties.
    fn properties(text: &str) -> Vec<(String, String)> {
        let unfolded = text.replace("\r\n ", "");
        let lines = unfolded.split("\r\n").filter(|line| !line.is_empty());
        lines.map(|line| line.split_once(':').map(|(p, v)| (p.to_owned(), v.to_owned())).expect("a property")).collect()
    }

    fn value(text: &str, property: &str) -> String {
        properties(text).into_iter().find(|(name, _)| name == property).unwrap().1
    }

    #[test]
    fn a_whole_day_ends_on_the_next() {
        let text = calendar("Hạn gửi", &[event("Báo cáo")]);
        assert_eq!(value(&text, "DTSTART;VALUE=DATE"), "20241231");
        assert_eq!(value(&text, "DTEND;VALUE=DATE"), "20250101");
        assert_eq!((value(&text, "SEQUENCE"), value(&text, "STATUS")), ("3".to_owned(), "CONFIRMED".to_owned()));
    }

    #[test]
    fn nothing_that_is_written_begins_a_line() {
        let count = |text: &str| properties(text).len();
        let plain = count(&calendar("Hạn", &[event("Báo cáo")]));
        for nasty in ["a\r\nATTENDEE:x", "a\nb", "a\rb", "\u{2028}END:VEVENT", "a\u{85}b", "\r\n END:VCALENDAR\r\n"] {
            let text = calendar(nasty, &[event(nasty)]);
            assert_eq!(count(&text), plain, "{nasty:?}");
            assert_eq!(text.split("\r\n").filter(|line| *line == "END:VEVENT").count(), 1, "{nasty:?}");
        }
        assert_eq!(value(&calendar("a;b,c\\d\ne", &[]), "X-WR-CALNAME"), "a\\;b\\,c\\\\d\\ne");
    }

    proptest! {
        #[test]
        fn lines_are_folded_at_75_bytes_and_within_no_letter(words in "[ĂÂĐÊÔƠƯăâđêôơưấầẩẫậ a-z]{0,300}", apart: bool) {
            let name: String = if apart { words.nfd().collect() } else { words.nfc().collect() };
            let text = calendar(&name, &[event(&name)]);
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= 75, "{} bytes: {line}", line.len());
                let first = line.strip_prefix(' ').unwrap_or(line).chars().next();
                prop_assert!(!first.is_some_and(is_combining_mark), "{line:?}");
            }
            prop_assert_eq!(value(&text, "SUMMARY"), name);
        }
    }
}
