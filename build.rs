//! Before the binary is built: what it asks itself of the published spec is cut out of it. And how the binary is linked.
#[path = "src/app/spec/rules/cut.rs"]
mod cut;

use std::{env, error::Error, fs, path::Path};

const SPEC: &str = "openapi/openapi.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SPEC}");
    let rules = cut::of(&serde_json::from_str(&fs::read_to_string(SPEC)?)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("rules.json"), rules.to_string())?;
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" && env::var("CARGO_CFG_TARGET_ENV")? == "gnu" {
        // Addresses are made right when the program starts. The list of where they stand takes 33 KB in this form, which glibc
        // reads since 2.36, and else 3.5 MB that stay in memory.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}
