//! The one binary.
use std::process::ExitCode;

use clap::Parser;
use thidua::cli::{Cli, causes};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
