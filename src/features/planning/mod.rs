//! What is promised, and the law it rests on: regimes and forms of award, the working calendar, movements, the plans that units make in them, their targets, how targets are shared out to units
//! below, the files attached to a plan, and who still owes one.
pub mod allocations;
pub mod calendar;
pub mod files;
pub mod law;
pub mod movements;
pub mod peer_groups;
pub mod plan_coverage;
pub mod plan_templates;
pub mod plans;
pub mod schedules;
pub mod targets;
