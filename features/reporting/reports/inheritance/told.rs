//! What the journal says when obligations and reports change hands.
use base::{
    kernel::error::Result,
    store::{
        db::Uow,
        inheritance::{Effect, Reform, tell},
    },
};
use entity::{
    obligation::{self, ObligationStatus},
    report,
};
use serde_json::json;

use super::{CLOSED, HANDED_OVER, REPORT_HANDED_OVER, SPLIT};
use crate::reports::events::{ObligationEvent, ReportEvent};

/// `begun` are the reports of what is owed.
pub async fn all(uow: &Uow, reform: &Reform, effects: &[Effect], begun: &[Effect]) -> Result<()> {
    let (reorganisation_id, eve) = (reform.id, reform.eve());
    let handed = |effect: &Effect| json!({ "preparer_unit_id": effect.heir_id });
    tell::<obligation::Entity, _>(uow, effects, CLOSED, |_| {
        let event = ObligationEvent::ClosedByReorganisation { reorganisation_id };
        (event, json!({ "status": ObligationStatus::ClosedByReorganisation }))
    })
    .await?;
    tell::<obligation::Entity, _>(uow, effects, SPLIT, |effect| {
        let after = json!({ "data_to": eve, "preparer_unit_id": effect.heir_id });
        (ObligationEvent::Split { reorganisation_id }, after)
    })
    .await?;
    tell::<obligation::Entity, _>(uow, effects, HANDED_OVER, |effect| {
        let reorganisation_id = Some(reorganisation_id);
        (ObligationEvent::HandedOver { document_number: None, reorganisation_id }, handed(effect))
    })
    .await?;
    tell::<report::Entity, _>(uow, begun, REPORT_HANDED_OVER, |effect| {
        (ReportEvent::HandedOver { reorganisation_id }, handed(effect))
    })
    .await
}
