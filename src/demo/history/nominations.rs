//! The interim review of 2024: units nominate, the provinces appraise and forward, the Minister's council votes, and the
//! Minister decides. One dossier is held for a while, and one does not get the votes.
use entity::{
    nomination::{HoldGround, Stage as ReviewStage, SubjectType},
    unit::UnitKind,
};
use uuid::Uuid;

use super::{
    councils,
    plans::abbreviation,
    stage::{Stage, line, reason},
};
use crate::{
    features::awards::{
        decisions::{
            self,
            dto::{CreateDecision, DecisionItem, SignDecision},
            rules::DecisionAction,
        },
        nominations::{
            dto::{
                AchievementInput, Appraise, CreateNomination, Forward, Hold, Release, Review, Secrecy, SubjectInput,
            },
            service,
        },
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        keys::Keys,
        policy::Permission,
        reason::Reason,
    },
    store::document::DocumentNumber,
};

pub const YEAR: i32 = 2024;
/// Before the first dossier is drawn up.
pub const EVE: &str = "2024-10-06";
/// Every so many units nominate somebody.
const EVERY: usize = 12;

/// Returns how many dossiers and awards there are.
pub async fn tell(stage: &Stage<'_>) -> Result<(usize, usize)> {
    stage.set_time("2024-10-07T01:00:00Z")?;
    let council = councils::found(stage).await?;
    let mut nominations = 0;
    let mut appraised = vec![];
    for (at, unit) in stage.units.iter().copied().enumerate().filter(|(at, _)| at.is_multiple_of(EVERY)) {
        stage.say("nominations of 2024", at, stage.units.len());
        let mut dice = stage.dice(unit, "nomination");
        let id = submit(stage, unit, at).await?;
        nominations += 1;
        if dice.chance(85) {
            climb(stage, unit, id).await?;
            appraised.push(id);
        }
    }
    if appraised.is_empty() {
        return Ok((nominations, 0));
    }
    hold(stage, &appraised).await?;
    let passed = councils::vote(stage, council, &appraised).await?;
    settle(stage, &appraised, &passed).await?;
    let awards = decide(stage, &passed).await?;
    Ok((nominations, awards))
}

fn number(text: &str) -> Result<DocumentNumber> {
    DocumentNumber::parse(text).map_err(|_| Error::internal(anyhow::anyhow!("a number of the history: {text}")))
}

fn day(text: &str) -> Result<chrono::NaiveDate> {
    text.parse().map_err(|_| Error::internal(anyhow::anyhow!("a day of the history: {text}")))
}

