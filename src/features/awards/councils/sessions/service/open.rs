//! Opening: who is a member is fixed, whoever is proposed or leads the unit of a dossier is found, and what the law says of
//! each dossier is kept as it is laid before the council.
use std::collections::HashMap;

use entity::{
    assignment::Role,
    council_conflict::{self, Ground},
    council_member,
    council_seat::{self, Presence},
    eligibility_run::Occasion,
    nomination::{self, SubjectType},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    features::awards::{
        councils::{
            events::CouncilSessionEvent,
            sessions::{ballots, dto::SessionView, paper::SessionPaper, repo, rules::SessionAction},
        },
        nominations::eligibility,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        keys::Purposes,
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow, bulk},
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
    let dossiers = repo::dossiers(&uow.tx, &paper.items).await?;
    let conflicts = find_conflicts(uow, &paper, &dossiers).await?;
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

/// Beside what members have said themselves.
async fn find_conflicts(uow: &Uow, paper: &SessionPaper, dossiers: &HashMap<Uuid, nomination::Model>) -> Result<usize> {
    let said = repo::conflicts(&uow.tx, paper.session.id).await?;
    let mut rows = vec![];
    for item in &paper.items {
        let gone = || Error::internal(anyhow::anyhow!("an item without its dossier"));
        let dossier = dossiers.get(&item.nomination_id).ok_or_else(gone)?;
        for member in &paper.members {
            if said.iter().any(|one| (one.item_id, one.user_id) == (item.id, member.user_id)) {
                continue;
            }
            let Some(ground) = interest(uow, paper.session.unit_id, member.user_id, dossier) else { continue };
            rows.push(council_conflict::ActiveModel {
                id: Set(Uuid::now_v7()),
                session_id: Set(paper.session.id),
                item_id: Set(item.id),
                user_id: Set(member.user_id),
                ground: Set(ground),
                created_at: Set(uow.now),
            });
        }
    }
    let found = said.len() + rows.len();
    bulk::insert(&uow.tx, rows).await?;
    Ok(found)
}

/// A member is proposed who is called like the subject and serves where that belongs: accounts keep no personal numbers. The
/// head of a unit has an interest in what that unit proposes or in the unit as a collective; but the head of the council's own
/// unit leads everybody in it, and chairs the council all the same.
fn interest(uow: &Uow, council_unit: Uuid, user: Uuid, m: &nomination::Model) -> Option<Ground> {
    let account = uow.snapshot.access.account(user)?;
    let serves = |unit: Uuid| account.on(uow.today()).any(|held| held.unit_id == unit);
    let named = text::identity(&account.full_name) == text::identity(&m.full_name);
    if m.subject_type == SubjectType::Individual && named && (serves(m.subject_unit_id) || serves(m.nominating_unit_id))
    {
        return Some(Ground::Nominee);
    }
    let leads = |unit: Uuid| account.on(uow.today()).any(|held| held.unit_id == unit && held.role == Role::Head);
    let as_unit = m.subject_type == SubjectType::Collective && leads(m.subject_unit_id);
    let of_its_own =
        [m.subject_unit_id, m.nominating_unit_id].into_iter().any(|unit| unit != council_unit && leads(unit));
    (as_unit || of_its_own).then_some(Ground::HeadOfUnit)
}
