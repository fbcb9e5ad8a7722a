//! Measures the service against a bare handler: the same driver, the same SQL, the same JSON, nothing else.
mod awards;
mod bare;
mod client;
mod database;
mod enlarge;
mod growth;
mod load;
mod process;
mod questions;
mod report;
mod run;
mod rush;
mod same;
mod scenario;

use clap::{Parser, Subcommand};

/// The service's allocator, so that the two are comparable.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[derive(Parser)]
#[command(about = "Measures the service against a bare handler and prints a table")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Run,
}

#[derive(Subcommand)]
enum Command {
    /// The bare handlers by themselves, on a database that is already filled
    Bare(bare::Bare),
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Bare(bare)) => bare.serve().await,
        None => cli.run.run().await,
    }
}
