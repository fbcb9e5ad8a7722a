//! What plans ask of reports: a report is written again and again against the same targets, and an issued plan never changes.
use std::sync::Arc;

use base::{kernel::error::Result, store::db::Uow};
use uuid::Uuid;

use super::{content, rules::Asked};
use crate::kept::Kept;

const KEPT_BYTES: u64 = 4 * 1024 * 1024;

pub struct Cache(Kept<Uuid, Vec<Asked>, i64>);

impl Default for Cache {
    fn default() -> Self {
        Self(Kept::new(KEPT_BYTES, |asked| {
            let origins = asked.iter().map(|asks| asks.inherits_from.0.len()).sum::<usize>();
            asked.len() * size_of::<Asked>() + origins * size_of::<Uuid>()
        }))
    }
}

impl Cache {
    /// Of an issued plan, as the transaction sees it: what may still change is the bound of an indicator, and the transaction has
    /// read how often that has.
    pub async fn asked(&self, uow: &Uow, plan_id: Uuid) -> Result<Arc<Vec<Asked>>> {
        let version = uow.snapshot.indicators_version();
        if let Some(asked) = self.0.get(&plan_id, version) {
            return Ok(asked);
        }
        Ok(self.0.put(plan_id, version, content::asked(&uow.tx, plan_id).await?))
    }
}
