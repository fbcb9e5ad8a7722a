//! Queries on the catalogue of indicators.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        text,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    indicator, indicator_kind,
    movement::{self, MovementStatus},
    movement_indicator, target,
    unit::UnitKind,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::{
    dto::{IndicatorFilter, IndicatorView},
    rules::Meaning,
};

pub async fn get(db: &Conn, id: Uuid) -> Result<indicator::Model> {
    indicator::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn named(db: &Conn, code: &str) -> Result<Option<indicator::Model>> {
    Ok(indicator::Entity::find().filter(indicator::Column::Code.eq(code)).one(db).await?)
}

pub async fn by_code(db: &Conn, codes: &[String]) -> Result<HashMap<String, indicator::Model>> {
    let found = indicator::Entity::find().filter(indicator::Column::Code.is_in(codes)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.code.clone(), m)).collect())
}

/// Whether anybody relies on what it means: a movement that was launched, a target, or a ratio.
pub async fn is_used(db: &Conn, id: Uuid) -> Result<bool> {
    let drafts = movement::Entity::find().select_only().column(movement::Column::Id);
    let drafts = drafts.filter(movement::Column::Status.eq(MovementStatus::Draft));
    let measured = movement_indicator::Entity::find()
        .filter(movement_indicator::Column::IndicatorId.eq(id))
        .filter(movement_indicator::Column::MovementId.not_in_subquery(drafts.into_query()));
    let part = Condition::any().add(indicator::Column::NumeratorId.eq(id)).add(indicator::Column::DenominatorId.eq(id));
    Ok(measured.count(db).await? > 0
        || indicator::Entity::find().filter(part).count(db).await? > 0
        || target::Entity::find().filter(target::Column::IndicatorId.eq(id)).limit(1).one(db).await?.is_some())
}

pub async fn page(
    db: &Conn,
    filter: &IndicatorFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<indicator::Model>> {
    use indicator::Column;
    let mut select: Select<indicator::Entity> = indicator::Entity::find();
    if !filter.applies_to.is_empty() {
        let kinds = indicator_kind::Entity::find()
            .select_only()
            .column(indicator_kind::Column::IndicatorId)
            .filter(indicator_kind::Column::UnitKind.is_in(filter.applies_to.iter().copied()));
        select = select.filter(Column::Id.in_subquery(kinds.into_query()));
    }
    if !filter.aggregation.is_empty() {
        select = select.filter(Column::Aggregation.is_in(filter.aggregation.iter().copied()));
    }
    select = match filter.retired {
        Some(true) => select.filter(Column::RetiredOn.is_not_null()),
        Some(false) => select.filter(Column::RetiredOn.is_null()),
        None => select,
    };
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [SortField { name: "code", column: Column::Code, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "code", Column::Id, page, list).await
}

/// The kinds of unit that each is for, where nothing else is said.
pub async fn kinds(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<UnitKind>>> {
    let mut kinds: HashMap<Uuid, Vec<UnitKind>> = HashMap::new();
    let found = indicator_kind::Entity::find().filter(indicator_kind::Column::IndicatorId.is_in(ids.iter().copied()));
    for kind in found.all(db).await? {
        kinds.entry(kind.indicator_id).or_default().push(kind.unit_kind);
    }
    kinds.values_mut().for_each(|kinds| kinds.sort_unstable());
    Ok(kinds)
}

/// The codes of what these name: parts, and what took their place.
async fn codes(db: &Conn, rows: &[indicator::Model]) -> Result<HashMap<Uuid, String>> {
    let ids = rows.iter().flat_map(|m| [m.numerator_id, m.denominator_id, m.replaced_by_id]).flatten();
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = indicator::Entity::find().select_only().columns([indicator::Column::Id, indicator::Column::Code]);
    Ok(found.filter(indicator::Column::Id.is_in(ids)).into_tuple().all(db).await?.into_iter().collect())
}

pub async fn views(db: &Conn, rows: Vec<indicator::Model>) -> Result<Vec<IndicatorView>> {
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let (mut kinds, codes) = (kinds(db, &ids).await?, codes(db, &rows).await?);
    let code = |id: Option<Uuid>| id.and_then(|id| codes.get(&id).cloned());
    let view = |m: indicator::Model| IndicatorView {
        applies_to: kinds.remove(&m.id).unwrap_or_default(),
        numerator_code: code(m.numerator_id),
        denominator_code: code(m.denominator_id),
        id: m.id,
        code: m.code,
        name: m.name,
        name_en: m.name_en,
        unit_of_measure: m.unit_of_measure,
        direction: m.direction,
        aggregation: m.aggregation,
        value_type: m.value_type,
        decimals: m.decimals,
        upper_bound: m.upper_bound,
        numerator_id: m.numerator_id,
        denominator_id: m.denominator_id,
        retired_on: m.retired_on,
        retire_reason: m.retire_reason,
        replaced_by_id: m.replaced_by_id,
        version: m.version,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What an indicator says now.
pub async fn meaning(db: &Conn, m: &indicator::Model) -> Result<Meaning> {
    let codes = codes(db, std::slice::from_ref(m)).await?;
    let code = |id: Option<Uuid>| id.and_then(|id| codes.get(&id).cloned());
    Ok(Meaning {
        code: m.code.clone(),
        name: m.name.clone(),
        name_en: m.name_en.clone(),
        unit_of_measure: m.unit_of_measure.clone(),
        direction: m.direction,
        aggregation: m.aggregation,
        value_type: m.value_type,
        decimals: m.decimals,
        upper_bound: m.upper_bound,
        numerator_code: code(m.numerator_id),
        denominator_code: code(m.denominator_id),
        applies_to: kinds(db, &[m.id]).await?.remove(&m.id).unwrap_or_default(),
        retired_on: m.retired_on,
        retire_reason: m.retire_reason.clone(),
        replaced_by_code: code(m.replaced_by_id),
    })
}
