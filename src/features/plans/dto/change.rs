//! How two versions of a plan differ, part by part and member by member.
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, SchemaType, Type},
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

/// Whatever a member of a plan's part may be.
fn any_value() -> Object {
    let types = [Type::String, Type::Number, Type::Boolean, Type::Array, Type::Object, Type::Null];
    let most = 900_000_000_000_000_i64;
    ObjectBuilder::new()
        .schema_type(SchemaType::Array(types.to_vec()))
        .max_length(Some(2000))
        .minimum(Some(-most))
        .maximum(Some(most))
        .build()
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
