//! The edges of the process.
pub mod allocator;
pub mod telemetry;
pub mod traces;
