//! Who is nominated, and what makes two nominations concern the same subject.
use entity::nomination::SubjectType;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::dto::SubjectInput;
use crate::kernel::{
    digest,
    error::{Error, Fault, Result},
    text,
};

const TAIL: usize = 3;

/// A personal number as it is kept: a keyed digest to recognise it by, and three digits to show.
#[derive(Clone, Debug)]
pub struct PersonalId {
    pub digest: String,
    pub tail: String,
}

impl PersonalId {
    /// Twelve digits (Luật Căn cước 26/2023/QH15, article 12).
    pub fn parse(number: &str, key: &SecretString) -> Option<Self> {
        let well_formed = number.len() == 12 && number.bytes().all(|b| b.is_ascii_digit());
        let tail = number.get(number.len().checked_sub(TAIL)?..)?.to_owned();
        let digest = digest::hmac_sha256_hex(key.expose_secret().as_bytes(), number.as_bytes());
        well_formed.then_some(Self { digest, tail })
    }
}

pub fn masked(tail: &str) -> String {
    format!("{}{tail}", "*".repeat(12 - TAIL))
}

/// A subject, ready to be stored.
#[derive(Clone, Debug)]
pub struct Subject {
    pub kind: SubjectType,
    pub full_name: String,
    pub position: Option<String>,
    pub personal_id: Option<PersonalId>,
    pub key: String,
}

/// `unit_id` is where the subject belongs.
pub fn read(input: &SubjectInput, unit_id: Uuid, key: &SecretString) -> Result<Subject> {
    let personal_id = match &input.personal_id {
        Some(_) if input.r#type != SubjectType::Individual => {
            return Err(Error::field("/subject/personal_id", Fault::NotAllowed));
        }
        Some(number) => {
            let parsed = PersonalId::parse(number.expose_secret(), key);
            Some(parsed.ok_or_else(|| Error::field("/subject/personal_id", Fault::InvalidValue))?)
        }
        None => None,
    };
    let name = text::fold(&input.full_name);
    let key = match (input.r#type, &personal_id) {
        (SubjectType::Individual, Some(id)) => format!("person:{}", id.digest),
        (SubjectType::Individual, None) => format!("person:{unit_id}:{name}"),
        (SubjectType::Collective, _) => format!("collective:{unit_id}:{name}"),
        (SubjectType::Household, _) => format!("household:{unit_id}:{name}"),
    };
    Ok(Subject {
        kind: input.r#type,
        full_name: input.full_name.to_string(),
        position: input.position.as_deref().map(str::to_owned),
        personal_id,
        key,
    })
}

#[cfg(test)]
mod tests {
    use super::{PersonalId, masked};

    #[test]
    fn a_personal_number_is_twelve_digits_and_never_kept() {
        let key = "key".into();
        let id = PersonalId::parse("012345678123", &key).unwrap();
        assert_eq!(masked(&id.tail), "*********123");
        assert!(!id.digest.contains("012345678"));
        assert!(PersonalId::parse("03012345678", &key).is_none());
        assert!(PersonalId::parse("01234567812a", &key).is_none());
        assert!(PersonalId::parse("0123456781đ", &key).is_none());
    }
}
