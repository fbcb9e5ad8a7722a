//! What a value of the configuration may become, and what a row that nobody has read asks of a person.
use base::kernel::error::{Fault, FieldError};
use serde_json::{Map, Value};

use super::dto::Check;

/// Members that take one of a few words. Any other word of a rule stays what it is.
const CHOICES: [(&str, &[&str]); 5] = [
    ("day_kind", &["working", "calendar"]),
    ("before", &["council_meeting", "submission"]),
    ("secrecy", &["secret", "open", "not_stated"]),
    ("op", &["ge", "gt"]),
    ("required", &["always", "if"]),
];

/// What is wrong with `after` in the place of `before`: it has the same names and types, whole numbers from zero on, and
/// fractions of at most one.
pub fn faults(before: &Value, after: &Value, pointer: &str) -> Vec<FieldError> {
    let mut found = vec![];
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => members(before, after, pointer, &mut found),
        _ => found.extend(value(pointer, before, after)),
    }
    found
}

fn members(before: &Map<String, Value>, after: &Map<String, Value>, pointer: &str, found: &mut Vec<FieldError>) {
    let at = |name: &str| format!("{pointer}/{name}");
    let names = before.keys().filter(|name| !after.contains_key(*name));
    found.extend(names.map(|name| FieldError { pointer: at(name), fault: Fault::Required }));
    for (name, new) in after {
        match before.get(name) {
            None => found.push(FieldError { pointer: at(name), fault: Fault::UnknownMember }),
            Some(old) => found.extend(faults(old, new, &at(name))),
        }
    }
    for (name, part) in after {
        let whole = name.strip_suffix("num").map(|stem| format!("{stem}den")).and_then(|den| after.get(&den));
        let (Some(part), Some(whole)) = (part.as_i64(), whole.and_then(Value::as_i64)) else { continue };
        if whole == 0 || part > whole {
            found.push(FieldError { pointer: at(name), fault: Fault::RatioOutOfRange });
        }
    }
}

fn value(pointer: &str, before: &Value, after: &Value) -> Option<FieldError> {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let choices = CHOICES.iter().find(|(member, words)| *member == name && words.iter().any(|word| before == *word));
    let fault = match (before, after) {
        (Value::Bool(_), Value::Bool(_)) => return None,
        (Value::Number(_), Value::Number(number)) => match number.as_i64() {
            Some(0..=100_000) => return None,
            Some(..0) => Fault::Negative,
            Some(_) => Fault::OutOfRange,
            None => Fault::WrongType,
        },
        (Value::String(_), Value::String(word)) => match choices {
            Some((_, words)) if words.contains(&word.as_str()) => return None,
            Some(_) => Fault::InvalidValue,
            None if before == after => return None,
            None => Fault::NotAllowed,
        },
        _ if before == after => return None,
        (Value::Array(_), Value::Array(_)) => Fault::NotAllowed,
        _ => Fault::WrongType,
    };
    Some(FieldError { pointer: pointer.to_owned(), fault })
}

/// What a person has to do about a rule that was not read. Members without which it says nothing are named.
pub fn check(scope: Option<&str>, article: Option<&str>, said: bool) -> Check {
    match (scope, article, said) {
        (Some("configuration"), ..) => Check::DecideValue,
        (.., false) => Check::GiveValue,
        (_, None, _) => Check::FindArticle,
        _ => Check::ReadArticle,
    }
}

#[cfg(test)]
mod tests {
    use base::kernel::error::Fault;
    use serde_json::json;

    use super::{Check, check, faults};

    #[test]
    fn another_value_has_the_shape_of_the_one_before() {
        let before = json!({"required": true, "days": 10, "day_kind": "working", "publisher": "standing_body",
            "params": {"num": 2, "den": 3, "op": "ge", "allowed": ["a"]}});
        let with = |pointer: &str, value: serde_json::Value| {
            let mut after = before.clone();
            *after.pointer_mut(pointer).unwrap() = value;
            faults(&before, &after, "").into_iter().map(|field| (field.pointer, field.fault)).collect::<Vec<_>>()
        };
        let one = |pointer: &str, fault| vec![(pointer.to_owned(), fault)];
        assert_eq!(with("/days", json!(7)), []);
        assert_eq!(with("/required", json!(false)), []);
        assert_eq!(with("/day_kind", json!("calendar")), []);
        assert_eq!(with("/params/op", json!("gt")), []);
        assert_eq!(with("/days", json!(-1)), one("/days", Fault::Negative));
        assert_eq!(with("/days", json!(1.5)), one("/days", Fault::WrongType));
        assert_eq!(with("/days", json!("7")), one("/days", Fault::WrongType));
        assert_eq!(with("/days", json!(null)), one("/days", Fault::WrongType));
        assert_eq!(with("/day_kind", json!("lunar")), one("/day_kind", Fault::InvalidValue));
        assert_eq!(with("/publisher", json!("anybody")), one("/publisher", Fault::NotAllowed));
        assert_eq!(with("/params/num", json!(4)), one("/params/num", Fault::RatioOutOfRange));
        assert_eq!(with("/params/den", json!(0)), one("/params/num", Fault::RatioOutOfRange));
        assert_eq!(with("/params/allowed", json!([])), one("/params/allowed", Fault::NotAllowed));
        assert_eq!(faults(&before, &json!([]), "/params").len(), 1);
        let names: Vec<_> = faults(&json!({"days": 1}), &json!({"day": 1}), "").into_iter().map(|f| f.fault).collect();
        assert_eq!(names, [Fault::Required, Fault::UnknownMember]);
    }

    #[test]
    fn a_row_that_nobody_read_says_what_is_to_be_done() {
        assert_eq!(check(Some("configuration"), None, false), Check::DecideValue);
        assert_eq!(check(Some("national"), Some("44"), false), Check::GiveValue);
        assert_eq!(check(Some("national"), None, true), Check::FindArticle);
        assert_eq!(check(None, Some("79"), true), Check::ReadArticle);
    }
}
