//! The rows that are counted: a cell groups them, a list shows them, both by one condition.
use base::{
    kernel::{error::Result, scope::Scope},
    store::db::Conn,
};
use entity::{
    award::{self, AwardStatus},
    award_authority, award_form,
    decision::{self, DecisionStatus},
    movement::{self, MovementStatus},
    nomination::{self, NominationStatus, SubjectType},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::{
    dto::Side,
    rules::{Asked, Reach},
};
use crate::nominations;

/// Awards that were decided in the year and stand.
pub fn awards(asked: &Asked, reach: &Reach, side: Option<Side>) -> Select<award::Entity> {
    use award::{Column, Entity};
    Entity::find()
        .filter(Column::DecidedOn.between(asked.window.from, asked.window.to))
        .filter(Column::Status.ne(AwardStatus::Revoked))
        .filter(reach.condition(Column::UnitId, side))
}

pub fn decisions(asked: &Asked, reach: &Reach, side: Option<Side>) -> Select<decision::Entity> {
    use decision::{Column, Entity};
    Entity::find()
        .filter(Column::Status.eq(DecisionStatus::Signed))
        .filter(Column::DecidedOn.between(asked.window.from, asked.window.to))
        .filter(reach.condition(Column::DecidingUnitId, side))
}

/// Dossiers that lie with their unit again are being rewritten: nobody else reads what they say.
pub fn dossiers(scope: &Scope, asked: &Asked, reach: &Reach, side: Option<Side>) -> Select<nomination::Entity> {
    use nomination::{Column, Entity};
    let at_unit = [
        NominationStatus::Draft,
        NominationStatus::UnitReviewed,
        NominationStatus::Returned,
        NominationStatus::Withdrawn,
    ];
    let (from, to) = asked.instants();
    Entity::find()
        .filter(nominations::repo::visible(scope))
        .filter(Column::SubmittedAt.gte(from))
        .filter(Column::SubmittedAt.lt(to))
        .filter(Column::Status.is_not_in(at_unit))
        .filter(reach.condition(Column::NominatingUnitId, side))
}

/// Movements that were launched: some a year, so that their days are looked at in memory.
pub async fn movements(db: &Conn, asked: &Asked, reach: &Reach) -> Result<Vec<movement::Model>> {
    let not_launched = [MovementStatus::Draft, MovementStatus::Cancelled];
    let all = movement::Entity::find().filter(movement::Column::Status.is_not_in(not_launched)).all(db).await?;
    let wanted = |m: &movement::Model| {
        let on = launched_on(m);
        asked.window.from <= on && on <= asked.window.to && reach.holds(m.launched_by_unit_id, None)
    };
    Ok(all.into_iter().filter(wanted).collect())
}

/// The day of the document; where nobody knows it, the first day of the movement.
pub fn launched_on(m: &movement::Model) -> chrono::NaiveDate {
    m.document_issued_on.unwrap_or(m.starts_on)
}

/// So many awards of a form, for one kind of subject, by one rule, at one unit.
pub type AwardGroup = (Uuid, SubjectType, Uuid, Uuid, i64);

pub async fn award_groups(db: &Conn, asked: &Asked, reach: &Reach) -> Result<Vec<AwardGroup>> {
    use award::Column;
    let groups = awards(asked, reach, None)
        .select_only()
        .columns([Column::AwardFormId, Column::SubjectType, Column::AuthorityId, Column::UnitId])
        .column_as(Column::Id.count(), "counted")
        .group_by(Column::AwardFormId)
        .group_by(Column::SubjectType)
        .group_by(Column::AuthorityId)
        .group_by(Column::UnitId);
    Ok(groups.into_tuple().all(db).await?)
}

pub async fn decision_groups(db: &Conn, asked: &Asked, reach: &Reach) -> Result<Vec<(Uuid, i64)>> {
    use decision::Column;
    let groups = decisions(asked, reach, None)
        .select_only()
        .column(Column::DecidingUnitId)
        .column_as(Column::Id.count(), "counted")
        .group_by(Column::DecidingUnitId);
    Ok(groups.into_tuple().all(db).await?)
}

pub async fn dossier_groups(
    db: &Conn,
    scope: &Scope,
    asked: &Asked,
    reach: &Reach,
) -> Result<Vec<(Uuid, SubjectType, Uuid, i64)>> {
    use nomination::Column;
    let groups = dossiers(scope, asked, reach, None)
        .select_only()
        .columns([Column::AwardFormId, Column::SubjectType, Column::NominatingUnitId])
        .column_as(Column::Id.count(), "counted")
        .group_by(Column::AwardFormId)
        .group_by(Column::SubjectType)
        .group_by(Column::NominatingUnitId);
    Ok(groups.into_tuple().all(db).await?)
}

/// All forms and all rules on who decides: a handful of each.
pub async fn forms(db: &Conn) -> Result<Vec<award_form::Model>> {
    Ok(award_form::Entity::find().all(db).await?)
}

pub async fn authorities(db: &Conn) -> Result<Vec<award_authority::Model>> {
    Ok(award_authority::Entity::find().all(db).await?)
}
