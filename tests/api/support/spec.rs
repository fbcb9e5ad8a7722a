//! The published spec as a list of what can be asked: operations, and every member and parameter that a client writes.
use actix_web::http::Method;
use base::kernel::policy::Permission;
use serde_json::{Map, Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use super::{Caller, EVERY_ROLE, Reply, TestApp};

/// Deeper than any body of this API.
const DEEPEST: usize = 12;

pub struct Operation {
    pub method: Method,
    path: &'static str,
    spec: &'static Value,
}

/// A member of a body or a parameter of a query, as far as it holds no further members.
#[derive(Clone, Debug)]
pub struct Place {
    /// A JSON pointer, or the name of the parameter.
    pub pointer: String,
    pub schema: &'static Value,
    /// The way to it from the outside, and what an object on the way must hold beside it.
    way: Vec<(Option<&'static str>, Map<String, Value>)>,
}

pub fn operations() -> impl Iterator<Item = Operation> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, spec)| Operation {
            method: method.to_uppercase().parse().unwrap(),
            path,
            spec,
        })
    })
}

impl Operation {
    /// All that its JSON body may hold.
    pub fn members(&self) -> Vec<Place> {
        let mut found = vec![];
        for media in ["application/json", "application/merge-patch+json"] {
            leaves(&self.spec["requestBody"]["content"][media]["schema"], &mut vec![], &mut found);
        }
        found
    }

    pub fn path(&self) -> &'static str {
        self.path
    }

    /// The parameters that are headers.
    pub fn headers(&self) -> impl Iterator<Item = &'static Value> {
        let parameters = self.spec["parameters"].as_array().into_iter().flatten().map(resolved);
        parameters.filter(|parameter| parameter["in"] == "header")
    }

    pub fn takes_body(&self) -> bool {
        !self.spec["requestBody"].is_null()
    }

    pub fn parameters(&self) -> Vec<Place> {
        let parameters = self.spec["parameters"].as_array().into_iter().flatten().map(resolved);
        let asked = parameters.filter(|parameter| parameter["in"] == "query");
        let place = |parameter: &'static Value| Place {
            pointer: parameter["name"].as_str().unwrap().to_owned(),
            schema: one_of_a_list(&parameter["schema"]),
            way: vec![],
        };
        asked.map(place).collect()
    }

    /// Somebody whom it lets in.
    pub async fn caller(&self, app: &TestApp) -> Caller {
        let Some(scopes) = self.spec["security"][0].get("bearer") else { return Caller::Nobody };
        let permission = scopes[0].as_str().and_then(Permission::from_name);
        let may = |role: &entity::assignment::Role| permission.is_none_or(|permission| permission.granted_to(*role));
        app.user(EVERY_ROLE.into_iter().find(may).unwrap(), "G15").await
    }

    /// With this at this member and nothing else that could be left out.
    pub async fn with_member(&self, app: &TestApp, place: &Place, value: Value) -> Reply {
        self.with_body(app, place.holding(value).to_string()).await
    }

    pub async fn with_body(&self, app: &TestApp, body: String) -> Reply {
        let call = app.call(self.method.clone(), &self.somewhere(), &self.caller(app).await);
        call.if_match("*").body("application/json", body).await
    }

    /// With this query, percent-encoded.
    pub async fn with_query(&self, app: &TestApp, query: &str) -> Reply {
        let path = format!("{}?{query}", self.somewhere());
        app.call(self.method.clone(), &path, &self.caller(app).await).if_match("*").await
    }

    /// Its path, with ids that nothing has.
    pub fn somewhere(&self) -> String {
        let filled = self.path.split('/').map(|s| match s.strip_prefix('{') {
            Some(rest) => format!("{}{}", Uuid::now_v7(), rest.split_once('}').map_or("", |(_, suffix)| suffix)),
            None => s.to_owned(),
        });
        filled.collect::<Vec<_>>().join("/")
    }
}

impl Place {
    /// A day, an instant, an id…
    pub fn has_format(&self, format: &str) -> bool {
        self.schema["format"] == format
    }

    fn holding(&self, value: Value) -> Value {
        self.way.iter().rev().fold(value, |inner, (member, beside)| match member {
            None => json!([inner]),
            Some(member) => {
                let mut object = beside.clone();
                object.insert((*member).to_owned(), inner);
                Value::Object(object)
            }
        })
    }
}

impl Reply {
    /// Whether the problem names this fault of this member, perhaps among others.
    pub fn names(&self, pointer: &str, codes: &[&str]) -> bool {
        let faults = self["errors"].as_array().into_iter().flatten();
        let mut faults = faults.filter(|fault| fault["pointer"] == pointer);
        self.status == 422 && faults.any(|fault| codes.iter().any(|code| fault["code"] == *code))
    }
}

fn resolved(value: &'static Value) -> &'static Value {
    let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| DOCUMENT.pointer(pointer)).map_or(value, resolved)
}

/// The schema of a value, or of each of its items; null beside it does not matter.
fn one_of_a_list(schema: &'static Value) -> &'static Value {
    let schema = resolved(schema);
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    match choices.into_iter().find(|choice| choice["type"] != "null") {
        Some(choice) => one_of_a_list(choice),
        None if schema["items"].is_object() => one_of_a_list(&schema["items"]),
        None => schema,
    }
}

fn leaves(schema: &'static Value, way: &mut Vec<(Option<&'static str>, Map<String, Value>)>, found: &mut Vec<Place>) {
    let schema = resolved(schema);
    if way.len() > DEEPEST || schema.is_null() {
        return;
    }
    let mut inner = false;
    for choice in ["oneOf", "anyOf", "allOf"].iter().flat_map(|word| schema[*word].as_array().into_iter().flatten()) {
        inner = true;
        leaves(choice, way, found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        inner = true;
        way.push((Some(name), beside(schema)));
        leaves(member, way, found);
        way.pop();
    }
    if schema["items"].is_object() {
        inner = true;
        way.push((None, Map::new()));
        leaves(&schema["items"], way, found);
        way.pop();
    }
    if !inner && schema["type"] != "null" {
        let names = way.iter().map(|(name, _)| format!("/{}", name.unwrap_or("0")));
        found.push(Place { pointer: names.collect(), schema, way: way.clone() });
    }
}

/// What tells one variant of a union from the others.
fn beside(schema: &'static Value) -> Map<String, Value> {
    let only = |member: &'static Value| match member["enum"].as_array().map(Vec::as_slice) {
        Some([one]) => Some(one.clone()),
        _ => member.get("const").cloned(),
    };
    let members = schema["properties"].as_object().into_iter().flatten();
    members.filter_map(|(name, member)| Some((name.clone(), only(resolved(member))?))).collect()
}
