//! Second factors: one-time codes by the clock (RFC 6238), and recovery codes for who has lost what makes them.
//!
//! A secret is told once, and is a second factor as soon as a first code has shown that it is in its owner's hands. A code is
//! good once, within its own step and the two beside it: the last step used is kept, and so of several requests at once one
//! goes on. What asks for the codes: signing in (`auth`), and whatever changes the second factor itself (`users`).
pub mod events;
pub mod repo;
pub mod rotation;
mod service;

pub use repo::Standing;
pub use service::{Used, confirm, delete, prepare, renew_codes, use_code, wrong_code};
