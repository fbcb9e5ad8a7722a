//! Planning a session: its day, how it votes, and its agenda.
use std::collections::{HashMap, HashSet};

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::{
        db::{Recorded, Uow, bulk},
        document::DocumentNumber,
    },
};
use chrono::NaiveDate;
use entity::{
    Authors,
    council::{self, CouncilStatus},
    council_conflict, council_item,
    council_session::{self, Ballot, SessionStatus},
    function_assignment::Function,
    nomination::{self, NominationStatus},
    vote_rule::{self, Secrecy},
};
use planning::law;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{attach, begin, finish, interests, places};
use crate::councils::{
    self,
    count::Share,
    events::CouncilSessionEvent,
    sessions::{
        dto::SessionView,
        paper,
        planning::{PlanSession, UpdateSession},
        repo,
        rules::SessionAction,
        view,
    },
};

pub async fn create(uow: &Uow, scope: &Scope, input: &PlanSession) -> Result<Recorded<SessionView>> {
    let council = councils::repo::get(&uow.tx, scope, input.council_id).await;
    let council = council.map_err(|e| e.named_at("/council_id"))?;
    if !scope.holds_for(Permission::SessionsRun, Addressee::unit(council.unit_id)) {
        return Err(scope.forbidden());
    }
    if council.status != CouncilStatus::Founded {
        return Err(Error::field("/council_id", Fault::NotAllowed));
    }
    check_day(uow, &council, *input.held_on)?;
    let ballot = input.ballot.unwrap_or(Ballot::Paper);
    let ballot_document = allowed_by(ballot, input.ballot_document.as_ref(), None)?;
    let model = council_session::ActiveModel {
        id: Set(Uuid::now_v7()),
        council_id: Set(council.id),
        unit_id: Set(council.unit_id),
        title: Set(input.title.to_string()),
        held_on: Set(*input.held_on),
        ballot: Set(ballot),
        ballot_document: Set(ballot_document),
        status: Set(SessionStatus::Planned),
        members: Set(None),
        opened_at: Set(None),
        closed_at: Set(None),
        minutes: Set(None),
        minutes_digest: Set(None),
        minutes_number: Set(None),
        minutes_issued_on: Set(None),
        minutes_signature: Set(None),
        end_reason: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = council_session::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_agenda(uow, scope, &made, &input.nomination_ids).await?;
    places::give(uow, made.id, &input.places).await?;
    places::fill(uow, &made).await?;
    let (held_on, ballot) = (made.held_on, made.ballot);
    let event =
        CouncilSessionEvent::Planned { council_id: council.id, held_on, ballot, items: input.nomination_ids.len() };
    let change = event.of(&made, &made);
    let paper = paper::with_parts(&uow.tx, made).await?;
    interests::find(uow, &paper, &repo::dossiers(&uow.tx, &paper.items).await?).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}

fn check_day(uow: &Uow, council: &council::Model, held_on: NaiveDate) -> Result<()> {
    let early = held_on < uow.today() || council.document_issued_on.is_some_and(|founded| held_on < founded);
    if early { Err(Error::field("/held_on", Fault::OutOfRange)) } else { Ok(()) }
}

/// No law names a ballot by tokens: the council's own regulation has to allow it.
fn allowed_by(ballot: Ballot, given: Option<&DocumentNumber>, before: Option<String>) -> Result<Option<String>> {
    let given = given.map(|number| number.as_str().to_owned());
    match (ballot == Ballot::Blind, given) {
        (true, given) => {
            let document = given.or(before).ok_or_else(|| Error::field("/ballot_document", Fault::Required))?;
            Ok(Some(document))
        }
        (false, Some(_)) => Err(Error::field("/ballot_document", Fault::NotAllowed)),
        (false, None) => Ok(None),
    }
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateSession,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::Update).await?;
    let mut session = paper.session.clone();
    if let Some(held_on) = input.held_on {
        check_day(uow, &repo::council(&uow.tx, session.council_id).await?, *held_on)?;
        session.held_on = *held_on;
    }
    session.ballot = input.ballot.unwrap_or(session.ballot);
    session.ballot_document = allowed_by(session.ballot, input.ballot_document.as_ref(), session.ballot_document)?;
    // Another day may have other rules, and another ballot may not be one that they allow: the agenda is looked at again.
    let now: Vec<Uuid> = paper.items.iter().map(|item| item.nomination_id).collect();
    set_agenda(uow, scope, &session, input.nomination_ids.as_ref().unwrap_or(&now)).await?;
    if let Some(places) = &input.places {
        places::give(uow, id, places).await?;
    }
    places::fill(uow, &session).await?;
    let planned = paper::with_parts(&uow.tx, session.clone()).await?;
    interests::find(uow, &planned, &repo::dossiers(&uow.tx, &planned.items).await?).await?;
    let mut next = paper.session.clone().into_active_model();
    next.held_on = Set(session.held_on);
    next.ballot = Set(session.ballot);
    next.ballot_document = Set(session.ballot_document);
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
    }
    let event = CouncilSessionEvent::Updated { items: input.nomination_ids.is_some() };
    finish(uow, scope, (paper.session, next), event).await
}

