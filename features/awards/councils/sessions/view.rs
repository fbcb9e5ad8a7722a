//! How sessions look to clients: the agenda as each member may read it.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{db::Conn, document::DocumentView, versions},
};
use entity::{
    award_form, council_item,
    council_session::{self, Ballot, SessionStatus},
    nomination, vote_rule,
};
use planning::law;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    ballots,
    dto::{
        CouncilSessionSummary, DossierText, DossierView, ItemView, PlacesView, QuorumView, RuleView, SeatView,
        SessionView,
    },
    paper::{self, SessionPaper},
    repo,
};
use crate::councils::{self, sessions::rules::SessionAction};

pub async fn whole(db: &Conn, scope: &Scope, paper: SessionPaper) -> Result<SessionView> {
    let actions = Case::<SessionAction>::of(&paper, db, scope).await?.actions(scope);
    let forms = repo::forms(db).await?;
    let code = |id: Uuid| forms.get(&id).map(|form| form.code.clone()).unwrap_or_default();
    let places = repo::places(db, paper.session.id).await?;
    let places = places.into_iter().map(|m| PlacesView {
        award_form_code: code(m.award_form_id),
        places: m.places,
        movement_id: m.movement_id,
        stage: m.stage,
        subject_type: m.subject_type,
    });
    let (seats, quorum) = (seats(db, &paper).await?, quorum(db, &paper).await?);
    let m = paper.session;
    Ok(SessionView {
        seats,
        quorum,
        ballot_document: m.ballot_document.clone(),
        places: places.collect(),
        minutes_document: minutes_document(&m),
        content_digest: m.minutes_digest.clone(),
        end_reason: m.end_reason.clone(),
        actions,
        summary: m.into(),
    })
}

fn minutes_document(m: &council_session::Model) -> Option<DocumentView> {
    DocumentView::of(m.minutes_number.clone(), m.minutes_issued_on, m.minutes_signature.clone())
}

pub async fn seats(db: &Conn, paper: &SessionPaper) -> Result<Vec<SeatView>> {
    let names = councils::repo::names(db, paper.seats.iter().map(|seat| seat.user_id)).await?;
    let one = |seat: &entity::council_seat::Model| SeatView {
        user_id: seat.user_id,
        full_name: names.get(&seat.user_id).cloned().unwrap_or_default(),
        role: seat.role,
        presence: seat.presence,
        delegation_document: seat.delegation_document.clone(),
        teller: seat.teller,
    };
    Ok(paper.seats.iter().map(one).collect())
}

pub async fn quorum(db: &Conn, paper: &SessionPaper) -> Result<QuorumView> {
    use entity::council_seat::Presence::{Present, Written};
    let members = paper.member_count();
    let (present, written) = (paper.taking_part(Present), paper.taking_part(Written));
    let asked = repo::binding(db, paper.session.held_on).await?.quorums;
    let met = members > 0 && asked.iter().all(|quorum| quorum.is_met(present, written, members));
    Ok(QuorumView { members, present, written, met })
}

/// What the items of an agenda are made of.
struct Parts {
    forms: HashMap<Uuid, award_form::Model>,
    rules: HashMap<Uuid, vote_rule::Model>,
    dossiers: HashMap<Uuid, nomination::Model>,
    conflicts: HashMap<Uuid, entity::council_conflict::Ground>,
    votes: HashMap<Uuid, entity::council_vote::Choice>,
    ballots: HashMap<Uuid, entity::council_ballot::Model>,
    tokens: HashSet<Uuid>,
    counted: bool,
}

async fn parts(
    db: &Conn,
    scope: &Scope,
    session: &council_session::Model,
    items: &[council_item::Model],
) -> Result<Parts> {
    let mine = |user: Uuid| user == scope.user_id;
    let conflicts = repo::conflicts(db, session.id).await?.into_iter().filter(|one| mine(one.user_id));
    let votes = repo::votes(db, session.id).await?.into_iter().filter(|one| mine(one.user_id));
    let blind = session.ballot == Ballot::Blind;
    let ballots = if blind { ballots::of_session(db, session.id).await? } else { HashMap::new() };
    let tokens = if blind { ballots::tokens(db, session.id).await? } else { vec![] };
    Ok(Parts {
        ballots,
        tokens: tokens.into_iter().filter(|token| mine(token.user_id)).map(|token| token.item_id).collect(),
        forms: repo::forms(db).await?,
        rules: repo::vote_rules(db, items).await?,
        dossiers: repo::dossiers(db, items).await?,
        conflicts: conflicts.map(|one| (one.item_id, one.ground)).collect(),
        votes: votes.map(|one| (one.item_id, one.choice)).collect(),
        counted: matches!(session.status, SessionStatus::Closed | SessionStatus::Concluded),
    })
}

