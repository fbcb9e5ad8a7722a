//! Rows of the resources: which there are for a caller, in which version, and what each says.
use std::collections::HashMap;

use awards::{decisions, exemplars, nominations};
use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{db::Conn, figures::Current},
};
use entity::{award, decision, decision_item, exemplar, indicator, movement, nomination, plan, report, target};
use organisation::units::dto::UnitView;
use planning::{indicators, movements, plans, targets};
use reporting::reports;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use serde::Serialize;
use uuid::Uuid;

use super::Resource;

/// Rows whose ids are read at a time.
const PAGE: u64 = 200;

/// The next ids that the caller sees, in their order; with `units` those of rows that belong to one of them.
pub async fn ids_after(
    db: &Conn,
    scope: &Scope,
    resource: Resource,
    units: Option<&[Uuid]>,
    after: Uuid,
) -> Result<Vec<Uuid>> {
    let of = units.map(|units| of_units(resource, units)).unwrap_or_else(Condition::all);
    match resource {
        Resource::Units => Ok(units_after(scope, units, after)),
        Resource::Movements => next(db, movements(scope).filter(of), movement::Column::Id, after).await,
        Resource::Plans => next(db, plans(scope).filter(of), plan::Column::Id, after).await,
        Resource::Targets => next(db, targets(scope).filter(of), target::Column::Id, after).await,
        Resource::Reports => next(db, reports(scope).filter(of), report::Column::Id, after).await,
        Resource::Nominations => next(db, nominations(scope).filter(of), nomination::Column::Id, after).await,
        Resource::Decisions => next(db, decisions(scope).filter(of), decision::Column::Id, after).await,
        Resource::Awards => next(db, award::Entity::find().filter(of), award::Column::Id, after).await,
        Resource::Exemplars => next(db, exemplars(scope).filter(of), exemplar::Column::Id, after).await,
        Resource::Indicators => next(db, indicator::Entity::find().filter(of), indicator::Column::Id, after).await,
    }
}

/// Of these rows those that the caller sees, with the version in which it does, where they have one.
pub async fn versions(
    db: &Conn,
    scope: &Scope,
    resource: Resource,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Option<i64>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let these = || ids.iter().copied();
    Ok(match resource {
        Resource::Units => {
            let found = ids.iter().filter_map(|id| scope.organisation.unit(*id));
            found.map(|unit| (unit.id, Some(unit.version))).collect()
        }
        Resource::Movements => {
            use movement::Column::{Id, Version};
            pairs(db, movements(scope).filter(Id.is_in(these())), Id, Version).await?
        }
        Resource::Plans => {
            use plan::Column::{Id, Version};
            pairs(db, plans(scope).filter(Id.is_in(these())), Id, Version).await?
        }
        Resource::Targets => {
            let found = targets(scope).filter(target::Column::Id.is_in(these()));
            let found = found.select_only().column(target::Column::Id).into_tuple::<Uuid>().all(db).await?;
            found.into_iter().map(|id| (id, None)).collect()
        }
        Resource::Reports => {
            reports::repo::some(db, scope, ids).await?.into_iter().map(|m| (m.id, Some(m.version))).collect()
        }
        Resource::Nominations => {
            nominations::repo::some(db, scope, ids).await?.into_iter().map(|m| (m.id, Some(m.version))).collect()
        }
        Resource::Decisions => {
            use decision::Column::{Id, Version};
            pairs(db, decisions(scope).filter(Id.is_in(these())), Id, Version).await?
        }
        Resource::Awards => {
            use award::Column::{Id, Version};
            pairs(db, award::Entity::find().filter(Id.is_in(these())), Id, Version).await?
        }
        Resource::Exemplars => {
            use exemplar::Column::{Id, Version};
            pairs(db, exemplars(scope).filter(Id.is_in(these())), Id, Version).await?
        }
        Resource::Indicators => {
            use indicator::Column::{Id, Version};
            pairs(db, indicator::Entity::find().filter(Id.is_in(these())), Id, Version).await?
        }
    })
}

/// A row as `GET` answers it, and a line end.
pub async fn row(figures: Current<'_>, db: &Conn, scope: &Scope, resource: Resource, id: Uuid) -> Result<Vec<u8>> {
    match resource {
        Resource::Units => {
            let unit = scope.organisation.unit(id).ok_or_else(|| Error::new(Code::NotFound))?;
            line(&UnitView::on(&scope.organisation, unit, scope.today))
        }
        Resource::Movements => line(&movements::read(db, scope, id).await?),
        Resource::Plans => line(&plans::read(figures, db, scope, id).await?),
        Resource::Targets => line(&targets::read(figures, db, scope, id).await?),
        Resource::Reports => line(&reports::read(db, scope, id).await?),
        Resource::Nominations => line(&nominations::read(db, scope, id).await?),
        Resource::Decisions => line(&decisions::read(db, scope, id).await?),
        Resource::Awards => line(&decisions::read_award(db, scope, id).await?),
        Resource::Exemplars => line(&exemplars::read(db, scope, id).await?),
        Resource::Indicators => line(&indicators::read(db, id).await?),
    }
}

