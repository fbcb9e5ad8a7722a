//! Queries on shares, and on the targets that they are shares of.
use std::collections::{BTreeSet, HashMap};

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, bulk::lists, literal},
        page::{self, PageQuery, Rows},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    allocation::{self, AllocationStatus},
    indicator,
    journal::Subject,
    movement, period,
    plan::{self, PlanStatus},
    target::{self, Origins},
    target_level,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    dto::AllocationFilter,
    rules::{AllocationFacts, MOST_LEVELS},
};
use crate::{
    movements::rules::is_open,
    plans::{self, rules::OPEN},
};

/// Both units see a share, and once it is disclosed whoever sees the plan; who inspects either of them does so too.
pub fn sees(scope: &Scope, movement_id: Uuid, (from_unit_id, unit_id): (Uuid, Uuid), disclosed: bool) -> bool {
    let inspects = |unit| scope.inspected_in(movement_id).any(|inspected| inspected == unit);
    scope.owns(unit_id) || scope.sees_in(movement_id, from_unit_id, disclosed) || (disclosed && inspects(unit_id))
}

/// The rows that `sees` is true of.
fn visible(scope: &Scope) -> Condition {
    use allocation::Column;
    let disclosed = Condition::all().add(Column::Disclosed.eq(true));
    let given = scope.visible_in(Column::MovementId, Column::FromUnitId, disclosed.clone());
    let taken = scope.inspected_rows(Column::MovementId, Column::UnitId, &disclosed);
    let visible = Condition::any().add(given).add(Column::UnitId.is_in(scope.owned()));
    taken.into_iter().fold(visible, Condition::add)
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<allocation::Model> {
    let found = allocation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if sees(scope, found.movement_id, (found.from_unit_id, found.unit_id), found.disclosed) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Allocation, id, found.from_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &AllocationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<allocation::Model>> {
    use allocation::Column;
    let mut select = allocation::Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(target) = filter.target_id {
        // Of which target a hidden one is a later version is not told by asking.
        let roots = [Some(target), root_of(db, scope, target).await?];
        select = select.filter(Column::TargetRootId.is_in(roots.into_iter().flatten()));
    }
    if !filter.from_unit_id.is_empty() {
        select = select.filter(Column::FromUnitId.is_in(filter.from_unit_id.iter().copied()));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// The target that one is a later version of, where the caller sees its plan.
async fn root_of(db: &Conn, scope: &Scope, target: Uuid) -> Result<Option<Uuid>> {
    let own = Expr::col((plan::Entity, plan::Column::Id)).eq(Expr::col((target::Entity, target::Column::PlanId)));
    let seen = plan::Entity::find().filter(own).filter(plans::repo::visible(scope));
    let seen = seen.select_only().column(plan::Column::Id).into_query();
    let root = target::Entity::find_by_id(target).filter(Expr::exists(seen));
    Ok(root.select_only().column(target::Column::RootId).into_tuple().one(db).await?)
}

/// What shares are of, as the target's newest version says that was sent. What is being drafted only its own unit reads,
/// and a share is read by two.
#[derive(Clone, Debug)]
pub struct Stated {
    pub title: String,
    pub indicator_id: Option<Uuid>,
    pub unit_of_measure: Option<String>,
    /// Whether a plan that has the target has not ended.
    open: bool,
    /// The movement and its code, if it is not open.
    closed_movement: Option<(Uuid, String)>,
}

impl Stated {
    /// What the guards of a share of it look at.
    pub fn facts(&self, scope: &Scope, share: &allocation::Model) -> AllocationFacts {
        let unit = scope.organisation.unit(share.unit_id);
        let in_being = unit.is_some_and(|unit| unit.exists_on(scope.today));
        AllocationFacts {
            open: self.open,
            closed_movement: self.closed_movement.clone(),
            ended_unit: (!in_being).then(|| scope.today.to_string()),
        }
    }
}

#[derive(FromQueryResult)]
struct Version {
    root_id: Uuid,
    title: String,
    indicator_id: Option<Uuid>,
    unit_of_measure: Option<String>,
    plan_status: PlanStatus,
    sent_at: Option<DateTime<Utc>>,
    movement_id: Uuid,
}

/// What some shares are of, by the roots of their targets. Before a version was sent, the first one says it.
pub async fn stated(db: &Conn, shares: &[allocation::Model]) -> Result<HashMap<Uuid, Stated>> {
    use target::Column;
    let closed = closed_movements(db, shares).await?;
    let mut roots: Vec<_> = shares.iter().map(|share| share.target_root_id).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut found: HashMap<Uuid, Stated> = HashMap::new();
    for roots in lists(&roots) {
        let versions = target::Entity::find()
            .select_only()
            .columns([Column::RootId, Column::Title, Column::IndicatorId, Column::UnitOfMeasure])
            .column_as(plan::Column::Status, "plan_status")
            .column_as(plan::Column::SentAt, "sent_at")
            .column_as(plan::Column::MovementId, "movement_id")
            .join(JoinType::InnerJoin, its_plan())
            .filter(Column::RootId.is_in(roots))
            .order_by_asc(plan::Column::VersionNo);
        for version in versions.into_model::<Version>().all(db).await? {
            add_version(&mut found, &closed, version);
        }
    }
    Ok(found)
}

fn add_version(found: &mut HashMap<Uuid, Stated>, closed: &HashMap<Uuid, String>, version: Version) {
    let Version { root_id, title, indicator_id, unit_of_measure, plan_status, sent_at, movement_id } = version;
    let before = found.get_mut(&root_id);
    let open = OPEN.contains(&plan_status) || before.as_ref().is_some_and(|before| before.open);
    match before {
        Some(before) if sent_at.is_none() => before.open = open,
        _ => {
            let closed_movement = closed.get(&movement_id).map(|code| (movement_id, code.clone()));
            found.insert(root_id, Stated { title, indicator_id, unit_of_measure, open, closed_movement });
        }
    }
}

/// Codes of movements of some shares that are not open.
async fn closed_movements(db: &Conn, shares: &[allocation::Model]) -> Result<HashMap<Uuid, String>> {
    let ids: BTreeSet<Uuid> = shares.iter().map(|share| share.movement_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let all = movement::Entity::find().filter(movement::Column::Id.is_in(ids)).all(db).await?;
    Ok(all.into_iter().filter(|m| !is_open(m.status)).map(|m| (m.id, m.code)).collect())
}

/// The same of one share.
pub async fn stated_of(db: &Conn, share: &allocation::Model) -> Result<Stated> {
    stated(db, std::slice::from_ref(share)).await?.remove(&share.target_root_id).ok_or_else(orphan)
}

pub fn orphan() -> Error {
    Error::internal(anyhow::anyhow!("a share without its target"))
}

/// The roots of some targets, and of those that they restate, however often; each once.
pub async fn with_restated(db: &Conn, roots: Vec<Uuid>) -> Result<Vec<Uuid>> {
    use target::Column;
    let mut all: BTreeSet<Uuid> = roots.into_iter().collect();
    let mut new: Vec<Uuid> = all.iter().copied().collect();
    while !new.is_empty() {
        let (mut origins, mut restated) = (vec![], vec![]);
        for roots in lists(&new) {
            let inherited = target::Entity::find().select_only().column(Column::InheritsFrom);
            let inherited = inherited.filter(Column::RootId.is_in(roots)).into_tuple::<Origins>();
            origins.extend(inherited.all(db).await?.into_iter().flat_map(|origins| origins.0));
        }
        for origins in lists(&origins) {
            let select = target::Entity::find().select_only().column(Column::RootId).distinct();
            restated.extend(select.filter(Column::Id.is_in(origins)).into_tuple::<Uuid>().all(db).await?);
        }
        new = restated.into_iter().filter(|root| all.insert(*root)).collect();
    }
    Ok(all.into_iter().collect())
}

fn its_plan() -> RelationDef {
    target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into()
}

/// Every version of a target with its plan, newest first: for rules, not for callers.
pub async fn versions(db: &Conn, root_id: Uuid) -> Result<Vec<(target::Model, plan::Model)>> {
    let select = target::Entity::find()
        .filter(target::Column::RootId.eq(root_id))
        .join(JoinType::InnerJoin, its_plan())
        .order_by_desc(plan::Column::VersionNo)
        .select_also(plan::Entity);
    Ok(select.all(db).await?.into_iter().filter_map(|(target, plan)| plan.map(|plan| (target, plan))).collect())
}

/// The units that share out, level by level upwards, what a target answers.
pub async fn above(db: &Conn, target: &target::Model) -> Result<Vec<Uuid>> {
    let (mut units, mut answered) = (vec![], target.allocation_id);
    while let Some(id) = answered.filter(|_| units.len() < MOST_LEVELS) {
        let Some(share) = allocation::Entity::find_by_id(id).one(db).await? else { break };
        units.push(share.from_unit_id);
        let versions = versions(db, share.target_root_id).await?;
        let newest = versions.iter().find(|(_, plan)| plan.status != PlanStatus::Cancelled);
        answered = newest.and_then(|(target, _)| target.allocation_id);
    }
    Ok(units)
}

/// Whoever changes the shares of a target waits here for one another, so that together they never exceed the whole.
pub async fn lock(db: &Conn, root_id: Uuid) -> Result<()> {
    target::Entity::find_by_id(root_id).lock_exclusive().one(db).await?;
    Ok(())
}

/// Of shares: whether it is not withdrawn.
pub fn is_live() -> Expr {
    Expr::col((allocation::Entity, allocation::Column::Status)).ne(literal(AllocationStatus::Withdrawn))
}

/// The shares of a target that are not withdrawn, held until the transaction ends: nobody answers one that is changing.
pub async fn live(db: &Conn, root_id: Uuid) -> Result<Vec<allocation::Model>> {
    let found = allocation::Entity::find()
        .filter(allocation::Column::TargetRootId.eq(root_id))
        .filter(is_live())
        .order_by_asc(allocation::Column::Id)
        .lock_exclusive();
    Ok(found.all(db).await?)
}

pub async fn is_judged(db: &Conn, target_id: Uuid) -> Result<bool> {
    let levels = target_level::Entity::find().filter(target_level::Column::TargetId.eq(target_id));
    Ok(levels.count(db).await? > 0)
}

pub async fn indicator(db: &Conn, target: &target::Model) -> Result<Option<indicator::Model>> {
    match target.indicator_id {
        Some(id) => Ok(indicator::Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

pub async fn period(db: &Conn, movement_id: Uuid, code: &str) -> Result<Option<period::Model>> {
    let found =
        period::Entity::find().filter(period::Column::MovementId.eq(movement_id)).filter(period::Column::Code.eq(code));
    Ok(found.one(db).await?)
}
