//! Exemplars (điển hình tiên tiến, sáng kiến, mô hình, kinh nghiệm, cách làm hay): good examples that are found, fostered,
//! recognised and spread.
//!
//! `discovered → fostering → recognised → publicised → replicating → concluded`; `dropped` before it is recognised,
//! `withdrawn` after. The unit that finds one describes it with figures of its reports; only that unit sees it until its head
//! recognises it by a document. Then those above read it, and may recognise it too: that reaches further. The standing body
//! publishes it to the sector, if the person whom it names agrees. Other units adopt it, each with results of its own, which
//! are added up once each. The law orders all of this (Law 06/2022/QH15, articles 13 and 17) and defines no states.
pub mod adoptions;
pub mod dto;
pub mod events;
pub mod facts;
mod inheritance;
mod paper;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
pub mod spread;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
    store::db::Conn,
};
pub use inheritance::Inheritance;
use rules::ExemplarAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_exemplars)
        .service(routes::create_exemplar)
        .service(routes::get_exemplar)
        .service(routes::update_exemplar)
        .service(routes::get_exemplar_spread)
        .service(routes::steps::foster_exemplar)
        .service(routes::steps::recognise_exemplar)
        .service(routes::steps::recognise_exemplar_above)
        .service(routes::steps::publicise_exemplar)
        .service(routes::steps::conclude_exemplar)
        .service(routes::steps::withdraw_exemplar)
        .service(routes::steps::drop_exemplar)
        .service(routes::adoptions::adopt_exemplar)
        .service(routes::adoptions::list_exemplar_adoptions)
        .service(routes::adoptions::get_exemplar_adoption)
        .service(routes::adoptions::update_exemplar_adoption)
        .service(routes::adoptions::end_exemplar_adoption);
}

/// What a caller may do with an exemplar.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ExemplarAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

/// An exemplar as it is read.
pub async fn read(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::ExemplarView> {
    view::whole(db, scope, repo::get(db, scope, id).await?).await
}
