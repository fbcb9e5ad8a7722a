//! Attaching files to papers of oversight. Whether a paper takes them, and what the journal says of it, is the matter of
//! the feature whose paper it is.
use base::{
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Uow, bulk},
};
use entity::{
    file,
    paper_attachment::{self, PaperType},
    plan_attachment::AttachmentKind,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::files::{
    dto::AttachFile,
    repo::{self, papers::Attachment},
    rules::{MOST_ATTACHMENTS, scan_is_one, takes_only},
    service::attach,
};

/// A paper that takes files of its owner and of the owner's successors.
pub struct Holder {
    paper_type: PaperType,
    paper_id: Uuid,
    units: Vec<Uuid>,
}

impl Holder {
    pub fn of(scope: &Scope, paper_type: PaperType, paper_id: Uuid, unit_id: Uuid) -> Self {
        let mut units = scope.organisation.heirs(unit_id, scope.today);
        units.push(unit_id);
        Self { paper_type, paper_id, units }
    }
}

/// `takes` is what the paper takes as it stands.
pub async fn attach_to(
    uow: &Uow,
    scope: &Scope,
    (holder, takes): (&Holder, &[AttachmentKind]),
    input: AttachFile,
) -> Result<Attachment> {
    if !takes.contains(&input.kind) {
        return Err(takes_only(takes));
    }
    let file = attach::checked(uow, scope, &input, &holder.units, "/file_id").await?;
    put(uow, scope, holder, (file, input.kind)).await
}

/// The same by somebody who runs something of the unit and does not read its files otherwise. Of others nothing is told, not even
/// that they are there.
pub async fn attach_of_unit(
    uow: &Uow,
    scope: &Scope,
    (holder, takes): (&Holder, &[AttachmentKind]),
    input: AttachFile,
) -> Result<Attachment> {
    if !takes.contains(&input.kind) {
        return Err(takes_only(takes));
    }
    let found = repo::by_id(&uow.tx, &[input.file_id]).await?.pop();
    let file = found.filter(|file| holder.units.contains(&file.unit_id));
    let file = file.ok_or_else(|| Error::field("/file_id", Fault::NotFound))?;
    scan_is_one(input.kind, &file)?;
    put(uow, scope, holder, (file, input.kind)).await
}

async fn put(
    uow: &Uow,
    scope: &Scope,
    holder: &Holder,
    (file, kind): (file::Model, AttachmentKind),
) -> Result<Attachment> {
    if repo::papers::count(&uow.tx, holder.paper_id).await? >= MOST_ATTACHMENTS {
        return Err(Error::field("", Fault::TooLong));
    }
    let row = insert(uow, scope, holder, (file.id, kind), "/file_id").await?;
    Ok((row, file))
}

/// Attaches what an answer names as its evidence; each file once.
pub async fn attach_all(uow: &Uow, scope: &Scope, holder: &Holder, files: &[Uuid]) -> Result<()> {
    let kind = AttachmentKind::Annex;
    for (at, file_id) in files.iter().enumerate() {
        let pointer = format!("/file_ids/{at}");
        if files.iter().take(at).any(|other| other == file_id) {
            return Err(Error::field(pointer, Fault::Duplicate));
        }
        let file =
            attach::checked(uow, scope, &AttachFile { file_id: *file_id, kind }, &holder.units, &pointer).await?;
        insert(uow, scope, holder, (file.id, kind), &pointer).await?;
    }
    Ok(())
}

async fn insert(
    uow: &Uow,
    scope: &Scope,
    holder: &Holder,
    (file_id, kind): (Uuid, AttachmentKind),
    pointer: &str,
) -> Result<paper_attachment::Model> {
    repo::change(uow, file_id).await.map_err(|e| e.named_at(pointer))?;
    let row = paper_attachment::ActiveModel {
        id: Set(Uuid::now_v7()),
        paper_type: Set(holder.paper_type),
        paper_id: Set(holder.paper_id),
        file_id: Set(file_id),
        kind: Set(kind),
        attached_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    Ok(paper_attachment::Entity::insert(row).exec_with_returning(&uow.tx).await?)
}

/// Papers that are no longer have no files; the files stay.
pub async fn detach_all(uow: &Uow, papers: &[Uuid]) -> Result<()> {
    let rows = repo::papers::of(&uow.tx, papers).await?;
    let gone: Vec<Uuid> = rows.iter().map(|(row, _)| row.id).collect();
    if gone.is_empty() {
        return Ok(());
    }
    bulk::remove::<paper_attachment::Entity>(&uow.tx, &gone).await?;
    for (_, file) in rows {
        repo::change(uow, file.id).await?;
    }
    Ok(())
}

pub async fn detach_from(uow: &Uow, paper_id: Uuid, id: Uuid) -> Result<paper_attachment::Model> {
    let (row, file) = repo::papers::one(&uow.tx, paper_id, id).await?;
    paper_attachment::Entity::delete_by_id(row.id).exec(&uow.tx).await?;
    repo::change(uow, file.id).await?;
    Ok(row)
}
