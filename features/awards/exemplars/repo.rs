//! Queries on exemplars, who recognised and adopted them, and the figures that show it.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::{Place, Scope},
        text,
    },
    store::{
        db::{Conn, Uow, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    exemplar::{self, Column, Entity},
    exemplar_adoption, exemplar_recognition, exemplar_result, indicator,
    journal::Subject,
    paper_version, report, report_value,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::dto::ExemplarFilter;

/// One's own, what units below have recognised, and what was published to the sector.
pub fn visible(scope: &Scope) -> Condition {
    let recognised = Condition::all().add(Column::RecognisedAt.is_not_null());
    scope.visible(Column::UnitId, recognised).add(Column::PublishedAt.is_not_null())
}

/// Whether the caller sees more of an exemplar than the sector does.
pub fn sees_all(scope: &Scope, m: &exemplar::Model) -> bool {
    scope.sees(m.unit_id, m.recognised_at.is_some())
}

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<exemplar::Model> {
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Exemplar, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ExemplarFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<exemplar::Model>> {
    let place = Place { units: &filter.unit_id, within: None, provinces: &filter.province_code };
    let visible = scope.visible_at(visible(scope), (Column::UnitId, Column::ProvinceCode), &place);
    let mut select = Entity::find().filter(visible);
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.kind.is_empty() {
        select = select.filter(Column::Kind.is_in(filter.kind.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "published_at", column: Column::PublishedAt, kind: Kind::OptionalTime },
    ];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// An exemplar that stays as it is until the transaction ends, for what does not change its version. (SQLite has one
/// writer at a time anyhow.)
pub async fn held(uow: &Uow, id: Uuid) -> Result<exemplar::Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// The documents that recognise it, the first first.
pub async fn recognitions(db: &Conn, id: Uuid) -> Result<Vec<exemplar_recognition::Model>> {
    use exemplar_recognition::{Column, Entity};
    Ok(Entity::find().filter(Column::ExemplarId.eq(id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn recognised_by(db: &Conn, id: Uuid) -> Result<Vec<Uuid>> {
    use exemplar_recognition::{Column, Entity};
    let found = Entity::find().select_only().column(Column::UnitId).filter(Column::ExemplarId.eq(id));
    Ok(found.into_tuple().all(db).await?)
}

pub async fn adopted_by(db: &Conn, id: Uuid) -> Result<Vec<Uuid>> {
    use exemplar_adoption::{Column, Entity};
    let found = Entity::find().select_only().column(Column::UnitId).filter(Column::ExemplarId.eq(id));
    Ok(found.into_tuple().all(db).await?)
}

pub async fn adopters(db: &Conn, id: Uuid) -> Result<u64> {
    use exemplar_adoption::{Column, Entity};
    Ok(Entity::find().filter(Column::ExemplarId.eq(id)).count(db).await?)
}

/// The provinces of those who adopted it, one for each.
pub async fn provinces(db: &Conn, id: Uuid) -> Result<Vec<Option<String>>> {
    use exemplar_adoption::{Column, Entity};
    let found = Entity::find().select_only().column(Column::ProvinceCode).filter(Column::ExemplarId.eq(id));
    Ok(found.into_tuple().all(db).await?)
}

/// A figure that shows what an exemplar has brought, with the report and the version it is of.
pub struct Shown {
    pub value: report_value::Model,
    pub report: report::Model,
    pub version: paper_version::Model,
}

/// The figures of an exemplar's own unit or, with an adoption, of that one.
pub async fn results(db: &Conn, id: Uuid, adoption: Option<Uuid>) -> Result<Vec<Shown>> {
    use exemplar_result::{Column, Entity};
    let select = Entity::find().filter(Column::ExemplarId.eq(id));
    let select = match adoption {
        Some(adoption) => select.filter(Column::AdoptionId.eq(adoption)),
        None => select.filter(Column::AdoptionId.is_null()),
    };
    shown(db, select.order_by_asc(Column::Ordinal).all(db).await?).await
}

/// The figures of all who adopted it.
pub async fn results_of_adopters(db: &Conn, id: Uuid) -> Result<Vec<Shown>> {
    use exemplar_result::{Column, Entity};
    let select = Entity::find().filter(Column::ExemplarId.eq(id)).filter(Column::AdoptionId.is_not_null());
    shown(db, select.order_by_asc(Column::Id).all(db).await?).await
}

async fn shown(db: &Conn, rows: Vec<exemplar_result::Model>) -> Result<Vec<Shown>> {
    let (mut values, mut reports, mut versions) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut named: Vec<Uuid> = rows.iter().map(|row| row.report_id).collect();
    named.sort_unstable();
    named.dedup();
    for ids in lists(&named) {
        let found = report::Entity::find().filter(report::Column::Id.is_in(ids.clone())).all(db).await?;
        reports.extend(found.into_iter().map(|report| (report.id, report)));
        let found =
            report_value::Entity::find().filter(report_value::Column::ReportId.is_in(ids.clone())).all(db).await?;
        values.extend(found.into_iter().map(|value| ((value.report_id, value.version_no, value.target_id), value)));
        let found = paper_version::Entity::find().filter(paper_version::Column::PaperId.is_in(ids)).all(db).await?;
        versions.extend(found.into_iter().map(|version| ((version.paper_id, version.version_no), version)));
    }
    let one = |row: exemplar_result::Model| {
        let value: report_value::Model = values.remove(&(row.report_id, row.version_no, row.target_id))?;
        let version: paper_version::Model = versions.get(&(row.report_id, row.version_no)).cloned()?;
        Some(Shown { report: reports.get(&row.report_id).cloned()?, version, value })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// The indicators of some figures by id.
pub async fn indicators(db: &Conn, shown: &[Shown]) -> Result<HashMap<Uuid, indicator::Model>> {
    let mut ids: Vec<Uuid> = shown.iter().filter_map(|one| one.value.indicator_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.id, m)).collect())
}
