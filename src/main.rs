//! The one binary.
use std::process::ExitCode;

use clap::Parser;
use thidua::cli::{Cli, causes};

/// How it is set when it is built: `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("thidua: {}", causes(&error));
            ExitCode::FAILURE
        }
    }
}
