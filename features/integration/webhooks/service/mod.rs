//! What administrators do with webhooks of the clients that they look after.
mod again;
mod changes;
mod secrets;

pub use again::{ping, redeliver, replay};
pub use changes::{create, disable, enable, remove, update};
pub use secrets::{add as add_secret, revoke as revoke_secret};
