//! What an entry changes beside its subject: members of one resource that are made of another.
use std::collections::HashMap;

use base::{kernel::error::Result, store::db::Conn};
use entity::{
    exemplar_adoption, exemplar_result,
    journal::{self, Subject},
    plan, report, supplement_request, unit_succession,
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};
use serde_json::Value;
use uuid::Uuid;

use super::Resource;

/// What is touched, by the subject of an entry.
#[derive(Default)]
pub struct Touched(HashMap<Uuid, Vec<(Resource, Uuid)>>);

impl Touched {
    pub fn by(&self, subject: Uuid) -> &[(Resource, Uuid)] {
        self.0.get(&subject).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, resource: Resource, found: Vec<(Uuid, Uuid)>) {
        for (subject, id) in found {
            let touched = self.0.entry(subject).or_default();
            if !touched.contains(&(resource, id)) {
                touched.push((resource, id));
            }
        }
    }
}

/// Of all these entries together, by a query for each way in which one thing is made of another.
pub async fn touched(db: &Conn, entries: &[&journal::Model]) -> Result<Touched> {
    let about = |subject: Subject| {
        let of = entries.iter().filter(|entry| entry.subject_type == subject);
        of.map(|entry| entry.subject_id).collect::<Vec<Uuid>>()
    };
    let mut touched = Touched::default();
    let owed = reports(db, about(Subject::Obligation)).await?;
    touched.add(Resource::Exemplars, shown_of(db, &owed).await?);
    touched.add(Resource::Reports, owed);
    touched.add(Resource::Exemplars, adopted(db, about(Subject::ExemplarAdoption)).await?);
    let reports = about(Subject::Report);
    touched.add(Resource::Exemplars, shown(db, reports.clone()).await?);
    touched.add(Resource::Plans, measured(db, reports).await?);
    touched.add(Resource::Plans, answered(db, about(Subject::Plan)).await?);
    touched.add(Resource::Units, followed(db, about(Subject::Unit)).await?);
    Ok(touched)
}

/// Who prepared the report of an obligation until another unit was made to.
pub fn prepared_before(entry: &journal::Model) -> Option<Uuid> {
    if entry.subject_type != Subject::Obligation {
        return None;
    }
    let data: Value = serde_json::from_str(&entry.data).ok()?;
    data.pointer("/changed/preparer_unit_id/before")?.as_str()?.parse().ok()
}

/// A report has the days of its obligation, and its preparer.
async fn reports(db: &Conn, obligations: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use report::{Column, Entity};
    if obligations.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().select_only().columns([Column::ObligationId, Column::Id]);
    Ok(found.filter(Column::ObligationId.is_in(obligations)).into_tuple().all(db).await?)
}

/// An exemplar tells how many have adopted it.
async fn adopted(db: &Conn, adoptions: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use exemplar_adoption::{Column, Entity};
    if adoptions.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().select_only().columns([Column::Id, Column::ExemplarId]);
    Ok(found.filter(Column::Id.is_in(adoptions)).into_tuple().all(db).await?)
}

/// An exemplar shows figures of reports, and whether they count.
async fn shown(db: &Conn, reports: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use exemplar_result::{Column, Entity};
    if reports.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().select_only().columns([Column::ReportId, Column::ExemplarId]).distinct();
    Ok(found.filter(Column::ReportId.is_in(reports)).into_tuple().all(db).await?)
}

/// An exemplar names the reports of its figures to whoever reads them: the obligation says who prepares one.
async fn shown_of(db: &Conn, owed: &[(Uuid, Uuid)]) -> Result<Vec<(Uuid, Uuid)>> {
    let exemplars = shown(db, owed.iter().map(|(_, report)| *report).collect()).await?;
    let of = |(obligation, report): &(Uuid, Uuid)| {
        let (obligation, report) = (*obligation, *report);
        exemplars.iter().filter(move |(one, _)| *one == report).map(move |(_, exemplar)| (obligation, *exemplar))
    };
    Ok(owed.iter().flat_map(of).collect())
}

/// A request to add to a plan names the version that answered it.
async fn answered(db: &Conn, plans: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use supplement_request::{Column, Entity};
    if plans.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().select_only().columns([Column::ResolvedByPlanId, Column::PlanId]).distinct();
    Ok(found.filter(Column::ResolvedByPlanId.is_in(plans)).into_tuple().all(db).await?)
}

/// A unit names those that take over from it.
async fn followed(db: &Conn, successors: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use unit_succession::{Column, Entity};
    if successors.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().select_only().columns([Column::SuccessorId, Column::PredecessorId]).distinct();
    let found = found.filter(Column::SuccessorId.is_in(successors)).into_tuple::<(Uuid, Uuid)>().all(db).await?;
    // The part of a unit that stays is none of those that take over.
    Ok(found.into_iter().filter(|(successor, unit)| successor != unit).collect())
}

/// The targets of a plan tell how far its unit has come, by what was reported.
async fn measured(db: &Conn, reports: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use report::{Column, Entity};
    if reports.is_empty() {
        return Ok(vec![]);
    }
    let of_unit: RelationDef = Entity::belongs_to(plan::Entity)
        .from((Column::MovementId, Column::UnitId))
        .to((plan::Column::MovementId, plan::Column::UnitId))
        .into();
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .column_as(plan::Column::Id, "plan_id")
        .join(JoinType::InnerJoin, of_unit)
        .filter(Column::Id.is_in(reports));
    Ok(found.into_tuple().all(db).await?)
}
