//! thidua: plans, targets, reports and awards of emulation movements (phong trào thi đua) in the justice sector.
//! The reader's path is README, ARCHITECTURE, then `features/<area>/<name>/mod.rs`.
pub mod app;
pub mod boot;
pub mod cli;
pub mod config;
pub mod demo;
pub mod import;
pub mod platform;
pub mod worker;
