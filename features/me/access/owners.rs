//! Whose a paper is, without its being read: it decides whether an administrator may ask about it at all.
use base::{kernel::error::Result, store::db::Conn};
use entity::{
    allocation, consolidation, council, council_session, decision, exemplar, exemplar_adoption, guidance,
    guidance_question, inspection, inspection_recommendation, journal::Subject, movement, nomination, obligation, plan,
    plan_template, posting, posting_objection, reminder, report, reporting_schedule, revocation,
};
use sea_orm::{
    EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

/// The unit that answers for a paper; none where there is no such paper, or it belongs to no unit.
pub async fn of(db: &Conn, subject: Subject, id: Uuid) -> Result<Option<Uuid>> {
    match subject {
        Subject::Movement => value::<movement::Entity>(db, id, movement::Column::LaunchedByUnitId).await,
        Subject::PlanTemplate => {
            let movement = value::<plan_template::Entity>(db, id, plan_template::Column::MovementId).await?;
            of_movement(db, movement).await
        }
        Subject::ReportingSchedule => {
            let movement = value::<reporting_schedule::Entity>(db, id, reporting_schedule::Column::MovementId).await?;
            of_movement(db, movement).await
        }
        Subject::Plan => value::<plan::Entity>(db, id, plan::Column::UnitId).await,
        Subject::Allocation => value::<allocation::Entity>(db, id, allocation::Column::UnitId).await,
        Subject::Consolidation => value::<consolidation::Entity>(db, id, consolidation::Column::UnitId).await,
        Subject::Report => value::<report::Entity>(db, id, report::Column::UnitId).await,
        Subject::Obligation => value::<obligation::Entity>(db, id, obligation::Column::UnitId).await,
        _ => of_later(db, subject, id).await,
    }
}

/// Of oversight and of awards.
async fn of_later(db: &Conn, subject: Subject, id: Uuid) -> Result<Option<Uuid>> {
    match subject {
        Subject::Nomination => value::<nomination::Entity>(db, id, nomination::Column::NominatingUnitId).await,
        Subject::Decision => value::<decision::Entity>(db, id, decision::Column::DecidingUnitId).await,
        Subject::Council => value::<council::Entity>(db, id, council::Column::UnitId).await,
        Subject::CouncilSession => value::<council_session::Entity>(db, id, council_session::Column::UnitId).await,
        Subject::Exemplar => value::<exemplar::Entity>(db, id, exemplar::Column::UnitId).await,
        Subject::ExemplarAdoption => {
            value::<exemplar_adoption::Entity>(db, id, exemplar_adoption::Column::UnitId).await
        }
        Subject::Posting => value::<posting::Entity>(db, id, posting::Column::UnitId).await,
        Subject::PostingObjection => {
            value::<posting_objection::Entity>(db, id, posting_objection::Column::UnitId).await
        }
        Subject::Revocation => value::<revocation::Entity>(db, id, revocation::Column::UnitId).await,
        Subject::Guidance => value::<guidance::Entity>(db, id, guidance::Column::UnitId).await,
        Subject::GuidanceQuestion => {
            value::<guidance_question::Entity>(db, id, guidance_question::Column::UnitId).await
        }
        Subject::Inspection => value::<inspection::Entity>(db, id, inspection::Column::UnitId).await,
        Subject::Recommendation => {
            value::<inspection_recommendation::Entity>(db, id, inspection_recommendation::Column::OwnerUnitId).await
        }
        Subject::Reminder => value::<reminder::Entity>(db, id, reminder::Column::FromUnitId).await,
        _ => Ok(None),
    }
}

async fn of_movement(db: &Conn, id: Option<Uuid>) -> Result<Option<Uuid>> {
    // Looked for in either case, so that how long it takes does not tell what is there.
    value::<movement::Entity>(db, id.unwrap_or_default(), movement::Column::LaunchedByUnitId).await
}

async fn value<E: EntityTrait>(db: &Conn, id: Uuid, column: E::Column) -> Result<Option<Uuid>> {
    let select = E::find().select_only().column(column).filter(Expr::col("id").eq(id));
    Ok(select.into_tuple::<Uuid>().one(db).await?)
}
