//! Sessions that are not over, with what each still asks of the caller: for the inbox, all of them by a handful of statements.
use std::collections::HashMap;

use base::{
    kernel::{clock::covers, error::Result, policy::Permission, scope::Scope},
    store::db::Conn,
};
use entity::{
    council_conflict, council_item, council_member,
    council_seat::{self, Presence},
    council_session::{self, SessionStatus},
    council_token, council_vote,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::paper::SessionPaper;
use crate::councils;

/// A session and what the caller has left to do in it.
pub struct Waiting {
    pub paper: SessionPaper,
    /// It is there, and has not voted or taken its token on everything that it may.
    pub votes: bool,
    /// Papers that nobody has counted.
    pub uncounted: bool,
    /// Papers that another teller has counted, and no second one.
    pub unconfirmed: bool,
}

/// Those in whose council the caller is, and those that it runs.
pub async fn waiting(db: &Conn, scope: &Scope) -> Result<Vec<Waiting>> {
    use council_session::Column;
    let mine = councils::repo::mine(db, scope).await?;
    let run = scope.units_with(Permission::SessionsRun);
    if mine.is_empty() && run.is_empty() {
        return Ok(vec![]);
    }
    let its = Condition::any().add(Column::CouncilId.is_in(mine)).add(Column::UnitId.is_in(run));
    let open = [SessionStatus::Planned, SessionStatus::Open, SessionStatus::Casting, SessionStatus::Closed];
    let found = council_session::Entity::find().filter(its).filter(Column::Status.is_in(open));
    let sessions = found.order_by_asc(Column::Id).all(db).await?;
    if sessions.is_empty() {
        return Ok(vec![]);
    }
    let parts = Parts::of(db, scope, &sessions).await?;
    Ok(sessions.into_iter().map(|session| parts.waiting(scope, session)).collect())
}

/// All that belongs to some sessions; of interests, votes and tokens the caller's own.
struct Parts {
    members: HashMap<Uuid, Vec<council_member::Model>>,
    seats: HashMap<Uuid, Vec<council_seat::Model>>,
    items: HashMap<Uuid, Vec<council_item::Model>>,
    /// Items on which nothing is left for the caller.
    done: Vec<Uuid>,
}

fn grouped<M>(rows: Vec<M>, by: impl Fn(&M) -> Uuid) -> HashMap<Uuid, Vec<M>> {
    let mut found: HashMap<Uuid, Vec<M>> = HashMap::new();
    for row in rows {
        found.entry(by(&row)).or_default().push(row);
    }
    found
}

impl Parts {
    async fn of(db: &Conn, scope: &Scope, sessions: &[council_session::Model]) -> Result<Self> {
        let ids = || sessions.iter().map(|session| session.id);
        let of_councils = council_member::Column::CouncilId.is_in(sessions.iter().map(|session| session.council_id));
        let members = council_member::Entity::find().filter(of_councils).all(db).await?;
        let seats = council_seat::Entity::find().filter(council_seat::Column::SessionId.is_in(ids())).all(db).await?;
        let items = council_item::Entity::find().filter(council_item::Column::SessionId.is_in(ids())).all(db).await?;
        let conflicts = council_conflict::Entity::find()
            .filter(council_conflict::Column::SessionId.is_in(ids()))
            .filter(council_conflict::Column::UserId.eq(scope.user_id));
        let votes = council_vote::Entity::find()
            .filter(council_vote::Column::SessionId.is_in(ids()))
            .filter(council_vote::Column::UserId.eq(scope.user_id));
        let tokens = council_token::Entity::find()
            .filter(council_token::Column::SessionId.is_in(ids()))
            .filter(council_token::Column::UserId.eq(scope.user_id));
        let mut done: Vec<Uuid> = conflicts.all(db).await?.into_iter().map(|one| one.item_id).collect();
        done.extend(votes.all(db).await?.into_iter().map(|one| one.item_id));
        done.extend(tokens.all(db).await?.into_iter().map(|one| one.item_id));
        Ok(Self {
            members: grouped(members, |m| m.council_id),
            seats: grouped(seats, |m| m.session_id),
            items: grouped(items, |m| m.session_id),
            done,
        })
    }

    fn waiting(&self, scope: &Scope, session: council_session::Model) -> Waiting {
        let day = session.held_on;
        let members = self.members.get(&session.council_id).into_iter().flatten();
        let members = members.filter(|member| covers(member.valid_from, member.valid_to, day)).cloned().collect();
        let seats = self.seats.get(&session.id).cloned().unwrap_or_default();
        let items = self.items.get(&session.id).cloned().unwrap_or_default();
        let paper = SessionPaper { session, members, seats, items };
        let there = paper.seat(scope.user_id).is_some_and(|seat| seat.presence == Presence::Present);
        let counted_by_another = |item: &council_item::Model| item.tallied_by.is_some_and(|by| by != scope.user_id);
        Waiting {
            votes: there && paper.items.iter().any(|item| !self.done.contains(&item.id)),
            uncounted: paper.items.iter().any(|item| item.tallied_by.is_none()),
            unconfirmed: paper.items.iter().any(|item| item.confirmed_by.is_none() && counted_by_another(item)),
            paper,
        }
    }
}
