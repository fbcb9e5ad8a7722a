//! Postings (niêm yết, công khai lấy ý kiến): a list of dossiers is made public for some days, and anybody may object.
//!
//! `draft → published → ended`, and `withdrawn` before it ends. The unit that has the dossiers posts them: an officer drafts
//! the list, the head publishes it. How long is a row of the law, counted backwards from the day on which the council meets
//! (`days.rs`). Law binds always; a row of the configuration binds from the day on which a document of the standing body
//! gave it (`asked.rs`). The public list says of each dossier who is proposed, in which position, at which unit and for which
//! form of award, and nothing else (`public`): a name is what the law orders to be made public.
//!
//! Whoever objects has no account: a secret, told once, opens the thread (`objections`). While an objection is open the
//! dossiers that it names do not go on, and these versions never do once it is upheld: `facts.rs` tells councils, proposals
//! and decisions.
mod asked;
mod days;
pub mod dto;
pub mod events;
pub mod facts;
mod inheritance;
pub mod objections;
mod paper;
mod preview;
pub mod public;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
pub use inheritance::Inheritance;
use rules::PostingAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_posting_days)
        .service(routes::list_postings)
        .service(routes::create_posting)
        .service(routes::get_posting)
        .service(routes::update_posting)
        .service(routes::steps::publish_posting)
        .service(routes::steps::end_posting)
        .service(routes::steps::withdraw_posting)
        .service(routes::objections::list_posting_objections)
        .service(routes::objections::get_posting_objection)
        .service(routes::objections::answer_posting_objection)
        .service(routes::objections::uphold_posting_objection)
        .service(routes::objections::dismiss_posting_objection)
        .service(routes::public::list_public_postings)
        .service(routes::public::get_public_posting)
        .service(routes::public::raise_objection)
        .service(routes::public::read_objection)
        .service(routes::public::write_to_objection)
        .service(routes::public::withdraw_objection);
}

/// What a caller may do with a posting.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<PostingAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
