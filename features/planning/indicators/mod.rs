//! Indicators (chỉ tiêu): what units report on, and what a figure of it means.
//!
//! The standing body keeps the catalogue. What a figure means – its unit of measure, which way is good, how figures become
//! one, its parts, its decimals – is fixed once a movement that was launched measures it, a plan promises it or a ratio is
//! made of it: figures of two meanings cannot be added, and no version of a figure says which it had. Another meaning is
//! another indicator, and the old one is retired: it stays in the movements that have it, and no new one takes it.
pub mod counted;
pub mod dto;
pub mod events;
pub mod imports;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;

use base::{
    http::handlers::Handlers,
    kernel::error::{Code, Error, Result},
    store::db::Conn,
};
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_indicators)
        .service(routes::create_indicator)
        .service(routes::import_indicators)
        .service(routes::get_indicators_template)
        .service(routes::get_indicator)
        .service(routes::update_indicator)
        .service(routes::retire_indicator)
        .service(routes::list_indicator_versions);
}

/// An indicator as it is read.
pub async fn read(db: &Conn, id: Uuid) -> Result<dto::IndicatorView> {
    let found = repo::get(db, id).await?;
    repo::views(db, vec![found]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
