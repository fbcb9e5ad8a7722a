//! A plan is carried on by the one unit that takes over, whose own plan restates it; otherwise it ends with its unit.
use std::collections::HashSet;

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk::lists},
        inheritance::{self, Effect, Kept, Reform, Since, by_before, subjects, tell, tell_back, was},
    },
};
use entity::{
    journal::Subject,
    measure,
    plan::{self, PlanStatus},
    supplement_request, target, target_band_unit, task,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    events::PlanEvent,
    rules::OPEN,
    service::{content::remove_details, restate},
};

pub const TRANSFERRED: &str = "transferred";
const CLOSED: &str = "closed_by_reorganisation";
pub const DRAFTED: &str = "drafted";

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "plan"
    }

    fn tables(&self) -> &'static [&'static str] {
        &[
            "plan",
            "task",
            "measure",
            "target",
            "target_level",
            "target_milestone",
            "target_band",
            "target_band_unit",
            "supplement_request",
            "supplement_reply",
        ]
    }

    async fn foresee(&self, tx: &Conn, reform: &Reform) -> Result<Vec<Effect>> {
        let units: Vec<_> = reform.ended_units().collect();
        let mut plans = vec![];
        for units in lists(&units) {
            let select = plan::Entity::find().filter(plan::Column::UnitId.is_in(units));
            plans.extend(select.filter(plan::Column::Status.is_in(OPEN)).all(tx).await?);
        }
        plans.sort_by_key(|plan| plan.id);
        Ok(plans.iter().map(|plan| effect(reform, plan)).collect())
    }

    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
        let transferred = subjects(effects, TRANSFERRED);
        set_status(uow, &transferred, PlanStatus::Transferred).await?;
        set_status(uow, &subjects(effects, CLOSED), PlanStatus::ClosedByReorganisation).await?;
        let now = |status: PlanStatus| json!({ "status": status });
        let reorganisation_id = reform.id;
        tell::<plan::Entity, _>(uow, effects, TRANSFERRED, |effect| {
            let heir_id = effect.heir_id;
            (PlanEvent::Transferred { reorganisation_id, heir_id }, now(PlanStatus::Transferred))
        })
        .await?;
        tell::<plan::Entity, _>(uow, effects, CLOSED, |_| {
            (PlanEvent::ClosedByReorganisation { reorganisation_id }, now(PlanStatus::ClosedByReorganisation))
        })
        .await?;
        let drafted = restate(uow, reform, effects).await?;
        let begun = |_: &Effect| (PlanEvent::Drafted { reorganisation_id }, json!({}));
        tell::<plan::Entity, _>(uow, &drafted, DRAFTED, begun).await?;
        Ok(drafted)
    }

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()> {
        let drafted: Vec<_> = kept.iter().filter(|k| k.effect == DRAFTED).map(|k| k.subject_id).collect();
        delete(uow, &drafted).await?;
        tell_back::<plan::Entity, _>(uow, kept, DRAFTED, &PlanEvent::Removed).await?;
        for effect in [TRANSFERRED, CLOSED] {
            for (before, ids) in by_before(kept, effect) {
                set_status(uow, &ids, was(before, "status")?).await?;
            }
            tell_back::<plan::Entity, _>(uow, kept, effect, &PlanEvent::Restored).await?;
        }
        Ok(())
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let own = plan::Column::UnitId.is_in(units.iter().copied());
            let select = plan::Entity::find().filter(own.or(plan::Column::ReceiverUnitId.is_in(units)));
            made += select.filter(plan::Column::Id.in_subquery(since.changed(Subject::Plan))).count(tx).await?;
        }
        Ok(made + naming(tx, since).await?)
    }
}

/// Plans changed since whose parts or bands name one of the units.
async fn naming(tx: &Conn, since: &Since) -> Result<u64> {
    let mut plans = HashSet::new();
    for units in lists(&since.units) {
        let of = |column: task::Column| task::Entity::find().select_only().column(column);
        let tasks = of(task::Column::PlanId).filter(task::Column::ResponsibleUnitId.is_in(units.iter().copied()));
        plans.extend(tasks.into_tuple::<Uuid>().all(tx).await?);
        let measures = measure::Entity::find().select_only().column(measure::Column::PlanId);
        let measures = measures.filter(measure::Column::ResponsibleUnitId.is_in(units.iter().copied()));
        plans.extend(measures.into_tuple::<Uuid>().all(tx).await?);
        let banded = target_band_unit::Entity::find().select_only().column(target_band_unit::Column::TargetId);
        let banded = banded.filter(target_band_unit::Column::UnitId.is_in(units.iter().copied())).into_query();
        let named = target::Column::ResponsibleUnitId.is_in(units).or(target::Column::Id.in_subquery(banded));
        let targets = target::Entity::find().select_only().column(target::Column::PlanId).filter(named);
        plans.extend(targets.into_tuple::<Uuid>().all(tx).await?);
    }
    let plans: Vec<Uuid> = plans.into_iter().collect();
    let mut changed = 0;
    for plans in lists(&plans) {
        let select = plan::Entity::find().filter(plan::Column::Id.is_in(plans));
        changed += select.filter(plan::Column::Id.in_subquery(since.changed(Subject::Plan))).count(tx).await?;
    }
    Ok(changed)
}

fn effect(reform: &Reform, plan: &plan::Model) -> Effect {
    let fate = reform.fate(plan.unit_id).filter(|fate| fate.continues());
    let heir_id = fate.and_then(|fate| if let [one] = fate.heirs.as_slice() { Some(*one) } else { None });
    Effect {
        resource: "plan",
        effect: if heir_id.is_some() { TRANSFERRED } else { CLOSED },
        subject_id: plan.id,
        unit_id: plan.unit_id,
        heir_id,
        before: json!({ "status": plan.status }),
    }
}

async fn set_status(uow: &Uow, ids: &[Uuid], status: PlanStatus) -> Result<()> {
    uow.change_all::<plan::Entity>(ids, &[(plan::Column::Status, Expr::value(status))]).await
}

async fn delete(uow: &Uow, plans: &[Uuid]) -> Result<()> {
    let tx = &uow.tx;
    for ids in lists(plans) {
        let requests = supplement_request::Entity::delete_many();
        requests.filter(supplement_request::Column::PlanId.is_in(ids.iter().copied())).exec(tx).await?;
        let drafted = target::Entity::find().select_only().column(target::Column::Id);
        let drafted = drafted.filter(target::Column::PlanId.is_in(ids.iter().copied()));
        remove_details(uow, &drafted.into_tuple::<Uuid>().all(tx).await?).await?;
        let targets = target::Entity::delete_many();
        targets.filter(target::Column::PlanId.is_in(ids.iter().copied())).exec(tx).await?;
        let measures = measure::Entity::delete_many();
        measures.filter(measure::Column::PlanId.is_in(ids.iter().copied())).exec(tx).await?;
        task::Entity::delete_many().filter(task::Column::PlanId.is_in(ids.iter().copied())).exec(tx).await?;
        plan::Entity::delete_many().filter(plan::Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(())
}
