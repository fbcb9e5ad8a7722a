//! One folder for each resource, with the same file names in each, grouped by area. An area uses what stands before it:
//! `organisation ← planning ← reporting ← oversight ← awards ← me ← integration`. No two resources use each other in a circle.
pub mod awards;
pub mod integration;
pub mod me;
pub mod organisation;
pub mod oversight;
pub mod planning;
pub mod reporting;
