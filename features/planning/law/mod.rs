//! The law of emulation (pháp luật về thi đua, khen thưởng) as data: regimes, documents, forms of award, who decides, how
//! councils vote, and every other rule as a row.
//!
//! Each row says where it stands (document and article), on which days it holds, and whether it was read in a public text.
//! A regime that waits for confirmation is shown, and applied only where a document switched it on. Rows come with an edition
//! of the program; what is configuration, not law, is changed by documents (`planning/regimes`).
pub mod dto;
pub mod kind;
pub mod repo;
mod routes;
pub mod view;

use base::http::handlers::Handlers;
use entity::{award_form_rule, nomination::SubjectType};
pub use view::{Citations, authorities, citations, cited_for, form_views, rule};

/// What rows of forms of the ministry's own have in the place of a regime: they hold under every one.
pub const OWN: &str = "own";

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_regimes)
        .service(routes::get_regime)
        .service(routes::list_regime_award_forms)
        .service(routes::list_regime_authorities)
        .service(routes::list_regime_vote_rules)
        .service(routes::list_regime_rules)
        .service(routes::list_legal_documents);
}

/// Whether a form of award may go to this kind of subject. What was not read of the law stands in nobody's way.
pub fn fits(rule: &award_form_rule::Model, subject: SubjectType) -> bool {
    let said = match subject {
        SubjectType::Individual => rule.for_individual,
        SubjectType::Collective => rule.for_collective,
        SubjectType::Household => rule.for_household,
    };
    said.unwrap_or(true)
}
