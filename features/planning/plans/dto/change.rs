//! How two versions of a plan differ, part by part and member by member.
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaType},
    },
};
use uuid::Uuid;

/// How one part of a plan differs between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// The list that a part of a plan stands in; `plan` is the plan itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[schema(as = PlanPart)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Plan,
    Task,
    Measure,
    Target,
}

/// One member that differs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Name of the member.
    #[schema(max_length = 60, example = "target_value")]
    pub field: String,
    /// What it was in the earlier version.
    pub before: ChangedValue,
    /// What it is in the later version.
    pub after: ChangedValue,
}

/// What a member of a plan's part may be: a text, a figure, a mark, a list of levels, milestones or bands, or null where
/// there was nothing. It has no type in the spec: clients in typed languages would need a union of scalars for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ChangedValue(pub serde_json::Value);

impl PartialSchema for ChangedValue {
    fn schema() -> RefOr<Schema> {
        let description = "A text, a figure, a mark, a list, or null where there was nothing.";
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(description)).into()
    }
}

impl ToSchema for ChangedValue {}

/// One part that differs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PartChange {
    pub part: Part,
    pub kind: ChangeKind,
    /// `root_id` of the part, the same in every version; of a template's part there is none.
    pub root_id: Option<Uuid>,
    #[schema(max_length = 2000)]
    pub title: String,
    /// Of an added or removed part, all it has.
    #[schema(max_items = 40)]
    pub fields: Vec<FieldChange>,
}

/// What differs between two versions of a plan, or between a plan and its template.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PlanDiff {
    /// Null for a template.
    #[schema(minimum = 1)]
    pub from: Option<i32>,
    #[schema(minimum = 1)]
    pub to: i32,
    #[schema(max_items = 1300)]
    pub changes: Vec<PartChange>,
}
