//! HTTP for what makes a reader ask, what was reported before, and the rules that are rows of data.
use actix_web::{get, put, web::Path};
use base::{
    http::{
        answer::{Answer, Listed},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::{
        page::{Page, PageQuery},
        versions,
    },
};
use entity::report::ReportStatus;
use uuid::Uuid;

use crate::reports::{
    catalogue, checks, content,
    dto::{AnswerCheck, CheckView, PreviousValue, ReportRules, ReportView, SubmittedReport},
    previous, repo, sent, service, view,
};

/// Rules of reports
///
/// Those that are rows of data: why a report may be returned, which sections a template asks for, what is checked.
#[utoipa::path(tag = "reports", responses((status = 200, body = ReportRules)), security(("bearer" = ["reports:read"])))]
#[get("/report-rules")]
pub async fn get_report_rules(_: Can<perm::ReportsRead>, _: NoParams) -> Result<Listed<ReportRules>> {
    Ok(Listed::new(ReportRules {
        return_reasons: catalogue::return_reasons().to_vec(),
        required_sections: catalogue::sections().to_vec(),
        checks: catalogue::checks().to_vec(),
    }))
}

/// List what a report makes a reader ask
///
/// The checks of plausibility that found something, with the answers of the unit: to its unit of what it is writing or has
/// signed, to everybody else as it was submitted.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<CheckView>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/checks")]
pub async fn list_report_checks(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| {
                let report = repo::report(tx, &can.scope, *id).await?;
                if report.status == ReportStatus::Issued && sent::owns(&can.scope, &report) {
                    return checks::signed(&report);
                }
                if repo::version_read(tx, &can.scope, &report).await?.is_none() {
                    let values = repo::draft_values(tx, report.id).await?;
                    return checks::of(tx, &can.scope, &report, &values).await;
                }
                let version = versions::chosen(versions::of(tx, report.id).await?, report.shown_version_no)?;
                Ok(versions::read::<SubmittedReport>(&version)?.checks)
            };
            query.part(can.state.db.read_together(read).await?)
        })
        .await
}

/// Answer a check
///
/// Why the figures are right that it asks about. The answer is to just these: when they change, it is asked again. A report
/// is not signed before every check of severity `ask` has an answer.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = AnswerCheck, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:write"])))]
#[put("/reports/{id}/checks/{code}/answer")]
pub async fn answer_report_check(
    command: Command<perm::ReportsWrite>,
    path: Path<(Uuid, String)>,
    if_match: IfMatch,
    body: Body<AnswerCheck>,
) -> Result<Answer> {
    let (id, code) = path.into_inner();
    command.run(async |uow, scope| service::answer_check(uow, scope, (id, &code), if_match, &body.0).await).await
}

/// List what was reported for the period before
///
/// On each target of the plan that the report answers, in the previous period of the same run: by its own unit or, where that
/// is new, by those it took over from. Offered to whoever writes, as a beginning.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<PreviousValue>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/previous-values")]
pub async fn list_previous_values(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| {
                let report = repo::report(tx, &can.scope, *id).await?;
                view::require_side(&can.scope, &report)?;
                let asked = content::asked(tx, report.plan_id).await?;
                let mut before = previous::load(tx, &can.scope, &report, &asked).await?;
                let code = before.period.take().map(|period| period.code).unwrap_or_default();
                let told = asked.iter().flat_map(|asks| {
                    let values = before.values.remove(&asks.target_id).unwrap_or_default();
                    values.into_iter().map(|value| view::previous(asks.target_id, &code, value)).collect::<Vec<_>>()
                });
                Ok(told.collect::<Vec<_>>())
            };
            query.part(can.state.db.read_together(read).await?)
        })
        .await
}
