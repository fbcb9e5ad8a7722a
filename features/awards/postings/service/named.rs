//! Which dossiers a list is made of: each by itself, all that came under one document (tờ trình), or the agenda of a council.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::Uow,
};
use chrono::NaiveDate;
use entity::{
    council_item, council_session,
    nomination::{self, NominationStatus},
    submission_item,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::postings::{dto::CreatePosting, paper::holder};

pub type Dossiers = HashMap<Uuid, nomination::Model>;

/// How the request names what is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Id,
    Submission,
    Session,
}

impl By {
    pub fn pointer(self, at: usize) -> String {
        match self {
            Self::Id => format!("/nomination_ids/{at}"),
            Self::Submission => "/submission_id".to_owned(),
            Self::Session => "/session_id".to_owned(),
        }
    }

    pub fn not_found(self, at: usize) -> Error {
        Error::field(self.pointer(at), Fault::NotFound)
    }
}

/// What a list is made of, in its order.
pub struct Named {
    pub by: By,
    pub ids: Vec<Uuid>,
    pub found: Dossiers,
    /// The day of the session.
    pub council_on: Option<NaiveDate>,
}

pub async fn of(uow: &Uow, scope: &Scope, input: &CreatePosting) -> Result<Named> {
    match (&input.nomination_ids, input.submission_id, input.session_id) {
        (Some(ids), None, None) => {
            Ok(Named { by: By::Id, ids: ids.clone(), found: by_id(uow, ids).await?, council_on: None })
        }
        (None, Some(id), None) => with_the_caller(uow, scope, (By::Submission, None), submitted(uow, id).await?).await,
        (None, None, Some(id)) => {
            let held_on = council_session::Entity::find_by_id(id).one(&uow.tx).await?.map(|session| session.held_on);
            with_the_caller(uow, scope, (By::Session, held_on), on_agenda(uow, id).await?).await
        }
        (None, None, None) => Err(Error::field("/nomination_ids", Fault::Required)),
        (Some(_), ..) => Err(Error::field("/nomination_ids", Fault::NotAllowed)),
        (None, Some(_), Some(_)) => Err(Error::field("/submission_id", Fault::NotAllowed)),
    }
}

pub async fn by_id(uow: &Uow, ids: &[Uuid]) -> Result<Dossiers> {
    let found = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids.iter().copied()));
    Ok(found.all(&uow.tx).await?.into_iter().map(|m| (m.id, m)).collect())
}

async fn submitted(uow: &Uow, id: Uuid) -> Result<Vec<Uuid>> {
    use submission_item::{Column, Entity};
    let rows = Entity::find().filter(Column::SubmissionId.eq(id)).order_by_asc(Column::Rank);
    Ok(rows.all(&uow.tx).await?.into_iter().map(|item| item.nomination_id).collect())
}

async fn on_agenda(uow: &Uow, id: Uuid) -> Result<Vec<Uuid>> {
    use council_item::{Column, Entity};
    let rows = Entity::find().filter(Column::SessionId.eq(id)).order_by_asc(Column::Ordinal);
    Ok(rows.all(&uow.tx).await?.into_iter().map(|item| item.nomination_id).collect())
}

/// Those that are with the caller still: what went on, came back or was ended is no matter of the list. Where there are none,
/// nothing is told, not even that there was a document or a session.
async fn with_the_caller(
    uow: &Uow,
    scope: &Scope,
    (by, council_on): (By, Option<NaiveDate>),
    mut ids: Vec<Uuid>,
) -> Result<Named> {
    use NominationStatus::{Appraised, OnHold, Proposed, Received, Submitted};
    let found = by_id(uow, &ids).await?;
    let here = |m: &nomination::Model| {
        let open = matches!(m.status, Submitted | Received | Appraised | Proposed | OnHold);
        open && holder(m).is_some_and(|holder| scope.acts_for(holder))
    };
    ids.retain(|id| found.get(id).is_some_and(here));
    if ids.is_empty() {
        return Err(by.not_found(0));
    }
    Ok(Named { by, ids, found, council_on })
}
