//! How many places an item of a quota comes to, in whole numbers.
use base::kernel::error::Fault;
use entity::award_quota_item::{QuotaKind, QuotaRounding};

use super::dto::QuotaItemInput;

type Wrong = (&'static str, Fault);

/// The places, or which member is wrong.
pub fn places(said: &QuotaItemInput) -> Result<i32, Wrong> {
    match said.kind {
        QuotaKind::Absolute => number(said),
        QuotaKind::Percent => part(said),
    }
}

/// A number is said as it is.
fn number(said: &QuotaItemInput) -> Result<i32, Wrong> {
    let of_a_part = [
        ("den", said.den.is_some()),
        ("base", said.base.is_some()),
        ("base_count", said.base_count.is_some()),
        ("rounding", said.rounding.is_some()),
        ("minimum", said.minimum.is_some()),
    ];
    match of_a_part.into_iter().find(|(_, given)| *given) {
        Some((member, _)) => Err((member, Fault::NotAllowed)),
        None => Ok(said.num),
    }
}

fn part(said: &QuotaItemInput) -> Result<i32, Wrong> {
    let missing = |member| (member, Fault::Required);
    let den = i64::from(said.den.ok_or_else(|| missing("den"))?);
    said.base.ok_or_else(|| missing("base"))?;
    let count = i64::from(said.base_count.ok_or_else(|| missing("base_count"))?);
    let rounding = said.rounding.ok_or_else(|| missing("rounding"))?;
    let num = i64::from(said.num);
    if num > den {
        return Err(("num", Fault::RatioOutOfRange));
    }
    let whole = count * num;
    let rounded = match rounding {
        QuotaRounding::Floor => whole / den,
        QuotaRounding::Ceiling => (whole + den - 1) / den,
        QuotaRounding::HalfUp => (2 * whole + den) / (2 * den),
        QuotaRounding::None if whole % den == 0 => whole / den,
        QuotaRounding::None => return Err(("rounding", Fault::NotAllowed)),
    };
    i32::try_from(rounded.max(said.minimum.unwrap_or_default().into())).map_err(|_| ("num", Fault::OutOfRange))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use entity::award_quota_item::QuotaRounding::{self, Ceiling, Floor, HalfUp, None as Whole};
    use serde_json::{Value, json};

    use super::{Fault, QuotaItemInput, places};

    fn said(members: &Value) -> QuotaItemInput {
        let mut all = json!({"award_form_code": "GK", "subject_type": "individual",
            "unit_id": "0198c0de-0000-7000-8000-000000000002"});
        for (name, value) in members.as_object().expect("members") {
            all[name] = value.clone();
        }
        serde_json::from_value(all).expect("an item")
    }

    fn part(count: i64, (num, den): (i64, i64), rounding: QuotaRounding, minimum: Option<i64>) -> Value {
        json!({"kind": "percent", "num": num, "den": den, "base": "direct_participants", "base_count": count,
            "rounding": rounding, "minimum": minimum})
    }

    /// Every rounding on the edges of a whole, of a half and of nothing.
    #[test]
    fn a_part_is_rounded_as_the_document_says() {
        let cases = [
            (41, (5, 100), Floor, None, Ok(2)),
            (41, (5, 100), Ceiling, None, Ok(3)),
            (41, (5, 100), HalfUp, None, Ok(2)),
            (40, (5, 100), Ceiling, None, Ok(2)),
            (40, (5, 100), HalfUp, None, Ok(2)),
            (39, (5, 100), Floor, None, Ok(1)),
            (50, (5, 100), HalfUp, None, Ok(3)),
            (49, (5, 100), HalfUp, None, Ok(2)),
            (1, (1, 3), HalfUp, None, Ok(0)),
            (2, (1, 3), HalfUp, None, Ok(1)),
            (40, (5, 100), Whole, None, Ok(2)),
            (41, (5, 100), Whole, None, Err(("rounding", Fault::NotAllowed))),
            (9, (10, 100), Floor, Some(1), Ok(1)),
            (9, (10, 100), Floor, None, Ok(0)),
            (30, (10, 100), Floor, Some(1), Ok(3)),
            (0, (10, 100), Ceiling, None, Ok(0)),
            (0, (10, 100), Floor, Some(1), Ok(1)),
            (9, (100, 100), Floor, None, Ok(9)),
            (1_000_000, (100_000, 100_000), Ceiling, None, Ok(1_000_000)),
            (9, (101, 100), Floor, None, Err(("num", Fault::RatioOutOfRange))),
        ];
        for (count, ratio, rounding, minimum, expected) in cases {
            let said = said(&part(count, ratio, rounding, minimum));
            assert_eq!(places(&said), expected, "{said:?}");
        }
    }

    #[test]
    fn a_part_is_whole_and_a_number_has_nothing_beside_it() {
        assert_eq!(places(&said(&json!({"kind": "absolute", "num": 3}))), Ok(3));
        let whole = part(41, (5, 100), Floor, None);
        for member in ["den", "base", "base_count", "rounding"] {
            let (mut without, mut beside) = (whole.clone(), json!({"kind": "absolute", "num": 3}));
            without[member] = Value::Null;
            assert_eq!(places(&said(&without)), Err((member, Fault::Required)));
            beside[member] = whole[member].clone();
            assert_eq!(places(&said(&beside)), Err((member, Fault::NotAllowed)));
        }
        let beside = json!({"kind": "absolute", "num": 3, "minimum": 1});
        assert_eq!(places(&said(&beside)), Err(("minimum", Fault::NotAllowed)));
    }

    /// The examples of `data/regimes`, of forty-one; scenario S15 is the second.
    #[test]
    fn the_examples_of_the_data_come_to_places() {
        let text = include_str!("../../../data/regimes/quotas.csv");
        let expected = [("Q1", 4), ("Q2", 2), ("Q3", 1), ("Q4", 2), ("Q5", 8), ("Q6", 3), ("Q7", 5)];
        let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<HashMap<String, String>>();
        let rows: Vec<_> = rows.map(Result::unwrap).collect();
        assert_eq!(rows.len(), expected.len());
        for (row, (id, number)) in rows.iter().zip(expected) {
            let num: i64 = row["num"].parse().unwrap();
            let members = match row["kind"].as_str() {
                "absolute" => json!({"kind": "absolute", "num": num}),
                kind => {
                    json!({"kind": kind, "num": num, "den": row["den"].parse::<i64>().unwrap(), "base": row["base"],
                    "base_count": 41, "rounding": row["rounding"], "minimum": i64::from(row["at_least_one"] == "true")})
                }
            };
            assert_eq!((row["quota_id"].as_str(), places(&said(&members))), (id, Ok(number)));
        }
    }
}
