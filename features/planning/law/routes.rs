//! HTTP for the law: open to every signed-in user.
use actix_web::{get, web::Path};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
    },
    kernel::{
        clock::day_of,
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};

use super::{
    dto::{AwardAuthority, AwardFormView, LegalDocument, LegalRule, Regime, RegimeFilter, RuleFilter, VoteRule},
    repo, view,
};

/// List the regimes of the law
///
/// In the order of time, with their documents. One that is `to_confirm` is applied only where a document switched it on.
#[utoipa::path(tag = "law", params(RegimeFilter, PageQuery), responses((status = 200, body = Page<Regime>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes")]
pub async fn list_regimes(can: Can<perm::MovementsRead>, query: ListQuery<RegimeFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let day = query.filter.at.map_or(can.scope.today, |at| day_of(at.into()));
            let mut regimes = view::regimes(db, repo::regimes(db).await?, day).await?;
            regimes.retain(|regime| query.filter.at.is_none() || regime.applies);
            query.part(regimes)
        })
        .await
}

/// Read a regime of the law
///
/// With its documents, its days and whether it is applied.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2022b")), responses((status = 200, body = Regime)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/{code}")]
pub async fn get_regime(can: Can<perm::MovementsRead>, code: Path<String>, _: NoParams) -> Result<Listed<Regime>> {
    let db = can.state.db.read();
    let found = repo::regime(db, &code).await?;
    let regime = view::regimes(db, vec![found], can.scope.today).await?.pop();
    regime.map(Listed::new).ok_or_else(|| Error::new(Code::NotFound))
}

/// List the forms of award of a regime
///
/// Titles and forms of commendation: whom they may go to, whether a council votes, and who decides.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2022b"), PageQuery), responses((status = 200, body = Page<AwardFormView>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/{code}/award-forms")]
pub async fn list_regime_award_forms(
    can: Can<perm::MovementsRead>,
    code: Path<String>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let regime = repo::regime(db, &code).await?;
            let forms = repo::forms(db).await?.into_iter().filter(|form| !form.own).collect();
            query.part(view::form_views(db, forms, &regime.code).await?)
        })
        .await
}

/// List who decides awards under a regime
///
/// By form of award and kind of unit, with the days on which each rule holds and where it stands.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2022b"), PageQuery), responses((status = 200, body = Page<AwardAuthority>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/{code}/authorities")]
pub async fn list_regime_authorities(
    can: Can<perm::MovementsRead>,
    code: Path<String>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let regime = repo::regime(db, &code).await?;
            query.part(view::authorities(db, repo::authorities_under(db, &regime.code).await?).await?)
        })
        .await
}

/// List the rules of ballots under a regime
///
/// One for each form of award: which council votes, how, and which part of all its members has to agree.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2022b"), PageQuery), responses((status = 200, body = Page<VoteRule>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/{code}/vote-rules")]
pub async fn list_regime_vote_rules(
    can: Can<perm::MovementsRead>,
    code: Path<String>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let regime = repo::regime(db, &code).await?;
            query.part(view::vote_rules(db, repo::vote_rules_under(db, &regime.code).await?).await?)
        })
        .await
}

/// List the other rules of a regime
///
/// Criteria, guards, dossiers, posting, councils, clocks, prizes, revocation, conferral, reports, documents. Order: `kind`.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2022b"), RuleFilter, PageQuery), responses((status = 200, body = Page<LegalRule>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/{code}/rules")]
pub async fn list_regime_rules(
    can: Can<perm::MovementsRead>,
    code: Path<String>,
    query: ListQuery<RuleFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let regime = repo::regime(db, &code).await?;
            let rows = repo::rules(db, &regime.code, &query.filter, &query.page, &query.list).await?;
            let citations = view::citations(db, rows.rows.iter().map(|m| m.citation_id)).await?;
            rows.page_of(async |rows| {
                rows.into_iter()
                    .map(|m| {
                        let citation = citations.of(m.citation_id)?;
                        view::rule(m, citation)
                    })
                    .collect()
            })
            .await
        })
        .await
}

/// List legal documents
///
/// Laws, decrees, circulars and letters that rules rest on, by code.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<LegalDocument>)), security(("bearer" = ["movements:read"])))]
#[get("/legal-documents")]
pub async fn list_legal_documents(can: Can<perm::MovementsRead>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let documents = repo::documents(can.state.db.read()).await?;
            let mut items: Vec<LegalDocument> = documents.into_values().map(LegalDocument::from).collect();
            items.sort_by(|a, b| a.code.cmp(&b.code));
            query.part(items)
        })
        .await
}
