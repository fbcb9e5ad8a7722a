//! Nominations (hồ sơ đề nghị khen thưởng): a dossier that proposes a person, a collective or a household for an award.
//!
//! `draft → unit_reviewed → submitted → received → appraised → proposed → awarded`; `forward` submits an appraised
//! dossier to the next level, `hold` stops it and its clocks until `release`, `return` sends it back to the unit, which submits it again, and `refuse` ends it. A unit that
//! decides the form itself commends its own people: its dossiers stay with it. The ministry sees a dossier once it has
//! been forwarded to it. Forms that need a ballot are proposed once a council has passed them in a closed session; like every
//! other they can be returned, refused and withdrawn.
pub mod awarded;
mod ballots;
pub mod clocks;
pub mod dto;
pub mod eligibility;
pub mod events;
mod guards;
mod imports;
mod inheritance;
mod initiatives;
mod items;
pub mod namesakes;
pub mod paper;
pub mod personal_id;
pub mod repo;
pub mod rotation;
mod routes;
pub mod rules;
mod sent;
pub mod service;
mod stated;
pub mod subject;
pub mod view;

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
use rules::NominationAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_nominations)
        .service(routes::imports::import_nominations)
        .service(routes::imports::get_nominations_template)
        .service(routes::create_nomination)
        .service(routes::get_nomination)
        .service(routes::update_nomination)
        .service(routes::versions::list_nomination_versions)
        .service(routes::versions::get_nomination_content)
        .service(routes::versions::get_nomination_diff);
    eligibility::configure(cfg);
    routes::steps::configure(cfg);
}

/// What a caller may do with a nomination.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<NominationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

/// A nomination as it is read.
pub async fn read(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::NominationView> {
    view::whole(db, scope, repo::get(db, scope, id).await?).await
}
