use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Type,
        schema::{AdditionalProperties, ObjectBuilder, Schema},
    },
};
use uuid::Uuid;

use crate::resources::Resource;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SnapshotQuery {
    /// Only rows that belong to one of these units: those that an `entered_scope` or a `left_scope` of the unit is about.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
}

/// The last line of a snapshot.
#[derive(Clone, Debug, Serialize)]
pub struct SnapshotEnd {
    pub end: SnapshotSum,
}

/// What the last line says of those before it. Without it something is missing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SnapshotSum {
    pub resource: Resource,
    /// How many rows stand before this line.
    #[schema(minimum = 0)]
    pub count: u64,
    /// Of all bytes before this line, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
    /// All entries of the journal up to this place are in it; later ones may be.
    #[schema(minimum = 0)]
    pub as_of_seq: i64,
    /// Where `/changes` goes on: `after`.
    #[schema(max_length = 9000)]
    pub cursor: String,
    /// When it was read.
    pub as_of: DateTime<Utc>,
}

/// One line of a snapshot: a row with the members that `GET` of it answers, or at the end a `SnapshotEnd`.
pub struct SnapshotLine;

impl PartialSchema for SnapshotLine {
    fn schema() -> RefOr<Schema> {
        let description =
            "One line: a row as `GET` of a single one answers it, or the last line, which has `end` and nothing else.";
        let example = json!({ "end": {
            "resource": "plans", "count": 0, "as_of_seq": 1024, "cursor": "MDEyMw", "as_of": "2023-04-20T02:00:00Z",
            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        } });
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("end", Ref::from_schema_name(SnapshotSum::name()))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .description(Some(description))
            .examples([example])
            .into()
    }
}

impl ToSchema for SnapshotLine {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((SnapshotSum::name().into_owned(), SnapshotSum::schema()));
        SnapshotSum::schemas(schemas);
    }
}
