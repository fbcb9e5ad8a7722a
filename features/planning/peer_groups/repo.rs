//! Queries on groups of peers: everybody's to read, as the register of units is.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{peer_group, peer_group_member};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::dto::{PeerGroupFilter, PeerGroupView};

pub async fn get(db: &Conn, id: Uuid) -> Result<peer_group::Model> {
    peer_group::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The units of a group, on whatever day.
pub async fn members(db: &Conn, id: Uuid) -> Result<Vec<Uuid>> {
    use peer_group_member::{Column, Entity};
    let found = Entity::find().select_only().column(Column::UnitId).filter(Column::PeerGroupId.eq(id));
    Ok(found.order_by_asc(Column::Id).into_tuple().all(db).await?)
}

pub async fn page(
    db: &Conn,
    filter: &PeerGroupFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<peer_group::Model>> {
    use peer_group::Column;
    let mut select = peer_group::Entity::find();
    if let Some(unit) = filter.unit_id {
        let of_unit = peer_group_member::Entity::find().select_only().column(peer_group_member::Column::PeerGroupId);
        let of_unit = of_unit.filter(peer_group_member::Column::UnitId.eq(unit));
        select = select.filter(Column::Id.in_subquery(of_unit.into_query()));
    }
    if let Some(day) = filter.as_of {
        let day = NaiveDate::from(day);
        let there = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(day));
        select = select.filter(Column::ValidFrom.lte(day)).filter(there);
    }
    let sorts = [SortField { name: "code", column: Column::Code, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "code", Column::Id, page, list).await
}

/// Groups with their units, by one query however many there are.
pub async fn views(db: &Conn, rows: Vec<peer_group::Model>) -> Result<Vec<PeerGroupView>> {
    use peer_group_member::{Column, Entity};
    let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let found = Entity::find().filter(Column::PeerGroupId.is_in(rows.iter().map(|m| m.id)));
    for member in found.order_by_asc(Column::Id).all(db).await? {
        units.entry(member.peer_group_id).or_default().push(member.unit_id);
    }
    let view = |m: peer_group::Model| PeerGroupView {
        unit_ids: units.remove(&m.id).unwrap_or_default(),
        id: m.id,
        code: m.code,
        name: m.name,
        document_number: m.document_number,
        valid_from: m.valid_from,
        valid_to: m.valid_to,
        end_document: m.end_document,
        version: m.version,
    };
    Ok(rows.into_iter().map(view).collect())
}
