//! The one binary.
use std::process::ExitCode;

use clap::Parser;
use thidua::{
    cli::{Cli, causes},
    platform::allocator,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    allocator::keep_less();
    run()
}

#[actix_web::main]
async fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("thidua: {}", causes(&error));
            ExitCode::FAILURE
        }
    }
}
