//! HTTP for units: extract, call, answer.
pub mod imports;

use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, Params},
    },
    kernel::{
        error::{Code, Error, Result},
        organisation::{Organisation, Unit},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{AsOf, CreateUnit, FunctionView, PassFunction, SuccessorView, UnitFilter, UnitView, UpdateUnit},
    history::{self, CodeView, FactView, NameView},
    repo, service,
};

/// List units
///
/// The register, filtered. Orders: `code` (default), `name`, `valid_from`.
#[utoipa::path(tag = "units", params(UnitFilter, PageQuery), responses((status = 200, body = Page<UnitView>)), security(("bearer" = ["units:read"])))]
#[get("/units")]
pub async fn list_units(can: Can<perm::UnitsRead>, query: ListQuery<UnitFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let organisation = &can.snapshot.organisation;
            let units = repo::matching(organisation, &query.filter, can.scope.today);
            let page = repo::paged(units, &query.page, &query.list)?.into_page(|unit| unit);
            Ok(page)
        })
        .await
}

/// Create a unit
///
/// For administrators. The unit begins on `valid_from`, under `parent_id`. Administrators of a part of the tree make units of
/// the kind below their own, in their own province; whatever else is the ministry's.
#[utoipa::path(tag = "units", request_body = CreateUnit, responses((status = 201, body = UnitView)), security(("bearer" = ["units:write"])))]
#[post("/units")]
pub async fn create_unit(command: Command<perm::UnitsWrite>, body: Body<CreateUnit>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a unit
///
/// As it was on `as_of`.
#[utoipa::path(tag = "units", params(AsOf), responses((status = 200, body = UnitView)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}")]
pub async fn get_unit(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: Params<AsOf>) -> Result<Found<UnitView>> {
    let organisation = &can.snapshot.organisation;
    let unit = organisation.unit(*id).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Found(UnitView::on(organisation, unit, query.0.as_of.map_or(can.scope.today, Into::into))))
}

/// Correct a unit
///
/// For administrators, legal personality for those of the ministry: mends what was written wrongly. Renaming and moving are matters of a reorganisation.
#[utoipa::path(tag = "units", params(IfMatch), request_body(content = UpdateUnit, content_type = "application/merge-patch+json"), responses((status = 200, body = UnitView)), security(("bearer" = ["units:write"])))]
#[patch("/units/{id}")]
pub async fn update_unit(
    command: Command<perm::UnitsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateUnit>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// List the units directly below a unit
///
/// Those in being on `as_of`. Orders: `code` (default), `name`, `valid_from`.
#[utoipa::path(tag = "units", params(AsOf, PageQuery), responses((status = 200, body = Page<UnitView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/children")]
pub async fn list_unit_children(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: ListQuery<AsOf>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let filter = UnitFilter { parent_id: Some(*id), ..Default::default() };
            related(&can, *id, filter, query).await
        })
        .await
}

/// List a unit and everything below it
///
/// Units in being on `as_of`. Orders: `code` (default), `name`, `valid_from`.
#[utoipa::path(tag = "units", params(AsOf, PageQuery), responses((status = 200, body = Page<UnitView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/subtree")]
pub async fn list_unit_subtree(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: ListQuery<AsOf>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let filter = UnitFilter { within: Some(*id), ..Default::default() };
            related(&can, *id, filter, query).await
        })
        .await
}

/// Of those, the ones in being on the day.
async fn related(
    can: &Can<perm::UnitsRead>,
    id: Uuid,
    filter: UnitFilter,
    query: &ListQuery<AsOf>,
) -> Result<Page<UnitView>> {
    let organisation = &can.snapshot.organisation;
    organisation.unit(id).ok_or_else(|| Error::new(Code::NotFound))?;
    let filter = UnitFilter { as_of: query.filter.as_of.or(Some(can.scope.today.into())), ..filter };
    let units = repo::matching(organisation, &filter, can.scope.today);
    Ok(repo::paged(units, &query.page, &query.list)?.into_page(|unit| unit))
}

