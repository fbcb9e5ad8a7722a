//! What whoever objects does without an account. The thread is opened by a secret and by nothing else; it is read and written
//! as long as the objection is there, also when the list is no longer posted.
use std::time::Duration;

use base::{
    kernel::{
        error::{Code, Error, Fault, FieldError, Limit, Result},
        keys::{self, Purposes},
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{
    Authors, posting,
    posting_objection::{self, ObjectionStatus},
    posting_objection_entry,
    posting_objection_message::{self, MessageAuthor},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    repo,
    rules::{MOST_MESSAGES, MOST_OPEN},
};
use crate::postings::{
    self,
    events::PostingObjectionEvent,
    public::{
        dto::{PublicObjection, RaiseObjection, RaisedObjection},
        view,
    },
};

/// Of one list, until some are decided.
const OPEN: Limit = Limit { name: "open objections", quota: MOST_OPEN, seconds: 3600 };
const AN_HOUR: Duration = Duration::from_secs(3600);

pub async fn raise(
    uow: &Uow,
    keys: &Purposes,
    posting_id: Uuid,
    input: &RaiseObjection,
) -> Result<Recorded<RaisedObjection>> {
    let list = postings::repo::public(&uow.tx, posting_id, uow.today()).await?;
    if postings::repo::open_objections(&uow.tx, posting_id).await? >= u64::from(MOST_OPEN) {
        return Err(Error::limited(OPEN, AN_HOUR));
    }
    let entries = named(uow, posting_id, &input.ordinals).await?;
    let secret = keys::generate().map_err(Error::internal)?;
    let digest = keys.objections.sign(secret.as_bytes());
    let made = posting_objection::Entity::insert(row(uow, &list, digest)).exec_with_returning(&uow.tx).await?;
    let of = |entry: &entity::posting_entry::Model| posting_objection_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        objection_id: Set(made.id),
        entry_id: Set(entry.id),
        ordinal: Set(entry.ordinal),
        nomination_id: Set(entry.nomination_id),
        nomination_version_no: Set(entry.nomination_version_no),
    };
    bulk::insert(&uow.tx, entries.iter().map(of).collect()).await?;
    write(uow, &made, MessageAuthor::Objector, &input.text).await?;
    let event = PostingObjectionEvent::Raised { posting_id, entries: entries.len() };
    let change = event.of(&made, &made);
    let objection = view::objection(&uow.tx, &made).await?;
    uow.record(change, RaisedObjection { secret, objection }).await
}

fn row(uow: &Uow, list: &posting::Model, secret_digest: String) -> posting_objection::ActiveModel {
    posting_objection::ActiveModel {
        id: Set(Uuid::now_v7()),
        posting_id: Set(list.id),
        movement_id: Set(list.movement_id),
        unit_id: Set(list.unit_id),
        unit_function: Set(list.unit_function),
        status: Set(ObjectionStatus::Open),
        secret_digest: Set(secret_digest),
        decision_reason: Set(None),
        decided_at: Set(None),
        authors: Set(Authors::default()),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}

/// The entries of these numbers, each named once.
async fn named(uow: &Uow, posting_id: Uuid, ordinals: &[i32]) -> Result<Vec<entity::posting_entry::Model>> {
    let entries = postings::repo::entries(&uow.tx, posting_id).await?;
    let (mut found, mut faults) = (vec![], vec![]);
    for (at, ordinal) in ordinals.iter().enumerate() {
        let fault = match entries.iter().find(|entry| entry.ordinal == *ordinal) {
            None => Fault::NotFound,
            Some(_) if ordinals.iter().take(at).any(|other| other == ordinal) => Fault::Duplicate,
            Some(entry) => {
                found.push(entry.clone());
                continue;
            }
        };
        faults.push(FieldError { pointer: format!("/ordinals/{at}"), fault });
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// One message more. A thread that is as long as it may be is closed by deciding.
pub async fn write(uow: &Uow, m: &posting_objection::Model, author: MessageAuthor, text: &str) -> Result<()> {
    if repo::count_messages(&uow.tx, m.id).await? >= MOST_MESSAGES {
        return Err(Error::field("/text", Fault::NotAllowed));
    }
    let message = posting_objection_message::ActiveModel {
        id: Set(Uuid::now_v7()),
        objection_id: Set(m.id),
        author: Set(author),
        text: Set(text.to_owned()),
        created_at: Set(uow.now),
    };
    posting_objection_message::Entity::insert(message).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// What a secret opens, while it is open.
async fn open(uow: &Uow, keys: &Purposes, secret: &str) -> Result<posting_objection::Model> {
    let found = repo::opened(&uow.tx, keys, secret).await?;
    let found = repo::held(uow, found.id).await?;
    if found.status == ObjectionStatus::Open { Ok(found) } else { Err(Error::with(Code::InvalidTransition, "–")) }
}

pub async fn add(uow: &Uow, keys: &Purposes, secret: &str, text: &str) -> Result<Recorded<PublicObjection>> {
    let before = open(uow, keys, secret).await?;
    write(uow, &before, MessageAuthor::Objector, text).await?;
    let next = before.clone().into_active_model();
    finish(uow, (before, next), PostingObjectionEvent::Written).await
}

pub async fn withdraw(uow: &Uow, keys: &Purposes, secret: &str) -> Result<Recorded<PublicObjection>> {
    let before = open(uow, keys, secret).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(ObjectionStatus::Withdrawn);
    next.decided_at = Set(Some(uow.now));
    finish(uow, (before, next), PostingObjectionEvent::Withdrawn).await
}

async fn finish(
    uow: &Uow,
    (before, next): (posting_objection::Model, posting_objection::ActiveModel),
    event: PostingObjectionEvent,
) -> Result<Recorded<PublicObjection>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::objection(&uow.tx, &after).await?).await
}
