//! Eligibility that explains itself (điều kiện, tiêu chuẩn): every criterion and guard of the law that goes with a dossier,
//! held against facts that are loaded once.
//!
//! `rules` is pure: a table from the kind of a row to the function that decides it, or to the word that a person does. What
//! no fact decides is `unknown` until the appraisal answers it. Rows of the law decide whether a step may be taken; rows
//! of other bodies and of the configuration are shown beside them. What was found is kept when a dossier is submitted,
//! laid before a council, proposed and decided, so that a fact which changed in between is seen.
//!
//! Of other papers only the register of awards decides anything, for it is open: what is kept tells no reader of a dossier
//! elsewhere.
mod assemble;
pub mod dto;
mod facts;
mod repo;
mod rested;
mod routes;
pub mod rules;
mod run;

use base::http::handlers::Handlers;
pub use run::{at_decision, keep, keep_all, of};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_nomination_eligibility);
}
