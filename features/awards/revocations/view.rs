//! How revocations look to clients.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{db::Conn, document::DocumentView},
};
use entity::revocation::{self, RevocationStatus};
use planning::law;

use super::{
    dto::{ConclusionView, RecoveryView, RevocationSummary, RevocationView},
    repo,
};
use crate::{nominations, revocations::rules::RevocationAction};

pub async fn whole(db: &Conn, scope: &Scope, m: revocation::Model) -> Result<RevocationView> {
    let actions = Case::<RevocationAction>::of(&m, db, scope).await?.actions(scope);
    let award = repo::award(db, m.award_id).await?;
    let counted = repo::counted_in(db, &award).await?;
    let seen = nominations::repo::ids_seen(db, scope, counted.clone()).await?;
    let rule = law::repo::rules_of(db, &[law::kind::RuleKind::RevocationGround]).await?;
    let rule = match rule.into_iter().find(|rule| rule.id == m.ground_rule_id) {
        Some(rule) => {
            let citation = law::citations(db, [rule.citation_id]).await?.of(rule.citation_id)?;
            Some(law::rule(rule, citation)?)
        }
        None => None,
    };
    let fallen = matches!(m.status, RevocationStatus::Revoked | RevocationStatus::Recovered);
    Ok(RevocationView {
        rule,
        conclusion: ConclusionView {
            document_number: m.conclusion_number.clone(),
            issued_on: m.conclusion_on,
            issuer: m.conclusion_issuer.clone(),
        },
        reason: m.reason.clone(),
        recovery: fallen.then(|| recovery(&m)),
        end_reason: m.end_reason.clone(),
        counted_in: counted.into_iter().filter(|id| seen.contains(id)).collect(),
        actions,
        summary: m.into(),
    })
}

fn recovery(m: &revocation::Model) -> RecoveryView {
    RecoveryView {
        artefact_due: m.artefact_due,
        money_due_vnd: m.money_due_vnd,
        recovered_on: m.recovered_on,
        artefact: m.artefact_recovered,
        money_vnd: m.money_recovered_vnd,
    }
}

impl From<revocation::Model> for RevocationSummary {
    fn from(m: revocation::Model) -> Self {
        let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
        Self {
            id: m.id,
            award_id: m.award_id,
            unit_id: m.unit_id,
            deciding_unit_id: m.deciding_unit_id,
            status: m.status,
            ground: m.ground,
            document,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
