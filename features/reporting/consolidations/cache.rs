//! What was added up, until a figure or the organisation changes: it is looked at again and again while reports come in.
use std::sync::Arc;

use base::{
    kernel::{digest, error::Result, scope::Scope},
    store::db::Uow,
};
use chrono::NaiveDate;

use super::{compute, dto::ConsolidatedContent};
use crate::{kept::Kept, reports::sources::Of};

const KEPT_BYTES: u64 = 8 * 1024 * 1024;

/// What a consolidation says, and the same as it is kept and sealed.
pub struct Made {
    pub content: ConsolidatedContent,
    pub text: String,
    pub digest: String,
}

pub struct Cache(Kept<(Of, NaiveDate), Made>);

impl Default for Cache {
    fn default() -> Self {
        // The content is about as large as its text.
        Self(Kept::new(KEPT_BYTES, |made| made.text.len() * 2))
    }
}

impl Cache {
    /// As the transaction sees it: what is owed, submitted and accepted counts the figures up, and the transaction has read
    /// by how much.
    pub async fn made(&self, uow: &Uow, scope: &Scope, of: Of) -> Result<Arc<Made>> {
        let (key, version) = ((of, uow.today()), uow.snapshot.figures_version());
        if let Some(made) = self.0.get(&key, version) {
            return Ok(made);
        }
        let content = compute::content(&uow.tx, scope, of).await?;
        let text = digest::canonical(&content)?;
        let digest = digest::sha256_hex(text.as_bytes());
        Ok(self.0.put(key, version, Made { content, text, digest }))
    }
}
