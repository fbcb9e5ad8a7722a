//! A draft for each unit that takes over without a plan of its own: it restates what its predecessors had.
use std::collections::{BTreeMap, HashMap};

use base::{
    kernel::{
        error::{Error, Result},
        organisation::Unit,
    },
    store::{
        db::{
            Conn, Uow,
            bulk::{self, lists},
        },
        inheritance::{Effect, Reform},
    },
};
use entity::{
    measure, movement, plan,
    target::{self, Origins},
    target_level, target_milestone, task,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::draft::blank;
use crate::{
    movements::{self, Lines, rules::is_open},
    plans::{
        details::Details,
        inheritance::{DRAFTED, TRANSFERRED},
        rules::GONE,
    },
};

/// What a plan may hold of each.
const MOST: usize = 200;

/// By movement and heir.
type Sources = BTreeMap<(Uuid, Uuid), Vec<plan::Model>>;

#[derive(Default)]
struct Parts {
    tasks: HashMap<Uuid, Vec<task::Model>>,
    measures: HashMap<Uuid, Vec<measure::Model>>,
    targets: HashMap<Uuid, Vec<target::Model>>,
    details: Details,
}

#[derive(Default)]
struct Rows {
    plans: Vec<plan::ActiveModel>,
    tasks: Vec<task::ActiveModel>,
    measures: Vec<measure::ActiveModel>,
    targets: Vec<target::ActiveModel>,
    levels: Vec<target_level::ActiveModel>,
    milestones: Vec<target_milestone::ActiveModel>,
}

pub async fn restate(uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
    let sources = sources(&uow.tx, effects).await?;
    let movements = open_movements(&uow.tx, &sources).await?;
    let latest = latest(&uow.tx, &sources).await?;
    let restated: Vec<Uuid> = sources.values().flatten().map(|plan| plan.id).collect();
    let parts = parts(&uow.tx, &restated).await?;
    let (mut rows, mut drafted) = (Rows::default(), vec![]);
    for ((movement_id, heir), plans) in sources {
        let (Some((movement, lines)), Some(unit)) = (movements.get(&movement_id), reform.organisation.unit(heir))
        else {
            continue;
        };
        let Some(version_no) =
            latest.next(movement_id, heir).filter(|_| lines.oblige(&reform.organisation, unit, reform.day))
        else {
            continue;
        };
        let id = Uuid::now_v7();
        let first = plans.first();
        rows.plans.push(plan::ActiveModel {
            version_no: Set(version_no),
            full_allocation: Set(plans.iter().any(|plan| plan.full_allocation)),
            template_id: Set(first.and_then(|plan| plan.template_id)),
            ..draft(uow, reform, movement, unit, id)
        });
        add_parts(&mut rows, id, &plans, &parts);
        drafted.extend(plans.first().map(|plan| effect(id, plan.unit_id, heir)));
    }
    bulk::insert(&uow.tx, rows.plans).await?;
    bulk::insert(&uow.tx, rows.tasks).await?;
    bulk::insert(&uow.tx, rows.measures).await?;
    bulk::insert(&uow.tx, rows.targets).await?;
    bulk::insert(&uow.tx, rows.levels).await?;
    bulk::insert(&uow.tx, rows.milestones).await?;
    Ok(drafted)
}

fn effect(id: Uuid, unit_id: Uuid, heir: Uuid) -> Effect {
    Effect { resource: "plan", effect: DRAFTED, subject_id: id, unit_id, heir_id: Some(heir), before: json!({}) }
}

/// Of each predecessor the newest version it had issued, else the newest.
async fn sources(tx: &Conn, effects: &[Effect]) -> Result<Sources> {
    let transferred = effects.iter().filter(|effect| effect.effect == TRANSFERRED);
    let heirs: HashMap<_, _> = transferred.filter_map(|e| e.heir_id.map(|heir| (e.subject_id, heir))).collect();
    let mut ids: Vec<_> = heirs.keys().copied().collect();
    ids.sort_unstable();
    let mut best: BTreeMap<(Uuid, Uuid, Uuid), plan::Model> = BTreeMap::new();
    let rank = |plan: &plan::Model| (plan.document_number.is_some(), plan.version_no);
    for ids in lists(&ids) {
        for plan in plan::Entity::find().filter(plan::Column::Id.is_in(ids)).all(tx).await? {
            let Some(heir) = heirs.get(&plan.id) else { continue };
            let key = (plan.movement_id, *heir, plan.unit_id);
            if best.get(&key).is_none_or(|other| rank(other) < rank(&plan)) {
                best.insert(key, plan);
            }
        }
    }
    let mut sources = Sources::new();
    for ((movement, heir, _), plan) in best {
        sources.entry((movement, heir)).or_default().push(plan);
    }
    Ok(sources)
}

async fn open_movements(tx: &Conn, sources: &Sources) -> Result<HashMap<Uuid, (movement::Model, Lines)>> {
    let mut ids: Vec<_> = sources.keys().map(|(movement, _)| *movement).collect();
    ids.dedup();
    let mut found = HashMap::new();
    for id in ids {
        let movement = movements::repo::any(tx, id).await?;
        let movement = movement.ok_or_else(|| Error::internal(anyhow::anyhow!("a plan without its movement")))?;
        if is_open(movement.status) {
            found.insert(id, (movement, Lines::of(tx, id).await?));
        }
    }
    Ok(found)
}

/// The last version of the plan of each unit, and whether it has a plan.
struct Latest(HashMap<(Uuid, Uuid), (i32, bool)>);

impl Latest {
    /// The number of the next version; none while there is a plan.
    fn next(&self, movement: Uuid, unit: Uuid) -> Option<i32> {
        match self.0.get(&(movement, unit)) {
            Some((_, true)) => None,
            Some((last, false)) => Some(last + 1),
            None => Some(1),
        }
    }
}

async fn latest(tx: &Conn, sources: &Sources) -> Result<Latest> {
    let mut heirs: Vec<_> = sources.keys().map(|(_, heir)| *heir).collect();
    heirs.sort_unstable();
    heirs.dedup();
    let mut found: HashMap<_, (i32, bool)> = HashMap::new();
    for heirs in lists(&heirs) {
        for plan in plan::Entity::find().filter(plan::Column::UnitId.is_in(heirs)).all(tx).await? {
            let (last, live) = found.entry((plan.movement_id, plan.unit_id)).or_default();
            *last = plan.version_no.max(*last);
            *live |= !GONE.contains(&plan.status);
        }
    }
    Ok(Latest(found))
}

async fn parts(tx: &Conn, plans: &[Uuid]) -> Result<Parts> {
    let mut parts = Parts::default();
    for ids in lists(plans) {
        let of_plans = || ids.iter().copied();
        for task in task::Entity::find().filter(task::Column::PlanId.is_in(of_plans())).all(tx).await? {
            parts.tasks.entry(task.plan_id).or_default().push(task);
        }
        for measure in measure::Entity::find().filter(measure::Column::PlanId.is_in(of_plans())).all(tx).await? {
            parts.measures.entry(measure.plan_id).or_default().push(measure);
        }
        for target in target::Entity::find().filter(target::Column::PlanId.is_in(of_plans())).all(tx).await? {
            parts.targets.entry(target.plan_id).or_default().push(target);
        }
    }
    let targets: Vec<target::Model> = parts.targets.values().flatten().cloned().collect();
    parts.details = Details::of(tx, &targets).await?;
    parts.tasks.values_mut().for_each(|rows| rows.sort_by_key(|task| task.ordinal));
    parts.measures.values_mut().for_each(|rows| rows.sort_by_key(|measure| measure.ordinal));
    parts.targets.values_mut().for_each(|rows| rows.sort_by_key(|target| target.ordinal));
    Ok(parts)
}

fn draft(uow: &Uow, reform: &Reform, movement: &movement::Model, unit: &Unit, id: Uuid) -> plan::ActiveModel {
    plan::ActiveModel {
        id: Set(id),
        movement_id: Set(movement.id),
        unit_id: Set(unit.id),
        unit_name: Set(unit.name_on(reform.day).to_owned()),
        province_code: Set(unit.province_code.clone()),
        root_id: Set(id),
        starts_on: Set(movement.starts_on.max(reform.day).min(movement.ends_on)),
        ..blank(uow, reform.decided_by)
    }
}

fn add_parts(rows: &mut Rows, plan_id: Uuid, plans: &[plan::Model], parts: &Parts) {
    let mut tasks = HashMap::new();
    let of = plans.iter().filter_map(|plan| parts.tasks.get(&plan.id)).flatten();
    for (task, ordinal) in of.take(MOST).zip(1..) {
        let id = Uuid::now_v7();
        tasks.insert(task.id, id);
        let next = task::Model { id, plan_id, root_id: id, ordinal, ..task.clone() };
        rows.tasks.push(next.into_active_model().reset_all());
    }
    let of = plans.iter().filter_map(|plan| parts.measures.get(&plan.id)).flatten();
    for (measure, ordinal) in of.take(MOST).zip(1..) {
        let task_id = measure.task_id.and_then(|id| tasks.get(&id).copied());
        let id = Uuid::now_v7();
        let next = measure::Model { id, plan_id, root_id: id, task_id, ordinal, ..measure.clone() };
        rows.measures.push(next.into_active_model().reset_all());
    }
    let of = plans.iter().filter_map(|plan| parts.targets.get(&plan.id)).flatten();
    let placed = of.filter_map(|target| tasks.get(&target.task_id).map(|task_id| (target, *task_id)));
    for ((target, task_id), ordinal) in placed.take(MOST).zip(1..) {
        let id = Uuid::now_v7();
        rows.targets.push(restated(id, target, plan_id, task_id, ordinal));
        add_details(rows, id, target, &parts.details);
    }
}

/// Bands are of units that may have ended too: whoever takes over groups its own.
fn add_details(rows: &mut Rows, target_id: Uuid, of: &target::Model, details: &Details) {
    for (title, level) in details.levels.get(&of.id).into_iter().flatten().zip(1..) {
        let level = target_level::Model { id: Uuid::now_v7(), target_id, level, title: title.clone() };
        rows.levels.push(level.into_active_model().reset_all());
    }
    for milestone in details.milestones.get(&of.id).into_iter().flatten() {
        let [value, numerator, denominator] = milestone.amounts;
        let (id, period_id) = (Uuid::now_v7(), milestone.period_id);
        let next = target_milestone::Model { id, target_id, period_id, value, numerator, denominator };
        rows.milestones.push(next.into_active_model().reset_all());
    }
}

fn restated(id: Uuid, target: &target::Model, plan_id: Uuid, task_id: Uuid, ordinal: i32) -> target::ActiveModel {
    let next = target::Model {
        id,
        plan_id,
        task_id,
        root_id: id,
        inherits_from: Origins(vec![target.id]),
        ordinal,
        gap_reason: None,
        gap_waived: None,
        gap_waived_by: None,
        gap_waived_at: None,
        ..target.clone()
    };
    next.into_active_model().reset_all()
}
