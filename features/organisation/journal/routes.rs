//! HTTP for the journal.
use actix_web::get;
use base::{
    http::{auth::Can, list::Listing, query::ListQuery},
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

use super::{
    dto::{JournalEntry, JournalFilter},
    repo::{self, Reader},
};

/// List journal entries
///
/// In the order of their making. A unit reads its own, administrators the technical part, the data-protection officer all
/// of it without the content of dossiers: each in its part of the tree. A machine client reads what is of its units. No entry
/// names a person; what a machine did names its client.
#[utoipa::path(tag = "journal", params(JournalFilter, PageQuery), responses((status = 200, body = Page<JournalEntry>)), security(("bearer" = ["journal:read"])))]
#[get("/journal")]
pub async fn list_journal(can: Can<perm::JournalRead>, query: ListQuery<JournalFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let account = can.snapshot.access.account(can.scope.user_id);
            let reader = Reader::of(&can.scope, account);
            let rows = repo::page(db, &can.scope, &reader, &query.filter, &query.page, &query.list).await?;
            let seals = repo::seals(db, &rows.rows).await?;
            let page = rows.into_page(|m| {
                let seal = seals.get(&m.id);
                reader.view(&can.scope, m, seal)
            });
            Ok(page)
        })
        .await
}
