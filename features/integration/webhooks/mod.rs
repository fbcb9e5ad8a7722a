//! Webhooks: what the feed tells a machine client, sent to addresses that its administrators give.
//!
//! A job takes the sealed journal apart for each webhook, from the place up to which the webhook has its deliveries: an entry
//! becomes a message for each thing that the client sees and the webhook asks for. Another sends what is due. Both are the
//! client at work: its scopes, its units, or a part of them, as they are at that moment. What is told is decided by
//! the function of the feed (`changes::Entries`), when the message is made up for sending; so a message waits for days and
//! never tells what its client may no longer read.
//!
//! Messages about one subject go one after the other, and what fails holds only what comes after it of the same subject. The
//! id of a message is its place and its subject, the same however often it is sent: a receiver takes each once.
//! Nothing is sent inside a transaction: a service that is killed in between sends again.
mod deliver;
mod dto;
pub mod events;
mod fan_out;
mod message;
mod repo;
mod routes;
mod rules;
mod secrets;
mod service;
mod settle;
mod sign;

use base::http::handlers::Handlers;
pub use deliver::{Sent, attempt, due, waiting};
pub use fan_out::{behind, fan_out};
pub use repo::{forget_old, late};
pub use secrets::{in_use, left, renew};
pub use settle::{OUTCOMES, leave_alone, settle};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_webhooks)
        .service(routes::create_webhook)
        .service(routes::get_webhook)
        .service(routes::update_webhook)
        .service(routes::remove_webhook)
        .service(routes::enable_webhook)
        .service(routes::disable_webhook)
        .service(routes::ping_webhook)
        .service(routes::replay_webhook)
        .service(routes::add_webhook_secret)
        .service(routes::revoke_webhook_secret)
        .service(routes::list_webhook_deliveries)
        .service(routes::get_webhook_delivery)
        .service(routes::redeliver_webhook_delivery);
}
