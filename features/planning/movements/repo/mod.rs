//! Queries on movements.
mod parts;

use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text::{self, Text},
        transition::{Action, Case},
    },
    store::{
        db::Conn,
        document::DocumentView,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    legal_basis,
    movement::{self, MovementStatus},
    movement_alias,
    nomination::{self, NominationStatus},
    obligation::{self, ObligationStatus},
};
pub use parts::{
    award_forms, award_forms_by_code, indicator_views, indicators_named, indicators_of, last_period, milestones,
    period, period_before, periods, periods_of, plan_deadlines, plan_deadlines_of, reporting_lines,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::dto::{LegalBasis, MovementFilter, MovementView};
use crate::movements::rules::MovementAction;

/// Drafts are shown to the unit that launches and, for the ministry's, to its standing body.
pub fn visible(scope: &Scope) -> Condition {
    use movement::Column;
    let mut own: Vec<_> = scope.acting().to_vec();
    own.extend(scope.organisation.ministry().filter(|_| scope.reads_sector()));
    Condition::any().add(Column::Status.ne(MovementStatus::Draft)).add(Column::LaunchedByUnitId.is_in(own))
}

/// Whether `visible` is true of a movement.
pub fn sees(scope: &Scope, status: MovementStatus, launched_by: Uuid) -> bool {
    let ministrys = || scope.reads_sector() && scope.organisation.ministry() == Some(launched_by);
    status != MovementStatus::Draft || scope.acting().contains(&launched_by) || ministrys()
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<movement::Model> {
    let found = movement::Entity::find_by_id(id).filter(visible(scope)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// For use by other features: a movement that papers refer to.
pub async fn any(db: &Conn, id: Uuid) -> Result<Option<movement::Model>> {
    Ok(movement::Entity::find_by_id(id).one(db).await?)
}

/// The movements in which reports are owed.
pub async fn open(db: &Conn) -> Result<Vec<Uuid>> {
    let open = [MovementStatus::Launched, MovementStatus::Running, MovementStatus::FinalReview];
    let found = movement::Entity::find().select_only().column(movement::Column::Id);
    Ok(found.filter(movement::Column::Status.is_in(open)).into_tuple().all(db).await?)
}

/// The movements below one that were launched, each nearer to it before those further down.
pub async fn descendants(db: &Conn, id: Uuid) -> Result<Vec<Uuid>> {
    let hidden = [MovementStatus::Draft, MovementStatus::Cancelled];
    let (mut found, mut level) = (vec![], vec![id]);
    while !level.is_empty() {
        let children = movement::Entity::find()
            .select_only()
            .column(movement::Column::Id)
            .filter(movement::Column::ParentMovementId.is_in(level))
            .filter(movement::Column::Status.is_not_in(hidden))
            .order_by_asc(movement::Column::Id)
            .into_tuple::<Uuid>()
            .all(db)
            .await?;
        level = children.into_iter().filter(|child| *child != id && !found.contains(child)).collect();
        found.extend(&level);
    }
    Ok(found)
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &MovementFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<movement::Model>> {
    use movement::Column;
    let mut select = movement::Entity::find().filter(visible(scope));
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(unit) = filter.launched_by_unit_id {
        select = select.filter(Column::LaunchedByUnitId.eq(unit));
    }
    if let Some(parent) = filter.parent_movement_id {
        select = select.filter(Column::ParentMovementId.eq(parent));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "starts_on", column: Column::StartsOn, kind: Kind::Day },
        SortField { name: "code", column: Column::Code, kind: Kind::Text },
    ];
    page::fetch(db, select, &sorts, "-starts_on", Column::Id, page, list).await
}

/// Views of several movements, by three queries however many there are.
pub async fn views(db: &Conn, scope: &Scope, rows: Vec<movement::Model>) -> Result<Vec<MovementView>> {
    let ids: Vec<_> = rows.iter().map(|m| m.id).collect();
    let mut aliases: HashMap<Uuid, Vec<String>> = HashMap::new();
    let of_movements = movement_alias::Column::MovementId.is_in(ids.iter().copied());
    let mut found = movement_alias::Entity::find().filter(of_movements).all(db).await?;
    // Few, and ordered here: no database knows the alphabet as the service does.
    found.sort_by_cached_key(|alias| (text::sort_key(&alias.title), alias.title.clone()));
    for alias in found {
        aliases.entry(alias.movement_id).or_default().push(alias.title);
    }
    let mut bases: HashMap<Uuid, Vec<LegalBasis>> = HashMap::new();
    let found = legal_basis::Entity::find()
        .filter(legal_basis::Column::MovementId.is_in(ids))
        .order_by_asc(legal_basis::Column::Ordinal);
    for basis in found.all(db).await? {
        bases.entry(basis.movement_id).or_default().push(basis_view(&basis)?);
    }
    let mut views = vec![];
    for m in rows {
        let actions = Case::<MovementAction>::of(&m, db, scope).await?.actions(scope);
        let (aliases, bases) = (aliases.remove(&m.id).unwrap_or_default(), bases.remove(&m.id).unwrap_or_default());
        views.push(view(m, actions, aliases, bases));
    }
    Ok(views)
}

fn basis_view(m: &legal_basis::Model) -> Result<LegalBasis> {
    let stored = |_| Error::internal(anyhow::anyhow!("a legal basis is stored wrongly"));
    let (number, title) = (Text::parse(&m.number).map_err(stored)?, Text::parse(&m.title).map_err(stored)?);
    Ok(LegalBasis { number, issued_on: m.issued_on.map(Into::into), title, verified: m.verified })
}

fn view(m: movement::Model, actions: Vec<Action>, aliases: Vec<String>, legal_bases: Vec<LegalBasis>) -> MovementView {
    let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
    MovementView {
        id: m.id,
        code: m.code,
        title: m.title,
        title_en: m.title_en,
        aliases,
        starts_on: m.starts_on,
        ends_on: m.ends_on,
        status: m.status,
        launched_by_unit_id: m.launched_by_unit_id,
        parent_movement_id: m.parent_movement_id,
        scope_note: m.scope_note,
        document,
        end_reason: m.end_reason,
        legal_bases,
        actions,
        version: m.version,
    }
}

/// Reports still owed and nominations that a unit above has to decide: what keeps a movement from closing. What lies with the
/// nominating unit itself does not: nobody else could end it, and it goes up no more once the movement is closed. It reads the
/// tables of features above it, because the answer belongs to the movement's own life cycle.
pub async fn unfinished(db: &Conn, movement_id: Uuid) -> Result<(u64, u64)> {
    let settled = [ObligationStatus::Accepted, ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
    let reports = obligation::Entity::find()
        .filter(obligation::Column::MovementId.eq(movement_id))
        .filter(obligation::Column::Status.is_not_in(settled))
        .count(db)
        .await?;
    let above = [
        NominationStatus::Submitted,
        NominationStatus::Received,
        NominationStatus::Appraised,
        NominationStatus::Proposed,
        NominationStatus::OnHold,
    ];
    let nominations = nomination::Entity::find()
        .filter(nomination::Column::MovementId.eq(movement_id))
        .filter(nomination::Column::Status.is_in(above))
        .count(db)
        .await?;
    Ok((reports, nominations))
}
