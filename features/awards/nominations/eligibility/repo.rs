//! Queries on what rules look at: each takes as many statements for a thousand dossiers as for one.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::db::{Conn, bulk::lists},
};
use entity::{
    award, eligibility_run, initiative_use, legal_rule, movement,
    nomination::{self, SubjectType},
    nomination_evidence, obligation, plan, report, target,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::rules::{CRITERION, GUARD};
use crate::nominations::{repo::visible, rules::ENDED};

/// Criteria and guards of all regimes, in the order of the files.
pub async fn rules(db: &Conn) -> Result<Vec<legal_rule::Model>> {
    use legal_rule::{Column, Entity};
    let found = Entity::find().filter(Column::Kind.is_in([CRITERION, GUARD]));
    Ok(found.order_by_asc(Column::Kind).order_by_asc(Column::Ordinal).all(db).await?)
}

/// Awards of subjects, and of people who are called the same.
pub async fn awards(db: &Conn, keys: &[String], names: &[String]) -> Result<Vec<award::Model>> {
    use award::{Column, Entity};
    let namesake = Condition::all()
        .add(Column::SubjectType.eq(SubjectType::Individual))
        .add(Column::SearchText.is_in(names.iter().map(String::as_str)));
    let of_subject = Column::SubjectKey.is_in(keys.iter().map(String::as_str));
    let found = Entity::find().filter(Condition::any().add(of_subject).add(namesake));
    Ok(found.order_by_asc(Column::DecidedOn).order_by_asc(Column::Id).all(db).await?)
}

/// Awards of people of some units.
pub async fn awards_in(db: &Conn, units: &[Uuid]) -> Result<Vec<award::Model>> {
    use award::{Column, Entity};
    if units.is_empty() {
        return Ok(vec![]);
    }
    let people = Entity::find().filter(Column::SubjectType.eq(SubjectType::Individual));
    let found = people.filter(Column::UnitId.is_in(units.iter().copied()));
    Ok(found.order_by_asc(Column::DecidedOn).order_by_asc(Column::Id).all(db).await?)
}

/// Dossiers by id: of which days an award is.
pub async fn dossiers(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, nomination::Model>> {
    let mut found = HashMap::new();
    for ids in lists(ids) {
        let rows = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids)).all(db).await?;
        found.extend(rows.into_iter().map(|m| (m.id, m)));
    }
    Ok(found)
}

/// What some units owe, and the report that came for each.
pub async fn owed(db: &Conn, units: &[Uuid]) -> Result<Vec<(obligation::Model, Option<report::Model>)>> {
    if units.is_empty() {
        return Ok(vec![]);
    }
    let of_units = obligation::Column::UnitId.is_in(units.iter().copied());
    let owed = obligation::Entity::find().filter(of_units).order_by_asc(obligation::Column::DataTo);
    let owed = owed.order_by_asc(obligation::Column::Id).all(db).await?;
    let ids: Vec<Uuid> = owed.iter().map(|m| m.id).collect();
    let mut reports = HashMap::new();
    for ids in lists(&ids) {
        let found = report::Entity::find().filter(report::Column::ObligationId.is_in(ids)).all(db).await?;
        reports.extend(found.into_iter().map(|m| (m.obligation_id, m)));
    }
    Ok(owed.into_iter().map(|m| (m.clone(), reports.remove(&m.id))).collect())
}

