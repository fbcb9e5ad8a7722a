//! How two versions of a plan differ, part by part and member by member.
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{
        RefOr,
        schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type},
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
    #[schema(max_length = 60, example = "target_value")]
    pub field: String,
    /// Null where there was nothing.
    #[schema(schema_with = any_value)]
    pub before: serde_json::Value,
    #[schema(schema_with = any_value)]
    pub after: serde_json::Value,
}

/// What a member of a plan's part may be: a text, a figure, a mark, or a list of levels, milestones or bands.
fn any_value() -> RefOr<Schema> {
    let most = 900_000_000_000_000_i64;
    let of = |of: Type| ObjectBuilder::new().schema_type(of);
    let text = || of(Type::String).max_length(Some(2000));
    let parts = OneOfBuilder::new().item(text()).item(of(Type::Object));
    OneOfBuilder::new()
        .item(text())
        .item(of(Type::Number).minimum(Some(-most)).maximum(Some(most)))
        .item(of(Type::Boolean))
        .item(ArrayBuilder::new().items(parts).max_items(Some(60)))
        .item(of(Type::Null))
        .into()
}

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
