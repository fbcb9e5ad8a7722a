//! What was done: reports with values against the targets of a plan, and the figures they add up to.
pub mod compliance;
pub mod consolidations;
mod kept;
pub mod progress;
pub mod receipts;
pub mod reports;