/// The agenda of a session in its order, by a handful of statements however long it is.
pub async fn agenda(db: &Conn, scope: &Scope, session: &council_session::Model) -> Result<Vec<ItemView>> {
    let items = repo::items(db, session.id).await?;
    let parts = parts(db, scope, session, &items).await?;
    items.iter().map(|item| one(scope, item, &parts)).collect()
}

fn one(scope: &Scope, m: &council_item::Model, parts: &Parts) -> Result<ItemView> {
    let gone = || Error::internal(anyhow::anyhow!("an item without its dossier or its rule"));
    let dossier = parts.dossiers.get(&m.nomination_id).ok_or_else(gone)?;
    let rule = parts.rules.get(&m.vote_rule_id).ok_or_else(gone)?;
    let counted = |count: Option<i32>| count.filter(|_| parts.counted);
    Ok(ItemView {
        id: m.id,
        ordinal: m.ordinal,
        nomination_id: Some(m.nomination_id).filter(|_| reads(scope, dossier)),
        nomination_version_no: m.nomination_version_no,
        nomination_status: dossier.status,
        subject_type: dossier.subject_type,
        full_name: dossier.full_name.clone(),
        unit_name: dossier.subject_unit_name.clone(),
        award_form_code: parts.forms.get(&m.award_form_id).map(|form| form.code.clone()).unwrap_or_default(),
        rule: rule_view(rule),
        my_conflict: parts.conflicts.get(&m.id).copied(),
        my_vote: parts.votes.get(&m.id).copied(),
        public_key: parts.ballots.get(&m.id).map(|ballot| ballot.public_key.clone()),
        token_taken: parts.tokens.contains(&m.id),
        yes: counted(m.yes),
        no: counted(m.no),
        neither: counted(m.neither),
        place: counted(m.place),
        counted: m.confirmed_by.is_some(),
        outcome: m.outcome.filter(|_| parts.counted),
    })
}

pub fn rule_view(rule: &vote_rule::Model) -> RuleView {
    RuleView { yes_num: rule.yes_num, yes_den: rule.yes_den, op: rule.op.clone(), secrecy: rule.secrecy }
}

/// Whether the caller reads the dossier as such, by the rule of dossiers: its own, or of units below once it was sent up.
fn reads(scope: &Scope, m: &nomination::Model) -> bool {
    let was_sent = m.submitted_at.is_some() && m.holder_unit_id != Some(m.nominating_unit_id);
    scope.sees_climbing(m.nominating_unit_id, was_sent, m.reached_ministry_at.is_some())
}

/// What the version that was sent says of the achievement.
#[derive(Deserialize)]
struct Said {
    position: Option<String>,
    achievement: Achievement,
    minutes_number: Option<String>,
}

#[derive(Deserialize)]
struct Achievement {
    summary: String,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
}

/// One dossier as the council reads it.
pub async fn one_item(db: &Conn, scope: &Scope, session: council_session::Model, item_id: Uuid) -> Result<DossierView> {
    let item = repo::item(db, session.id, item_id).await?;
    let paper = paper::with_parts(db, session).await?;
    let items = [item];
    let parts = parts(db, scope, &paper.session, &items).await?;
    let [item] = items;
    let view = one(scope, &item, &parts)?;
    let gone = || Error::internal(anyhow::anyhow!("an item without its rule"));
    let rule = parts.rules.get(&item.vote_rule_id).ok_or_else(gone)?;
    let citation = law::citations(db, [rule.citation_id]).await?.of(rule.citation_id)?;
    let dossier = match view.my_conflict {
        Some(_) => None,
        None => text(db, &item, parts.dossiers.get(&item.nomination_id)).await?,
    };
    let hidden_fields = if dossier.is_none() { vec!["dossier"] } else { vec![] };
    Ok(DossierView { item: view, citation, dossier, hidden_fields })
}

async fn text(
    db: &Conn,
    item: &council_item::Model,
    dossier: Option<&nomination::Model>,
) -> Result<Option<DossierText>> {
    let Some(version) = versions::numbered(db, item.nomination_id, item.nomination_version_no).await? else {
        return Ok(None);
    };
    let said: Said = versions::read(&version)?;
    Ok(Some(DossierText {
        position: said.position,
        achievement_summary: said.achievement.summary,
        achievement_from: said.achievement.from,
        achievement_to: said.achievement.to,
        minutes_number: said.minutes_number,
        appraisal_opinion: dossier.and_then(|m| m.appraisal_opinion.clone()),
        content_digest: version.digest,
    }))
}

impl From<council_session::Model> for CouncilSessionSummary {
    fn from(m: council_session::Model) -> Self {
        Self {
            id: m.id,
            council_id: m.council_id,
            unit_id: m.unit_id,
            title: m.title,
            held_on: m.held_on,
            ballot: m.ballot,
            status: m.status,
            opened_at: m.opened_at,
            closed_at: m.closed_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
