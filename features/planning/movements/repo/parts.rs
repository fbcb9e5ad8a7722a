//! Queries on what belongs to movements, and on the law.
use std::collections::HashMap;

use base::{kernel::error::Result, store::db::Conn};
use entity::{
    award_form, indicator, milestone, movement_award_form, movement_indicator, movement_indicator_kind, period,
    period_due, plan_deadline, reporting_line,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    indicators::{self, dto::IndicatorView},
    movements::dto::{IndicatorAsked, MovementIndicatorView, PeriodDue, PeriodView, ReportingLineView},
};

pub async fn award_forms_by_code(db: &Conn, codes: &[String]) -> Result<HashMap<String, award_form::Model>> {
    let found = award_form::Entity::find().filter(award_form::Column::Code.is_in(codes)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.code.clone(), m)).collect())
}

/// The indicators of a movement, in its order.
pub async fn indicators_of(db: &Conn, movement_id: Uuid) -> Result<Vec<indicator::Model>> {
    let links = movement_indicator::Entity::find()
        .filter(movement_indicator::Column::MovementId.eq(movement_id))
        .order_by_asc(movement_indicator::Column::Ordinal)
        .all(db)
        .await?;
    let ids = links.iter().map(|link| link.indicator_id);
    let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
    let mut by_id: HashMap<_, _> = found.into_iter().map(|m| (m.id, m)).collect();
    Ok(links.iter().filter_map(|link| by_id.remove(&link.indicator_id)).collect())
}

/// Those of a movement's indicators that have one of these codes.
pub async fn indicators_named<'a>(
    db: &Conn,
    movement_id: Uuid,
    codes: impl Iterator<Item = &'a str>,
) -> Result<Vec<indicator::Model>> {
    let chosen = movement_indicator::Entity::find()
        .select_only()
        .column(movement_indicator::Column::IndicatorId)
        .filter(movement_indicator::Column::MovementId.eq(movement_id));
    let found = indicator::Entity::find()
        .filter(indicator::Column::Code.is_in(codes))
        .filter(indicator::Column::Id.in_subquery(chosen.into_query()));
    Ok(found.all(db).await?)
}

pub async fn period(db: &Conn, id: Uuid) -> Result<Option<period::Model>> {
    Ok(period::Entity::find_by_id(id).one(db).await?)
}

/// The period before one of the same run.
pub async fn period_before(db: &Conn, id: Uuid) -> Result<Option<period::Model>> {
    use period::{Column, Entity};
    let of = |column: Column| Expr::col((Alias::new("of"), column));
    let before = |column: Column| Expr::col((Entity, column));
    let same_run = Condition::all()
        .add(of(Column::MovementId).eq(before(Column::MovementId)))
        .add(of(Column::Kind).eq(before(Column::Kind)))
        .add(of(Column::DataFrom).gt(before(Column::DataTo)));
    let mut found = Entity::find().order_by_desc(Column::DataTo);
    QuerySelect::query(&mut found).join_as(JoinType::InnerJoin, Entity, Alias::new("of"), same_run);
    Ok(found.filter(of(Column::Id).eq(id)).one(db).await?)
}

/// The last period of a movement: its report is the final one.
pub async fn last_period(db: &Conn, movement_id: Uuid) -> Result<Option<period::Model>> {
    let found = period::Entity::find()
        .filter(period::Column::MovementId.eq(movement_id))
        .order_by_desc(period::Column::DataTo)
        .order_by_desc(period::Column::Code);
    Ok(found.one(db).await?)
}

/// The indicators of a movement, in its order, and who reports on each.
pub async fn indicator_views(db: &Conn, movement_id: Uuid) -> Result<Vec<MovementIndicatorView>> {
    use movement_indicator_kind::{Column, Entity};
    let rows = Entity::find().filter(Column::MovementId.eq(movement_id)).order_by_asc(Column::UnitKind);
    let mut asked: HashMap<Uuid, Vec<IndicatorAsked>> = HashMap::new();
    for m in rows.all(db).await? {
        let (applies_from, document_number) = (m.applies_from, m.document_number);
        let one = IndicatorAsked { unit_kind: m.unit_kind, applies_from, document_number };
        asked.entry(m.indicator_id).or_default().push(one);
    }
    let views = indicators::repo::views(db, indicators_of(db, movement_id).await?).await?;
    let view = |indicator: IndicatorView| MovementIndicatorView {
        asked_of: asked.remove(&indicator.id).unwrap_or_default(),
        indicator,
    };
    Ok(views.into_iter().map(view).collect())
}

