//! How guidance looks to clients.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{db::Conn, document::DocumentView},
};
use entity::{guidance, guidance_addressee};

use super::{
    dto::{AddresseeView, GuidanceRef, GuidanceSummary, GuidanceView, ReceiptState},
    paper::{GuidancePaper, is_ours},
    repo,
    rules::GuidanceAction,
};

pub async fn whole(db: &Conn, scope: &Scope, paper: GuidancePaper) -> Result<GuidanceView> {
    let actions = Case::<GuidanceAction>::of(&paper, db, scope).await?.actions(scope);
    let GuidancePaper { guidance: m, mine } = paper;
    let amended = repo::amended(db, scope, m.amends_id).await?;
    let amended_by = repo::amendments(db, scope, m.id).await?;
    let owned = is_ours(scope, &m);
    let hidden = [("audience", !owned), ("amends", m.amends_id.is_some() && amended.is_none())];
    let hidden_fields = hidden.into_iter().filter(|(_, hidden)| *hidden).map(|(name, _)| name).collect();
    Ok(GuidanceView {
        text: m.text.clone(),
        audience: owned.then(|| m.audience.clone().into()),
        amends: amended.zip(m.amendment).map(|(of, amendment)| GuidanceRef { amendment, ..reference(of) }),
        amended_by: amended_by.into_iter().map(reference).collect(),
        receipts: mine.into_iter().map(|row| addressee(scope, row)).collect(),
        actions,
        hidden_fields,
        summary: m.into(),
    })
}

fn reference(m: guidance::Model) -> GuidanceRef {
    GuidanceRef {
        id: m.id,
        amendment: m.amendment.unwrap_or(guidance::Amendment::Amends),
        status: m.status,
        number: m.document_number,
        issued_on: m.document_issued_on,
    }
}

pub fn addressee(scope: &Scope, m: guidance_addressee::Model) -> AddresseeView {
    AddresseeView {
        state: if m.read_at.is_some() { ReceiptState::Read } else { ReceiptState::Delivered },
        read_by: m.read_by.filter(|_| scope.owns(m.unit_id)),
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        delivered_at: m.delivered_at,
        read_at: m.read_at,
    }
}

impl From<guidance::Model> for GuidanceSummary {
    fn from(m: guidance::Model) -> Self {
        let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
        Self {
            id: m.id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            title: m.title,
            topic: m.topic,
            status: m.status,
            document,
            issued_at: m.issued_at,
            end_reason: m.end_reason,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
