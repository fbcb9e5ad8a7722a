//! Queries on what units are told of, and on what people have read.
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use awards::councils;
use base::{
    kernel::{error::Result, policy::Permission, scope::Scope},
    store::db::{Conn, bulk::lists},
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    council_session, guidance_addressee, guidance_question, inspection_recommendation, inspection_unit, journal,
    notification_read,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::messages;

/// What others did to a unit's papers, and what was decided about them.
const TOLD: [&str; 26] = [
    "allocation.accepted",
    "allocation.disputed",
    "decision.signed",
    "exemplar.recognised",
    "exemplar.spread",
    "exemplar.withdrawn",
    "guidance_question.asked",
    "inspection.explained",
    "nomination.awarded",
    "nomination.forwarded",
    "nomination.proposed",
    "nomination.received",
    "nomination.refused",
    "nomination.returned",
    "obligation.extended",
    "obligation.waived",
    "plan.received",
    "plan.supplement_requested",
    "plan.supplement_resolved",
    "posting_objection.raised",
    "posting_objection.withdrawn",
    "posting_objection.written",
    "recommendation.answered",
    "reminder.sent",
    "report.accepted",
    "report.returned",
];

/// What others did with papers of their own that are meant for a unit, and what a council does, for its members.
const TOLD_TO: [&str; 16] = [
    "council_session.cancelled",
    "council_session.casting_started",
    "council_session.closed",
    "council_session.concluded",
    "council_session.opened",
    "council_session.planned",
    "guidance.issued",
    "guidance.withdrawn",
    "guidance_question.answered",
    "inspection.announced",
    "inspection.cancelled",
    "inspection.concluded",
    "recommendation.done",
    "recommendation.dropped",
    "recommendation.made",
    "recommendation.returned",
];

/// So long is something told.
pub const TOLD_FOR: TimeDelta = TimeDelta::days(90);
/// A list that is read on a screen.
pub const MOST: usize = 500;

/// An entry, and the unit that is told of it.
pub struct Told {
    pub entry: journal::Model,
    pub unit_id: Uuid,
}

/// What the units are told of at which the caller reads papers, newest first.
pub async fn told(db: &Conn, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Told>> {
    use journal::Column;
    let (units, since) = (scope.owned().collect::<Vec<Uuid>>(), now - TOLD_FOR);
    let mut meant = sessions(db, scope, since).await?;
    if units.is_empty() && meant.is_empty() {
        return Ok(vec![]);
    }
    meant.extend(meant_for(db, &units, since).await?);
    let written = messages::told(db, &units, since).await?;
    let newest = || journal::Entity::find().filter(Column::At.gt(since)).order_by_desc(Column::Id).limit(MOST as u64);
    let own = newest().filter(Column::UnitId.is_in(units)).filter(Column::Event.is_in(TOLD)).all(db).await?;
    let mut found: Vec<Told> =
        own.into_iter().filter_map(|entry| Some(Told { unit_id: entry.unit_id?, entry })).collect();
    for ids in lists(&meant.keys().copied().collect::<Vec<_>>()) {
        let others = newest().filter(Column::SubjectId.is_in(ids)).filter(Column::Event.is_in(TOLD_TO));
        let told = |entry: journal::Model| Some(Told { unit_id: *meant.get(&entry.subject_id)?, entry });
        found.extend(others.all(db).await?.into_iter().filter_map(told));
    }
    found.extend(written);
    found.sort_by_key(|told| Reverse(told.entry.id));
    found.truncate(MOST);
    Ok(found)
}

/// Sessions of the councils that the caller reads, each with the unit that its council advises.
async fn sessions(db: &Conn, scope: &Scope, since: DateTime<Utc>) -> Result<HashMap<Uuid, Uuid>> {
    use council_session::{Column, Entity};
    if !scope.holds_somewhere(Permission::CouncilsRead) {
        return Ok(HashMap::new());
    }
    let mine = councils::repo::mine(db, scope).await?;
    let found = Entity::find().select_only().columns([Column::Id, Column::UnitId]).filter(Column::UpdatedAt.gt(since));
    let found = found.filter(councils::sessions::repo::visible(scope, &mine));
    Ok(found.into_tuple::<(Uuid, Uuid)>().all(db).await?.into_iter().collect())
}

/// The papers of others that are meant for some units, each with one of these.
async fn meant_for(db: &Conn, units: &[Uuid], since: DateTime<Utc>) -> Result<HashMap<Uuid, Uuid>> {
    use guidance_addressee as addressee;
    use guidance_question as question;
    use inspection_recommendation as recommendation;
    let units = || units.iter().copied();
    let guidance = addressee::Entity::find()
        .select_only()
        .columns([addressee::Column::GuidanceId, addressee::Column::UnitId])
        .filter(addressee::Column::UnitId.is_in(units()));
    let questions = question::Entity::find()
        .select_only()
        .columns([question::Column::Id, question::Column::UnitId])
        .filter(question::Column::UnitId.is_in(units()))
        .filter(question::Column::UpdatedAt.gt(since));
    let inspections = inspection_unit::Entity::find()
        .select_only()
        .columns([inspection_unit::Column::InspectionId, inspection_unit::Column::UnitId])
        .filter(inspection_unit::Column::UnitId.is_in(units()));
    let recommendations = recommendation::Entity::find()
        .select_only()
        .columns([recommendation::Column::Id, recommendation::Column::OwnerUnitId])
        .filter(recommendation::Column::OwnerUnitId.is_in(units()))
        .filter(recommendation::Column::UpdatedAt.gt(since));
    let mut found = HashMap::new();
    found.extend(guidance.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    found.extend(questions.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    found.extend(inspections.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    found.extend(recommendations.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    Ok(found)
}

/// Which of these a person has read.
pub async fn read(db: &Conn, user_id: Uuid, told: &[Told]) -> Result<HashSet<Uuid>> {
    use notification_read::{Column, Entity};
    if told.is_empty() {
        return Ok(HashSet::new());
    }
    let found = Entity::find()
        .select_only()
        .column(Column::EntryId)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::EntryId.is_in(told.iter().map(|told| told.entry.id)));
    Ok(found.into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}
