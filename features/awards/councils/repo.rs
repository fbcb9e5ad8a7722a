//! Queries on councils and who is in them.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    council::{self, Column, CouncilStatus, Entity},
    council_member,
    council_session::{self, SessionStatus},
    journal::Subject,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{dto::CouncilFilter, paper::preparing};

/// The units whose councils the caller reads, drafts too: its own, and for the standing body the ministry.
fn prepared(scope: &Scope) -> Vec<Uuid> {
    let mut units: Vec<Uuid> = scope.owned().collect();
    let ministry = scope.organisation.ministry();
    units.extend(ministry.filter(|ministry| scope.owns(preparing(scope, *ministry))));
    units
}

/// The councils in which the caller is today, by one query.
pub async fn mine(db: &Conn, scope: &Scope) -> Result<Vec<Uuid>> {
    use council_member::{Column, Entity};
    let lasts = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(scope.today));
    let found = Entity::find()
        .select_only()
        .column(Column::CouncilId)
        .filter(Column::UserId.eq(scope.user_id))
        .filter(Column::ValidFrom.lte(scope.today))
        .filter(lasts);
    Ok(found.into_tuple().all(db).await?)
}

/// Councils of the caller's units; and, once they are founded, those in which it is and those that it runs.
pub fn visible(scope: &Scope, mine: &[Uuid]) -> Condition {
    let run = scope.units_with(Permission::SessionsRun);
    let its = Condition::any().add(Column::Id.is_in(mine.iter().copied())).add(Column::UnitId.is_in(run));
    let founded = Condition::all().add(Column::Status.ne(CouncilStatus::Draft)).add(its);
    Condition::any().add(Column::UnitId.is_in(prepared(scope))).add(founded)
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<council::Model> {
    let mine = mine(db, scope).await?;
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope, &mine)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Council, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &CouncilFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<council::Model>> {
    let mine = mine(db, scope).await?;
    let mut select = Entity::find().filter(visible(scope, &mine));
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// Who is in a council, in the order in which they were named.
pub async fn members(db: &Conn, id: Uuid) -> Result<Vec<council_member::Model>> {
    use council_member::{Column, Entity};
    Ok(Entity::find().filter(Column::CouncilId.eq(id)).order_by_asc(Column::Id).all(db).await?)
}

/// Sessions that have neither minutes nor been cancelled.
pub async fn unfinished_sessions(db: &Conn, id: Uuid) -> Result<u64> {
    use council_session::{Column, Entity};
    let ended = [SessionStatus::Concluded, SessionStatus::Cancelled];
    let open = Entity::find().filter(Column::CouncilId.eq(id)).filter(Column::Status.is_not_in(ended));
    Ok(open.count(db).await?)
}

/// What people are called.
pub async fn names(db: &Conn, people: impl Iterator<Item = Uuid>) -> Result<std::collections::HashMap<Uuid, String>> {
    use entity::user_account::{Column, Entity};
    let found = Entity::find().select_only().columns([Column::Id, Column::FullName]).filter(Column::Id.is_in(people));
    Ok(found.into_tuple::<(Uuid, String)>().all(db).await?.into_iter().collect())
}
