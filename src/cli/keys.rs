//! `thidua keys`: which keys there are and what still lies under them.
use std::collections::HashMap;

use anyhow::Result;
use clap::Args;

use super::{open, say};
use crate::{
    config::{DIGEST_KEYS, DatabaseArgs, KeyArgs, PERSONAL_ID_KEYS},
    features::awards::nominations::rotation,
};

#[derive(Args, Debug)]
pub struct Keys {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    keys: KeyArgs,
}

impl Keys {
    pub async fn run(&self) -> Result<()> {
        let db = open(&self.database).await?;
        let keys = self.keys.given()?.or_own(db.primary()).await?.now();
        let in_use = rotation::in_use(db.read_latest()).await?;
        tell(PERSONAL_ID_KEYS, keys.personal_ids.ids(), &in_use.encrypted)?;
        tell(DIGEST_KEYS, keys.personal_id_index.ids(), &in_use.indexed)?;
        in_use.check(&keys)
    }
}

/// The first is in use; one with no number under it may be taken out of its file.
fn tell<'a>(flag: &str, ids: impl Iterator<Item = &'a str>, numbers: &HashMap<String, u64>) -> Result<()> {
    for (at, id) in ids.enumerate() {
        let role = if at == 0 { "in use" } else { "older" };
        say(&format!("{flag} {id} {role} {} numbers", numbers.get(id).copied().unwrap_or(0)))?;
    }
    Ok(())
}
