//! Inspections to be announced, begun, explained, concluded, followed and closed, and recommendations to be answered and judged.
use std::collections::{BTreeMap, HashSet};

use InspectionStatus::{Announced, Concluded, FollowUp, InProgress, Planned};
use base::{
    kernel::{
        error::Result,
        policy::Permission::{InspectionsRespond, InspectionsSign, InspectionsWrite},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{
    inspection::{self, InspectionStatus},
    inspection_explanation,
    inspection_recommendation::{self, RecommendationStatus},
    inspection_unit,
};
use oversight::{
    inspections::{paper::InspectionPaper, rules::InspectionAction},
    recommendations::rules::RecommendationAction,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, sea_query::ExprTrait,
};
use uuid::Uuid;

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, addressed_units, task_of},
};

/// A conclusion is signed once it is written, an inspection closed once nothing it recommends is open.
pub const INSPECTIONS: &[Waits<InspectionStatus>] = &[
    (Planned, TaskType::Sign, &["announce"]),
    (Announced, TaskType::Inspect, &["begin"]),
    (InProgress, TaskType::Write, &["draft_conclusion"]),
    (InProgress, TaskType::Sign, &["conclude"]),
    (Concluded, TaskType::Inspect, &["follow_up"]),
    (FollowUp, TaskType::Sign, &["close"]),
];

fn about(m: &inspection::Model) -> About {
    About {
        subject: TaskSubject::Inspection,
        subject_id: m.id,
        movement_id: Some(m.movement_id),
        unit_id: m.unit_id,
        due_on: None,
        since: m.updated_at,
    }
}

fn candidates(scope: &Scope) -> Candidates {
    use inspection::Column;
    let started = Column::Status.eq(Announced).and(Column::StartsOn.lte(scope.today));
    let to_write = Column::Status.eq(InProgress).and(Column::Conclusion.is_null());
    let to_conclude = Column::Status.eq(InProgress).and(Column::Conclusion.is_not_null());
    let of = || (Column::UnitId, None);
    Candidates::default()
        .addressed(scope, Column::Status.is_in([Planned, FollowUp]), of(), InspectionsSign)
        .addressed(scope, to_conclude, of(), InspectionsSign)
        .addressed(scope, started, of(), InspectionsWrite)
        .addressed(scope, to_write, of(), InspectionsWrite)
        .addressed(scope, Column::Status.eq(Concluded), of(), InspectionsWrite)
}

pub async fn inspecting(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use inspection::Column;
    let Some(condition) = candidates(scope).condition() else { return Ok(vec![]) };
    let select = inspection::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let found = select.all(db).await?;
    let followed: Vec<Uuid> = found.iter().filter(|m| m.status == FollowUp).map(|m| m.id).collect();
    let open = unsettled(db, followed).await?;
    let task = |inspection: inspection::Model| {
        let (written, settled) = (inspection.conclusion.is_some(), !open.contains(&inspection.id));
        let about = about(&inspection);
        let paper = InspectionPaper { inspection, units: vec![] };
        let ready = |(.., steps): &&Waits<InspectionStatus>| match *steps {
            ["draft_conclusion"] => !written,
            ["conclude"] => written,
            ["close"] => settled,
            _ => true,
        };
        let waits: Vec<Waits<InspectionStatus>> = INSPECTIONS.iter().filter(ready).copied().collect();
        task_of::<InspectionAction>(&paper, scope, &waits, about)
    };
    Ok(found.into_iter().filter_map(task).collect())
}

/// Of some inspections those with recommendations that are neither done nor dropped.
async fn unsettled(db: &Conn, inspections: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    use inspection_recommendation::{Column, Entity};
    if inspections.is_empty() {
        return Ok(HashSet::new());
    }
    let open = [RecommendationStatus::Open, RecommendationStatus::Answered];
    let found =
        Entity::find().select_only().column(Column::InspectionId).filter(Column::InspectionId.is_in(inspections));
    Ok(found.filter(Column::Status.is_in(open)).into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}

/// Until an inspection is concluded each inspected unit that has said nothing is waited for.
pub async fn inspected(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let units = addressed_units(scope, InspectionsRespond);
    if units.is_empty() {
        return Ok(vec![]);
    }
    let its_unit: RelationDef = inspection::Entity::belongs_to(inspection_unit::Entity)
        .from(inspection::Column::Id)
        .to(inspection_unit::Column::InspectionId)
        .into();
    let select = inspection::Entity::find()
        .join(JoinType::InnerJoin, its_unit)
        .select_also(inspection_unit::Entity)
        .filter(inspection_unit::Column::UnitId.is_in(units.iter().copied()))
        .filter(inspection::Column::Status.is_in([Announced, InProgress]))
        .order_by_asc(inspection::Column::Id)
        .limit(MOST);
    let told = select.all(db).await?;
    let said = explained(db, told.iter().map(|(m, _)| m.id).collect(), units).await?;
    let mut waiting: BTreeMap<Uuid, MyTask> = BTreeMap::new();
    for (m, unit) in told {
        if unit.is_some_and(|unit| !said.contains(&(m.id, unit.unit_id))) {
            waiting.entry(m.id).or_insert_with(|| about(&m).task(TaskType::Answer, vec!["explain"]));
        }
    }
    Ok(waiting.into_values().collect())
}

/// Who has explained itself in which of these inspections.
async fn explained(db: &Conn, inspections: Vec<Uuid>, units: Vec<Uuid>) -> Result<HashSet<(Uuid, Uuid)>> {
    use inspection_explanation::{Column, Entity};
    if inspections.is_empty() {
        return Ok(HashSet::new());
    }
    let found = Entity::find().filter(Column::InspectionId.is_in(inspections)).filter(Column::UnitId.is_in(units));
    Ok(found.all(db).await?.into_iter().map(|m| (m.inspection_id, m.unit_id)).collect())
}

pub const RECOMMENDATIONS: &[Waits<RecommendationStatus>] = &[
    (RecommendationStatus::Open, TaskType::Answer, &["answer"]),
    (RecommendationStatus::Answered, TaskType::Accept, &["check_off", "return"]),
];

pub async fn recommendations(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use inspection_recommendation::{Column, Entity};
    let open = Column::Status.eq(RecommendationStatus::Open);
    let answered = Column::Status.eq(RecommendationStatus::Answered);
    let candidates = Candidates::default()
        .addressed(scope, open, (Column::OwnerUnitId, None), InspectionsRespond)
        .addressed(scope, answered, (Column::InspectingUnitId, None), InspectionsWrite);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &inspection_recommendation::Model| {
        let about = About {
            subject: TaskSubject::Recommendation,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.owner_unit_id,
            due_on: (m.status == RecommendationStatus::Open).then_some(m.due_on),
            since: m.updated_at,
        };
        task_of::<RecommendationAction>(m, scope, RECOMMENDATIONS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
