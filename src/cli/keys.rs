//! `thidua keys`: which keys there are and what still lies under them.
use std::collections::HashMap;

use anyhow::Result;
use clap::Args;

use super::{open, say};
use crate::{
    boot::Sealed,
    config::{DIGEST_KEYS, DatabaseArgs, KeyArgs, PERSONAL_ID_KEYS},
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
        let sealed = Sealed::of(db.read_latest()).await?;
        let Sealed { numbers, second_factors, webhooks } = &sealed;
        let encrypted =
            [("numbers", &numbers.encrypted), ("second factors", second_factors), ("webhook secrets", webhooks)];
        tell(PERSONAL_ID_KEYS, keys.personal_ids.ids(), &encrypted)?;
        tell(DIGEST_KEYS, keys.personal_id_index.ids(), &[("numbers", &numbers.indexed)])?;
        sealed.check(&keys)
    }
}

/// The first is in use; one with nothing under it may be taken out of its file.
fn tell<'a>(flag: &str, ids: impl Iterator<Item = &'a str>, under: &[(&str, &HashMap<String, u64>)]) -> Result<()> {
    for (at, id) in ids.enumerate() {
        let role = if at == 0 { "in use" } else { "older" };
        let counted = under.iter().map(|(what, by_key)| format!("{} {what}", by_key.get(id).copied().unwrap_or(0)));
        say(&format!("{flag} {id} {role} {}", counted.collect::<Vec<_>>().join(", ")))?;
    }
    Ok(())
}
