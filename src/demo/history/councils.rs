//! The Minister's council: it votes in secret, on paper that two tellers count alike, and once a session by blind tokens.
use awards::councils::{
    dto::{CreateCouncil, FoundCouncil, MemberInput},
    service,
    sessions::{
        planning::PlanSession,
        repo, service as sessions,
        votes::{RecordAttendance, SeatInput, SignMinutes, Tallies, TallyInput},
    },
};
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        keys::{Keys, Purposes},
        policy::Permission,
    },
    store::document::DocumentNumber,
};
use entity::{
    council, council_item::Outcome, council_member::CouncilRole, council_seat::Presence, council_session::Ballot,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    ballots,
    reviews::Round,
    stage::{Stage, line},
};

/// A session's agenda holds no more.
const AGENDA: usize = 200;

fn missing() -> Error {
    Error::internal(anyhow::anyhow!("the ministry's council"))
}

/// For the first review; it sits again for the next.
pub async fn found(stage: &Stage<'_>) -> Result<Uuid> {
    let ministry = stage.ministry()?;
    let there = council::Entity::find().filter(council::Column::UnitId.eq(ministry));
    if let Some(there) = there.one(stage.db.primary()).await.map_err(Error::from)? {
        return Ok(there.id);
    }
    let role = |at: usize| match at {
        0 => CouncilRole::Secretary,
        1 => CouncilRole::Chair,
        _ => CouncilRole::Member,
    };
    let since = stage.db.clock.today();
    let member = |(at, user_id): (usize, &Uuid)| MemberInput {
        user_id: *user_id,
        role: role(at),
        valid_from: since.into(),
        valid_to: None,
    };
    let input = CreateCouncil {
        unit_id: ministry,
        name: line("Hội đồng thi đua, khen thưởng Bộ Tư pháp")?,
        members: stage.people.council().iter().enumerate().map(member).collect(),
    };
    let officer = stage.people.officer(stage.standing_body()?);
    let drafted =
        stage.act(officer, Permission::CouncilsWrite, async |uow, scope| service::create(uow, scope, &input).await);
    let id = drafted.await?.summary.id;
    let founding = FoundCouncil { document: stage.document("1498/QĐ-BTP")? };
    stage
        .act(stage.people.head(ministry), Permission::CouncilsFound, async |uow, scope| {
            service::found(uow, scope, id, IfMatch::Any, &founding).await
        })
        .await?;
    Ok(id)
}

/// All are there but one member. Of several dossiers the first is voted on by blind tokens; of the others, on paper, the last
/// does not get the votes. Returns those that do.
pub async fn vote(stage: &Stage<'_>, round: Round, council_id: Uuid, dossiers: &[Uuid]) -> Result<Vec<Uuid>> {
    let [.., teller, second, _] = stage.people.council() else { return Err(missing()) };
    let (by_tokens, on_paper) = match dossiers {
        [first, others @ ..] if others.len() > 1 => (std::slice::from_ref(first), others),
        all => (&[][..], all),
    };
    let keys = Keys::ephemeral().map_err(Error::internal)?.now();
    stage.set_time(&round.at("11-11"))?;
    let papers = plan(stage, (round, council_id), Ballot::Paper, on_paper).await?;
    let blind = match by_tokens {
        [] => None,
        _ => Some(plan(stage, (round, council_id), Ballot::Blind, by_tokens).await?),
    };
    stage.set_time(&round.at("11-18"))?;
    open(stage, papers, &keys).await?;
    count(stage, papers, (*teller, *second)).await?;
    let mut passed = conclude(stage, papers, round.minutes, &keys).await?;
    if let Some(blind) = blind {
        open(stage, blind, &keys).await?;
        ballots::vote(stage, blind, there(stage), &keys).await?;
        passed.extend(conclude(stage, blind, round.minutes_of_tokens, &keys).await?);
    }
    Ok(passed)
}

