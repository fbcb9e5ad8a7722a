//! Uploading: everything costly is done before the transaction, which may run more than once.
use base::{
    http::{answer::Answer, command::Command},
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        objects::{Storage, unavailable},
    },
};
use entity::file;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::files::{
    claims, content,
    dto::{FileView, UploadParams},
    events::FileEvent,
    form::{Form, Received},
    rules::{self, FileType},
    view,
};

/// What is known of a file before its row is written.
struct Checked {
    unit_id: Uuid,
    name: String,
    media_type: FileType,
    size: i64,
    sha256: String,
}

pub async fn upload(command: &Command<perm::FilesWrite, UploadParams>, form: Form) -> Result<Answer> {
    let storage = &command.state.storage;
    let unit_id = rules::unit_of_upload(&command.scope, command.params.unit_id)?;
    let received = form.receive(storage).await?;
    // The body itself differs each time it is sent: by its boundary.
    command.holds(format!("{}\n{}", received.sha256, received.name).as_bytes());
    if let Some(answer) = command.answered().await? {
        return Ok(answer);
    }
    let file = Checked {
        unit_id,
        name: received.name.clone(),
        media_type: checked_type(storage, &received).await?,
        size: i64::try_from(received.size).map_err(Error::internal)?,
        sha256: received.sha256.clone(),
    };
    storage.scan(received.path()).await?;
    if command.is_dry_run() {
        return command.create(async |uow, scope| insert(uow, scope, &file).await).await;
    }
    command.state.db.maintain("files", async |uow| claims::upload(uow, &file.sha256).await).await?;
    storage.keep(&file.sha256, received.path()).await?;
    command
        .create(async |uow, scope| {
            claims::uploaded(uow, &file.sha256).await?;
            insert(uow, scope, &file).await
        })
        .await
}

/// The type by content, with which the name agrees.
async fn checked_type(storage: &Storage, received: &Received) -> Result<FileType> {
    let (path, most) = (received.path().to_owned(), storage.limits.max_unpacked);
    let found = tokio::task::spawn_blocking(move || content::type_of(&path, most)).await.map_err(unavailable)??;
    found.agrees_with(&received.name)?;
    Ok(found)
}

async fn insert(uow: &Uow, scope: &Scope, file: &Checked) -> Result<Recorded<FileView>> {
    scope.require_at(file.unit_id)?;
    if !uow.organisation().unit(file.unit_id).is_some_and(|unit| unit.exists_on(uow.today())) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    let row = file::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(file.unit_id),
        name: Set(file.name.clone()),
        media_type: Set(file.media_type.media_type().to_owned()),
        size: Set(file.size),
        sha256: Set(file.sha256.clone()),
        uploaded_by: Set(scope.user_id),
        version: Set(1),
        created_at: Set(uow.now),
    };
    let made = file::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let recorded = uow.record(FileEvent::Uploaded((&made).into()).of(&made), ()).await?;
    recorded.then(async |()| view::one(&uow.tx, scope, made).await).await
}
