//! What the two sides of a report write to each other. Nothing of it is ever changed or taken away.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{report, report_message};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::reports::{
    dto::{ReportView, WriteMessage},
    events::ReportEvent,
    repo,
    rules::ReportAction,
    view,
};

/// What a thread holds.
const MOST: usize = 500;

pub async fn write_message(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WriteMessage,
) -> Result<Recorded<ReportView>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::WriteMessage).await?;
    if repo::messages(&uow.tx, id).await?.len() >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let message_id = Uuid::now_v7();
    let (unit_id, to_unit_id) = sides(scope, &report);
    let message = report_message::ActiveModel {
        id: Set(message_id),
        report_id: Set(id),
        unit_id: Set(unit_id),
        to_unit_id: Set(to_unit_id),
        written_by: Set(scope.user_id),
        text: Set(input.text.to_string()),
        created_at: Set(uow.now),
    };
    report_message::Entity::insert(message).exec_without_returning(&uow.tx).await?;
    let change = ReportEvent::MessageWritten { message_id }.of(&report, &report);
    uow.record(change, view::whole(&uow.tx, scope, report).await?).await
}

/// In whose name the caller writes, of the unit that has the report or of one that stands for its receiver today; and the
/// other side.
fn sides(scope: &Scope, report: &report::Model) -> (Uuid, Uuid) {
    let ours = report.preparer_unit_id.unwrap_or(report.unit_id);
    let holder = report.receiver_function.and_then(|function| scope.organisation.holder(function, scope.today));
    let theirs = holder.unwrap_or(report.receiver_unit_id);
    if scope.holds(Permission::ReportsWrite, ours) {
        return (ours, theirs);
    }
    let mut standing = scope.organisation.heirs(theirs, scope.today);
    standing.retain(|unit| scope.holds(Permission::ReportsWrite, *unit));
    (standing.first().copied().unwrap_or(report.receiver_unit_id), ours)
}
