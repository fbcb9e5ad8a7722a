//! `thidua journal verify`.
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use base::store::journal::{self, Verdict};
use clap::{Args, Subcommand};

use super::{look, say};
use crate::config::DatabaseArgs;

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Recomputes the chain and names the first broken position; fails if there is one. Reads only: a standby will do.
    Verify(Verify),
}

#[derive(Args, Debug)]
pub struct Verify {
    #[command(flatten)]
    database: DatabaseArgs,
    /// A file that holds what an earlier run printed, or the head alone: the chain must still hold that head.
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
}

impl Journal {
    pub async fn run(&self) -> Result<()> {
        let Self::Verify(verify) = self;
        verify.run().await
    }
}

impl Verify {
    async fn run(&self) -> Result<()> {
        let kept = self.head.as_ref().map(kept_head).transpose()?;
        let db = look(&self.database).await?;
        let verdict = journal::verify_since(db.read_latest(), kept.as_deref()).await;
        match verdict.context("the journal cannot be read: is this a database of thidua?")? {
            Verdict::Intact { entries, head, unsealed } => {
                say(&format!("intact: {entries} entries, head {head}, {unsealed} not sealed yet"))
            }
            Verdict::Broken { seq, reason } => bail!("broken at position {seq}: {reason}"),
        }
    }
}

/// The first hash in a file.
fn kept_head(file: &PathBuf) -> Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("--head: cannot read {}", file.display()))?;
    let hash = |word: &&str| word.len() == 64 && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let found = text.split(|c: char| !c.is_ascii_alphanumeric()).find(hash).map(str::to_owned);
    found.with_context(|| format!("--head: {} holds no head", file.display()))
}
