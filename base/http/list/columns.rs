//! The columns of a list: the members of its items that are single values or lists of texts, as their schema declares
//! them, those of members that are objects by the path to them. What a list can do (`actions`) is no column.
use std::collections::HashMap;

use serde_json::value::RawValue;
use utoipa::{
    ToSchema,
    openapi::{
        KnownFormat, RefOr, SchemaFormat,
        schema::{ArrayItems, Schema, SchemaType, Type},
    },
};

use crate::{
    http::table::{Cell, Column, Kind},
    kernel::error::{Error, Result},
};

/// Objects within objects are columns up to here.
const DEEPEST: usize = 3;

/// A member that is a column, or an object with members of its own.
enum Member {
    Value(String),
    Object(String, Vec<Member>),
}

/// How a row of cells is read from an item.
pub struct Columns {
    pub names: Vec<Column>,
    members: Vec<Member>,
}

impl Columns {
    pub fn of<T: ToSchema>() -> Self {
        let mut others = vec![];
        T::schemas(&mut others);
        Self::told(&T::schema(), others)
    }

    fn told(schema: &RefOr<Schema>, others: Vec<(String, RefOr<Schema>)>) -> Self {
        let schemas = Schemas(others.into_iter().collect());
        let mut names = vec![];
        let members = schemas.members(schema, "", 0, &mut names);
        Self { names, members }
    }

    /// The cells of an item that is told in JSON.
    pub fn row(&self, item: &str) -> Result<Vec<Cell>> {
        let mut row = Vec::with_capacity(self.names.len());
        fill(&self.members, Some(item), &mut row)?;
        Ok(row)
    }
}

fn fill(members: &[Member], object: Option<&str>, row: &mut Vec<Cell>) -> Result<()> {
    let object = object.filter(|text| text.starts_with('{')).unwrap_or("{}");
    let found: HashMap<&str, &RawValue> = serde_json::from_str(object).map_err(Error::internal)?;
    for member in members {
        match member {
            Member::Value(name) => row.push(Cell::of(found.get(name.as_str()).copied())),
            Member::Object(name, inner) => fill(inner, found.get(name.as_str()).map(|raw| raw.get()), row)?,
        }
    }
    Ok(())
}

/// The schemas that others refer to.
struct Schemas(HashMap<String, RefOr<Schema>>);

impl Schemas {
    fn resolve<'a>(&'a self, schema: &'a RefOr<Schema>) -> Option<&'a Schema> {
        match schema {
            RefOr::T(schema) => Some(schema),
            RefOr::Ref(to) => self.resolve(self.0.get(to.ref_location.rsplit('/').next()?)?),
        }
    }

    fn members(&self, schema: &RefOr<Schema>, above: &str, depth: usize, names: &mut Vec<Column>) -> Vec<Member> {
        match self.resolve(schema) {
            Some(Schema::Object(object)) => {
                let own = object.properties.iter().filter(|(name, _)| *name != "actions");
                own.filter_map(|(name, schema)| self.member(name, schema, above, depth, names)).collect()
            }
            Some(Schema::AllOf(all)) => {
                all.items.iter().flat_map(|part| self.members(part, above, depth, names)).collect()
            }
            _ => vec![],
        }
    }

    fn member(
        &self,
        name: &str,
        schema: &RefOr<Schema>,
        above: &str,
        depth: usize,
        names: &mut Vec<Column>,
    ) -> Option<Member> {
        let path = format!("{above}{name}");
        if let Some(kind) = self.kind(schema) {
            names.push(Column { name: path, kind });
            return Some(Member::Value(name.to_owned()));
        }
        let schema = self.unless_null(schema);
        let inner = if depth < DEEPEST { self.members(schema, &format!("{path}."), depth + 1, names) } else { vec![] };
        (!inner.is_empty()).then(|| Member::Object(name.to_owned(), inner))
    }

    /// What a member that may be null is if it is not.
    fn unless_null<'a>(&self, schema: &'a RefOr<Schema>) -> &'a RefOr<Schema> {
        let null = |schema: &RefOr<Schema>| matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null));
        match schema {
            RefOr::T(Schema::OneOf(one)) if one.items.iter().any(null) => {
                one.items.iter().find(|item| !null(item)).unwrap_or(schema)
            }
            _ => schema,
        }
    }

    /// None for what is no single value.
    fn kind(&self, schema: &RefOr<Schema>) -> Option<Kind> {
        match self.resolve(self.unless_null(schema))? {
            Schema::Object(object) => scalar(&object.schema_type, object.format.as_ref()),
            Schema::Array(array) => match &array.items {
                ArrayItems::RefOrSchema(item) => (self.kind(item)? == Kind::Text).then_some(Kind::Texts),
                ArrayItems::False => None,
            },
            Schema::OneOf(_) | Schema::AllOf(_) | Schema::AnyOf(_) => None,
            _ => None,
        }
    }
}

fn scalar(of: &SchemaType, format: Option<&SchemaFormat>) -> Option<Kind> {
    let types: &[Type] = match of {
        SchemaType::Type(one) => std::slice::from_ref(one),
        SchemaType::Array(several) => several,
        SchemaType::AnyValue => &[],
    };
    types.iter().find_map(|one| match one {
        Type::String => Some(match format {
            Some(SchemaFormat::KnownFormat(KnownFormat::Date)) => Kind::Day,
            Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)) => Kind::Instant,
            _ => Kind::Text,
        }),
        Type::Integer | Type::Number => Some(Kind::Number),
        Type::Boolean => Some(Kind::Flag),
        _ => None,
    })
}