/// The periods of a movement, in no order.
pub async fn periods_of(db: &Conn, movement_id: Uuid) -> Result<Vec<period::Model>> {
    Ok(period::Entity::find().filter(period::Column::MovementId.eq(movement_id)).all(db).await?)
}

pub async fn periods(db: &Conn, movement_id: Uuid) -> Result<Vec<PeriodView>> {
    let rows = period::Entity::find()
        .filter(period::Column::MovementId.eq(movement_id))
        .order_by_asc(period::Column::DataFrom)
        .order_by_asc(period::Column::Code)
        .all(db)
        .await?;
    let mut due: HashMap<Uuid, Vec<PeriodDue>> = HashMap::new();
    let ids = rows.iter().map(|m| m.id);
    let found = period_due::Entity::find()
        .filter(period_due::Column::PeriodId.is_in(ids))
        .order_by_asc(period_due::Column::DueOn)
        .order_by_asc(period_due::Column::Tier);
    for row in found.all(db).await? {
        due.entry(row.period_id).or_default().push(PeriodDue { tier: row.tier, due_on: row.due_on.into() });
    }
    let view = |m: period::Model| {
        let due = due.remove(&m.id).unwrap_or_default();
        PeriodView {
            id: m.id,
            code: m.code,
            kind: m.kind,
            data_from: m.data_from,
            data_to: m.data_to,
            template: m.template,
            schedule_id: m.schedule_id,
            due,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn reporting_lines(db: &Conn, movement_id: Uuid) -> Result<Vec<ReportingLineView>> {
    let rows = reporting_line::Entity::find()
        .filter(reporting_line::Column::MovementId.eq(movement_id))
        .order_by_asc(reporting_line::Column::UnitKind)
        .order_by_asc(reporting_line::Column::Id)
        .all(db)
        .await?;
    let view = |m: reporting_line::Model| ReportingLineView {
        unit_kind: m.unit_kind,
        receiver: m.receiver,
        applies_from: m.applies_from,
        document_number: m.document_number,
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn award_forms(db: &Conn, movement_id: Uuid) -> Result<Vec<award_form::Model>> {
    let links = movement_award_form::Entity::find()
        .select_only()
        .column(movement_award_form::Column::AwardFormId)
        .filter(movement_award_form::Column::MovementId.eq(movement_id));
    let forms = award_form::Entity::find()
        .filter(award_form::Column::Id.in_subquery(links.into_query()))
        .order_by_asc(award_form::Column::Code);
    Ok(forms.all(db).await?)
}

pub async fn milestones(db: &Conn, movement_id: Uuid) -> Result<Vec<milestone::Model>> {
    let found = milestone::Entity::find()
        .filter(milestone::Column::MovementId.eq(movement_id))
        .order_by_asc(milestone::Column::HeldOn)
        .order_by_asc(milestone::Column::Id);
    Ok(found.all(db).await?)
}

/// The deadlines for plans, in the order in which they were set.
/// Those of several movements, by one query.
pub async fn plan_deadlines_of(db: &Conn, movements: &[Uuid]) -> Result<Vec<plan_deadline::Model>> {
    let found = plan_deadline::Entity::find()
        .filter(plan_deadline::Column::MovementId.is_in(movements.iter().copied()))
        .order_by_asc(plan_deadline::Column::CreatedAt)
        .order_by_asc(plan_deadline::Column::Id);
    Ok(found.all(db).await?)
}

pub async fn plan_deadlines(db: &Conn, movement_id: Uuid) -> Result<Vec<plan_deadline::Model>> {
    let found = plan_deadline::Entity::find()
        .filter(plan_deadline::Column::MovementId.eq(movement_id))
        .order_by_asc(plan_deadline::Column::CreatedAt)
        .order_by_asc(plan_deadline::Column::Id);
    Ok(found.all(db).await?)
}