pub async fn evidence(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<nomination_evidence::Model>>> {
    use nomination_evidence::{Column, Entity};
    let mut found: HashMap<Uuid, Vec<_>> = HashMap::new();
    for ids in lists(ids) {
        let rows = Entity::find().filter(Column::NominationId.is_in(ids)).order_by_asc(Column::Ordinal);
        for row in rows.all(db).await? {
            found.entry(row.nomination_id).or_default().push(row);
        }
    }
    Ok(found)
}

pub async fn reports(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, report::Model>> {
    let mut found = HashMap::new();
    for ids in lists(ids) {
        let rows = report::Entity::find().filter(report::Column::Id.is_in(ids)).all(db).await?;
        found.extend(rows.into_iter().map(|m| (m.id, m)));
    }
    Ok(found)
}

/// The plan of each of some targets.
pub async fn plans(db: &Conn, targets: &[Uuid]) -> Result<HashMap<Uuid, plan::Model>> {
    let mut found = HashMap::new();
    for ids in lists(targets) {
        let columns = target::Entity::find().select_only().column(target::Column::Id).column(target::Column::PlanId);
        let of = columns.filter(target::Column::Id.is_in(ids)).into_tuple::<(Uuid, Uuid)>().all(db).await?;
        let plans = plan::Entity::find().filter(plan::Column::Id.is_in(of.iter().map(|(_, plan)| *plan)));
        let plans: HashMap<Uuid, plan::Model> = plans.all(db).await?.into_iter().map(|m| (m.id, m)).collect();
        found.extend(of.into_iter().filter_map(|(target, plan)| Some((target, plans.get(&plan)?.clone()))));
    }
    Ok(found)
}

/// For which awards initiatives were used.
pub async fn used(db: &Conn, keys: &[String]) -> Result<Vec<(String, award::Model)>> {
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let uses = initiative_use::Entity::find()
        .filter(initiative_use::Column::InitiativeKey.is_in(keys.iter().map(String::as_str)))
        .all(db)
        .await?;
    let of = uses.iter().map(|m| m.nomination_id);
    let awards = award::Entity::find().filter(award::Column::NominationId.is_in(of)).all(db).await?;
    let awards: HashMap<Uuid, award::Model> = awards.into_iter().map(|m| (m.nomination_id, m)).collect();
    let award = |m: initiative_use::Model| Some((m.initiative_key, awards.get(&m.nomination_id)?.clone()));
    Ok(uses.into_iter().filter_map(award).collect())
}

/// Movements and those above them, as far as a family goes.
pub async fn movements(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, movement::Model>> {
    const LEVELS: usize = 3;
    let mut found: HashMap<Uuid, movement::Model> = HashMap::new();
    let mut wanted = ids.to_vec();
    for _ in 0..LEVELS {
        wanted.retain(|id| !found.contains_key(id));
        if wanted.is_empty() {
            break;
        }
        let of = movement::Column::Id.is_in(wanted.iter().copied());
        let rows = movement::Entity::find().filter(of).all(db).await?;
        wanted = rows.iter().filter_map(|m| m.parent_movement_id).collect();
        found.extend(rows.into_iter().map(|m| (m.id, m)));
    }
    Ok(found)
}

/// Dossiers of some units for some forms that were submitted and not given up.
pub async fn listed(db: &Conn, units: &[Uuid], forms: &[Uuid]) -> Result<Vec<nomination::Model>> {
    use nomination::{Column, Entity};
    if units.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find()
        .filter(Column::NominatingUnitId.is_in(units.iter().copied()))
        .filter(Column::AwardFormId.is_in(forms.iter().copied()))
        .filter(Column::SubmittedAt.is_not_null())
        .filter(Column::Status.is_not_in(ENDED));
    Ok(found.all(db).await?)
}

/// What was kept of a dossier, oldest first.
pub async fn runs(db: &Conn, nomination_id: Uuid) -> Result<Vec<eligibility_run::Model>> {
    use eligibility_run::{Column, Entity};
    let found = Entity::find().filter(Column::NominationId.eq(nomination_id));
    Ok(found.order_by_asc(Column::MadeAt).order_by_asc(Column::Id).all(db).await?)
}

/// Other dossiers on a subject that the caller sees, the newest first.
pub async fn beside(db: &Conn, scope: &Scope, nomination: &nomination::Model) -> Result<Vec<nomination::Model>> {
    use nomination::{Column, Entity};
    const MOST: u64 = 100;
    let found = Entity::find()
        .filter(visible(scope))
        .filter(Column::SubjectKey.eq(&nomination.subject_key))
        .filter(Column::Id.ne(nomination.id))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(MOST);
    Ok(found.all(db).await?)
}
