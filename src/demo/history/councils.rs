//! The Minister's council: it votes on paper and in secret, and two tellers count alike.
use entity::{council_item::Outcome, council_member::CouncilRole, council_seat::Presence, council_session::Ballot};
use uuid::Uuid;

use super::stage::{Stage, line};
use crate::{
    features::awards::councils::{
        dto::{CreateCouncil, FoundCouncil, MemberInput},
        service,
        sessions::{
            dto::PlanSession,
            repo, service as sessions,
            votes::{RecordAttendance, SeatInput, SignMinutes, Tallies, TallyInput},
        },
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};

/// A session's agenda holds no more.
const AGENDA: usize = 200;

fn missing() -> Error {
    Error::internal(anyhow::anyhow!("the ministry or its council"))
}

pub async fn found(stage: &Stage<'_>) -> Result<Uuid> {
    let ministry = stage.organisation().ministry().ok_or_else(missing)?;
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
    let officer = stage.people.officer(stage.superior(ministry));
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

/// All are there but one member. The last of several dossiers on the agenda does not get the votes. Returns those that do.
pub async fn vote(stage: &Stage<'_>, council_id: Uuid, dossiers: &[Uuid]) -> Result<Vec<Uuid>> {
    let [secretary, chair, .., teller, second, absent] = stage.people.council() else { return Err(missing()) };
    stage.set_time("2024-11-11T02:00:00Z")?;
    let planned = PlanSession {
        council_id,
        title: line("Phiên xét khen thưởng sơ kết năm 2024")?,
        held_on: "2024-11-18".parse::<chrono::NaiveDate>().map_err(Error::internal)?.into(),
        ballot: Some(Ballot::Paper),
        nomination_ids: dossiers.iter().take(AGENDA).copied().collect(),
        places: vec![],
    };
    let session =
        stage.act(*secretary, Permission::SessionsRun, async |uow, scope| sessions::create(uow, scope, &planned).await);
    let id = session.await?.summary.id;
    stage.set_time("2024-11-18T02:00:00Z")?;
    let there = stage.people.council().iter().filter(|user| *user != absent);
    let seat = |user_id: &Uuid| SeatInput {
        user_id: *user_id,
        presence: Presence::Present,
        delegation_document: None,
        teller: user_id == teller || user_id == second,
    };
    let attendance = RecordAttendance { seats: there.map(seat).collect() };
    stage
        .act(*secretary, Permission::SessionsRun, async |uow, scope| {
            sessions::record_attendance(uow, scope, id, IfMatch::Any, &attendance).await?;
            sessions::open(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    count(stage, id, (*teller, *second)).await?;
    let closed = stage.act(*secretary, Permission::SessionsRun, async |uow, scope| {
        sessions::close(uow, scope, id, IfMatch::Any).await
    });
    let content_digest = line(&closed.await?.content_digest.unwrap_or_default())?;
    let signed = SignMinutes { document: stage.document("12/BB-HĐTĐKT")?, content_digest };
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
