//! Personal numbers (số định danh cá nhân): encrypted where they lie, and recognised by a keyed digest. Of their twelve
//! digits six are random; none is shown.
use base::kernel::{
    error::{Error, Result},
    keys::{Place, Purposes},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// The first three digits say where a birth was registered (Decree 137/2015/NĐ-CP, article 13): a province is 001 to 096,
/// and a country is above 100 (annexes of Circular 59/2021/TT-BCA). So these are of no place.
const NO_PLACE: [&str; 3] = ["097", "098", "099"];

/// Twelve digits (Luật Căn cước 26/2023/QH15, article 12).
#[derive(Clone, Debug)]
pub struct PersonalId(SecretString);

impl PersonalId {
    pub fn parse(number: &str) -> Option<Self> {
        let well_formed = number.len() == 12 && number.bytes().all(|b| b.is_ascii_digit());
        let placed = !NO_PLACE.iter().any(|code| number.starts_with(code));
        (well_formed && placed).then(|| Self(number.into()))
    }

    /// As a nomination keeps it.
    pub fn open(sealed: &str, nomination_id: Uuid, keys: &Purposes) -> Result<Self> {
        let number = keys.personal_ids.open(place(nomination_id), sealed).map_err(Error::internal)?;
        Ok(Self(number.into()))
    }

    pub fn seal(&self, nomination_id: Uuid, keys: &Purposes) -> Result<String> {
        keys.personal_ids.seal(place(nomination_id), self.0.expose_secret()).map_err(Error::internal)
    }

    /// What a subject with this number is recognised by: first as it is written today, then as it may have been written
    /// under older keys.
    pub fn subject_keys(&self, keys: &Purposes) -> Vec<String> {
        let digests = keys.personal_id_index.all(self.0.expose_secret().as_bytes());
        digests.into_iter().map(|digest| format!("person:{digest}")).collect()
    }
}

fn place(nomination_id: Uuid) -> Place<'static> {
    Place { table: "nomination", column: "personal_id", row: nomination_id }
}

#[cfg(test)]
mod tests {
    use super::PersonalId;

    #[test]
    fn a_personal_number_is_twelve_digits() {
        assert!(PersonalId::parse("012345678123").is_some());
        for odd in ["03012345678", "01234567812a", "0123456781đ", "", "0123456781234"] {
            assert!(PersonalId::parse(odd).is_none(), "{odd}");
        }
        for (place, known) in [("001", true), ("096", true), ("097", false), ("099", false), ("101", true)] {
            assert_eq!(PersonalId::parse(&format!("{place}345678123")).is_some(), known, "{place}");
        }
    }
}
