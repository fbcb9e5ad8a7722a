//! HTTP for what inspected units say for themselves.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::inspections::{
    dto::{Explain, ExplanationFilter, ExplanationView, ExplanationWithFiles},
    repo::explanations,
    service, view,
};

/// Explain oneself in an inspection
///
/// By the head of an inspected unit, before the conclusion and after it, with files of the unit for evidence. The version
/// of the inspection stays.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = Explain, responses((status = 201, body = ExplanationWithFiles)), security(("bearer" = ["inspections:respond"])))]
#[post("/inspections/{id}/explain")]
pub async fn explain_in_inspection(
    command: Command<perm::InspectionsRespond>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Explain>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::explain(uow, scope, *id, if_match, &body.0).await).await
}

/// List what inspected units say for themselves
///
/// An inspected unit finds its own; the unit that inspects, those above it and the team find all.
#[utoipa::path(tag = "inspections", params(ExplanationFilter, PageQuery), responses((status = 200, body = Page<ExplanationView>)), security(("bearer" = ["inspections:read"])))]
#[get("/inspection-explanations")]
pub async fn list_inspection_explanations(
    can: Can<perm::InspectionsRead>,
    query: ListQuery<ExplanationFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let (db, page) = (can.state.db.read(), &query.page);
            let rows = explanations::page(db, &can.scope, &query.filter, page, &query.list).await?;
            Ok(rows.into_page(view::explanation))
        })
        .await
}

/// Read what an inspected unit says for itself
///
/// With the files that it rests on.
#[utoipa::path(tag = "inspections", responses((status = 200, body = ExplanationWithFiles)), security(("bearer" = ["inspections:read"])))]
#[get("/inspection-explanations/{id}")]
pub async fn get_inspection_explanation(
    can: Can<perm::InspectionsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<ExplanationWithFiles>> {
    let db = can.state.db.read();
    view::with_files(db, explanations::get(db, &can.scope, *id).await?).await.map(Found)
}
