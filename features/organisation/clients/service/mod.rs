//! Making and changing machine clients and their credentials. Every change reaches other instances within a second.
mod changes;
mod keys;
mod secrets;

pub use changes::{create, update};
pub use keys::{add as add_key, revoke as revoke_key};
pub use secrets::{add as add_secret, revoke as revoke_secret};
