//! `thidua reorganise`: the reform as data, over a database that is in use.
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use organisation::reorganisations::{
    dto::CreateReorganisation,
    service::{carry_out, insert, rehearse},
};
use uuid::Uuid;

use super::{open, say};
use crate::{app::inheritance, config::DatabaseArgs, import};

#[derive(Args, Debug)]
pub struct Reorganise {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Documents that take effect until the end of this year.
    #[arg(long, env = "THIDUA_THROUGH", value_parser = clap::value_parser!(i32).range(2023..=2026))]
    through: i32,
}

/// What one document took.
struct Took {
    effects: usize,
    preview: f64,
    apply: f64,
}

impl Reorganise {
    pub async fn run(&self) -> Result<()> {
        let db = open(&self.database).await?;
        let (mut preview, mut apply) = (0.0, 0.0);
        for document in import::reorganisations(self.through)? {
            let took = db.maintain("reorganise", async |uow| one(uow, &document).await).await;
            let took = took.with_context(|| format!("{} of {}", &*document.title, document.operational_from))?;
            let (day, title) = (document.operational_from, &*document.title);
            let Took { effects, .. } = took;
            say(&format!(
                "{day} {title}: {effects} effects, preview {:.2} s, applied {:.2} s",
                took.preview, took.apply
            ))?;
            preview += took.preview;
            apply += took.apply;
        }
        say(&format!("preview {preview:.2} s, applied {apply:.2} s"))
    }
}

async fn one(uow: &base::store::db::Uow, document: &CreateReorganisation) -> base::kernel::error::Result<Took> {
    // Nobody in particular: the law decided.
    let made = insert(uow, document, Uuid::nil()).await?;
    let begun = Instant::now();
    let effects = rehearse(uow, &made, inheritance::ALL, Uuid::nil()).await?.effects.len();
    let preview = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    carry_out(uow, &made, inheritance::ALL).await?;
    Ok(Took { effects, preview, apply: begun.elapsed().as_secs_f64() })
}
