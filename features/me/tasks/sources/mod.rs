//! What may wait, a kind of paper a file: one query each, whatever the caller holds.
mod awards;
mod councils;
mod exemplars;
mod guidance;
mod inspections;
mod movements;
mod plans;
mod postings;
mod reminders;
mod reports;
#[cfg(test)]
mod tests;

use base::{
    kernel::{error::Result, scope::Scope},
    store::db::Conn,
};

use super::dto::MyTask;

pub async fn all(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let mut found = plans::plans(db, scope).await?;
    found.extend(plans::shares(db, scope).await?);
    found.extend(reports::obligations(db, scope).await?);
    found.extend(reports::reports(db, scope).await?);
    found.extend(awards::nominations(db, scope).await?);
    found.extend(awards::decisions(db, scope).await?);
    found.extend(postings::postings(db, scope).await?);
    found.extend(postings::objections(db, scope).await?);
    found.extend(councils::councils(db, scope).await?);
    found.extend(councils::sessions(db, scope).await?);
    found.extend(exemplars::exemplars(db, scope).await?);
    found.extend(reminders::reminders(db, scope).await?);
    found.extend(movements::movements(db, scope).await?);
    found.extend(movements::templates(db, scope).await?);
    found.extend(movements::schedules(db, scope).await?);
    found.extend(reports::consolidations(db, scope).await?);
    found.extend(guidance::drafts(db, scope).await?);
    found.extend(guidance::to_read(db, scope).await?);
    found.extend(guidance::questions(db, scope).await?);
    found.extend(inspections::inspecting(db, scope).await?);
    found.extend(inspections::inspected(db, scope).await?);
    found.extend(inspections::recommendations(db, scope).await?);
    Ok(found)
}
