//! HTTP for the journal.
use actix_web::get;
use entity::assignment::Role;

use super::{
    dto::{JournalEntry, JournalFilter},
    repo::{self, Reader},
};
use crate::{
    http::{answer::Listed, auth::Can, query::ListQuery},
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

/// List journal entries
///
/// In the order of their making. A unit reads its own, administrators the technical part, the data-protection
/// officer all of it without the content of dossiers.
#[utoipa::path(tag = "journal", params(JournalFilter, PageQuery), responses((status = 200, body = Page<JournalEntry>)), security(("bearer" = ["journal:read"])))]
#[get("/journal")]
pub async fn list_journal(
    can: Can<perm::JournalRead>,
    query: ListQuery<JournalFilter>,
) -> Result<Listed<Page<JournalEntry>>> {
    let db = can.state.db.read();
    let account = can.snapshot.access.account(can.scope.user_id);
    let roles: Vec<Role> = account.into_iter().flat_map(|a| a.on(can.scope.today)).map(|a| a.role).collect();
    let reader = Reader::of(&roles);
    let rows = repo::page(db, &can.scope, &reader, &query.filter, &query.page, &query.list).await?;
    let seals = repo::seals(db, &rows.rows).await?;
    let page = rows.into_page(|m| {
        let seal = seals.get(&m.id);
        reader.view(&can.scope, m, seal)
    });
    Ok(page.answer(&query.list, &query.page))
}
