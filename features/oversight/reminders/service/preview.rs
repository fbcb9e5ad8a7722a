//! What would be sent on a day, as far as it is known today.
use base::{
    http::state::AppState,
    kernel::{error::Result, scope::Scope},
    store::db::Conn,
};
use entity::reminder_rung::RungMeans;
use planning::movements::{self, rules::is_open};

use super::due;
use crate::reminders::{
    dto::{PlannedReminder, PreviewFilter},
    rules::ladder::GRACE,
};

/// To units that the caller reads or stands above. Today what the service makes up for is in it, too.
pub async fn preview(state: &AppState, scope: &Scope, filter: &PreviewFilter) -> Result<Vec<PlannedReminder>> {
    let on = filter.on.map_or(scope.today, Into::into);
    state.calendar.kind(on)?;
    let over = on < scope.today;
    let grace = if on == scope.today { GRACE } else { 0 };
    let read = async |tx: &Conn| {
        let movement = movements::repo::get(tx, scope, filter.movement_id).await?;
        if over || !is_open(movement.status) {
            return Ok(vec![]);
        }
        let day = (&*scope.organisation, scope.today);
        due(tx, &state.calendar, day, movement.id, (on, grace)).await
    };
    let planned = state.db.read_together(read).await?;
    let mut seen: Vec<PlannedReminder> = planned
        .into_iter()
        .filter(|one| scope.sees(one.owed.unit_id, true))
        .map(|one| PlannedReminder {
            subject_type: one.owed.kind,
            subject_id: one.owed.subject_id,
            unit_id: one.owed.unit_id,
            unit_name: scope.organisation.name(one.owed.unit_id, scope.today).to_owned(),
            from_unit_id: one.owed.from.unit_id,
            level: one.rung.level,
            means: one.rung.means,
            due_on: one.owed.due_on,
        })
        .collect();
    seen.sort_by_key(|one| (one.due_on, one.means == RungMeans::Letter, one.subject_type, one.subject_id, one.unit_id));
    Ok(seen)
}
