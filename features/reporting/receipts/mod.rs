//! Receipts (biên nhận): that a report was submitted, when, and whether in time, signed by the service.
//!
//! A receipt is signed in the transaction of its submission, so that each submission that was answered has one. The public
//! half of each key that has signed is kept by its id: when the key itself is changed, what it signed is still verified. These
//! keys are not those of access tokens, of which an old one is good for nothing any more.
pub mod dto;
mod repo;
mod routes;
pub mod service;

use base::http::handlers::Handlers;

pub fn configure_well_known(cfg: &mut Handlers<'_>) {
    cfg.service(routes::receipt_keys);
}
