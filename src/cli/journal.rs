//! `thidua journal verify`.
use anyhow::{Result, bail};
use clap::Subcommand;

use super::{open, say};
use crate::{
    config::DatabaseArgs,
    store::journal::{self, Verdict},
};

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Recomputes the chain and names the first broken position; fails if there is one.
    Verify(DatabaseArgs),
}

impl Journal {
    pub async fn run(&self) -> Result<()> {
        let Self::Verify(database) = self;
        let db = open(database).await?;
        match journal::verify(db.read_latest()).await? {
            Verdict::Intact { entries, head, unsealed } => {
                say(&format!("intact: {entries} entries, head {head}, {unsealed} not sealed yet"))
            }
            Verdict::Broken { seq, reason } => bail!("broken at position {seq}: {reason}"),
        }
    }
}
