//! Queries on nominations.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        cursor::List,
        error::{About, Code, Error, Result},
        scope::{Place, Scope},
        text,
    },
    store::{
        db::{Conn, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    award, award_form,
    journal::Subject,
    nomination::{self, NominationStatus, Stage},
    nomination_evidence,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{dto::NominationFilter, rules::ENDED, sent};

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<nomination::Model> {
    let found = nomination::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let was_sent = found.submitted_at.is_some() && found.holder_unit_id != Some(found.nominating_unit_id);
    let reached = found.reached_ministry_at.is_some();
    if scope.sees_climbing(found.nominating_unit_id, was_sent, reached) {
        let unit_id = found.nominating_unit_id;
        let seen = sent::seen(db, scope, vec![found]).await?.pop();
        return seen.ok_or_else(|| scope.hidden(Subject::Nomination, id, unit_id));
    }
    Err(scope.hidden(Subject::Nomination, id, found.nominating_unit_id))
}

/// Of some dossiers those that the caller sees, as it may read them.
pub async fn some(db: &Conn, scope: &Scope, ids: &[Uuid]) -> Result<Vec<nomination::Model>> {
    let of_ids = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids.iter().copied()));
    sent::seen(db, scope, of_ids.filter(visible(scope)).all(db).await?).await
}

/// The rows that `get` shows.
pub fn visible(scope: &Scope) -> Condition {
    use nomination::Column;
    // A dossier that its own unit decides has not been sent to anybody.
    let elsewhere = Expr::col(Column::HolderUnitId).ne(Expr::col(Column::NominatingUnitId));
    let sent = Condition::all().add(Column::SubmittedAt.is_not_null()).add(elsewhere);
    let reached = Condition::all().add(Column::ReachedMinistryAt.is_not_null());
    scope.visible_climbing(Column::NominatingUnitId, sent, reached)
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &NominationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<nomination::Model>> {
    use nomination::Column;
    let place = Place { units: &filter.unit_id, within: filter.within, provinces: &filter.province_code };
    let visible = scope.visible_at(visible(scope), (Column::NominatingUnitId, Column::ProvinceCode), &place);
    let mut select = nomination::Entity::find().filter(visible);
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.stage.is_empty() {
        select = select.filter(Column::Stage.is_in(filter.stage.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(holder) = filter.holder_unit_id {
        select = select.filter(Column::HolderUnitId.eq(holder));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "submitted_at", column: Column::SubmittedAt, kind: Kind::OptionalTime },
    ];
    let mut found = page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await?;
    found.rows = sent::seen(db, scope, found.rows).await?;
    Ok(found)
}

pub async fn evidence(db: &Conn, id: Uuid) -> Result<Vec<nomination_evidence::Model>> {
    let found = nomination_evidence::Entity::find()
        .filter(nomination_evidence::Column::NominationId.eq(id))
        .order_by_asc(nomination_evidence::Column::Ordinal);
    Ok(found.all(db).await?)
}

/// Codes of forms by id, for those of a page.
pub async fn form_codes(db: &Conn, rows: &[nomination::Model]) -> Result<HashMap<Uuid, String>> {
    let mut ids: Vec<_> = rows.iter().map(|m| m.award_form_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = award_form::Entity::find().filter(award_form::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.id, m.code)).collect())
}

/// The award that a subject has for a stage of a movement.
pub async fn award_of(
    db: &Conn,
    movement_id: Uuid,
    stage: Stage,
    subject_keys: &[String],
) -> Result<Option<award::Model>> {
    let found = award::Entity::find()
        .filter(award::Column::MovementId.eq(movement_id))
        .filter(award::Column::Stage.eq(stage))
        .filter(award::Column::SubjectKey.is_in(subject_keys));
    Ok(found.one(db).await?)
}

/// A dossier of the same subject for the same stage that the caller sees and that may still be granted, or was.
pub async fn open_for(
    db: &Conn,
    scope: &Scope,
    movement_id: Uuid,
    stage: Stage,
    subject_keys: &[String],
) -> Result<Option<nomination::Model>> {
    let found = nomination::Entity::find()
        .filter(visible(scope))
        .filter(nomination::Column::MovementId.eq(movement_id))
        .filter(nomination::Column::Stage.eq(stage))
        .filter(nomination::Column::SubjectKey.is_in(subject_keys))
        .filter(nomination::Column::Status.is_not_in(ENDED));
    Ok(found.one(db).await?)
}

/// Dossiers that were granted, which everybody may know of.
pub fn granted() -> Condition {
    Condition::all().add(nomination::Column::Status.eq(NominationStatus::Awarded))
}

/// Dossiers that may still be granted, as far as the caller sees them, and all that were.
pub fn known_of(scope: &Scope) -> Condition {
    let open = Condition::all().add(visible(scope)).add(nomination::Column::Status.is_not_in(ENDED));
    Condition::any().add(granted()).add(open)
}

/// What keeps a dossier from being proposed: an award, or another dossier that was proposed first, as far as the caller
/// sees it. Of several that meet, the first goes on.
pub async fn in_the_way(db: &Conn, scope: &Scope, nomination: &nomination::Model) -> Result<Option<(String, About)>> {
    let (movement_id, stage, key) = (nomination.movement_id, nomination.stage, &nomination.subject_key);
    if let Some(award) = award_of(db, movement_id, stage, std::slice::from_ref(key)).await? {
        return Ok(Some((awarded(&award), About::Award(award.id))));
    }
    let found = nomination::Entity::find()
        .filter(visible(scope))
        .filter(nomination::Column::MovementId.eq(movement_id))
        .filter(nomination::Column::Stage.eq(stage))
        .filter(nomination::Column::SubjectKey.eq(key))
        .filter(nomination::Column::Status.eq(NominationStatus::Proposed))
        .filter(nomination::Column::Id.ne(nomination.id));
    Ok(found.one(db).await?.map(|other| (nominated(&other), About::Nomination(other.id))))
}

/// An award, as the register tells it: which, and whose decision it was.
pub fn awarded(award: &award::Model) -> String {
    format!("{} ({})", award.decision_number, award.issuing_unit_name)
}

/// A dossier that the caller sees: whose it is, is whom to ask.
pub fn nominated(other: &nomination::Model) -> String {
    format!("{} ({})", other.id, other.nominating_unit_name)
}

/// Dossiers by id, whoever sees them.
pub async fn by_ids(db: &Conn, ids: &[Uuid]) -> Result<Vec<nomination::Model>> {
    let mut found = vec![];
    for ids in lists(ids) {
        found.extend(nomination::Entity::find().filter(nomination::Column::Id.is_in(ids)).all(db).await?);
    }
    Ok(found)
}

/// Of some dossiers those that the caller sees.
pub async fn ids_seen(db: &Conn, scope: &Scope, ids: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    let found = nomination::Entity::find()
        .select_only()
        .column(nomination::Column::Id)
        .filter(nomination::Column::Id.is_in(ids))
        .filter(visible(scope))
        .into_tuple::<Uuid>();
    Ok(found.all(db).await?.into_iter().collect())
}
