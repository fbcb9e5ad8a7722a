//! HTTP for obligations and reports.
pub mod obligations;
pub mod reports;
pub mod versions;
