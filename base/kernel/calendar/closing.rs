//! When a working day is over.
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::kernel::clock::end_of;

const MINUTES_OF_A_DAY: u16 = 24 * 60;

/// The hour in Asia/Ho_Chi_Minh at which what is due on a day becomes late; the end of the day if nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    minutes: u16,
}

impl Default for Closing {
    fn default() -> Self {
        Self { minutes: MINUTES_OF_A_DAY }
    }
}

/// A day, and the last one of which what was due is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    pub day: NaiveDate,
    /// The day itself once it has closed, else the one before.
    pub closed: NaiveDate,
    /// When days close.
    pub closing: Closing,
}

impl Closing {
    /// From the first minute of a day to the end of its last.
    pub fn at_minute(minute: i16) -> Option<Self> {
        u16::try_from(minute)
            .ok()
            .filter(|minute| (1..=MINUTES_OF_A_DAY).contains(minute))
            .map(|minutes| Self { minutes })
    }

    /// The minute of the day at which it is over.
    pub fn minute(self) -> i16 {
        i16::try_from(self.minutes).unwrap_or(i16::MAX)
    }

    /// The first instant that is too late.
    pub fn of(self, day: NaiveDate) -> DateTime<Utc> {
        end_of(day) - TimeDelta::minutes(i64::from(MINUTES_OF_A_DAY - self.minutes))
    }
}

impl FromStr for Closing {
    type Err = String;

    /// `17:00`, or `24:00` for the end of the day.
    fn from_str(text: &str) -> Result<Self, String> {
        // A sign would be read as part of a number.
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let two = |part: &str| part.parse::<u16>().ok().filter(|_| digits(part));
        let minutes = text.split_once(':').and_then(|(hours, minutes)| {
            let minutes = two(minutes).filter(|minutes| *minutes < 60)?;
            two(hours).map(|hours| hours * 60 + minutes)
        });
        match minutes {
            Some(minutes @ 1..=MINUTES_OF_A_DAY) => Ok(Self { minutes }),
            _ => Err("give an hour from 00:01 to 24:00, such as 17:00".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Closing;

    #[test]
    fn a_day_closes_at_its_end_or_at_an_office_hour() {
        let day: NaiveDate = "2024-12-17".parse().unwrap();
        let at = |closing: Closing| closing.of(day).to_rfc3339();
        assert_eq!(at(Closing::default()), "2024-12-17T17:00:00+00:00");
        assert_eq!("24:00".parse(), Ok(Closing::default()));
        assert_eq!(at("17:30".parse().unwrap()), "2024-12-17T10:30:00+00:00");
        assert_eq!(at("06:00".parse().unwrap()), "2024-12-16T23:00:00+00:00");
        for wrong in
            ["", "17", "17:60", "24:01", "25:00", "00:00", "5:00", "+5:00", "17:0", "17:00:00", "-1:00", "１７:00"]
        {
            assert!(wrong.parse::<Closing>().is_err(), "{wrong}");
        }
    }
}
