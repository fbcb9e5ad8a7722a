//! The files of `data/`, part of the program.
use base::kernel::{
    digest,
    error::{Error, Result},
};
use organisation::journal::events::ImportedFile;
use serde::de::DeserializeOwned;

pub const UNITS: &str = include_str!("../../data/units-2023.csv");
pub const UNITS_INTERIM: &str = include_str!("../../data/units-interim.csv");
pub const UNITS_2025: &str = include_str!("../../data/units-2025.csv");
pub const UNITS_2026: &str = include_str!("../../data/units-2026.csv");
pub const REORGANISATION_INTERIM: &str = include_str!("../../data/reorganisation-interim.csv");
pub const REORGANISATION_2025: &str = include_str!("../../data/reorganisation-2025.csv");
pub const REORGANISATION_2026: &str = include_str!("../../data/reorganisation-2026.csv");
pub const REORGANISATIONS: &str = include_str!("../../data/reorganisations.csv");
pub const PROVINCES: &str = include_str!("../../data/provinces-2023.csv");
pub const FUNCTIONS: &str = include_str!("../../data/functions.csv");
pub const LEGAL_PERSONALITY: &str = include_str!("../../data/legal-personality.csv");
pub const INDICATORS: &str = include_str!("../../data/indicators.csv");
pub const REMINDER_LADDER: &str = include_str!("../../data/reminders/ladder.csv");
pub const MOVEMENT_303: &str = include_str!("../../data/movement-303.json");

pub fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(Error::internal)
}

/// SHA-256 of each file, for the journal.
pub fn digests() -> Vec<ImportedFile> {
    let files = [
        ("units-2023.csv", UNITS),
        ("provinces-2023.csv", PROVINCES),
        ("functions.csv", FUNCTIONS),
        ("indicators.csv", INDICATORS),
        ("movement-303.json", MOVEMENT_303),
    ];
    files.map(|(name, text)| ImportedFile { name, sha256: digest::sha256_hex(text.as_bytes()) }).into()
}