/// Replaces the agenda. What stays on it keeps what members have said of their interests.
async fn set_agenda(uow: &Uow, scope: &Scope, session: &council_session::Model, nominations: &[Uuid]) -> Result<()> {
    use council_item::{ActiveModel, Column, Entity};
    let rules = check_agenda(uow, scope, session, nominations).await?;
    let before = repo::items(&uow.tx, session.id).await?;
    let kept: HashMap<Uuid, Uuid> = before.iter().map(|item| (item.nomination_id, item.id)).collect();
    let declared: Vec<_> = repo::conflicts(&uow.tx, session.id).await?;
    let gone = before.iter().filter(|item| !nominations.contains(&item.nomination_id)).map(|item| item.id);
    attach::taken_off(uow, &gone.collect::<Vec<_>>()).await?;
    let of_session = council_conflict::Column::SessionId.eq(session.id);
    council_conflict::Entity::delete_many().filter(of_session).exec(&uow.tx).await?;
    Entity::delete_many().filter(Column::SessionId.eq(session.id)).exec(&uow.tx).await?;
    let row = |((dossier, rule), ordinal): (&(nomination::Model, vote_rule::Model), i32)| ActiveModel {
        id: Set(kept.get(&dossier.id).copied().unwrap_or_else(Uuid::now_v7)),
        session_id: Set(session.id),
        ordinal: Set(ordinal),
        nomination_id: Set(dossier.id),
        nomination_version_no: Set(dossier.version_no),
        award_form_id: Set(dossier.award_form_id),
        vote_rule_id: Set(rule.id),
        yes: Set(None),
        no: Set(None),
        neither: Set(None),
        tallied_by: Set(None),
        confirmed_by: Set(None),
        place: Set(None),
        outcome: Set(None),
    };
    bulk::insert(&uow.tx, rules.iter().zip(1..).map(row).collect()).await?;
    let stays = |one: &council_conflict::Model| {
        kept.iter().any(|(nomination, item)| *item == one.item_id && nominations.contains(nomination))
    };
    let declared = declared.into_iter().filter(stays).map(IntoActiveModel::into_active_model).collect();
    bulk::insert::<council_conflict::ActiveModel>(&uow.tx, declared).await
}

/// Dossiers that the unit has appraised, on which it has not voted and is not about to, and which the rule of the day lets it
/// vote on in this way. Of others nothing is told, not even that they are there.
async fn check_agenda(
    uow: &Uow,
    scope: &Scope,
    session: &council_session::Model,
    nominations: &[Uuid],
) -> Result<Vec<(nomination::Model, vote_rule::Model)>> {
    let found = nomination::Entity::find().filter(nomination::Column::Id.is_in(nominations.iter().copied()));
    let found: HashMap<Uuid, nomination::Model> = found.all(&uow.tx).await?.into_iter().map(|m| (m.id, m)).collect();
    let elsewhere = repo::elsewhere(&uow.tx, nominations, Some(session.id)).await?;
    let rules = vote_rules(uow, session, &found).await?;
    let (mut rows, mut faults) = (vec![], vec![]);
    for (at, id) in nominations.iter().enumerate() {
        let mut refuse = |fault| faults.push(FieldError { pointer: format!("/nomination_ids/{at}"), fault });
        let dossier = found.get(id).filter(|m| holds(scope, session.unit_id, m));
        let Some(dossier) = dossier else {
            refuse(Fault::NotFound);
            continue;
        };
        let rule = rules.get(&dossier.award_form_id).cloned();
        let countable = rule.filter(|rule| Share::of(rule).is_some());
        let taken = elsewhere.iter().any(|(item, other)| stands_in_the_way(dossier, item, other));
        match countable {
            _ if nominations.iter().take(at).any(|other| other == id) => refuse(Fault::Duplicate),
            _ if dossier.status != NominationStatus::Appraised || taken => refuse(Fault::NotAllowed),
            None => return Err(Error::with(Code::VoteRuleUnknown, session.held_on.to_string())),
            Some(rule) if rule.secrecy == Secrecy::Secret && session.ballot == Ballot::Open => {
                return Err(Error::field("/ballot", Fault::NotAllowed));
            }
            Some(rule) => rows.push((dossier.clone(), rule)),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// By which rule each form is voted on, each asked for once.
async fn vote_rules(
    uow: &Uow,
    session: &council_session::Model,
    dossiers: &HashMap<Uuid, nomination::Model>,
) -> Result<HashMap<Uuid, vote_rule::Model>> {
    let forms: HashSet<Uuid> = dossiers.values().map(|m| m.award_form_id).collect();
    let mut rules = HashMap::new();
    for form in forms {
        rules.extend(law::repo::vote_rule_on(&uow.tx, form, session.held_on).await?.map(|rule| (form, rule)));
    }
    Ok(rules)
}

/// Whether the council's unit has a dossier: for the Minister's council its standing body has it.
fn holds(scope: &Scope, unit: Uuid, m: &nomination::Model) -> bool {
    let holder = match m.holder_function {
        Some(Function::EmulationStandingBody) => scope.organisation.ministry(),
        None => m.holder_unit_id,
    };
    let heirs = scope.organisation.heirs(unit, scope.today);
    holder.is_some_and(|holder| holder == unit || heirs.contains(&holder))
}

/// A council votes on a version of a dossier once, and in one session at a time. Where it was tied or the votes were not for
/// all places, it may vote again.
fn stands_in_the_way(
    dossier: &nomination::Model,
    item: &council_item::Model,
    session: &council_session::Model,
) -> bool {
    use entity::council_item::Outcome::{NotPassed, Passed};
    let this = item.nomination_id == dossier.id && item.nomination_version_no == dossier.version_no;
    match session.status {
        SessionStatus::Planned | SessionStatus::Open | SessionStatus::Casting => item.nomination_id == dossier.id,
        SessionStatus::Cancelled => false,
        SessionStatus::Closed | SessionStatus::Concluded => this && matches!(item.outcome, Some(Passed | NotPassed)),
    }
}
