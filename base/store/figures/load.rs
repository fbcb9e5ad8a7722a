//! Figures as they are read: all of them once, then what has changed since.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Quantity, allocation, obligation,
    plan::{self, PlanStatus},
    report,
    report_value::{self, ValueQuality},
    target::{self, Comparator},
    target_milestone,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationDef, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Figures,
    changes::{self, Change},
    frame::Frame,
    owed::{Obligation, obligations},
    rows::{Amounts, Plan, Promise, Version},
};
use crate::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        memory,
    },
};

#[derive(FromQueryResult)]
pub struct Value {
    obligation_id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    pub indicator_id: Option<Uuid>,
    pub root_id: Uuid,
    pub data_to: NaiveDate,
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
    pub accepted: bool,
}

impl Value {
    pub const fn amounts(&self) -> Amounts {
        Amounts { value: self.value, numerator: self.numerator, denominator: self.denominator }
    }
}

#[derive(FromQueryResult)]
struct Target {
    id: Uuid,
    plan_id: Uuid,
    unit_id: Uuid,
    sent_at: Option<DateTime<Utc>>,
    root_id: Uuid,
    indicator_id: Uuid,
    comparator: Comparator,
    target_value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
    share_of: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Standing {
    id: Uuid,
    movement_id: Uuid,
    unit_id: Uuid,
    version_no: i32,
    status: PlanStatus,
    sent_at: Option<DateTime<Utc>>,
}

/// What has changed since figures were last read, or all of them.
pub enum News {
    All(Box<Figures>),
    Since(Box<Since>),
}

#[derive(Default)]
pub struct Since {
    pub seq: i64,
    pub frame: Option<Frame>,
    /// Movements whose obligations were all read.
    pub owing: HashSet<Uuid>,
    pub obligations: Vec<Obligation>,
    /// Single obligations with what was reported on them.
    pub reported: Vec<(Obligation, Vec<Value>)>,
    /// Movements whose plans were all read.
    pub planning: HashSet<Uuid>,
    /// Single plans with their movements, cancelled or not.
    pub single_plans: HashMap<Uuid, Uuid>,
    pub plans: Vec<Planned>,
}

/// A plan and its movement.
pub type Planned = (Uuid, Plan);

/// `seen` is what is held; the answer is as the transaction sees it.
pub async fn news(db: &Conn, seen: Option<i64>) -> Result<News> {
    let now = memory::versions(db).await?.figures().1;
    let Some(seen) = seen else { return Ok(News::All(Box::new(all(db, now).await?))) };
    match changes::since(db, seen, now).await? {
        Some(changes) if !changes.contains(&Change::Everything) => match since(db, now, &changes).await? {
            Some(since) => Ok(News::Since(Box::new(since))),
            None => Ok(News::All(Box::new(all(db, now).await?))),
        },
        _ => Ok(News::All(Box::new(all(db, now).await?))),
    }
}

pub async fn all(db: &Conn, seq: i64) -> Result<Figures> {
    let mut figures = Figures { seq, frame: Frame::load(db).await?, ..Figures::default() };
    let backend = db.get_database_backend();
    let owed = &mut |row| {
        figures.add_owed(&Obligation::from_query_result(&row, "")?);
        Ok(())
    };
    db.each(&obligations().build(backend), owed).await?;
    let reported = &mut |row| {
        figures.add_value(&Value::from_query_result(&row, "")?);
        Ok(())
    };
    db.each(&values().build(backend), reported).await?;
    for plan in plans(db, Condition::all()).await? {
        figures.put_plan(plan);
    }
    figures.sort();
    Ok(figures)
}

/// None where something that was told of is not there.
async fn since(db: &Conn, seq: i64, changes: &[Change]) -> Result<Option<Since>> {
    let mut since = Since { seq, ..Since::default() };
    let (mut single, mut frame) = (HashSet::new(), false);
    for change in changes {
        match *change {
            Change::Obligation { id, .. } => drop(single.insert(id)),
            Change::Obligations { movement_id } => drop(since.owing.insert(movement_id)),
            Change::Plan { movement_id, id } => drop(since.single_plans.insert(id, movement_id)),
            Change::Plans { movement_id } => drop(since.planning.insert(movement_id)),
            Change::Movement { .. } | Change::Indicators | Change::Everything => frame = true,
        }
    }
    if frame {
        since.frame = Some(Frame::load(db).await?);
    }
    since.reported = reported(db, &single).await?;
    if since.reported.len() != single.len() {
        return Ok(None);
    }
    let whole: Vec<Uuid> = since.owing.iter().copied().collect();
    for ids in lists(&whole) {
        since.obligations.extend(of(obligations().filter(obligation::Column::MovementId.is_in(ids)), db).await?);
    }
    since.plans = changed_plans(db, &since).await?;
    Ok(Some(since))
}

async fn reported(db: &Conn, obligation_ids: &HashSet<Uuid>) -> Result<Vec<(Obligation, Vec<Value>)>> {
    let ids: Vec<Uuid> = obligation_ids.iter().copied().collect();
    let mut found = vec![];
    for ids in lists(&ids) {
        let mut by_obligation: HashMap<Uuid, Vec<Value>> = HashMap::new();
        for value in of::<_, Value>(values().filter(report::Column::ObligationId.is_in(ids.clone())), db).await? {
            by_obligation.entry(value.obligation_id).or_default().push(value);
        }
        for one in of::<_, Obligation>(obligations().filter(obligation::Column::Id.is_in(ids)), db).await? {
            let values = by_obligation.remove(&one.id).unwrap_or_default();
            found.push((one, values));
        }
    }
    Ok(found)
}

async fn changed_plans(db: &Conn, since: &Since) -> Result<Vec<Planned>> {
    let mut found = vec![];
    let whole: Vec<Uuid> = since.planning.iter().copied().collect();
    for ids in lists(&whole) {
        found.extend(plans(db, Condition::all().add(plan::Column::MovementId.is_in(ids))).await?);
    }
    let single = since.single_plans.iter().filter(|(_, movement)| !since.planning.contains(movement));
    let single: Vec<Uuid> = single.map(|(id, _)| *id).collect();
    for ids in lists(&single) {
        found.extend(plans(db, Condition::all().add(plan::Column::Id.is_in(ids))).await?);
    }
    Ok(found)
}

async fn of<E: EntityTrait, M: FromQueryResult>(select: Select<E>, db: &Conn) -> Result<Vec<M>> {
    Ok(select.into_model::<M>().all(db).await?)
}

fn values() -> Select<report_value::Entity> {
    use report_value::Column;
    let of_target: RelationDef =
        report_value::Entity::belongs_to(target::Entity).from(Column::TargetId).to(target::Column::Id).into();
    report_value::Entity::find()
        .select_only()
        .columns([Column::IndicatorId, Column::DataTo, Column::Value, Column::Numerator, Column::Denominator])
        .columns([report::Column::ObligationId, report::Column::MovementId])
        .columns([report::Column::UnitId, report::Column::PeriodId])
        .column_as(target::Column::RootId, "root_id")
        .column_as(Expr::col((report_value::Entity, Column::Quality)).eq(ValueQuality::Accepted), "accepted")
        .join(JoinType::InnerJoin, report_value::of_report())
        .join(JoinType::InnerJoin, of_target)
        .filter(Column::Quality.is_in([ValueQuality::Accepted, ValueQuality::Submitted]))
}

/// What plans in force promise of indicators, with how all plans stand.
async fn plans(db: &Conn, which: Condition) -> Result<Vec<Planned>> {
    let mut milestones: HashMap<Uuid, Vec<(Uuid, Amounts)>> = HashMap::new();
    for m in due(which.clone()).all(db).await? {
        let amounts = Amounts { value: m.value, numerator: m.numerator, denominator: m.denominator };
        milestones.entry(m.target_id).or_default().push((m.period_id, amounts));
    }
    let mut promises: HashMap<Uuid, Vec<Promise>> = HashMap::new();
    for target in of::<_, Target>(in_force(which.clone()), db).await? {
        let promise = promise(&target, milestones.remove(&target.id).unwrap_or_default());
        promises.entry(target.plan_id).or_default().push(promise);
    }
    let planned = |m: Standing| {
        let Standing { id, movement_id, unit_id, version_no, status, sent_at } = m;
        let version = Version { id, unit_id, version_no, status, sent_at };
        (movement_id, Plan { version, promises: promises.remove(&id).unwrap_or_default() })
    };
    Ok(of::<_, Standing>(standing(which), db).await?.into_iter().map(planned).collect())
}

fn promise(target: &Target, milestones: Vec<(Uuid, Amounts)>) -> Promise {
    let (value, numerator, denominator) = (target.target_value, target.numerator, target.denominator);
    Promise {
        id: target.id,
        root_id: target.root_id,
        unit_id: target.unit_id,
        unit: 0,
        indicator_id: target.indicator_id,
        comparator: target.comparator,
        amounts: Amounts { value, numerator, denominator },
        share_of: target.share_of,
        is_sent: target.sent_at.is_some(),
        milestones,
    }
}

fn of_plan() -> RelationDef {
    target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into()
}

/// Versions of plans, but for cancelled ones.
fn standing(which: Condition) -> Select<plan::Entity> {
    use plan::Column;
    let columns = [Column::Id, Column::MovementId, Column::UnitId, Column::VersionNo, Column::Status, Column::SentAt];
    plan::Entity::find().select_only().columns(columns).filter(which).filter(Column::Status.ne(PlanStatus::Cancelled))
}

/// Targets on indicators in plans in force.
fn in_force(which: Condition) -> Select<target::Entity> {
    use target::Column;
    let of_share: RelationDef =
        target::Entity::belongs_to(allocation::Entity).from(Column::AllocationId).to(allocation::Column::Id).into();
    target::Entity::find()
        .select_only()
        .columns([Column::Id, Column::PlanId, Column::RootId, Column::IndicatorId, Column::Comparator])
        .columns([Column::TargetValue, Column::Numerator, Column::Denominator])
        .columns([plan::Column::UnitId, plan::Column::SentAt])
        .column_as(allocation::Column::TargetRootId, "share_of")
        .join(JoinType::InnerJoin, of_plan())
        .join(JoinType::LeftJoin, of_share)
        .filter(which)
        .filter(plan::Column::Status.is_in(PlanStatus::IN_FORCE))
        .filter(Column::IndicatorId.is_not_null())
}

fn due(which: Condition) -> Select<target_milestone::Entity> {
    use target_milestone::{Column, Entity};
    let of_target: RelationDef =
        Entity::belongs_to(target::Entity).from(Column::TargetId).to(target::Column::Id).into();
    Entity::find()
        .join(JoinType::InnerJoin, of_target)
        .join(JoinType::InnerJoin, of_plan())
        .filter(which)
        .filter(plan::Column::Status.is_in(PlanStatus::IN_FORCE))
        .filter(target::Column::IndicatorId.is_not_null())
}
