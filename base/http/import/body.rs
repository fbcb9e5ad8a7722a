//! The body that a row is: its cells in their places, over what is there already.
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use uuid::Uuid;
use validator::Validate;

use super::{
    Kind, Row, Sheet,
    given::{self, Given},
};
use crate::{
    http::{body, published::Shape, shape::members},
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        organisation::Organisation,
        precondition::IfMatch,
    },
};

/// A body that is being put together.
#[derive(Clone, Debug, Default)]
pub struct Body(Vec<(String, Node)>);

#[derive(Clone, Debug)]
enum Node {
    Raw(String),
    Object(Body),
}

impl Body {
    /// Of what is there already.
    pub fn of(there: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_string(there).map_err(Error::internal)?;
        let raw: &RawValue = serde_json::from_str(&text).map_err(Error::internal)?;
        Ok(Self::read(raw))
    }

    fn read(raw: &RawValue) -> Self {
        let node = |value: &RawValue| match value.get() {
            text if text.starts_with('{') => Node::Object(Self::read(value)),
            text => Node::Raw(text.to_owned()),
        };
        let given = members(raw).into_iter().filter(|(_, value)| value.get() != "null");
        Self(given.map(|(name, value)| (name, node(value))).collect())
    }

    /// Puts JSON at a pointer, or takes away what is there.
    pub fn set(&mut self, pointer: &str, json: Option<String>) {
        let path = pointer.strip_prefix('/').unwrap_or(pointer);
        let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let at = self.0.iter().position(|(member, _)| member == name);
        match (rest, json) {
            (None, None) => self.0.retain(|(member, _)| member != name),
            (None, Some(json)) => self.put(at, name, Node::Raw(json)),
            (Some(rest), json) => {
                if at.is_none() && json.is_none() {
                    return;
                }
                let mut inner = match at.and_then(|at| self.0.get(at)) {
                    Some((_, Node::Object(inner))) => inner.clone(),
                    _ => Self::default(),
                };
                inner.set(rest, json);
                self.put(at, name, Node::Object(inner));
            }
        }
    }

    /// The same of a text.
    pub fn set_text(&mut self, pointer: &str, text: &str) {
        self.set(pointer, Some(Value::from(text).to_string()));
    }

    fn put(&mut self, at: Option<usize>, name: &str, node: Node) {
        match at.and_then(|at| self.0.get_mut(at)) {
            Some((_, place)) => *place = node,
            None => self.0.push((name.to_owned(), node)),
        }
    }

    /// What stands at a member.
    pub fn part(&self, pointer: &str) -> Option<String> {
        let path = pointer.strip_prefix('/').unwrap_or(pointer);
        let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
        match (self.node(name)?, rest) {
            (Node::Object(inner), Some(rest)) => inner.part(rest),
            (Node::Object(inner), None) => Some(inner.json()),
            (Node::Raw(json), _) => Some(json.clone()),
        }
    }

    pub fn json(&self) -> String {
        let member = |(name, node): &(String, Node)| {
            let value = match node {
                Node::Raw(json) => json.clone(),
                Node::Object(inner) => inner.json(),
            };
            format!("{}:{value}", Value::from(name.as_str()))
        };
        format!("{{{}}}", self.0.iter().map(member).collect::<Vec<_>>().join(","))
    }

    /// Whether it says the same.
    pub fn is_as(&self, other: &Self) -> bool {
        let value = |body: &Self| serde_json::from_str::<Value>(&body.json()).ok();
        value(self).is_some_and(|mine| Some(mine) == value(other))
    }

    /// What it says otherwise than another, as pointers to its members.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let names = self.0.iter().chain(&other.0).map(|(name, _)| name);
        let mut found = vec![];
        for name in names {
            let pointer = format!("/{name}");
            match (self.node(name), other.node(name)) {
                (Some(Node::Object(mine)), Some(Node::Object(its))) => {
                    found.extend(mine.differences(its).into_iter().map(|rest| format!("{pointer}{rest}")));
                }
                (mine, its) if !same(mine, its) => found.push(pointer),
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// What it changes of what is there; whatever cannot be changed is refused.
    pub fn changes(&self, there: &Self, allowed: &[&str]) -> Result<Vec<String>> {
        let changed = self.differences(there);
        let fixed = changed.iter().filter(|pointer| !allowed.contains(&pointer.as_str()));
        let told = |pointer: &String| FieldError { pointer: pointer.clone(), fault: Fault::NotAllowed };
        let fixed: Vec<FieldError> = fixed.map(told).collect();
        if fixed.is_empty() { Ok(changed) } else { Err(Error::fields(Code::ValidationFailed, fixed)) }
    }

    fn node(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, node)| node)
    }

