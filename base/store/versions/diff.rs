//! What differs between two versions of a paper, member by member.
use std::collections::{BTreeMap, BTreeSet};

use entity::paper_version;
use serde::Serialize;
use serde_json::Value;
use utoipa::{PartialSchema, ToSchema, openapi};

use super::{BetweenVersions, read};
use crate::kernel::error::{Code, Error, Result};

/// A member that differs between two versions.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MemberChange {
    /// Where it stands in the content; a value is named by its target, a piece of evidence by what it names.
    #[schema(max_length = 200, example = "/values/0198c0de-0000-7000-8000-000000000001/value")]
    pub pointer: String,
    /// What it was in the earlier version.
    pub before: ContentMember,
    /// What it is in the later version.
    pub after: ContentMember,
}

/// A text, a figure, a mark, or null where there was nothing. It has no type in the spec: clients in typed languages
/// would need a union of scalars for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ContentMember(pub Value);

impl PartialSchema for ContentMember {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        let description = "A text, a figure, a mark, or null where there was nothing.";
        openapi::schema::ObjectBuilder::new()
            .schema_type(openapi::schema::SchemaType::AnyValue)
            .description(Some(description))
            .into()
    }
}

impl ToSchema for ContentMember {}

/// What differs between two versions of a paper that was sent.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VersionDiff {
    /// Number of the earlier version.
    #[schema(minimum = 1)]
    pub from: i32,
    /// Number of the later version.
    #[schema(minimum = 1)]
    pub to: i32,
    /// Every member that differs, in the order of their pointers.
    #[schema(max_items = 3000)]
    pub changes: Vec<MemberChange>,
}

/// What differs between two of these versions: without any names, the last one and the one before it.
pub fn compare(versions: &[paper_version::Model], between: &BetweenVersions) -> Result<VersionDiff> {
    let named = |no: i32, parameter| {
        let found = versions.iter().find(|version| version.version_no == no);
        found.ok_or_else(|| Error::with(Code::InvalidParameter, parameter))
    };
    let last = versions.last().ok_or_else(|| Error::new(Code::NotFound))?;
    let to = named(between.to.unwrap_or(last.version_no), "to")?;
    let before = versions.iter().rev().find(|version| version.version_no < to.version_no);
    let from = named(between.from.or(before.map(|version| version.version_no)).unwrap_or(to.version_no), "from")?;
    let changes = differences(&read(from)?, &read(to)?);
    Ok(VersionDiff { from: from.version_no, to: to.version_no, changes })
}

fn differences(before: &Value, after: &Value) -> Vec<MemberChange> {
    let (was, is) = (leaves(before), leaves(after));
    let pointers: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let of = |leaves: &BTreeMap<String, Value>, pointer: &String| {
        ContentMember(leaves.get(pointer).cloned().unwrap_or_default())
    };
    let change = |pointer: &String| MemberChange {
        pointer: pointer.clone(),
        before: of(&was, pointer),
        after: of(&is, pointer),
    };
    pointers.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

/// Every scalar of a content by where it stands.
fn leaves(content: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    collect(content, String::new(), &mut found);
    found
}

/// What names a member of a list wherever it stands in it.
const NAMES: [&str; 2] = ["target_id", "report_id"];

fn collect(value: &Value, at: String, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| collect(member, format!("{at}/{name}"), into));
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let name = NAMES.iter().find_map(|name| item.get(name)?.as_str());
                collect(item, format!("{at}/{}", name.map_or_else(|| place.to_string(), str::to_owned)), into);
            }
        }
        Value::Null => {}
        scalar => {
            into.insert(at, scalar.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn members_of_lists_are_known_by_what_they_name() {
        let before = json!({"a": 1, "values": [{"target_id": "x", "value": 1}, {"target_id": "y", "value": 2}]});
        let after =
            json!({"a": 1, "b": "n", "values": [{"target_id": "y", "value": 3}, {"target_id": "x", "value": 1}]});
        let told: Vec<_> =
            differences(&before, &after).into_iter().map(|c| (c.pointer, c.before.0, c.after.0)).collect();
        let expected = [("/b".to_owned(), json!(null), json!("n")), ("/values/y/value".to_owned(), json!(2), json!(3))];
        assert_eq!(told, expected);
        assert!(differences(&after, &after).is_empty());
    }
}
