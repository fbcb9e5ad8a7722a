//! After the reports of a year are due: who has not sent one is reminded, and one department adds up what its offices said.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};
use entity::{period, unit::UnitKind};
use oversight::reminders::{rules::ladder::GRACE, service as reminders};
use reporting::consolidations::{
    Cache,
    dto::{CreateConsolidation, IssueConsolidation},
    service as consolidations,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::stage::{Stage, line};

/// How many are sent in one transaction.
const BATCH: usize = 200;

/// As the job of the running service does it.
pub async fn urge(stage: &Stage<'_>, year: i32) -> Result<()> {
    stage.set_time(&format!("{year}-12-23T02:00:00Z"))?;
    let (db, today) = (stage.db, stage.db.clock.today());
    let day = (stage.organisation(), today);
    let due = reminders::due(db.read_latest(), &db.calendar, day, stage.movement_id, (today, GRACE)).await?;
    for batch in due.chunks(BATCH) {
        db.maintain("demo", async |uow| reminders::send(uow, batch).await).await?;
    }
    Ok(())
}

/// The department whose offices come first.
pub async fn consolidate(stage: &Stage<'_>, year: i32) -> Result<()> {
    let kind = |id: Uuid| stage.organisation().unit(id).map(|unit| unit.kind);
    let office = stage.units.iter().find(|id| kind(**id) == Some(UnitKind::DistrictJusticeOffice));
    let Some(department) = office.map(|office| stage.superior(*office)) else { return Ok(()) };
    let period = period::Entity::find()
        .filter(period::Column::MovementId.eq(stage.movement_id))
        .filter(period::Column::Code.eq(year.to_string()))
        .one(stage.db.primary())
        .await
        .map_err(Error::from)?;
    let Some(period) = period else { return Ok(()) };
    stage.set_time(&format!("{year}-12-29T02:00:00Z"))?;
    let input = CreateConsolidation { movement_id: stage.movement_id, period_id: period.id, unit_id: department };
    let made = stage.act(stage.people.officer(department), Permission::ReportsReceive, async |uow, scope| {
        consolidations::create(uow, scope, &Cache::default(), &input).await
    });
    let made = made.await?.summary;
    let signed = IssueConsolidation { content_digest: line(&made.content_digest)? };
    stage
        .act(stage.people.head(department), Permission::ReportsSign, async |uow, scope| {
            consolidations::issue(uow, scope, made.id, IfMatch::Any, &signed).await
        })
        .await?;
    Ok(())
}
