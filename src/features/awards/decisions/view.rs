//! How decisions and awards look to clients.
use std::collections::HashSet;

use entity::{award, award_form, decision, decision_item};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    dto::{AwardDecision, AwardFormRef, AwardSubject, AwardView, DecisionItemView, DecisionSummary, DecisionView},
    paper::DecisionPaper,
    repo,
};
use crate::{
    features::{
        awards::nominations,
        planning::law::{self, dto::AwardAuthority},
    },
    kernel::{error::Result, scope::Scope, transition::Case},
    store::document::DocumentView,
};

pub async fn whole(db: &impl ConnectionTrait, scope: &Scope, m: decision::Model) -> Result<DecisionView> {
    let items = repo::items(db, m.id).await?;
    let authorities = authorities(db, items.iter().map(|item| item.authority_id)).await?;
    let seen = nominations::repo::ids_seen(db, scope, items.iter().map(|item| item.nomination_id).collect()).await?;
    let items = items.into_iter().map(|item| line(item, &seen)).collect();
    let paper = DecisionPaper::of(db, m).await?;
    let actions = Case::of(&paper, db, scope).await?.actions(scope);
    Ok(DecisionView { summary: paper.decision.into(), items, authorities, actions })
}

/// The rules by which awards are granted, each once.
pub async fn authorities(db: &impl ConnectionTrait, ids: impl Iterator<Item = Uuid>) -> Result<Vec<AwardAuthority>> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    law::authorities(db, law::repo::authorities_by_id(db, &ids).await?).await
}

/// The register and signed decisions are open to many who do not see the dossiers: to them these have no id.
const NOMINATION: &str = "nomination_id";

fn shown(id: Uuid, seen: &HashSet<Uuid>) -> (Option<Uuid>, Vec<&'static str>) {
    if seen.contains(&id) { (Some(id), vec![]) } else { (None, vec![NOMINATION]) }
}

fn line(m: decision_item::Model, seen: &HashSet<Uuid>) -> DecisionItemView {
    let (nomination_id, hidden_fields) = shown(m.nomination_id, seen);
    DecisionItemView { nomination_id, order_no: m.order_no, hidden_fields }
}

impl From<decision::Model> for DecisionSummary {
    fn from(m: decision::Model) -> Self {
        let document = m.number.map(|number| DocumentView {
            number,
            issued_on: m.decided_on,
            signer_name: m.signer_name,
            signer_title: m.signer_title,
        });
        Self {
            id: m.id,
            movement_id: m.movement_id,
            deciding_unit_id: m.deciding_unit_id,
            deciding_unit_name: m.deciding_unit_name,
            preparing_unit_id: m.preparing_unit_id,
            status: m.status,
            document,
            end_reason: m.end_reason,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

/// Awards with their forms and rules, and with the dossiers that the caller sees, by a query each.
pub async fn awards(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<award::Model>) -> Result<Vec<AwardView>> {
    let forms = repo::forms(db).await?;
    let authorities = authorities(db, rows.iter().map(|m| m.authority_id)).await?;
    let seen = nominations::repo::ids_seen(db, scope, rows.iter().map(|m| m.nomination_id).collect()).await?;
    Ok(rows.into_iter().map(|m| award(m, &forms, &authorities, &seen)).collect())
}

fn award(
    m: award::Model,
    forms: &[award_form::Model],
    authorities: &[AwardAuthority],
    seen: &HashSet<Uuid>,
) -> AwardView {
    let (nomination_id, hidden_fields) = shown(m.nomination_id, seen);
    let form = forms.iter().find(|form| form.id == m.award_form_id);
    AwardView {
        id: m.id,
        nomination_id,
        hidden_fields,
        movement_id: m.movement_id,
        stage: m.stage,
        decision: AwardDecision {
            id: m.decision_id,
            number: m.decision_number,
            decided_on: m.decided_on,
            signer_name: m.signer_name,
            issuing_unit_name: m.issuing_unit_name,
        },
        order_no: m.order_no,
        subject: AwardSubject {
            r#type: m.subject_type,
            full_name: m.full_name,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
        },
        award_form: AwardFormRef {
            code: form.map(|form| form.code.clone()).unwrap_or_default(),
            name: form.map(|form| form.name.clone()).unwrap_or_default(),
        },
        authority: authorities.iter().find(|authority| authority.id == m.authority_id).cloned(),
        status: m.status,
        verification_code: m.verification_code,
        version: m.version,
    }
}
