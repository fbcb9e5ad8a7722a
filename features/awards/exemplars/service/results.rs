//! The figures that show what an exemplar has brought a unit: of its own reports as they were sent, each once.
use base::{
    kernel::error::{Code, Error, Fault, FieldError, Result},
    store::db::{Uow, bulk},
};
use entity::{
    exemplar_result, report,
    report_value::{self, ValueQuality},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::exemplars::dto::ResultInput;

/// A figure that still counts.
const COUNTING: [ValueQuality; 2] = [ValueQuality::Submitted, ValueQuality::Accepted];

/// Replaces the figures of an exemplar's own unit or, with an adoption, of the unit that adopted it.
pub async fn set(
    uow: &Uow,
    (exemplar_id, adoption_id): (Uuid, Option<Uuid>),
    unit_id: Uuid,
    figures: &[ResultInput],
) -> Result<()> {
    use exemplar_result::{ActiveModel, Column, Entity};
    let values = values(uow, unit_id, figures).await?;
    let of = match adoption_id {
        Some(adoption) => Column::AdoptionId.eq(adoption),
        None => Column::AdoptionId.is_null(),
    };
    Entity::delete_many().filter(Column::ExemplarId.eq(exemplar_id)).filter(of).exec(&uow.tx).await?;
    let row = |(value, ordinal): (report_value::Model, i32)| ActiveModel {
        id: Set(Uuid::now_v7()),
        exemplar_id: Set(exemplar_id),
        adoption_id: Set(adoption_id),
        unit_id: Set(unit_id),
        ordinal: Set(ordinal),
        report_id: Set(value.report_id),
        version_no: Set(value.version_no),
        target_id: Set(value.target_id),
    };
    bulk::insert(&uow.tx, values.into_iter().zip(1..).map(row).collect()).await
}

/// Of a report of another unit nothing is told, not even that it is there.
async fn values(uow: &Uow, unit_id: Uuid, figures: &[ResultInput]) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let reports: Vec<Uuid> = figures.iter().map(|one| one.report_id).collect();
    let sent = Entity::find()
        .join(JoinType::InnerJoin, report_value::of_report())
        .filter(Column::ReportId.is_in(reports))
        .filter(report::Column::UnitId.eq(unit_id))
        .filter(Column::Quality.is_in(COUNTING));
    let sent = sent.all(&uow.tx).await?;
    let (mut found, mut faults): (Vec<report_value::Model>, _) = (vec![], vec![]);
    for (at, one) in figures.iter().enumerate() {
        let mut refuse = |name: &str, fault| {
            faults.push(FieldError { pointer: format!("/results/{at}{name}"), fault });
        };
        let value = sent.iter().find(|value| (value.report_id, value.target_id) == (one.report_id, one.target_id));
        match value {
            None => refuse("/report_id", Fault::NotFound),
            Some(value) if found.contains(value) => refuse("", Fault::Duplicate),
            Some(value) if found.iter().any(|other| twice(other, value)) => refuse("", Fault::Overlaps),
            Some(value) => found.push(value.clone()),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Two reports of days in common count the same work twice: the year what its halves have counted.
fn twice(one: &report_value::Model, other: &report_value::Model) -> bool {
    one.report_id != other.report_id
        && one.indicator_id == other.indicator_id
        && (one.indicator_id.is_some() || one.target_id == other.target_id)
        && one.data_from <= other.data_to
        && other.data_from <= one.data_to
}
