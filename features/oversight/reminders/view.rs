//! Reminders and ladders as clients see them.
use std::collections::HashMap;

use base::{
    kernel::{scope::Scope, transition::Case},
    store::document::DocumentView,
};
use entity::{reminder, reminder_ladder, reminder_rung};
use uuid::Uuid;

use super::{
    dto::{LadderView, ReminderView, RungInput},
    rules::ReminderAction,
};

pub fn reminder(scope: &Scope, m: reminder::Model) -> ReminderView {
    let actions = Case::<ReminderAction>::with(&m, scope, ()).actions(scope);
    let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
    ReminderView {
        id: m.id,
        movement_id: m.movement_id,
        subject_type: m.subject_type,
        subject_id: m.subject_id,
        unit_id: m.unit_id,
        unit_name: scope.organisation.name(m.unit_id, scope.today).to_owned(),
        from_unit_id: m.from_unit_id,
        level: m.level,
        means: m.means,
        due_on: m.due_on,
        status: m.status,
        text: m.text,
        document,
        sent_at: m.sent_at,
        acknowledged_at: m.acknowledged_at,
        resolution: m.resolution,
        resolution_reason: m.resolution_reason,
        resolved_at: m.resolved_at,
        created_at: m.created_at,
        actions,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}

/// A ladder is never changed.
const ONLY_VERSION: i64 = 1;

pub fn ladder(m: reminder_ladder::Model, rungs: &mut HashMap<Uuid, Vec<reminder_rung::Model>>) -> LadderView {
    let rung = |m: reminder_rung::Model| RungInput {
        level: m.level,
        timing: m.timing,
        working_days: m.working_days,
        means: m.means,
    };
    LadderView {
        rungs: rungs.remove(&m.id).unwrap_or_default().into_iter().map(rung).collect(),
        id: m.id,
        movement_id: m.movement_id,
        given_by_unit_id: m.given_by_unit_id,
        document_number: m.document_number,
        created_at: m.created_at,
        version: ONLY_VERSION,
    }
}
