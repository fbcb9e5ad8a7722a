//! HTTP for obligations and reports.
pub mod checks;
pub mod imports;
pub mod ledger;
pub mod obligations;
pub mod reports;
pub mod sides;
pub mod versions;