/// List the superiors of a unit
///
/// Nearest first.
#[utoipa::path(tag = "units", params(AsOf, PageQuery), responses((status = 200, body = Page<UnitView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/ancestors")]
pub async fn list_unit_ancestors(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: ListQuery<AsOf>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let organisation = &can.snapshot.organisation;
            organisation.unit(*id).ok_or_else(|| Error::new(Code::NotFound))?;
            let day = query.filter.as_of.map_or(can.scope.today, Into::into);
            let ancestors = organisation.ancestors(*id, day);
            let items = ancestors
                .into_iter()
                .filter_map(|id| organisation.unit(id))
                .map(|unit| UnitView::on(organisation, unit, day));
            query.part(items.collect())
        })
        .await
}

/// List what is known of a unit over all time
///
/// Its names, codes, superiors, successors, predecessors and functions, by first day.
#[utoipa::path(tag = "units", params(PageQuery), responses((status = 200, body = Page<FactView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/history")]
pub async fn list_unit_history(
    can: Can<perm::UnitsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query.answer(async move |query| query.part(of_unit(&can, *id, history::facts).await?)).await
}

/// List the names of a unit
///
/// Of all times, by first day.
#[utoipa::path(tag = "units", params(PageQuery), responses((status = 200, body = Page<NameView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/names")]
pub async fn list_unit_names(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query.answer(async move |query| query.part(of_unit(&can, *id, |_, unit| history::names(unit)).await?)).await
}

/// List the codes of a unit
///
/// Of all schemes and times, by first day.
#[utoipa::path(tag = "units", params(PageQuery), responses((status = 200, body = Page<CodeView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/codes")]
pub async fn list_unit_codes(can: Can<perm::UnitsRead>, id: Path<Uuid>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query.answer(async move |query| query.part(of_unit(&can, *id, |_, unit| history::codes(unit)).await?)).await
}

/// List the successors of a unit
///
/// Who takes over from it directly; by day. Theirs are listed at themselves.
#[utoipa::path(tag = "units", params(PageQuery), responses((status = 200, body = Page<SuccessorView>)), security(("bearer" = ["units:read"])))]
#[get("/units/{id}/successors")]
pub async fn list_unit_successors(
    can: Can<perm::UnitsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query.answer(async move |query| query.part(of_unit(&can, *id, SuccessorView::all).await?)).await
}

async fn of_unit<T>(
    can: &Can<perm::UnitsRead>,
    id: Uuid,
    list: impl FnOnce(&Organisation, &Unit) -> Vec<T>,
) -> Result<Vec<T>> {
    let organisation = &can.snapshot.organisation;
    let unit = organisation.unit(id).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(list(organisation, unit))
}

/// List functions
///
/// Which unit carries out a task of the sector, by date: for one, who is the emulation standing body
/// (cơ quan thường trực).
#[utoipa::path(tag = "units", params(PageQuery), responses((status = 200, body = Page<FunctionView>)), security(("bearer" = ["units:read"])))]
#[get("/functions")]
pub async fn list_functions(can: Can<perm::UnitsRead>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let organisation = &can.snapshot.organisation;
            let view = |(function, held): &(_, base::kernel::organisation::Dated<Uuid>)| FunctionView {
                function: *function,
                unit_id: held.value,
                unit_name: organisation.name(held.value, held.from).to_owned(),
                valid_from: held.from,
                valid_to: held.to,
            };
            let items = organisation.functions().iter().map(view).collect();
            query.part(items)
        })
        .await
}

/// Pass a function on
///
/// For administrators of the ministry: from `valid_from` on the unit carries the task out, and whoever did until then no more.
#[utoipa::path(tag = "units", request_body = PassFunction, responses((status = 201, body = FunctionView)), security(("bearer" = ["units:write"])))]
#[post("/functions")]
pub async fn pass_function(command: Command<perm::UnitsWrite>, body: Body<PassFunction>) -> Result<Answer> {
    command.create(async |uow, scope| service::pass_function(uow, scope, &body.0).await).await
}
