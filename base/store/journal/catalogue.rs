//! The catalogue of events, read from the types that make them.
#![expect(clippy::indexing_slicing, reason = "serde_json answers null for members that are missing")]
use entity::journal::Subject;
use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::event::{Changed, Facts, TECHNICAL};

/// One kind of event, as it is published.
pub struct Kind {
    pub event: String,
    pub version: i32,
    pub subject: Option<Subject>,
    pub description: String,
    /// The schema of its data.
    pub data: Value,
}

impl Kind {
    /// Who reads the entries of this kind with what they say.
    pub fn readers(&self) -> &'static str {
        match self.subject {
            Some(subject) if TECHNICAL.contains(&subject) => {
                "Read by the unit that it concerns and by administrators of its part of the tree; data-protection officers see that it happened."
            }
            _ => {
                "Read by the unit that it concerns; data-protection officers of its part of the tree see that it happened."
            }
        }
    }
}

/// Schemas by their names.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The kinds of one list of facts, and the schemas that they refer to.
pub fn kinds<F: Facts>() -> (Vec<Kind>, Schemas) {
    let schema = serde_json::to_value(F::schema()).unwrap_or_default();
    let mut schemas = vec![(Changed::name().into_owned(), Changed::schema())];
    Changed::schemas(&mut schemas);
    F::schemas(&mut schemas);
    let kinds = schema["oneOf"].as_array().into_iter().flatten().map(|variant| kind::<F>(variant, &schemas)).collect();
    (kinds, schemas)
}

fn kind<F: Facts>(variant: &Value, schemas: &Schemas) -> Kind {
    let event = variant["properties"]["event"]["enum"][0].as_str().unwrap_or_default().to_owned();
    let mut data = match &variant["properties"]["data"] {
        Value::Null => json!({ "type": "object" }),
        data => resolved(data, schemas),
    };
    data["properties"]["changed"] = json!({ "$ref": "#/components/schemas/ChangedMembers" });
    let description = variant["description"].as_str().unwrap_or_default().to_owned();
    Kind { version: F::version(&event), subject: F::SUBJECT, event, description, data }
}

/// Particulars that several events have are a type of their own.
fn resolved(data: &Value, schemas: &Schemas) -> Value {
    let reference = data["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    let Some(name) = reference else { return data.clone() };
    let found = schemas.iter().find(|(known, _)| known == name);
    found.and_then(|(_, schema)| serde_json::to_value(schema).ok()).unwrap_or_default()
}