/// All but the last.
fn there<'a>(stage: &'a Stage<'_>) -> &'a [Uuid] {
    stage.people.council().split_last().map_or(&[], |(_, there)| there)
}

async fn plan(
    stage: &Stage<'_>,
    (round, council_id): (Round, Uuid),
    ballot: Ballot,
    dossiers: &[Uuid],
) -> Result<Uuid> {
    let [secretary, ..] = stage.people.council() else { return Err(missing()) };
    let regulation = DocumentNumber::parse("1499/QĐ-HĐTĐKT").map_err(|_| missing())?;
    let planned = PlanSession {
        council_id,
        title: line(round.session)?,
        held_on: format!("{}-11-18", round.year).parse::<chrono::NaiveDate>().map_err(Error::internal)?.into(),
        ballot: Some(ballot),
        ballot_document: Some(regulation).filter(|_| ballot == Ballot::Blind),
        nomination_ids: dossiers.iter().take(AGENDA).copied().collect(),
        places: vec![],
    };
    let session =
        stage.act(*secretary, Permission::SessionsRun, async |uow, scope| sessions::create(uow, scope, &planned).await);
    Ok(session.await?.summary.id)
}

async fn open(stage: &Stage<'_>, id: Uuid, keys: &Purposes) -> Result<()> {
    let [secretary, .., teller, second, _] = stage.people.council() else { return Err(missing()) };
    let seat = |user_id: &Uuid| SeatInput {
        user_id: *user_id,
        presence: Presence::Present,
        delegation_document: None,
        teller: user_id == teller || user_id == second,
    };
    let attendance = RecordAttendance { seats: there(stage).iter().map(seat).collect() };
    stage
        .act(*secretary, Permission::SessionsRun, async |uow, scope| {
            sessions::record_attendance(uow, scope, id, IfMatch::Any, &attendance).await?;
            sessions::open(uow, scope, id, IfMatch::Any, keys).await
        })
        .await?;
    Ok(())
}

/// Returns the dossiers that passed.
async fn conclude(stage: &Stage<'_>, id: Uuid, number: &str, keys: &Purposes) -> Result<Vec<Uuid>> {
    let [secretary, chair, ..] = stage.people.council() else { return Err(missing()) };
    let closed = stage.act(*secretary, Permission::SessionsRun, async |uow, scope| {
        sessions::close(uow, scope, id, IfMatch::Any, keys).await
    });
    let content_digest = line(&closed.await?.content_digest.unwrap_or_default())?;
    let signed = SignMinutes { document: stage.document(number)?, content_digest };
    stage
        .act(*chair, Permission::SessionsVote, async |uow, scope| {
            sessions::sign_minutes(uow, scope, id, IfMatch::Any, &signed).await
        })
        .await?;
    let items = repo::items(stage.db.read_latest(), id).await?;
    Ok(items.into_iter().filter(|i| i.outcome == Some(Outcome::Passed)).map(|item| item.nomination_id).collect())
}

async fn count(stage: &Stage<'_>, session: Uuid, (teller, second): (Uuid, Uuid)) -> Result<()> {
    let papers = i32::try_from(stage.people.council().len()).unwrap_or_default() - 1;
    let items = repo::items(stage.db.read_latest(), session).await?;
    let last = items.last().filter(|_| items.len() > 1).map(|item| item.id);
    let tally = |item_id: Uuid| {
        let yes = if Some(item_id) == last { 2 } else { papers };
        TallyInput { item_id, yes, no: papers - yes, neither: 0 }
    };
    let tallies = Tallies { tallies: items.iter().map(|item| tally(item.id)).collect() };
    stage
        .act(teller, Permission::SessionsVote, async |uow, scope| {
            sessions::record_tally(uow, scope, session, IfMatch::Any, &tallies).await
        })
        .await?;
    stage
        .act(second, Permission::SessionsVote, async |uow, scope| {
            sessions::confirm_tally(uow, scope, session, IfMatch::Any, &tallies).await
        })
        .await?;
    Ok(())
}
