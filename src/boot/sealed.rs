//! What lies under the keys of the service: a key that something lies under cannot be taken away.
use std::collections::HashMap;

use anyhow::bail;
use awards::nominations::rotation as numbers;
use base::{
    kernel::{error::Result, keys::Purposes},
    store::db::Conn,
};
use integration::webhooks;
use organisation::second_factors::rotation;

/// How much lies under each key, by its id.
pub struct Sealed {
    pub numbers: numbers::InUse,
    pub second_factors: HashMap<String, u64>,
    pub webhooks: HashMap<String, u64>,
}

impl Sealed {
    pub async fn of(db: &Conn) -> Result<Self> {
        Ok(Self {
            numbers: numbers::in_use(db).await?,
            second_factors: rotation::in_use(db).await?,
            webhooks: webhooks::in_use(db).await?,
        })
    }

    /// Fails where a key is wanting: whoever has a second factor could not sign in, and nothing that is sent be signed.
    pub fn check(&self, keys: &Purposes) -> anyhow::Result<()> {
        self.numbers.check(keys)?;
        let secrets = [
            ("second factors", &self.second_factors, &keys.second_factors),
            ("secrets of webhooks", &self.webhooks, &keys.webhook_secrets),
        ];
        for (what, under, ring) in secrets {
            if let Some(id) = under.keys().find(|id| !ring.ids().any(|known| known == *id)) {
                bail!("--personal-id-key-file: {what} are encrypted under the key {id}, which it does not hold");
            }
        }
        Ok(())
    }
}
