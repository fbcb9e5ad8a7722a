//! Obligations and reports (nghĩa vụ báo cáo, báo cáo): who owes which report when, and what was reported.
//!
//! Every submission is kept as a version, and nobody but the unit itself reads what it is writing since.
//!
//! An obligation is `expected` until its report is begun, and then follows it: `draft → issued → submitted →
//! accepted`, or `returned` to be corrected and signed again; a superior may waive it. What was accepted may be corrected too,
//! by a reason of the head (`correcting`); the obligation stays accepted then, and so does what counts until the correction
//! is accepted. Values answer the targets of
//! the unit's plan in force. Whether a report is late is computed when it is first submitted, by the server's clock.
mod attachments;
mod cache;
mod catalogue;
mod checks;
mod content;
pub mod dto;
pub mod events;
mod generate;
mod imports;
mod inheritance;
mod ledger;
mod paper;
mod previous;
pub mod repo;
mod routes;
mod row;
pub mod rules;
mod sent;
pub mod service;
pub mod sources;
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
pub use cache::Cache;
pub use generate::{generate, generate_period};
pub use inheritance::Inheritance;
use rules::{ObligationAction, ReportAction};
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::obligations::list_obligations)
        .service(routes::obligations::get_obligation)
        .service(routes::obligations::waive_obligation)
        .service(routes::obligations::extend_obligation)
        .service(routes::obligations::waive_obligations)
        .service(routes::obligations::extend_obligations)
        .service(routes::ledger::list_obligation_changes)
        .service(routes::ledger::list_movement_expectations)
        .service(routes::obligations::hand_over_obligations)
        .service(routes::imports::list_report_values)
        .service(routes::imports::import_report_values)
        .service(routes::imports::get_report_values_template)
        .service(routes::reports::list_reports)
        .service(routes::reports::create_report)
        .service(routes::reports::get_report)
        .service(routes::reports::update_report)
        .service(routes::versions::list_report_versions)
        .service(routes::versions::get_report_content)
        .service(routes::versions::get_report_diff)
        .service(routes::versions::get_report_receipt)
        .service(routes::reports::sign_report)
        .service(routes::reports::submit_report)
        .service(routes::reports::return_report)
        .service(routes::reports::accept_report)
        .service(routes::checks::get_report_rules)
        .service(routes::checks::list_report_checks)
        .service(routes::checks::answer_report_check)
        .service(routes::checks::list_previous_values)
        .service(routes::sides::list_report_attachments)
        .service(routes::sides::attach_to_report)
        .service(routes::sides::get_report_attachment)
        .service(routes::sides::detach_from_report)
        .service(routes::sides::list_report_messages)
        .service(routes::sides::write_report_message)
        .service(routes::sides::correct_report)
        .service(routes::sides::drop_report_correction);
}

/// What a caller may do with a report.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::report(state.db.read(), scope, id).await?;
    Ok(Case::<ReportAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

/// The codes of the checks that a draft has to answer.
pub async fn open_checks(db: &Conn, scope: &Scope, id: Uuid) -> Result<Vec<String>> {
    let report = repo::report(db, scope, id).await?;
    let found = checks::of(db, scope, &report, &repo::draft_values(db, id).await?).await?;
    let open = found.into_iter().filter(|check| check.severity == dto::Severity::Ask && check.answer.is_none());
    Ok(open.map(|check| check.code).collect())
}

/// What a caller may do with a obligation.
pub async fn obligation_actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::obligation(state.db.read(), scope, id).await?;
    Ok(Case::<ObligationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

/// A report as it is read, with its values.
pub async fn read(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::ReportView> {
    view::whole(db, scope, repo::report(db, scope, id).await?).await
}
