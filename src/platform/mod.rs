//! The edges of the process.
pub mod telemetry;
pub mod traces;
