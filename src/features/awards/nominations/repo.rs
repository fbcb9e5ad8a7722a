//! Queries on nominations.
use std::collections::HashMap;

use entity::{
    award, award_form,
    nomination::{self, Stage},
    nomination_evidence,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{dto::NominationFilter, rules::ENDED, sent};
use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::page::{self, Kind, PageQuery, Rows, SortField},
};

pub async fn get(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<nomination::Model> {
    let found = nomination::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let was_sent = found.submitted_at.is_some() && found.holder_unit_id != Some(found.nominating_unit_id);
    let reached = found.reached_ministry_at.is_some();
    if scope.sees_climbing(found.nominating_unit_id, was_sent, reached) {
        let unit_id = found.nominating_unit_id;
        let seen = sent::seen(db, scope, vec![found]).await?.pop();
        return seen.ok_or_else(|| scope.hidden("nomination", id, unit_id));
    }
    Err(scope.hidden("nomination", id, found.nominating_unit_id))
}

pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &NominationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<nomination::Model>> {
    use nomination::Column;
    // A dossier that its own unit decides has not been sent to anybody.
    let elsewhere = Expr::col(Column::HolderUnitId).ne(Expr::col(Column::NominatingUnitId));
    let sent = Condition::all().add(Column::SubmittedAt.is_not_null()).add(elsewhere);
    let reached = Condition::all().add(Column::ReachedMinistryAt.is_not_null());
    let mut select = nomination::Entity::find().filter(scope.visible_climbing(Column::NominatingUnitId, sent, reached));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.stage.is_empty() {
        select = select.filter(Column::Stage.is_in(filter.stage.iter().copied()));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::NominatingUnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::NominatingUnitId.is_in(units));
    }
    if !filter.province_code.is_empty() {
        select = select.filter(Column::ProvinceCode.is_in(filter.province_code.iter().map(|code| &**code)));
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

pub async fn evidence(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<nomination_evidence::Model>> {
    let found = nomination_evidence::Entity::find()
        .filter(nomination_evidence::Column::NominationId.eq(id))
        .order_by_asc(nomination_evidence::Column::Ordinal);
    Ok(found.all(db).await?)
}

/// Codes of forms by id, for those of a page.
pub async fn form_codes(db: &impl ConnectionTrait, rows: &[nomination::Model]) -> Result<HashMap<Uuid, String>> {
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
    db: &impl ConnectionTrait,
    movement_id: Uuid,
    stage: Stage,
    subject_key: &str,
) -> Result<Option<award::Model>> {
    let found = award::Entity::find()
        .filter(award::Column::MovementId.eq(movement_id))
        .filter(award::Column::Stage.eq(stage))
        .filter(award::Column::SubjectKey.eq(subject_key));
    Ok(found.one(db).await?)
}

/// A dossier of the same subject for the same stage that may still be granted, or was.
pub async fn open_for(
    db: &impl ConnectionTrait,
    movement_id: Uuid,
    stage: Stage,
    subject_key: &str,
) -> Result<Option<nomination::Model>> {
    let found = nomination::Entity::find()
        .filter(nomination::Column::MovementId.eq(movement_id))
        .filter(nomination::Column::Stage.eq(stage))
        .filter(nomination::Column::SubjectKey.eq(subject_key))
        .filter(nomination::Column::Status.is_not_in(ENDED));
    Ok(found.one(db).await?)
}
