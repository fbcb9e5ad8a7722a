//! How adoptions look to clients.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::Conn,
};
use entity::exemplar_adoption;

use super::dto::{AdoptionSummary, AdoptionView};
use crate::exemplars::{adoptions::rules::AdoptionAction, repo, view};

pub async fn whole(db: &Conn, scope: &Scope, m: exemplar_adoption::Model) -> Result<AdoptionView> {
    let actions = Case::<AdoptionAction>::of(&m, db, scope).await?.actions(scope);
    let shown = repo::results(db, m.exemplar_id, Some(m.id)).await?;
    Ok(AdoptionView {
        description: m.description.clone(),
        results: view::results(db, scope, shown).await?,
        end_reason: m.end_reason.clone(),
        actions,
        summary: m.into(),
    })
}

impl From<exemplar_adoption::Model> for AdoptionSummary {
    fn from(m: exemplar_adoption::Model) -> Self {
        Self {
            id: m.id,
            exemplar_id: m.exemplar_id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            province_code: m.province_code,
            started_on: m.started_on,
            status: m.status,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
