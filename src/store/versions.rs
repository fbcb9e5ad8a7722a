//! What was sent upwards, as it was sent. Whoever is not the owner of a paper reads its versions, never its draft.
//!
//! A version of a plan is a plan of its own, which is never changed once it was issued. Reports and nominations keep
//! their id when they are returned and corrected: each time they are sent, what they say is kept here.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::paper_version::{self, Column, Entity, Standing};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::{IntoParams, PartialSchema, ToSchema, openapi};
use uuid::Uuid;

use crate::{
    kernel::{
        digest,
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
    },
    store::db::{Uow, bulk::lists},
};

/// One version of a paper that was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperVersion {
    /// Counts the times that the paper was sent.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// SHA-256 of the canonical JSON (RFC 8785) of its content, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Which unit sent it.
    pub unit_id: Uuid,
    /// To which unit it was sent.
    pub to_unit_id: Uuid,
    /// What became of it.
    pub standing: Standing,
    /// When it was returned or accepted.
    pub settled_at: Option<DateTime<Utc>>,
    /// Why it was returned.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl From<paper_version::Model> for PaperVersion {
    fn from(m: paper_version::Model) -> Self {
        Self {
            version_no: m.version_no,
            content_digest: m.digest,
            sent_at: m.sent_at,
            unit_id: m.unit_id,
            to_unit_id: m.to_unit_id,
            standing: m.standing,
            settled_at: m.settled_at,
            reason: m.reason,
        }
    }
}

/// Which version to read.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OfVersion {
    /// The last one when left out.
    #[param(minimum = 1)]
    pub version_no: Option<i32>,
}

/// Which two versions to compare.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BetweenVersions {
    /// The one before `to` when left out.
    #[param(minimum = 1)]
    pub from: Option<i32>,
    /// The last one when left out.
    #[param(minimum = 1)]
    pub to: Option<i32>,
}

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

/// A paper that is being sent.
pub struct Sent<'a, T> {
    pub paper_id: Uuid,
    pub version_no: i32,
    pub content: &'a T,
    pub unit_id: Uuid,
    pub to: Addressee,
}

/// Keeps what is sent.
pub async fn keep<T: Serialize>(uow: &Uow, scope: &Scope, sent: Sent<'_, T>) -> Result<paper_version::Model> {
    let content = serde_json_canonicalizer::to_string(sent.content).map_err(Error::internal)?;
    let version = paper_version::Model {
        id: Uuid::now_v7(),
        paper_id: sent.paper_id,
        version_no: sent.version_no,
        digest: digest::sha256_hex(content.as_bytes()),
        content,
        sent_by: scope.user_id,
        sent_at: uow.now,
        unit_id: sent.unit_id,
        to_unit_id: sent.to.unit_id,
        to_function: sent.to.function,
        standing: Standing::Submitted,
        settled_at: None,
        reason: None,
        row_version: None,
    };
    Entity::insert(version.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    Ok(version)
}

/// What became of the last version of a paper. `row_version` is the paper's own after it.
pub async fn settle(
    uow: &Uow,
    paper_id: Uuid,
    standing: Standing,
    reason: Option<&str>,
    row_version: i64,
) -> Result<Option<paper_version::Model>> {
    let Some(last) = last(&uow.tx, paper_id).await? else { return Ok(None) };
    let mut next = last.into_active_model();
    next.standing = Set(standing);
    next.settled_at = Set(Some(uow.now));
    next.reason = Set(reason.map(str::to_owned));
    next.row_version = Set(Some(row_version));
    Entity::update(next).exec(&uow.tx).await.map(Some).map_err(Into::into)
}

/// All versions of a paper, oldest first.
pub async fn of(db: &impl ConnectionTrait, paper_id: Uuid) -> Result<Vec<paper_version::Model>> {
    Ok(Entity::find().filter(Column::PaperId.eq(paper_id)).order_by_asc(Column::VersionNo).all(db).await?)
}

pub async fn last(db: &impl ConnectionTrait, paper_id: Uuid) -> Result<Option<paper_version::Model>> {
    Ok(Entity::find().filter(Column::PaperId.eq(paper_id)).order_by_desc(Column::VersionNo).one(db).await?)
}

/// The last version of each of some papers.
pub async fn lasts(db: &impl ConnectionTrait, papers: &[Uuid]) -> Result<HashMap<Uuid, paper_version::Model>> {
    let mut found = HashMap::new();
    for papers in lists(papers) {
        let versions = Entity::find().filter(Column::PaperId.is_in(papers)).order_by_asc(Column::VersionNo);
        found.extend(versions.all(db).await?.into_iter().map(|m| (m.paper_id, m)));
    }
    Ok(found)
}

/// What a version says.
pub fn read<T: DeserializeOwned>(version: &paper_version::Model) -> Result<T> {
    serde_json::from_str(&version.content).map_err(Error::internal)
}

/// The versions of a paper as an answer lists them.
pub fn listed(versions: Vec<paper_version::Model>) -> Vec<PaperVersion> {
    versions.into_iter().map(PaperVersion::from).collect()
}

/// The version that is asked for, or the last one.
pub fn chosen(versions: Vec<paper_version::Model>, version_no: Option<i32>) -> Result<paper_version::Model> {
    let Some(no) = version_no else {
        return versions.into_iter().next_back().ok_or_else(|| Error::new(Code::NotFound));
    };
    let found = versions.into_iter().find(|version| version.version_no == no);
    found.ok_or_else(|| Error::with(Code::InvalidParameter, "version_no"))
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
