//! JSON that does not change any more, for what lives as long as the process: as a value that could still grow it takes five
//! times the room.
use std::ops::Index;

use serde_json::{Number, Value};

#[derive(Debug, PartialEq)]
pub enum Fixed {
    Null,
    Bool(bool),
    Number(Number),
    Text(Box<str>),
    List(Box<[Fixed]>),
    /// In the order of their names.
    Members(Box<[(Box<str>, Fixed)]>),
}

static NULL: Fixed = Fixed::Null;

impl From<Value> for Fixed {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(bool) => Self::Bool(bool),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(values) => Self::List(values.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let mut members: Box<[_]> =
                    members.into_iter().map(|(name, member)| (name.into(), Self::from(member))).collect();
                members.sort_unstable_by(|(one, _): &(Box<str>, Self), (other, _)| one.cmp(other));
                Self::Members(members)
            }
        }
    }
}

impl Fixed {
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Members(members) = self else { return None };
        let place = members.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        members.get(place).map(|(_, member)| member)
    }

    /// The members of an object; nothing else has any.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = if let Self::Members(members) = self { &**members } else { &[] };
        members.iter().map(|(name, member)| (&**name, member))
    }

    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Members(_))
    }

    pub fn list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub const fn number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// A bound of lengths.
    pub fn count(&self) -> Option<usize> {
        self.number()?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What stands at a pointer (RFC 6901).
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        let mut steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
        steps.try_fold(self, |value, step| value.get(&step))
    }
}

/// Null for a member that is missing.
impl Index<&str> for Fixed {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&NULL)
    }
}

impl PartialEq<&str> for Fixed {
    fn eq(&self, other: &&str) -> bool {
        self.text() == Some(*other)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Fixed;

    #[test]
    fn it_says_what_the_value_said() {
        let list = json!([1, 2.5, null, true, "Sở"]);
        let value = json!({"type": "object", "maxItems": 7, "paths": {"/units/{id}": {"get": {"a~b": list}}}});
        let fixed = Fixed::from(value.clone());
        assert!(fixed["type"] == "object");
        assert_eq!(fixed["maxItems"].count(), Some(7));
        assert!(fixed["nothing"]["at all"].is_null());
        assert_eq!(fixed.pointer("/paths/~1units~1{id}/get/a~0b"), Some(&Fixed::from(list)));
        assert_eq!(fixed.pointer("/paths/~1units/get"), None);
        let names: Vec<_> = fixed.members().map(|(name, _)| name).collect();
        assert_eq!(names, value.as_object().unwrap().keys().collect::<Vec<_>>());
    }
}
