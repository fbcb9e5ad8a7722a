//! `thidua receipt verify`: without the service, its database or a network.
use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use base::kernel::receipt::{Verdict, verify};
use clap::{Args, Subcommand};
use serde_json::Value;

use super::say;

/// Beside 0, 1 for what cannot be read and 2 for a wrong command line.
const INVALID: u8 = 3;
const CANNOT_TELL: u8 = 4;

#[derive(Debug, Subcommand)]
pub enum Receipt {
    /// Holds a receipt against public keys. Exits with 0 if it is valid, 3 if it is not, and 4 if none of the keys is the one
    /// that it names, so that nobody can tell.
    Verify(Verify),
}

#[derive(Args, Debug)]
pub struct Verify {
    /// What GET /api/v1/reports/{id}/receipt answered, or its member `receipt` alone.
    file: PathBuf,
    /// What GET /.well-known/receipt-keys.json answered.
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
}

impl Receipt {
    pub fn run(&self) -> Result<ExitCode> {
        let Self::Verify(Verify { file, keys }) = self;
        let text = read(file)?;
        let keys =
            serde_json::from_str(&read(keys)?).with_context(|| format!("--keys: {} is no JSON", keys.display()))?;
        match verify(&compact(&text), &keys) {
            Verdict::Valid(receipt) => {
                say(&format!("valid: {}", serde_json::to_string_pretty(&receipt)?))?;
                Ok(ExitCode::SUCCESS)
            }
            Verdict::Invalid(why) => say(&format!("invalid: {why}")).map(|()| ExitCode::from(INVALID)),
            Verdict::CannotTell(kid) => {
                say(&format!("cannot tell: none of these keys is {kid}")).map(|()| ExitCode::from(CANNOT_TELL))
            }
        }
    }
}

fn read(file: &PathBuf) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The compact form itself, or what holds it.
fn compact(text: &str) -> String {
    let answer: Option<Value> = serde_json::from_str(text).ok();
    let member = answer.as_ref().and_then(|answer| answer.get("receipt")).and_then(Value::as_str);
    member.unwrap_or(text).trim().to_owned()
}
