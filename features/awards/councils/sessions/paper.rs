//! A session in its life cycle: who stands for its parties, and what its guards look at.
use std::collections::HashMap;

use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    council_item::{self, Outcome},
    council_member::{self, CouncilRole},
    council_seat::{self, Presence},
    council_session::{self, Ballot, SessionStatus},
    nomination::{self, NominationStatus},
};
use uuid::Uuid;

use super::{
    ballots, repo,
    rules::{STEPS, SessionAction, SessionFacts, SessionStep},
};
use crate::postings::facts::{Occasion, Standing, standing};

/// A session, its agenda, and the members of its council on that day.
pub struct SessionPaper {
    pub session: council_session::Model,
    pub members: Vec<council_member::Model>,
    pub seats: Vec<council_seat::Model>,
    pub items: Vec<council_item::Model>,
}

pub async fn of(db: &Conn, scope: &Scope, id: Uuid) -> Result<SessionPaper> {
    let session = repo::get(db, scope, id).await?;
    with_parts(db, session).await
}

pub async fn with_parts(db: &Conn, session: council_session::Model) -> Result<SessionPaper> {
    let members = repo::members_on(db, session.council_id, session.held_on).await?;
    let seats = repo::seats(db, session.id).await?;
    let items = repo::items(db, session.id).await?;
    Ok(SessionPaper { session, members, seats, items })
}

/// The place of the first dossier that is no longer appraised in the version that the council was to read.
fn stale(items: &[council_item::Model], dossiers: &HashMap<Uuid, nomination::Model>) -> Option<i32> {
    let current = |item: &council_item::Model| {
        let read = (NominationStatus::Appraised, item.nomination_version_no);
        dossiers.get(&item.nomination_id).is_some_and(|m| (m.status, m.version_no) == read)
    };
    items.iter().find(|item| !current(item)).map(|item| item.ordinal)
}

/// A dossier that has gone on in the version that this session has passed.
fn rested_on(items: &[council_item::Model], dossiers: &HashMap<Uuid, nomination::Model>) -> Option<Uuid> {
    let gone_on = |m: &&nomination::Model| matches!(m.status, NominationStatus::Proposed | NominationStatus::Awarded);
    let mut passed = items.iter().filter(|item| item.outcome == Some(Outcome::Passed));
    passed.find_map(|item| {
        let dossier = dossiers.get(&item.nomination_id).filter(gone_on)?;
        (dossier.version_no == item.nomination_version_no).then_some(dossier.id)
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl SessionPaper {
    /// All members: those of the day, and from the opening on those who had a seat then.
    pub fn member_count(&self) -> u32 {
        let fixed = self.session.members.and_then(|members| u32::try_from(members).ok());
        fixed.unwrap_or_else(|| count(self.members.len()))
    }

    pub fn taking_part(&self, presence: Presence) -> u32 {
        count(self.seats.iter().filter(|seat| seat.presence == presence).count())
    }

    pub fn seat(&self, user: Uuid) -> Option<&council_seat::Model> {
        self.seats.iter().find(|seat| seat.user_id == user)
    }

    /// For the item of which fewest were handed out, while they are.
    async fn fewest_tokens(&self, db: &Conn) -> Result<u32> {
        if (self.session.ballot, self.session.status) != (Ballot::Blind, SessionStatus::Open) {
            return Ok(0);
        }
        let tokens = ballots::tokens(db, self.session.id).await?;
        let of_each = self.items.iter().map(|item| ballots::handed_out(&tokens, item.id));
        Ok(of_each.min().unwrap_or(0))
    }

    /// Before it is opened every member of the day is one; from then on whoever has a seat.
    pub fn role_of(&self, user: Uuid) -> Option<CouncilRole> {
        match self.session.members {
            Some(_) => self.seat(user).map(|seat| seat.role),
            None => self.members.iter().find(|member| member.user_id == user).map(|member| member.role),
        }
    }
}

impl Lifecycle for SessionAction {
    type Paper = SessionPaper;
    type Status = SessionStatus;
    type Facts = SessionFacts;
    type Db = Conn;
    const STEPS: &'static [SessionStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<SessionPaper> {
        of(db, scope, id).await
    }

    fn current(paper: &SessionPaper, scope: &Scope) -> Current<SessionStatus> {
        let m = &paper.session;
        let unit = || Seat::Addressed(Addressee::unit(m.unit_id));
        let mut parties = vec![(Party::Secretary, unit())];
        let role = paper.role_of(scope.user_id);
        parties.extend(role.map(|_| (Party::Member, unit())));
        parties.extend(role.filter(|role| *role == CouncilRole::Chair).map(|_| (Party::Chair, unit())));
        let teller = paper.seat(scope.user_id).filter(|seat| seat.teller);
        parties.extend(teller.map(|_| (Party::Teller, unit())));
        Current { status: m.status, version: m.version, parties, authors: m.authors.clone() }
    }

    async fn facts(paper: &SessionPaper, db: &Conn, scope: &Scope) -> Result<SessionFacts> {
        let dossiers = repo::dossiers(db, &paper.items).await?;
        let postings = match paper.session.status {
            SessionStatus::Planned => {
                let named: Vec<nomination::Model> = dossiers.values().cloned().collect();
                let occasion = (Occasion::Council, paper.session.held_on);
                Box::pin(standing(db, &scope.organisation, &named, occasion)).await?
            }
            _ => Standing::default(),
        };
        Ok(SessionFacts {
            postings,
            today: scope.today,
            held_on: paper.session.held_on,
            ballot: paper.session.ballot,
            items: paper.items.len(),
            uncounted: paper.items.iter().filter(|item| item.confirmed_by.is_none()).count(),
            members: paper.member_count(),
            present: paper.taking_part(Presence::Present),
            written: paper.taking_part(Presence::Written),
            tokens: paper.fewest_tokens(db).await?,
            tellers: paper.seats.iter().filter(|seat| seat.teller).count(),
            there: paper.seat(scope.user_id).is_some_and(|seat| seat.presence == Presence::Present),
            stale: stale(&paper.items, &dossiers),
            rested_on: rested_on(&paper.items, &dossiers),
            quorums: repo::binding(db, paper.session.held_on).await?.quorums,
        })
    }
}