    /// Read as a body that changes one.
    pub fn read_as<T: DeserializeOwned + Validate>(&self) -> Result<T> {
        body::parse(self.json().as_bytes())
    }

    /// Held against the schema of the body of one, whole, then read as that is.
    pub fn parse<T: DeserializeOwned + Validate>(&self, shape: &Shape) -> Result<T> {
        let json = self.json();
        let raw: &RawValue = serde_json::from_str(&json).map_err(Error::internal)?;
        shape.check(raw)?;
        body::parse(json.as_bytes())
    }
}

fn same(one: Option<&Node>, other: Option<&Node>) -> bool {
    let value = |node: Option<&Node>| match node {
        Some(Node::Raw(json)) => serde_json::from_str::<Value>(json).ok(),
        Some(Node::Object(inner)) => serde_json::from_str(&inner.json()).ok(),
        None => Some(Value::Null),
    };
    value(one) == value(other)
}

impl Row {
    /// The cells in their places, over what is there already. All that is wrong with them is told at once.
    pub fn over(&self, sheet: &Sheet, organisation: &Organisation, there: &Body) -> Result<Body> {
        let (mut body, mut faults) = (there.clone(), self.faults.clone());
        for (column, cell) in sheet.columns.iter().zip(&self.cells) {
            if matches!(cell, Given::Absent) {
                continue;
            }
            match given::read(cell, column.kind, self.style, organisation) {
                // An empty list is none.
                Ok(json) if !column.pointer.is_empty() => body.set(column.pointer, json.filter(|json| json != "[]")),
                Ok(_) => {}
                Err(fault) => faults.push(FieldError { pointer: column.told_at(), fault }),
            }
        }
        if faults.is_empty() { Ok(body) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
    }

    /// The text of a cell; none where it is empty or holds something else. What is wrong with it is told by `over`.
    pub fn text(&self, sheet: &Sheet, name: &str) -> Option<String> {
        let (column, cell) = self.column(sheet, name)?;
        let json = given::read(cell, column.kind, self.style, &Organisation::default()).ok()??;
        serde_json::from_str::<String>(&json).ok().or_else(|| (column.kind == Kind::Number).then_some(json))
    }

    /// What is written in a cell, whatever it is read as.
    pub fn written(&self, sheet: &Sheet, name: &str) -> Option<String> {
        match self.column(sheet, name)? {
            (_, Given::Text(text)) => Some(text.trim().to_owned()),
            (_, Given::Raw(raw)) => serde_json::from_str(raw.get()).ok(),
            _ => None,
        }
    }

    /// A list of a line of JSON.
    pub fn json(&self, sheet: &Sheet, name: &str) -> Option<String> {
        match self.column(sheet, name)? {
            (_, Given::Raw(raw)) if raw.get() != "null" => Some(raw.get().to_owned()),
            _ => None,
        }
    }

    /// An id that the use case reads itself.
    pub fn id(&self, sheet: &Sheet, name: &str) -> Result<Option<Uuid>> {
        let read = |text: String| {
            crate::kernel::id::parse(&text).ok_or_else(|| Error::field(format!("/{name}"), Fault::InvalidValue))
        };
        self.text(sheet, name).map(read).transpose()
    }

    /// The version that was exported: nobody else's change is written over. Without one whatever is there is meant.
    pub fn version(&self, sheet: &Sheet) -> Result<IfMatch> {
        let Some(text) = self.text(sheet, "version") else { return Ok(IfMatch::Any) };
        let version = text.parse().map_err(|_| Error::field("/version", Fault::InvalidValue))?;
        Ok(IfMatch::one(version))
    }
}
