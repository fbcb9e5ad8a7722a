//! Opening: who is a member is fixed, whoever is proposed or leads the unit of a dossier is found, and what the law says of
//! each dossier is kept as it is laid before the council.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{
    council_member,
    council_seat::{self, Presence},
    eligibility_run::Occasion,
    nomination,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{begin, finish, interests, places};
use crate::{
    councils::{
        events::CouncilSessionEvent,
        sessions::{ballots, dto::SessionView, paper::SessionPaper, repo, rules::SessionAction},
    },
    nominations::eligibility,
};

pub async fn open(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    keys: &Purposes,
) -> Result<Recorded<SessionView>> {
    let (paper, step) = begin(uow, scope, id, if_match, SessionAction::Open).await?;
    seat_everybody(uow, &paper).await?;
    places::fill(uow, &paper.session).await?;
    let dossiers = repo::dossiers(&uow.tx, &paper.items).await?;
    let conflicts = interests::find(uow, &paper, &dossiers).await?;
    let laid: Vec<nomination::Model> = dossiers.into_values().collect();
    Box::pin(eligibility::keep_all(uow, scope, &laid, Occasion::Council)).await?;
    let ballot_keys_digest = ballots::prepare(uow, &paper, keys).await?;
    let members = paper.members.len();
    let mut next = paper.session.clone().into_active_model();
    next.status = Set(step.to);
    next.members = Set(Some(i32::try_from(members).map_err(Error::internal)?));
    next.opened_at = Set(Some(uow.now));
    finish(uow, scope, (paper.session, next), CouncilSessionEvent::Opened { members, conflicts, ballot_keys_digest })
        .await
}

/// Whoever is a member on the day has a seat, absent where nothing else was recorded, and nobody else has.
async fn seat_everybody(uow: &Uow, paper: &SessionPaper) -> Result<()> {
    use council_seat::{ActiveModel, Column, Entity};
    let members: Vec<Uuid> = paper.members.iter().map(|member| member.user_id).collect();
    let of_session = Column::SessionId.eq(paper.session.id);
    Entity::delete_many().filter(of_session).filter(Column::UserId.is_not_in(members)).exec(&uow.tx).await?;
    let absent = paper.members.iter().filter(|member| paper.seat(member.user_id).is_none());
    let row = |member: &council_member::Model| ActiveModel {
        id: Set(Uuid::now_v7()),
        session_id: Set(paper.session.id),
        user_id: Set(member.user_id),
        role: Set(member.role),
        presence: Set(Presence::Absent),
        delegation_document: Set(None),
        teller: Set(false),
    };
    bulk::insert(&uow.tx, absent.map(row).collect()).await
}
