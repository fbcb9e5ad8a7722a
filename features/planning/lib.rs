//! What is promised, and the law behind it: regimes and forms of award, the working calendar, movements, the plans of units
//! with their targets, shares of targets for units below, schedules of reports, files, and who still owes a plan.
pub mod allocations;
pub mod award_forms;
pub mod calendar;
pub mod files;
pub mod indicators;
pub mod law;
pub mod movements;
pub mod peer_groups;
pub mod plan_coverage;
pub mod plan_templates;
pub mod plans;
pub mod regimes;
pub mod schedules;
pub mod targets;
