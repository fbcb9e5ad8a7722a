//! What is done with obligations and reports, a use case a file.
mod answer;
mod attach;
mod below;
mod correct;
mod draft;
mod import;
mod message;
mod receive;
mod relief;
mod sign;
mod values;

pub use answer::answer_check;
pub use attach::{attach, detach};
use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};
pub use below::{Below, use_below};
pub use correct::{correct, drop_correction};
pub use draft::{create, update};
use entity::{
    obligation,
    report::{self, ReportStatus},
};
pub use import::import;
pub use message::write_message;
pub use receive::{accept, return_};
pub use relief::{extend, extend_many, hand_over_many, waive, waive_many};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
pub use sign::{sign, submit};

use super::{dto::ReportView, events::ReportEvent, repo::Text, rules, view};

/// Their values are in figures.
const COUNTED: [ReportStatus; 2] = [ReportStatus::Submitted, ReportStatus::Accepted];

/// Saves a changed report, lets its obligation follow, and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (&report::Model, report::ActiveModel),
    text: Text,
    event: ReportEvent,
) -> Result<Recorded<ReportView>> {
    let after = uow.save(next, before.id, before.version).await?;
    // What was accepted stays accepted while it is corrected.
    let corrected = before.corrects.is_some() || after.corrects.is_some();
    if after.status != before.status && !corrected {
        follow(uow, &after).await?;
    }
    if COUNTED.contains(&after.status) || COUNTED.contains(&before.status) {
        let (movement_id, id) = (after.movement_id, after.obligation_id);
        figures::changed(uow, figures::Change::Obligation { movement_id, id });
    }
    let change = event.of(before, &after);
    uow.record(change, view::with_text(&uow.tx, scope, after, text).await?).await
}

/// The report's version guards the obligation too, but not against one that was waived or ended with its unit since it
/// was read: whoever did that looked at the obligation alone.
async fn follow(uow: &Uow, report: &report::Model) -> Result<()> {
    use obligation::{Column, Entity, ObligationStatus};
    let over = [ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
    let followed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(rules::followed(report.status)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(uow.now))
        .filter(Column::Id.eq(report.obligation_id))
        .filter(Column::Status.is_not_in(over))
        .exec(&uow.tx)
        .await?;
    if followed.rows_affected == 1 { Ok(()) } else { Err(Error::new(Code::VersionMismatch)) }
}
