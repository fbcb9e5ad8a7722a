//! The command line.
mod demo;
pub mod follow;
mod health;
mod journal;
mod keys;
mod receipt;
mod reorganise;
mod serve;
mod user;

use std::{io::Write, pin::Pin, process::ExitCode};

use anyhow::{Context, Result};
use base::{kernel::clock::Clock, store::db::Db};
use clap::{Parser, Subcommand};

use crate::{app::spec, boot, config::DatabaseArgs, import, platform::telemetry};

/// Plans, targets, reports and awards of emulation movements (phong trào thi đua) in the justice sector.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API.
    Serve(Box<serve::Serve>),
    /// Fills an empty database with the register and an account for every unit, and serves it.
    Demo(Box<demo::Demo>),
    /// Brings the schema up to date and stops.
    Migrate(DatabaseArgs),
    /// Loads the register of 2023, the functions, the law and the movement of Decision 303/QĐ-BTP.
    Import(DatabaseArgs),
    /// Reorganises the units as they were in truth: the documents of 2023 to 2026, each in one transaction.
    Reorganise(reorganise::Reorganise),
    /// Prints the OpenAPI document.
    Openapi,
    /// Accounts.
    #[command(subcommand)]
    User(user::User),
    /// Lists the keys of personal numbers, and how many numbers lie under each.
    Keys(keys::Keys),
    /// The journal.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Receipts of submitted reports.
    #[command(subcommand)]
    Receipt(receipt::Receipt),
    /// Asks the running server whether it is ready.
    Health(health::Health),
}

impl Cli {
    /// In a box: what a command does is compiled with it, and not once more in every program that waits for it.
    pub fn run(self) -> Pin<Box<dyn Future<Output = Result<ExitCode>>>> {
        Box::pin(async {
            let done = match self.command {
                Command::Serve(serve) => serve.run().await,
                Command::Demo(demo) => Box::pin(demo.run()).await,
                Command::Migrate(database) => open(&database).await.map(drop),
                Command::Import(database) => load(&database).await,
                Command::Reorganise(reorganise) => reorganise.run().await,
                Command::Openapi => say(spec::JSON.trim_end()),
                Command::User(user) => user.run().await,
                Command::Keys(keys) => keys.run().await,
                Command::Journal(journal) => journal.run().await,
                Command::Receipt(receipt) => return receipt.run(),
                Command::Health(health) => health.run(),
            };
            done.map(|()| ExitCode::SUCCESS)
        })
    }
}

/// A connection to an up-to-date database, for commands that do not serve.
async fn open(args: &DatabaseArgs) -> Result<Db> {
    telemetry::plain();
    let settings = args.settings()?;
    boot::migrate(&settings).await?;
    Db::connect(&settings, Clock::System).await.context("--database-url: cannot connect")
}

/// A connection to a database as it is: nothing is made, migrated or written.
async fn look(args: &DatabaseArgs) -> Result<Db> {
    telemetry::plain();
    let mut settings = args.settings()?;
    settings.url = settings.url.replace("mode=rwc", "mode=rw");
    Ok(Db::connect(&settings, Clock::System).await?)
}

async fn load(args: &DatabaseArgs) -> Result<()> {
    let imported = import::run(&open(args).await?).await?;
    say(&format!("{} units, {} indicators, movement {}", imported.units, imported.indicators, imported.movement_id))
}

/// Standard output is for what was asked for; everything else is logged.
fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

/// What went wrong and why, each cause once: many errors already say what caused them.
pub fn causes(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.contains(&cause) {
            continue;
        }
        if !told.is_empty() {
            told.push_str(": ");
        }
        told.push_str(&cause);
    }
    told
}
