//! How postings look to those who post.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::Conn,
};
use entity::{legal_rule, posting, posting_entry};
use planning::law::{self, dto::LegalRule};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{PostingEntryView, PostingSummary, PostingView, Shown},
    repo,
    rules::PostingAction,
};

impl From<posting::Model> for PostingSummary {
    fn from(m: posting::Model) -> Self {
        Self {
            id: m.id,
            movement_id: m.movement_id,
            stage: m.stage,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            title: m.title,
            status: m.status,
            council_on: m.council_on,
            days: m.days,
            counting: m.counting,
            publish_by: m.publish_by,
            first_on: m.first_on,
            last_on: m.last_on,
            end_from: m.end_from,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

/// Where a posting is read by everybody.
pub fn public_path(id: Uuid) -> String {
    format!("/api/v1/public/postings/{id}")
}

pub async fn codes(db: &Conn) -> Result<HashMap<Uuid, String>> {
    Ok(law::repo::forms(db).await?.into_iter().map(|form| (form.id, form.code)).collect())
}

pub fn shown(m: &posting_entry::Model, codes: &HashMap<Uuid, String>) -> Shown {
    Shown {
        subject_type: m.subject_type,
        full_name: m.full_name.clone(),
        position: m.position.clone(),
        unit_name: m.unit_name.clone(),
        award_form_code: codes.get(&m.award_form_id).cloned().unwrap_or_default(),
    }
}

/// The rules that ask for what is on a list, each once.
pub async fn rules(db: &Conn, entries: &[posting_entry::Model]) -> Result<Vec<LegalRule>> {
    let mut ids: Vec<Uuid> = entries.iter().filter_map(|entry| entry.rule_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let found = legal_rule::Entity::find().filter(legal_rule::Column::Id.is_in(ids)).all(db).await?;
    cited(db, found).await
}

pub async fn cited(db: &Conn, found: Vec<legal_rule::Model>) -> Result<Vec<LegalRule>> {
    let citations = law::citations(db, found.iter().map(|rule| rule.citation_id)).await?;
    let view = |rule: legal_rule::Model| {
        let citation = citations.of(rule.citation_id)?;
        law::rule(rule, citation)
    };
    found.into_iter().map(view).collect()
}

pub async fn whole(db: &Conn, scope: &Scope, m: posting::Model) -> Result<PostingView> {
    let (entries, codes) = (repo::entries(db, m.id).await?, codes(db).await?);
    let actions = Case::<PostingAction>::of(&m, db, scope).await?.actions(scope);
    let rules = rules(db, &entries).await?;
    let view = |entry: &posting_entry::Model| PostingEntryView {
        ordinal: entry.ordinal,
        nomination_id: entry.nomination_id,
        version_no: entry.nomination_version_no,
        shown: shown(entry, &codes),
        rule_id: entry.rule_id,
    };
    Ok(PostingView {
        entries: entries.iter().map(view).collect(),
        rules,
        public_path: public_path(m.id),
        open_objections: repo::open_objections(db, m.id).await?,
        end_reason: m.end_reason.clone(),
        actions,
        summary: m.into(),
    })
}
