//! Unions whose `type` says which of them is meant.
use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::value::RawValue;

/// One of a union as it was written: its `type`, and its other members with their digits. The tagged enums of serde
/// would read numbers into floats first.
pub struct Tagged {
    pub kind: String,
    members: BTreeMap<String, Box<RawValue>>,
}

impl<'de> Deserialize<'de> for Tagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = BTreeMap::<String, Box<RawValue>>::deserialize(deserializer)?;
        let kind = members.remove("type").ok_or_else(|| Error::missing_field("type"))?;
        Ok(Self { kind: serde_json::from_str(kind.get()).map_err(Error::custom)?, members })
    }
}

impl Tagged {
    /// The members beside `type`.
    pub fn read<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        let members = serde_json::to_string(&self.members).map_err(Error::custom)?;
        serde_json::from_str(&members).map_err(Error::custom)
    }
}
