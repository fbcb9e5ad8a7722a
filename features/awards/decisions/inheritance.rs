//! A draft is finished by whoever took over; a signed decision is history.
use std::collections::{BTreeMap, BTreeSet};

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk::lists},
        inheritance::{self, Effect, Fate, Kept, Reform, Since, by_before, subjects, tell, tell_back, was},
    },
};
use entity::{
    decision::{self, DecisionStatus},
    journal::Subject,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::events::DecisionEvent;

const MOVED: &str = "moved";

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "decision"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["decision", "decision_item", "decision_change", "award", "conferral"]
    }

    async fn foresee(&self, tx: &Conn, reform: &Reform) -> Result<Vec<Effect>> {
        use decision::{Column, Entity};
        let units: Vec<_> = reform.ended_units().collect();
        let mut found = BTreeMap::new();
        for units in lists(&units) {
            let rows =
                Entity::find().filter(of(&units)).filter(Column::Status.eq(DecisionStatus::Draft)).all(tx).await?;
            found.extend(rows.into_iter().map(|m| (m.id, m)));
        }
        Ok(found.values().filter_map(|m| effect(reform, m)).collect())
    }

    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
        let ids = subjects(effects, MOVED);
        let units: BTreeSet<Uuid> = units_of(uow, &ids).await?;
        for unit in units {
            let Some(heir) = reform.fate(unit).and_then(Fate::heir) else { continue };
            replace(uow, &ids, unit, (heir, reform.organisation.name(heir, reform.day))).await?;
        }
        changed(uow, &ids).await?;
        let reorganisation_id = reform.id;
        tell::<decision::Entity, _>(uow, effects, MOVED, |effect| {
            (DecisionEvent::Moved { reorganisation_id }, moved(reform, &effect.before))
        })
        .await?;
        Ok(vec![])
    }

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()> {
        use decision::{Column, Entity};
        for (before, ids) in by_before(kept, MOVED) {
            let (deciding, preparing): (Uuid, Uuid) =
                (was(before, "deciding_unit_id")?, was(before, "preparing_unit_id")?);
            let name: String = was(before, "deciding_unit_name")?;
            for ids in lists(&ids) {
                Entity::update_many()
                    .col_expr(Column::DecidingUnitId, Expr::value(deciding))
                    .col_expr(Column::DecidingUnitName, Expr::value(name.clone()))
                    .col_expr(Column::PreparingUnitId, Expr::value(preparing))
                    .filter(Column::Id.is_in(ids))
                    .exec(&uow.tx)
                    .await?;
            }
            changed(uow, &ids).await?;
        }
        tell_back::<decision::Entity, _>(uow, kept, MOVED, &DecisionEvent::Restored).await
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let select = decision::Entity::find().filter(of(&units));
            made += select.filter(decision::Column::Id.in_subquery(since.changed(Subject::Decision))).count(tx).await?;
        }
        Ok(made)
    }
}

fn of(units: &[Uuid]) -> Condition {
    use decision::Column::{DecidingUnitId, PreparingUnitId};
    let any = || units.iter().copied();
    Condition::any().add(DecidingUnitId.is_in(any())).add(PreparingUnitId.is_in(any()))
}

fn effect(reform: &Reform, m: &decision::Model) -> Option<Effect> {
    let mut units = [m.deciding_unit_id, m.preparing_unit_id].into_iter();
    let (unit_id, heir) = units.find_map(|unit| Some((unit, reform.fate(unit)?.heir()?)))?;
    let before = json!({
        "deciding_unit_id": m.deciding_unit_id,
        "deciding_unit_name": m.deciding_unit_name,
        "preparing_unit_id": m.preparing_unit_id,
    });
    Some(Effect { resource: "decision", effect: MOVED, subject_id: m.id, unit_id, heir_id: Some(heir), before })
}

/// Its units as they are now.
fn moved(reform: &Reform, before: &Value) -> Value {
    let heir = |member: &str| {
        let unit = was::<Uuid>(before, member).ok();
        unit.map(|unit| reform.fate(unit).and_then(Fate::heir).unwrap_or(unit))
    };
    json!({ "deciding_unit_id": heir("deciding_unit_id"), "preparing_unit_id": heir("preparing_unit_id") })
}

async fn units_of(uow: &Uow, ids: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let mut units = BTreeSet::new();
    for ids in lists(ids) {
        let rows = decision::Entity::find().filter(decision::Column::Id.is_in(ids)).all(&uow.tx).await?;
        units.extend(rows.iter().flat_map(|m| [m.deciding_unit_id, m.preparing_unit_id]));
    }
    Ok(units)
}

async fn replace(uow: &Uow, ids: &[Uuid], unit: Uuid, (heir, name): (Uuid, &str)) -> Result<()> {
    use decision::{Column, Entity};
    for ids in lists(ids) {
        Entity::update_many()
            .col_expr(Column::DecidingUnitId, Expr::value(heir))
            .col_expr(Column::DecidingUnitName, Expr::value(name))
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(Column::DecidingUnitId.eq(unit))
            .exec(&uow.tx)
            .await?;
        Entity::update_many()
            .col_expr(Column::PreparingUnitId, Expr::value(heir))
            .filter(Column::Id.is_in(ids))
            .filter(Column::PreparingUnitId.eq(unit))
            .exec(&uow.tx)
            .await?;
    }
    Ok(())
}

async fn changed(uow: &Uow, ids: &[Uuid]) -> Result<()> {
    uow.change_all::<decision::Entity>(ids, &[]).await
}