async fn submit(stage: &Stage<'_>, unit: Uuid, at: usize) -> Result<Uuid> {
    // No personal numbers: nothing is encrypted.
    let keys = Keys::ephemeral().map_err(Error::internal)?.now();
    let name = stage.organisation().name(unit, stage.db.clock.today()).to_owned();
    let collective = at.is_multiple_of(2 * EVERY);
    let full_name =
        if collective { format!("Tập thể {name}") } else { format!("SYN-{at:04} (người giả định)") };
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let input = CreateNomination {
        movement_id: stage.movement_id,
        stage: ReviewStage::Interim,
        nominating_unit_id: unit,
        subject: SubjectInput {
            r#type: if collective { SubjectType::Collective } else { SubjectType::Individual },
            full_name: line(&full_name)?,
            position: if collective { None } else { Some(line("Chuyên viên")?) },
            unit_id: None,
            personal_id: None,
        },
        award_form_code: line("BK_BT")?,
        achievement: AchievementInput {
            summary: line("Hoàn thành vượt chỉ tiêu, có cách làm hay được nhân rộng.")?,
            from: day("2023-01-01")?.into(),
            to: day("2024-06-30")?.into(),
            evidence: vec![],
        },
        statements: vec![],
        secrecy: Secrecy::None,
    };
    stage.set_time("2024-10-07T02:00:00Z")?;
    let drafted = stage.act(stage.people.officer(unit), Permission::NominationsWrite, async |uow, scope| {
        service::create(uow, scope, &input, &keys).await
    });
    let id = drafted.await?.summary.id;
    stage.set_time("2024-10-14T02:00:00Z")?;
    let minutes = number(&format!("{}/BB-{}", 1 + at % 300, abbreviation(kind)))?;
    let minutes_on = day("2024-10-14")?.into();
    let review = Review { minutes_number: minutes, minutes_on, present: Some(12), votes_for: Some(12) };
    stage
        .act(stage.people.head(unit), Permission::NominationsSubmit, async |uow, scope| {
            service::unit::review(uow, scope, id, IfMatch::Any, &review).await?;
            service::unit::submit(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    Ok(id)
}

/// Up to the standing body, which appraises it. A ministry unit's dossier is there at once.
async fn climb(stage: &Stage<'_>, unit: Uuid, id: Uuid) -> Result<()> {
    let district = stage.organisation().unit(unit).is_some_and(|u| {
        matches!(u.kind, UnitKind::DistrictJusticeOffice | UnitKind::DistrictEnforcementSubdepartment)
    });
    let opinion = Appraise { opinion: line("Đủ tiêu chuẩn, đúng đối tượng.")?, findings: vec![] };
    let appraise = async |holder: Uuid| {
        stage
            .act(stage.people.receiver(holder), Permission::NominationsReceive, async |uow, scope| {
                service::holder::receive(uow, scope, id, IfMatch::Any).await?;
                service::holder::appraise(uow, scope, id, IfMatch::Any, &opinion).await
            })
            .await
    };
    let superior = stage.superior(unit);
    stage.set_time("2024-10-28T02:00:00Z")?;
    appraise(superior).await?;
    if !district {
        return Ok(());
    }
    let kind = stage.organisation().unit(superior).map(|u| u.kind);
    let forward = Forward { document_number: number(&format!("133/TTr-{}", abbreviation(kind)))? };
    stage
        .act(stage.people.head(superior), Permission::NominationsForward, async |uow, scope| {
            service::holder::forward(uow, scope, id, IfMatch::Any, &forward).await
        })
        .await?;
    let top = stage.superior(superior);
    stage.set_time("2024-11-04T02:00:00Z")?;
    appraise(top).await?;
    Ok(())
}

/// Somebody has complained of the first; nothing is in it.
async fn hold(stage: &Stage<'_>, appraised: &[Uuid]) -> Result<()> {
    let (Some(first), holder) = (appraised.first().copied(), standing_body(stage)?) else { return Ok(()) };
    stage.set_time("2024-11-05T02:00:00Z")?;
    let held = Hold {
        ground: HoldGround::Complaint,
        document_number: number("21/TB-VTĐKT")?,
        reason: reason("Có đơn khiếu nại đang được xem xét")?,
    };
    stage
        .act(stage.people.receiver(holder), Permission::NominationsReceive, async |uow, scope| {
            service::hold::hold(uow, scope, first, IfMatch::Any, &held).await
        })
        .await?;
    stage.set_time("2024-11-08T02:00:00Z")?;
    let released = Release { document_number: number("24/KL-VTĐKT")? };
    stage
        .act(stage.people.receiver(holder), Permission::NominationsReceive, async |uow, scope| {
            service::hold::release(uow, scope, first, IfMatch::Any, &released).await
        })
        .await?;
    Ok(())
}

/// What the council passed is proposed, and what it did not pass refused.
async fn settle(stage: &Stage<'_>, appraised: &[Uuid], passed: &[Uuid]) -> Result<()> {
    let head = stage.people.head(standing_body(stage)?);
    let refusal = Reason { reason: reason("Hội đồng không đủ số phiếu đồng ý")? };
    stage.set_time("2024-11-25T02:00:00Z")?;
    for id in appraised.iter().copied() {
        stage
            .act(head, Permission::NominationsForward, async |uow, scope| match passed.contains(&id) {
                true => service::holder::propose(uow, scope, id, IfMatch::Any).await,
                false => service::holder::refuse(uow, scope, id, IfMatch::Any, &refusal).await,
            })
            .await?;
    }
    Ok(())
}

fn standing_body(stage: &Stage<'_>) -> Result<Uuid> {
    let missing = || Error::internal(anyhow::anyhow!("the ministry or its standing body"));
    Ok(stage.superior(stage.organisation().ministry().ok_or_else(missing)?))
}

async fn decide(stage: &Stage<'_>, passed: &[Uuid]) -> Result<usize> {
    let missing = || Error::internal(anyhow::anyhow!("the ministry or its standing body"));
    let ministry = stage.organisation().ministry().ok_or_else(missing)?;
    let standing_body = standing_body(stage)?;
    stage.set_time("2024-12-02T02:00:00Z")?;
    let items = passed.iter().zip(1..).map(|(id, order_no)| DecisionItem { nomination_id: *id, order_no }).collect();
    let input = CreateDecision { movement_id: stage.movement_id, deciding_unit_id: ministry, decided_by: None, items };
    let drafted = stage.act(stage.people.officer(standing_body), Permission::DecisionsWrite, async |uow, scope| {
        decisions::service::create(uow, scope, &input).await
    });
    let id = drafted.await?.summary.id;
    let signed = SignDecision { document: stage.document("1742/QĐ-BTP")?, refused: vec![] };
    stage
        .act(stage.people.head(ministry), Permission::DecisionsSign, async |uow, scope| {
            decisions::service::sign(uow, scope, (id, DecisionAction::Sign), IfMatch::Any, &signed).await
        })
        .await?;
    Ok(passed.len())
}
