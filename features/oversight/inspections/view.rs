//! How inspections look to clients.
use base::{
    kernel::{access::LASTING, clock::covers, error::Result, scope::Scope, transition::Case},
    store::{db::Conn, document::DocumentView},
};
use entity::{inspection, inspection_explanation, inspection_member};
use planning::files::repo::papers;

use super::{
    dto::{ConclusionView, ExplanationView, ExplanationWithFiles, InspectionSummary, InspectionView, MemberView},
    paper::InspectionPaper,
    repo,
    rules::InspectionAction,
};

pub async fn whole(db: &Conn, scope: &Scope, paper: InspectionPaper) -> Result<InspectionView> {
    let actions = Case::<InspectionAction>::of(&paper, db, scope).await?.actions(scope);
    let InspectionPaper { inspection: m, units } = paper;
    let (owned, inspects) = (scope.owns(m.unit_id), repo::inspects(scope, &m));
    let all = units.len();
    let unit_ids: Vec<_> = units.into_iter().filter(|unit| inspects || scope.owns(*unit)).collect();
    let hidden_fields = if unit_ids.len() < all { vec!["unit_ids"] } else { vec![] };
    let conclusion = m.conclusion.clone().filter(|_| owned || m.concluded_at.is_some());
    Ok(InspectionView {
        content: m.content.clone(),
        unit_ids,
        conclusion: conclusion.map(|text| ConclusionView {
            text,
            document: concluded_by(&m),
            concluded_at: m.concluded_at,
        }),
        actions,
        hidden_fields,
        summary: m.into(),
    })
}

fn concluded_by(m: &inspection::Model) -> Option<DocumentView> {
    DocumentView::of(m.conclusion_number.clone(), m.conclusion_issued_on, m.conclusion_signature.clone())
}

/// The team with its names, by one more query.
pub async fn team(db: &Conn, scope: &Scope, m: &inspection::Model) -> Result<Vec<MemberView>> {
    let members = repo::team(db, m.id).await?;
    let mut names = repo::names(db, members.iter().map(|member| member.user_id)).await?;
    let lasts = LASTING.contains(&m.status);
    let view = |member: inspection_member::Model| MemberView {
        user_id: member.user_id,
        full_name: names.remove(&member.user_id).unwrap_or_default(),
        role: member.role,
        valid_from: member.valid_from,
        valid_to: member.valid_to,
        reads_today: lasts && covers(member.valid_from, Some(member.valid_to), scope.today),
    };
    Ok(members.into_iter().map(view).collect())
}

pub fn explanation(m: inspection_explanation::Model) -> ExplanationView {
    ExplanationView {
        id: m.id,
        inspection_id: m.inspection_id,
        movement_id: m.movement_id,
        inspecting_unit_id: m.inspecting_unit_id,
        unit_id: m.unit_id,
        text: m.text,
        after_conclusion: m.after_conclusion,
        created_at: m.created_at,
    }
}

pub async fn with_files(db: &Conn, m: inspection_explanation::Model) -> Result<ExplanationWithFiles> {
    let evidence = papers::of(db, &[m.id]).await?.into_iter().map(|(_, file)| file.into()).collect();
    Ok(ExplanationWithFiles { explanation: explanation(m), evidence })
}

impl From<inspection::Model> for InspectionSummary {
    fn from(m: inspection::Model) -> Self {
        let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
        Self {
            id: m.id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            title: m.title,
            starts_on: m.starts_on,
            ends_on: m.ends_on,
            status: m.status,
            document,
            end_reason: m.end_reason,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
