//! Queries on decisions and awards. Signed decisions and the register are open to everybody who may read them.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    award, award_form, conferral,
    decision::{self, DecisionStatus},
    decision_change, decision_item,
    journal::Subject,
    nomination,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::dto::{AwardFilter, DecisionFilter};

pub async fn decision(db: &Conn, scope: &Scope, id: Uuid) -> Result<decision::Model> {
    let found = decision::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let own = scope.owns(found.deciding_unit_id) || scope.owns(found.preparing_unit_id);
    if own || prepared_for_ministry(scope) == Some(found.deciding_unit_id) || found.status == DecisionStatus::Signed {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Decision, id, found.deciding_unit_id))
}

/// Whoever is the standing body of the day goes on with what its predecessor drafted for the ministry.
fn prepared_for_ministry(scope: &Scope) -> Option<Uuid> {
    scope.organisation.ministry().filter(|_| scope.reads_sector())
}

/// The rows that `decision` shows.
pub fn visible(scope: &Scope) -> Condition {
    use decision::Column;
    let signed = Condition::all().add(Column::Status.eq(DecisionStatus::Signed));
    let own = scope.owned().chain(prepared_for_ministry(scope));
    Condition::any()
        .add(signed)
        .add(Column::DecidingUnitId.is_in(own))
        .add(Column::PreparingUnitId.is_in(scope.owned()))
}

pub async fn decisions(
    db: &Conn,
    scope: &Scope,
    filter: &DecisionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<decision::Model>> {
    use decision::Column;
    let mut select = decision::Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(unit) = filter.deciding_unit_id {
        select = select.filter(Column::DecidingUnitId.eq(unit));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

pub async fn items(db: &Conn, decision_id: Uuid) -> Result<Vec<decision_item::Model>> {
    let found = decision_item::Entity::find()
        .filter(decision_item::Column::DecisionId.eq(decision_id))
        .order_by_asc(decision_item::Column::OrderNo);
    Ok(found.all(db).await?)
}

/// Some dossiers, which nobody else changes until the transaction ends.
pub async fn held(db: &Conn, ids: &[Uuid]) -> Result<Vec<nomination::Model>> {
    let found = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids.iter().copied()));
    Ok(found.order_by_asc(nomination::Column::Id).lock_exclusive().all(db).await?)
}

/// What joined and left a decision, oldest first.
pub async fn changes(db: &Conn, decision_id: Uuid) -> Result<Vec<decision_change::Model>> {
    let found = decision_change::Entity::find().filter(decision_change::Column::DecisionId.eq(decision_id));
    Ok(found.order_by_asc(decision_change::Column::Id).all(db).await?)
}

/// The awards of a decision.
pub async fn granted(db: &Conn, decision_id: Uuid) -> Result<Vec<award::Model>> {
    Ok(award::Entity::find().filter(award::Column::DecisionId.eq(decision_id)).all(db).await?)
}

pub async fn conferrals(db: &Conn, ids: &[Uuid]) -> Result<Vec<conferral::Model>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Ok(conferral::Entity::find().filter(conferral::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// The dossiers that a decision names.
pub async fn dossiers(db: &Conn, decision_id: Uuid) -> Result<Vec<nomination::Model>> {
    let named = decision_item::Entity::find().select_only().column(decision_item::Column::NominationId);
    let named = named.filter(decision_item::Column::DecisionId.eq(decision_id)).into_query();
    let found = nomination::Entity::find().filter(nomination::Column::Id.in_subquery(named));
    Ok(found.order_by_asc(nomination::Column::Id).all(db).await?)
}

/// The same of several decisions, by two queries.
pub async fn dossiers_of(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<nomination::Model>>> {
    let mut found: HashMap<Uuid, Vec<nomination::Model>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let named = decision_item::Entity::find().filter(decision_item::Column::DecisionId.is_in(ids.iter().copied()));
    let named = named.all(db).await?;
    let dossiers = nomination::Entity::find()
        .filter(nomination::Column::Id.is_in(named.iter().map(|item| item.nomination_id)))
        .all(db)
        .await?;
    let dossiers: HashMap<Uuid, nomination::Model> = dossiers.into_iter().map(|m| (m.id, m)).collect();
    for item in named {
        found.entry(item.decision_id).or_default().extend(dossiers.get(&item.nomination_id).cloned());
    }
    Ok(found)
}

pub async fn award(db: &Conn, id: Uuid) -> Result<award::Model> {
    award::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn awards(
    db: &Conn,
    scope: &Scope,
    filter: &AwardFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<award::Model>> {
    use award::Column;
    let mut select = award::Entity::find();
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.stage.is_empty() {
        select = select.filter(Column::Stage.is_in(filter.stage.iter().copied()));
    }
    if let Some(form) = filter.award_form_id {
        select = select.filter(Column::AwardFormId.eq(form));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if !filter.province_code.is_empty() {
        select = select.filter(Column::ProvinceCode.is_in(filter.province_code.iter().map(|code| &**code)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(from) = filter.decided_on_from {
        select = select.filter(Column::DecidedOn.gte(from));
    }
    if let Some(to) = filter.decided_on_to {
        select = select.filter(Column::DecidedOn.lte(to));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [SortField { name: "decided_on", column: Column::DecidedOn, kind: Kind::Day }];
    page::fetch(db, select, &sorts, "-decided_on", Column::Id, page, list).await
}

/// All forms: a handful.
pub async fn forms(db: &Conn) -> Result<Vec<award_form::Model>> {
    Ok(award_form::Entity::find().all(db).await?)
}
