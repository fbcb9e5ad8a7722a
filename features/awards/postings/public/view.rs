//! How postings and objections look to everybody.
use std::collections::HashMap;

use base::{kernel::error::Result, store::db::Conn};
use entity::{award_form, posting, posting_entry, posting_objection};
use planning::law;
use uuid::Uuid;

use super::dto::{PublicBasis, PublicObjection, PublicPosting, PublicPostingEntry, PublicPostingSummary};
use crate::postings::{
    self, objections, repo,
    view::{public_path, shown},
};

pub async fn summaries(db: &Conn, rows: Vec<posting::Model>) -> Result<Vec<PublicPostingSummary>> {
    let movements = repo::movements(db, &rows).await?;
    let titles: HashMap<Uuid, String> = movements.into_iter().map(|m| (m.id, m.title)).collect();
    Ok(rows.into_iter().map(|m| summary(m, &titles)).collect())
}

fn summary(m: posting::Model, titles: &HashMap<Uuid, String>) -> PublicPostingSummary {
    PublicPostingSummary {
        path: public_path(m.id),
        title: m.title,
        movement_title: titles.get(&m.movement_id).cloned().unwrap_or_default(),
        unit_name: m.unit_name,
        first_on: m.first_on,
        last_on: m.last_on,
    }
}

pub async fn whole(db: &Conn, m: posting::Model) -> Result<PublicPosting> {
    let entries = repo::entries(db, m.id).await?;
    let forms: HashMap<Uuid, award_form::Model> =
        law::repo::forms(db).await?.into_iter().map(|form| (form.id, form)).collect();
    let codes = forms.iter().map(|(id, form)| (*id, form.code.clone())).collect();
    let rules = postings::view::rules(db, &entries).await?;
    let basis = |rule: law::dto::LegalRule| PublicBasis {
        document_number: rule.citation.document.number,
        article: rule.citation.article,
        verified: rule.citation.verified,
    };
    let line = |entry: &posting_entry::Model| PublicPostingEntry {
        ordinal: entry.ordinal,
        shown: shown(entry, &codes),
        award_form_name: forms.get(&entry.award_form_id).map(|form| form.name.clone()).unwrap_or_default(),
    };
    let titles = repo::movements(db, std::slice::from_ref(&m)).await?.into_iter().map(|m| (m.id, m.title)).collect();
    Ok(PublicPosting {
        entries: entries.iter().map(line).collect(),
        bases: rules.into_iter().map(basis).collect(),
        summary: summary(m, &titles),
    })
}

pub async fn objection(db: &Conn, m: &posting_objection::Model) -> Result<PublicObjection> {
    let list = repo::any(db, m.posting_id).await?;
    Ok(PublicObjection {
        title: list.title,
        unit_name: list.unit_name,
        status: m.status,
        thread: objections::view::thread(db, m).await?,
        created_at: m.created_at,
        updated_at: m.updated_at,
    })
}
