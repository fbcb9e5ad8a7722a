//! Stages (đợt xét khen thưởng): a review of a movement, interim (sơ kết) or final (tổng kết), that is launched by a document
//! with the forms it gives and the days on which dossiers may be begun.
//!
//! Where a movement has launched a stage, dossiers of that stage keep to it; where it has not, they follow the movement. What
//! was launched is changed by launching it again with another document: the last one holds.
pub mod dto;
pub mod events;
mod repo;
mod routes;
pub mod service;

use base::{
    http::handlers::Handlers,
    kernel::{
        clock::covers,
        error::{Code, Error, Fault, Result},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{award_stage, nomination::Stage};
pub use service::require_launcher;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_stages).service(routes::launch_stage).service(routes::get_stage);
}

/// Refuses a dossier that does not keep to the stage of its movement, if that was launched.
pub async fn check(db: &Conn, (movement_id, stage): (Uuid, Stage), form_code: &str, today: NaiveDate) -> Result<()> {
    let Some(launched) = repo::in_force(db, movement_id, stage).await? else { return Ok(()) };
    if !covers(launched.opens_on, Some(launched.closes_on), today) {
        return Err(Error::with(Code::WindowClosed, days(&launched)));
    }
    match launched.award_form_codes.split(',').any(|code| code == form_code) {
        true => Ok(()),
        false => Err(Error::field("/award_form_code", Fault::NotAllowed)),
    }
}

fn days(launched: &award_stage::Model) -> String {
    format!("{} – {}", launched.opens_on, launched.closes_on)
}
