//! Reminders of what is no longer owed are resolved: most are with the paper itself, the rest at the next look – a plan
//! that was sent in a movement below, a deadline that was moved, a movement or a unit that has ended.
use std::collections::BTreeMap;

use base::{
    kernel::error::Result,
    store::{db::Uow, reminders},
};
use entity::reminder::{self, ReminderResolution};
use planning::movements;
use uuid::Uuid;

use crate::reminders::{repo, sources};

/// Looks at a batch of open reminders after an id. Answers the last id that it looked at; none where there are no more.
pub async fn sweep(uow: &Uow, after: Uuid) -> Result<Option<Uuid>> {
    let open = repo::open_after(&uow.tx, after).await?;
    let Some(last) = open.last().map(|m| m.id) else { return Ok(None) };
    let movements = movements::repo::open(&uow.tx).await?;
    let (open, over): (Vec<reminder::Model>, Vec<_>) =
        open.into_iter().partition(|m| movements.contains(&m.movement_id));
    let mut ended = sources::ended(&uow.tx, (uow.organisation(), uow.today()), &open).await?;
    ended.extend(over.iter().map(|m| (m.id, ReminderResolution::Ended)));
    let mut by_resolution: BTreeMap<ReminderResolution, Vec<Uuid>> = BTreeMap::new();
    for (id, resolution) in ended {
        by_resolution.entry(resolution).or_default().push(id);
    }
    for (resolution, ids) in by_resolution {
        reminders::resolve_by_id(uow, &ids, resolution).await?;
    }
    Ok(Some(last))
}
