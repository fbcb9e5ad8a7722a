//! One folder for each resource, with the same file names in each. They form a graph without circles:
//! `units ← movements ← plans ← targets ← reports ← progress, nominations ← decisions ← me`;
//! `files`, `plan_templates` and `plan_coverage` stand on plans.
pub mod allocations;
pub mod auth;
pub mod decisions;
pub mod files;
pub mod journal;
pub mod me;
pub mod movements;
pub mod nominations;
pub mod plan_coverage;
pub mod plan_templates;
pub mod plans;
pub mod progress;
pub mod reorganisations;
pub mod reports;
pub mod targets;
pub mod units;
pub mod users;