fn line(row: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(row).map_err(Error::internal)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn movements(scope: &Scope) -> Select<movement::Entity> {
    movement::Entity::find().filter(movements::repo::visible(scope))
}

fn plans(scope: &Scope) -> Select<plan::Entity> {
    plan::Entity::find().filter(plans::repo::visible(scope))
}

fn targets(scope: &Scope) -> Select<target::Entity> {
    let plans = plans(scope).select_only().column(plan::Column::Id).into_query();
    target::Entity::find().filter(target::Column::PlanId.in_subquery(plans))
}

fn reports(scope: &Scope) -> Select<report::Entity> {
    report::Entity::find().filter(reports::repo::visible(scope))
}

fn nominations(scope: &Scope) -> Select<nomination::Entity> {
    nomination::Entity::find().filter(nominations::repo::visible(scope))
}

fn decisions(scope: &Scope) -> Select<decision::Entity> {
    decision::Entity::find().filter(decisions::visible(scope))
}

fn exemplars(scope: &Scope) -> Select<exemplar::Entity> {
    exemplar::Entity::find().filter(exemplars::repo::visible(scope))
}

/// The rows that look otherwise, or are there at all, by how the caller stands towards one of these units.
fn of_units(resource: Resource, units: &[Uuid]) -> Condition {
    let units = || units.iter().copied();
    let any = Condition::any();
    match resource {
        Resource::Units => any,
        Resource::Movements => any.add(movement::Column::LaunchedByUnitId.is_in(units())),
        Resource::Plans => any.add(plan::Column::UnitId.is_in(units())),
        Resource::Targets => {
            let plans = plan::Entity::find().select_only().column(plan::Column::Id);
            any.add(target::Column::PlanId.in_subquery(plans.filter(plan::Column::UnitId.is_in(units())).into_query()))
        }
        Resource::Reports => {
            any.add(report::Column::UnitId.is_in(units())).add(report::Column::PreparerUnitId.is_in(units()))
        }
        Resource::Nominations => any.add(nomination::Column::NominatingUnitId.is_in(units())),
        Resource::Decisions => {
            let items = decision_item::Entity::find().select_only().column(decision_item::Column::DecisionId);
            let items = items.filter(decision_item::Column::NominationId.in_subquery(nominated_by(units())));
            any.add(decision::Column::DecidingUnitId.is_in(units()))
                .add(decision::Column::PreparingUnitId.is_in(units()))
                .add(decision::Column::Id.in_subquery(items.into_query()))
        }
        Resource::Awards => any.add(award::Column::NominationId.in_subquery(nominated_by(units()))),
        Resource::Exemplars => any.add(exemplar::Column::UnitId.is_in(units())),
        // They are the same for everybody.
        Resource::Indicators => Condition::any().add(indicator::Column::Id.is_null()),
    }
}

fn nominated_by(units: impl Iterator<Item = Uuid>) -> SelectStatement {
    let ids = nomination::Entity::find().select_only().column(nomination::Column::Id);
    ids.filter(nomination::Column::NominatingUnitId.is_in(units)).into_query()
}

fn units_after(scope: &Scope, units: Option<&[Uuid]>, after: Uuid) -> Vec<Uuid> {
    let wanted = |id: &Uuid| *id > after && units.is_none_or(|units| units.contains(id));
    let mut ids: Vec<Uuid> = scope.organisation.units().map(|unit| unit.id).filter(wanted).collect();
    ids.sort_unstable();
    ids.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    ids
}

async fn next<E: EntityTrait>(db: &Conn, rows: Select<E>, id: E::Column, after: Uuid) -> Result<Vec<Uuid>> {
    let ids = rows.select_only().column(id).filter(id.gt(after)).order_by_asc(id).limit(PAGE);
    Ok(ids.into_tuple::<Uuid>().all(db).await?)
}

async fn pairs<E: EntityTrait>(
    db: &Conn,
    rows: Select<E>,
    id: E::Column,
    version: E::Column,
) -> Result<HashMap<Uuid, Option<i64>>> {
    let found = rows.select_only().columns([id, version]).into_tuple::<(Uuid, i64)>().all(db).await?;
    Ok(found.into_iter().map(|(id, version)| (id, Some(version))).collect())
}
