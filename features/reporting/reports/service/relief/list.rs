//! The obligations that one document speaks of: chosen, held, and proved to be those that a dry run has shown.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        digest,
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::{
        db::{Uow, bulk::lists},
        journal::canonical,
    },
};
use entity::{movement, obligation, unit::UnitKind};
use planning::movements::{
    self,
    rules::{is_open, not_open},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::reports::dto::{ObligationSelection, Relief, Relieved};

pub struct List {
    pub movement: movement::Model,
    rows: Vec<obligation::Model>,
    digest: String,
}

/// Those of the selection that may be relieved by the caller and are `fit`. Of ids each must be one.
pub async fn select(
    uow: &Uow,
    scope: &Scope,
    movement_id: Uuid,
    chosen: &ObligationSelection,
    fit: impl Fn(&obligation::Model) -> bool,
) -> Result<List> {
    let movement = movements::repo::get(&uow.tx, scope, movement_id).await.map_err(|e| e.named_at("/movement_id"))?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    let mut rows = owed(uow, movement_id, chosen).await?;
    rows.retain(|m| may_relieve(scope, m) && fit(m));
    if let Some(ids) = &chosen.ids {
        all_there(ids, &rows)?;
    }
    let within = chosen.within.map(|top| scope.organisation.subtree(top, uow.today()).into_iter().collect());
    rows.retain(|m| is_meant(uow, m, chosen, within.as_ref()));
    let digest = digest_of(&rows)?;
    Ok(List { movement, rows, digest })
}

/// By the head of the unit that receives the report, and by whoever prepares the movement: for the ministry's the head of
/// its standing body.
fn may_relieve(scope: &Scope, m: &obligation::Model) -> bool {
    let preparer = movements::preparer(scope, m.launched_by_unit_id);
    let receiver = Addressee { unit_id: m.receiver_unit_id, function: m.receiver_function };
    [receiver, preparer].into_iter().any(|party| scope.holds_for(Permission::ObligationsWaive, party))
}

/// Held until the end, so that no report is begun meanwhile.
async fn owed(uow: &Uow, movement_id: Uuid, chosen: &ObligationSelection) -> Result<Vec<obligation::Model>> {
    use obligation::{Column, Entity};
    let mut select = Entity::find().filter(Column::MovementId.eq(movement_id));
    if let Some(periods) = &chosen.period_ids {
        select = select.filter(Column::PeriodId.is_in(periods.iter().copied()));
    }
    if let Some(ids) = &chosen.ids {
        select = select.filter(Column::Id.is_in(ids.iter().copied()));
    }
    let mut found = select.order_by_asc(Column::Id).lock_exclusive().all(&uow.tx).await?;
    in_order(&mut found);
    Ok(found)
}

fn in_order(rows: &mut [obligation::Model]) {
    rows.sort_by(|a, b| (&a.period_code, a.unit_id, a.id).cmp(&(&b.period_code, b.unit_id, b.id)));
}

fn all_there(ids: &[Uuid], rows: &[obligation::Model]) -> Result<()> {
    let found: HashSet<Uuid> = rows.iter().map(|m| m.id).collect();
    let missing = ids.iter().enumerate().filter(|(_, id)| !found.contains(id));
    let fault = |(at, _): (usize, &Uuid)| FieldError { pointer: format!("/select/ids/{at}"), fault: Fault::NotFound };
    let faults: Vec<_> = missing.map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

fn is_meant(uow: &Uow, m: &obligation::Model, chosen: &ObligationSelection, within: Option<&HashSet<Uuid>>) -> bool {
    let unit = uow.organisation().unit(m.unit_id);
    let of_kind = |kinds: &Vec<UnitKind>| unit.is_some_and(|unit| kinds.contains(&unit.kind));
    let ended = unit.is_some_and(|unit| unit.ended_before(uow.today()));
    chosen.unit_kinds.as_ref().is_none_or(of_kind)
        && chosen.unit_ended.is_none_or(|asked| asked == ended)
        && within.is_none_or(|units| units.contains(&m.unit_id))
}

fn digest_of(rows: &[obligation::Model]) -> Result<String> {
    let seen: Vec<_> = rows.iter().map(|m| json!([m.id, m.status, m.preparer_unit_id, m.due_on])).collect();
    Ok(digest::sha256_hex(canonical(&seen)?.as_bytes()))
}

impl List {
    pub fn ids(&self) -> Vec<Uuid> {
        self.rows.iter().map(|m| m.id).collect()
    }

    /// Refuses a list that is no longer the one that the caller has seen, and an empty one.
    pub fn check(&self, seen: Option<&str>) -> Result<()> {
        if seen.is_some_and(|seen| seen != self.digest) {
            return Err(Error::with(Code::StalePreview, self.digest.clone()));
        }
        if self.rows.is_empty() { Err(Error::field("/select", Fault::NotFound)) } else { Ok(()) }
    }

    /// The same, of those of which something is true.
    pub fn ids_of(&self, which: impl Fn(&obligation::Model) -> bool) -> Vec<Uuid> {
        self.rows.iter().filter(|m| which(m)).map(|m| m.id).collect()
    }

    /// What a document may change, as it was of each before.
    pub fn before(&self) -> HashMap<Uuid, Value> {
        let told = |m: &obligation::Model| json!({ "status": m.status, "due_on": m.due_on, "preparer_unit_id": m.preparer_unit_id });
        self.rows.iter().map(|m| (m.id, told(m))).collect()
    }

    /// What has become of each.
    pub async fn answer(self, uow: &Uow, document_number: &str) -> Result<Relief> {
        let after = reread(uow, &self.ids()).await?;
        let organisation = uow.organisation();
        let relieved = |(before, m): (&obligation::Model, obligation::Model)| Relieved {
            id: m.id,
            unit_id: m.unit_id,
            unit_name: organisation.name(m.unit_id, uow.today()).to_owned(),
            period_code: m.period_code,
            was: before.status,
            status: m.status,
            preparer_unit_id: m.preparer_unit_id,
            due_on: m.due_on,
            version: m.version,
        };
        let obligations: Vec<_> = self.rows.iter().zip(after).map(relieved).collect();
        Ok(Relief {
            movement_id: self.movement.id,
            document_number: document_number.to_owned(),
            list_digest: self.digest,
            count: obligations.len(),
            obligations,
        })
    }
}

async fn reread(uow: &Uow, ids: &[Uuid]) -> Result<Vec<obligation::Model>> {
    use obligation::{Column, Entity};
    let mut found = vec![];
    for part in lists(ids) {
        found.extend(Entity::find().filter(Column::Id.is_in(part)).all(&uow.tx).await?);
    }
    in_order(&mut found);
    Ok(found)
}
