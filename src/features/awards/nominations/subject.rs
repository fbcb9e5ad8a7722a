//! Who is nominated, and what makes two nominations concern the same subject.
use entity::nomination::SubjectType;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{dto::SubjectInput, personal_id::PersonalId};
use crate::kernel::{
    error::{Error, Fault, Result},
    keys::Purposes,
    text,
};

/// A subject, ready to be stored.
#[derive(Clone, Debug)]
pub struct Subject {
    pub kind: SubjectType,
    pub full_name: String,
    pub position: Option<String>,
    pub personal_id: Option<PersonalId>,
    /// What makes it the same subject, first as it is written today; others were written under older keys.
    pub keys: Vec<String>,
}

/// `unit_id` is where the subject belongs.
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
    let name = text::fold(&input.full_name);
    let keys = match (input.r#type, &personal_id) {
        (SubjectType::Individual, Some(id)) => id.subject_keys(keys),
        (SubjectType::Individual, None) => vec![format!("person:{unit_id}:{name}")],
        (SubjectType::Collective, _) => vec![format!("collective:{unit_id}:{name}")],
        (SubjectType::Household, _) => vec![format!("household:{unit_id}:{name}")],
    };
    Ok(Subject {
        kind: input.r#type,
        full_name: input.full_name.to_string(),
        position: input.position.as_deref().map(str::to_owned),
        personal_id,
        keys,
    })
}
