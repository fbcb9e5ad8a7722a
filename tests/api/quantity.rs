//! Exact numbers: what is written is read back digit for digit.
use entity::Quantity;
use proptest::prelude::*;

/// At most 15 significant digits, 4 of them after the point, within the bounds that the spec tells.
fn kept() -> impl Strategy<Value = (bool, u64, usize)> {
    (any::<bool>(), 0_u64..=900_000_000_000_000, 0_usize..=4)
}

/// `digits` with a point before the last `decimals`, as a client may write it.
fn written(negative: bool, digits: u64, decimals: usize) -> String {
    let text = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = text.split_at(text.len() - decimals);
    let sign = if negative { "-" } else { "" };
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Without the zeros that change nothing, nor the sign of zero.
fn shortest(text: &str) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back((negative, digits, decimals) in kept()) {
        let text = written(negative, digits, decimals);
        let read: Quantity = text.parse().unwrap();
        prop_assert_eq!(read.to_string(), shortest(&text));
        prop_assert_eq!(read.to_string().parse::<Quantity>().unwrap(), read);
    }

    #[test]
    fn json_carries_every_digit((negative, digits, decimals) in kept()) {
        let text = written(negative, digits, decimals);
        let read: Quantity = serde_json::from_str(&text).unwrap();
        let sent = serde_json::to_string(&read).unwrap();
        prop_assert_eq!(serde_json::from_str::<Quantity>(&sent).unwrap(), read);
        // What a client makes of it with the usual doubles.
        let double: f64 = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(double, text.parse::<f64>().unwrap());
    }

    #[test]
    fn an_exponent_says_the_same((negative, digits, decimals) in kept()) {
        let plain: Quantity = written(negative, digits, decimals).parse().unwrap();
        let sign = if negative { "-" } else { "" };
        let scientific = format!("{sign}{digits}e-{decimals}");
        prop_assert_eq!(scientific.parse::<Quantity>(), Ok(plain), "{}", scientific);
        let capital = format!("{sign}{digits}E-0{decimals}");
        prop_assert_eq!(capital.parse::<Quantity>(), Ok(plain), "{}", capital);
    }

    #[test]
    fn the_order_is_the_order_of_numbers(a in kept(), b in kept()) {
        let (a, b) = (written(a.0, a.1, a.2), written(b.0, b.1, b.2));
        let (x, y): (f64, f64) = (a.parse().unwrap(), b.parse().unwrap());
        // Doubles of 15 digits are ordered as the decimals are.
        prop_assert_eq!(a.parse::<Quantity>().unwrap().cmp(&b.parse().unwrap()), x.partial_cmp(&y).unwrap());
    }

    #[test]
    fn more_digits_than_are_kept_are_refused(digits in 1_000_000_000_000_001_u64..9_999_999_999_999_999) {
        prop_assume!(digits % 10 != 0);
        prop_assert!(digits.to_string().parse::<Quantity>().is_err());
        let five_places = format!("0.{:04}1", digits % 10_000);
        prop_assert!(five_places.parse::<Quantity>().is_err(), "{}", five_places);
    }

    #[test]
    fn nothing_that_is_no_number_is_read(text in "[-+0-9.eE ]{0,12}") {
        let json = serde_json::from_str::<f64>(&text).is_ok();
        if !json && serde_json::from_str::<Quantity>(&text).is_ok() {
            prop_assert!(false, "{} was read", text);
        }
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,40}") {
        let read = text.parse::<Quantity>();
        prop_assert!(read.is_err() || text.bytes().any(|b| b.is_ascii_digit()), "{} was read as {:?}", text, read);
    }
}
