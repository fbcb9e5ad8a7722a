//! The ledger of what is owed: what was owed when a period opened, and each later change with its reason. It only grows.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{error::Result, scope::Scope},
    store::{
        db::{
            Uow,
            bulk::{self, lists},
        },
        inheritance::{Kept, Reform},
    },
};
use chrono::NaiveDate;
use entity::{
    obligation,
    obligation_change::{self, ObligationChangeKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// What stands behind a change: a document with its reason, or a reorganisation; nothing for what the calendar does.
#[derive(Clone, Debug, Default)]
pub struct Why {
    pub document_number: Option<String>,
    pub reason: Option<String>,
    pub reorganisation_id: Option<Uuid>,
    /// From when on it holds, where that is not today.
    pub day: Option<NaiveDate>,
    pub excuses_lateness: Option<bool>,
    pub set_by: Option<Uuid>,
}

impl Why {
    pub fn document(scope: &Scope, number: &str, reason: &str) -> Self {
        Self {
            document_number: Some(number.to_owned()),
            reason: Some(reason.to_owned()),
            set_by: Some(scope.user_id),
            ..Self::default()
        }
    }

    pub fn reform(reform: &Reform) -> Self {
        let document_number = Some(reform.legal_basis.clone());
        Self { document_number, reorganisation_id: Some(reform.id), day: Some(reform.day), ..Self::default() }
    }

    /// That a reorganisation was taken back.
    pub fn undone(kept: &[Kept]) -> Self {
        Self { reorganisation_id: kept.first().map(|kept| kept.reorganisation_id), ..Self::default() }
    }
}

/// An entry for each obligation, as it is now.
pub async fn write(uow: &Uow, kind: ObligationChangeKind, why: &Why, now: &[obligation::Model]) -> Result<()> {
    bulk::insert(&uow.tx, now.iter().map(|m| entry(uow, kind, why, m)).collect()).await
}

/// The same of obligations that were changed by their ids.
pub async fn write_of(uow: &Uow, kind: ObligationChangeKind, why: &Why, ids: &[Uuid]) -> Result<()> {
    let mut found: HashMap<Uuid, obligation::Model> = HashMap::new();
    for part in lists(ids) {
        let rows = obligation::Entity::find().filter(obligation::Column::Id.is_in(part)).all(&uow.tx).await?;
        found.extend(rows.into_iter().map(|m| (m.id, m)));
    }
    let now: Vec<_> = ids.iter().filter_map(|id| found.remove(id)).collect();
    write(uow, kind, why, &now).await
}

fn entry(uow: &Uow, kind: ObligationChangeKind, why: &Why, m: &obligation::Model) -> obligation_change::ActiveModel {
    use ObligationChangeKind as Kind;
    let begins = matches!(kind, Kind::Opened | Kind::Joined);
    let days = begins || matches!(kind, Kind::SplitByReorganisation | Kind::Restored);
    let due = begins || kind == Kind::Extended;
    let handed = matches!(kind, Kind::SplitByReorganisation | Kind::HandedOver | Kind::Restored);
    obligation_change::ActiveModel {
        id: Set(Uuid::now_v7()),
        obligation_id: Set(m.id),
        movement_id: Set(m.movement_id),
        period_id: Set(m.period_id),
        unit_id: Set(m.unit_id),
        kind: Set(kind),
        holds_from: Set(if begins { m.data_from } else { why.day.unwrap_or_else(|| uow.today()) }),
        document_number: Set(why.document_number.clone()),
        reason: Set(why.reason.clone()),
        reorganisation_id: Set(why.reorganisation_id),
        data_from: Set(days.then_some(m.data_from)),
        data_to: Set(days.then_some(m.data_to)),
        due_on: Set(due.then_some(m.due_on)),
        preparer_unit_id: Set(m.preparer_unit_id.filter(|_| handed)),
        excuses_lateness: Set(why.excuses_lateness),
        set_by: Set(why.set_by),
        created_at: Set(uow.now),
    }
}

/// Those of the rows that were really made: others may have been made by another instance meanwhile.
pub async fn those_there(uow: &Uow, rows: Vec<obligation::Model>, made: u64) -> Result<Vec<obligation::Model>> {
    if usize::try_from(made).is_ok_and(|made| made == rows.len()) {
        return Ok(rows);
    }
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let mut there: HashSet<Uuid> = HashSet::new();
    for part in lists(&ids) {
        let found = obligation::Entity::find().select_only().column(obligation::Column::Id);
        let found = found.filter(obligation::Column::Id.is_in(part)).into_tuple::<Uuid>();
        there.extend(found.all(&uow.tx).await?);
    }
    Ok(rows.into_iter().filter(|m| there.contains(&m.id)).collect())
}
