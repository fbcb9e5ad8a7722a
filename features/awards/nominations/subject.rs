//! Who is nominated, and what makes two nominations concern the same subject.
use base::kernel::{
    error::{Error, Fault, Result},
    keys::Purposes,
    text,
};
use entity::nomination::SubjectType;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{dto::SubjectInput, personal_id::PersonalId};

/// A subject, ready to be stored.
#[derive(Clone, Debug)]
pub struct Subject {
    pub kind: SubjectType,
    pub full_name: String,
    pub position: Option<String>,
    pub personal_id: Option<PersonalId>,
    /// What makes it the same subject, first as it is written today; others were written under older keys.
    pub keys: Vec<String>,
    /// The name at the unit.
    pub name_key: String,
}

impl Subject {
    /// As it is written today.
    pub fn key(&self) -> &str {
        self.keys.first().map_or("", String::as_str)
    }
}

/// `unit_id` is where the subject belongs; of a collective that is a unit, that unit.
pub fn read(input: &SubjectInput, unit_id: Uuid, keys: &Purposes) -> Result<Subject> {
    let personal_id = match &input.personal_id {
        Some(_) if input.r#type != SubjectType::Individual => {
            return Err(Error::field("/subject/personal_id", Fault::NotAllowed));
        }
        Some(number) => {
            let parsed = PersonalId::parse(number.expose_secret());
            Some(parsed.ok_or_else(|| Error::field("/subject/personal_id", Fault::InvalidValue))?)
        }
        None => None,
    };
    let name = match input.r#type {
        SubjectType::Collective => text::collective(&input.full_name),
        SubjectType::Individual | SubjectType::Household => text::identity(&input.full_name),
    };
    let kind = match input.r#type {
        SubjectType::Individual => "person",
        SubjectType::Collective => "collective",
        SubjectType::Household => "household",
    };
    let name_key = format!("{kind}:{unit_id}:{name}");
    let keys = personal_id.as_ref().map_or_else(|| vec![name_key.clone()], |id| id.subject_keys(keys));
    Ok(Subject {
        kind: input.r#type,
        full_name: input.full_name.to_string(),
        position: input.position.as_deref().map(str::to_owned),
        personal_id,
        keys,
        name_key,
    })
}
