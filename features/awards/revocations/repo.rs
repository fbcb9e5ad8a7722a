//! Queries on revocations, and on the dossiers that counted an award.
use std::collections::HashSet;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    award, decision, eligibility_run,
    journal::Subject,
    nomination,
    revocation::{self, Column, Entity, RevocationStatus},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::dto::RevocationFilter;

/// Whoever proposes and whoever decides read it, of the ministry's its standing body too; the unit that nominated once it was
/// decided that the award falls.
pub fn visible(scope: &Scope) -> Condition {
    let own = || scope.owned();
    let fallen = [RevocationStatus::Revoked, RevocationStatus::Recovered];
    let told = Condition::all().add(Column::NominatingUnitId.is_in(own())).add(Column::Status.is_in(fallen));
    let visible = Condition::any().add(Column::UnitId.is_in(own())).add(Column::DecidingUnitId.is_in(own())).add(told);
    if scope.reads_sector() { visible.add(Column::PreparingFunction.is_not_null()) } else { visible }
}

/// Asks the same of the database for what is hidden as for what is not there.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<revocation::Model> {
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Revocation, id, hidden.deciding_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &RevocationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<revocation::Model>> {
    let mut select = Entity::find().filter(visible(scope));
    if let Some(award) = filter.award_id {
        select = select.filter(Column::AwardId.eq(award));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

pub async fn award(db: &Conn, id: Uuid) -> Result<award::Model> {
    award::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The decision that granted an award, and the dossier that it granted.
pub async fn behind(db: &Conn, award: &award::Model) -> Result<(decision::Model, nomination::Model)> {
    let gone = || Error::internal(anyhow::anyhow!("an award without its decision or its dossier"));
    let decision = decision::Entity::find_by_id(award.decision_id).one(db).await?.ok_or_else(gone)?;
    let dossier = nomination::Entity::find_by_id(award.nomination_id).one(db).await?.ok_or_else(gone)?;
    Ok((decision, dossier))
}

/// The dossiers of the same subject, and of the collective that it belongs to, of which what was kept names the award.
pub async fn counted_in(db: &Conn, award: &award::Model) -> Result<Vec<Uuid>> {
    use nomination::Column::{Id, SubjectKey, SubjectType, SubjectUnitId};
    let collective =
        Condition::all().add(SubjectType.eq(nomination::SubjectType::Collective)).add(SubjectUnitId.eq(award.unit_id));
    let near = Condition::any().add(SubjectKey.eq(award.subject_key.as_str())).add(collective);
    let near = nomination::Entity::find().filter(near).filter(Id.ne(award.nomination_id)).order_by_asc(Id);
    let near: Vec<Uuid> = near.all(db).await?.into_iter().map(|m| m.id).collect();
    if near.is_empty() {
        return Ok(vec![]);
    }
    let runs = eligibility_run::Entity::find().filter(eligibility_run::Column::NominationId.is_in(near.clone()));
    let (named, mut naming) = (award.id.to_string(), HashSet::new());
    for run in runs.all(db).await? {
        if run.content.text().map_err(Error::internal)?.contains(&named) {
            naming.insert(run.nomination_id);
        }
    }
    Ok(near.into_iter().filter(|id| naming.contains(id)).collect())
}
