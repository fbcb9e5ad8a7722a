//! Files (tệp) of a unit, and what is attached to its plans (tệp đính kèm): a signed scan, an annex, anything else. Other
//! papers attach files through `service::papers`, each by rules of its own.
//!
//! An upload is held to its name, its size and its type by content, looked at by the operator's scanner and only then
//! kept. A document that is an archive is really unpacked, within a bound; one that holds an archive is refused, for
//! nobody can say what that unpacks to. The bytes lie in the store (`store::objects`) under their SHA-256, once.
//!
//! A file is read by whoever reads all papers of its unit and by whoever sees a plan or another paper it is attached to, or a
//! report with which it was sent. One that was
//! never attached goes after a day; one that was stays until its unit deletes it.
//!
//! Attaching does not change what a plan says, so it asks for the plan's version and leaves it as it is. A draft takes
//! annexes; an issued version its signed scan too; once it was sent, nothing but its scan is added and nothing taken.
pub mod claims;
mod content;
mod download;
pub mod dto;
pub mod events;
mod form;
mod inheritance;
pub mod readers;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
pub mod view;

use base::{
    http::handlers::Handlers,
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Conn, Uow},
};
pub use download::download;
use entity::{file, plan_attachment::AttachmentKind};
pub use inheritance::Inheritance;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_files)
        .service(routes::upload_file)
        .service(routes::get_file)
        .service(routes::delete_file)
        .service(routes::get_file_content)
        .service(routes::attachments::list_plan_attachments)
        .service(routes::attachments::attach_file)
        .service(routes::attachments::get_plan_attachment)
        .service(routes::attachments::detach_file);
}

/// A file that another paper of its unit takes to itself. It counts as attached from then on.
pub async fn take(uow: &Uow, scope: &Scope, (id, kind): (Uuid, AttachmentKind), unit_id: Uuid) -> Result<file::Model> {
    let file = repo::get(&uow.tx, scope, id).await.map_err(|e| e.named_at("/file_id"))?;
    if file.unit_id != unit_id {
        return Err(Error::field("/file_id", Fault::NotAllowed));
    }
    rules::scan_is_one(kind, &file)?;
    repo::change(uow, id).await.map_err(|e| e.named_at("/file_id"))?;
    Ok(file)
}

/// A paper has a file no longer.
pub async fn give_back(uow: &Uow, id: Uuid) -> Result<()> {
    repo::change(uow, id).await
}

pub async fn by_id(db: &Conn, ids: &[Uuid]) -> Result<Vec<file::Model>> {
    repo::by_id(db, ids).await
}
