//! Forms of award of the ministry's own (hình thức khen thưởng của Bộ): those that the law does not have, such as a certificate
//! of merit for one movement.
//!
//! The forms of the law come with an edition of the program and are never changed here. One of the ministry's own is made,
//! changed and closed by documents of the standing body or the ministry. To whom it may go, who decides it and how a council
//! votes is fixed once somebody was proposed for it: dossiers are judged by what it was then. Its rows stand beside those of
//! the law (`law::OWN` in the place of a regime), so that whoever asks the law finds both.
pub mod dto;
pub mod events;
mod repo;
mod routes;
mod rules;
mod service;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_own_award_forms)
        .service(routes::create_own_award_form)
        .service(routes::get_own_award_form)
        .service(routes::update_own_award_form)
        .service(routes::close_own_award_form)
        .service(routes::list_own_award_form_versions);
}
