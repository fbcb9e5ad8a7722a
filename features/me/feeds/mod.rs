//! Due days to subscribe to, in the form that calendar programs read (iCalendar, RFC 5545). Not to be confused with
//! `planning::calendar`, which says which days are worked.
//!
//! Such a program sends no token: the address itself is the secret. It opens this one reading of what its owner's roles of
//! today owe, ends with them, and is revoked by itself.
pub mod dto;
mod due;
pub mod events;
mod ics;
mod routes;
mod service;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_my_calendars).service(routes::make_my_calendar).service(routes::revoke_my_calendar);
}

/// What calendar programs read, by an address alone.
pub fn configure_addresses(cfg: &mut Handlers<'_>) {
    cfg.service(routes::read_calendar);
}
