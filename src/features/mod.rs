//! One folder for each resource, with the same file names in each. They form a graph without circles:
//! `units ← movements ← plans ← targets ← reports ← progress, nominations ← decisions ← me`.
pub mod auth;
pub mod decisions;
pub mod journal;
pub mod me;
pub mod movements;
pub mod nominations;
pub mod plans;
pub mod progress;
pub mod reorganisations;
pub mod reports;
pub mod targets;
pub mod units;
pub mod users;
