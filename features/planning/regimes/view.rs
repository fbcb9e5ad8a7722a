//! How revisions look to clients.
use base::{
    kernel::error::Result,
    store::{db::Conn, document::DocumentView},
};
use entity::{legal_document, rule_revision, vote_rule};
use serde_json::{Value, json};

use super::{dto::RuleRevisionView, repo};

/// What a document may change of how a council votes, by name.
pub fn ballot(m: &vote_rule::Model) -> Value {
    json!({
        "ballot_required": m.ballot_required,
        "secrecy": m.secrecy,
        "yes_num": m.yes_num,
        "yes_den": m.yes_den,
        "op": m.op,
    })
}

pub fn revision(m: rule_revision::Model, document: &legal_document::Model) -> RuleRevisionView {
    RuleRevisionView {
        id: m.id,
        kind: m.kind,
        rule_id: m.rule_id,
        made_rule_id: m.made_rule_id,
        takes_effect_on: m.takes_effect_on,
        document: DocumentView::signed(document.number.clone(), document.issued_on, m.signature),
        unit_id: m.unit_id,
        revised_by: m.revised_by,
        created_at: m.created_at,
    }
}

pub async fn revisions(db: &Conn, rows: Vec<rule_revision::Model>) -> Result<Vec<RuleRevisionView>> {
    let documents = repo::documents_of(db, &rows).await?;
    let view = |m: rule_revision::Model| {
        let document = documents.iter().find(|document| document.id == m.document_id)?;
        Some(revision(m, document))
    };
    Ok(rows.into_iter().filter_map(view).collect())
}
