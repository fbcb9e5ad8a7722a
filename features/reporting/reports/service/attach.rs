//! Attaching a file to a report that is being written, and taking it away again.
use base::{
    http::{answer::Resource, etag::IfMatch},
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::report_attachment;
use planning::files;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::reports::{
    attachments,
    dto::{AttachToReport, ReportAttachmentView},
    events::ReportEvent,
    repo::{self, Text},
    rules::ReportAction,
};

pub const MOST: usize = 50;

pub async fn attach(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: AttachToReport,
) -> Result<Recorded<ReportAttachmentView>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    let known = attachments::rows(&uow.tx, id, None).await?;
    if known.iter().any(|row| row.file_id == input.file_id) {
        return Err(Error::field("/file_id", Fault::Duplicate));
    }
    if known.len() >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let owner = report.preparer_unit_id.unwrap_or(report.unit_id);
    let file = files::take(uow, scope, (input.file_id, input.kind), owner).await?;
    let row = report_attachment::ActiveModel {
        id: Set(Uuid::now_v7()),
        report_id: Set(id),
        version_id: Set(None),
        file_id: Set(file.id),
        kind: Set(input.kind),
        attached_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    let made = report_attachment::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let mut next = report.clone().into_active_model();
    next.authors = Set(report.authors.with(scope.user_id));
    next.had_files = Set(true);
    let values = repo::draft_values(&uow.tx, id).await?;
    let event = ReportEvent::FileAttached { attachment_id: made.id, file_id: made.file_id, kind: made.kind };
    let recorded = finish(uow, scope, (&report, next), Text::written(values), event).await?;
    Ok(recorded.map(|report| attachments::view(report.version(), (made, file))))
}

/// Not one that shows a value: whoever takes it away says first what the value rests on.
pub async fn detach(
    uow: &Uow,
    scope: &Scope,
    (id, attachment): (Uuid, Uuid),
    if_match: IfMatch,
) -> Result<Recorded<()>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    let known = attachments::rows(&uow.tx, id, None).await?;
    let row = known.into_iter().find(|row| row.id == attachment).ok_or_else(|| Error::new(Code::NotFound))?;
    let values = repo::draft_values(&uow.tx, id).await?;
    if values.iter().any(|value| value.evidence.0.contains(&row.file_id)) {
        return Err(Error::new(Code::FileInUse));
    }
    report_attachment::Entity::delete_by_id(row.id).exec(&uow.tx).await?;
    files::give_back(uow, row.file_id).await?;
    let mut next = report.clone().into_active_model();
    next.authors = Set(report.authors.with(scope.user_id));
    let event = ReportEvent::FileDetached { attachment_id: row.id, file_id: row.file_id, kind: row.kind };
    finish(uow, scope, (&report, next), Text::written(values), event).await.map(|recorded| recorded.map(drop))
}
