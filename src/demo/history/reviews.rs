//! The reviews of the movement: the interim one of 2024 (sơ kết), and the final one of 2025 (tổng kết) under the law and among
//! the units of that autumn. Units nominate, the provinces appraise and send up together, the Minister's council votes, and
//! the Minister decides. A document gives the provinces their places, the list is posted before the council meets and somebody
//! objects to it; one dossier is held for a while, and one does not get the votes.
use awards::{
    decisions::{
        self,
        dto::{Confer, ConferredItem, CreateDecision, DecisionItem, SignDecision},
        rules::DecisionAction,
    },
    nominations::{
        dto::{Hold, Release},
        service,
    },
    stages::{self, dto::LaunchStage},
};
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
        reason::Reason,
    },
};
use entity::{
    award::ReceivedBy,
    conferral::Occasion,
    nomination::{HoldGround, Stage as ReviewStage},
};
use uuid::Uuid;

use super::{
    councils,
    nominations::{self, number},
    postings,
    stage::{Stage, line, reason},
};

/// One review, and the numbers of its documents. Each has the same days of its autumn.
#[derive(Clone, Copy)]
pub struct Round {
    pub year: i32,
    pub stage: ReviewStage,
    /// About how many units nominate somebody.
    pub units: usize,
    /// How many dossiers each of them has.
    pub dossiers: usize,
    launch: &'static str,
    pub quotas: &'static str,
    decision: &'static str,
    pub session: &'static str,
    pub minutes: &'static str,
    /// Of the session that votes by blind tokens.
    pub minutes_of_tokens: &'static str,
}

const ROUNDS: [Round; 2] = [
    Round {
        year: 2024,
        stage: ReviewStage::Interim,
        units: 120,
        dossiers: 1,
        launch: "4120/BTP-TĐKT",
        quotas: "1502/QĐ-BTP",
        decision: "1742/QĐ-BTP",
        session: "Phiên xét khen thưởng sơ kết năm 2024",
        minutes: "12/BB-HĐTĐKT",
        minutes_of_tokens: "13/BB-HĐTĐKT",
    },
    Round {
        year: 2025,
        stage: ReviewStage::Final,
        units: 40,
        dossiers: 2,
        launch: "4385/BTP-TCCB",
        quotas: "2041/QĐ-BTP",
        decision: "2310/QĐ-BTP",
        session: "Phiên xét khen thưởng tổng kết năm 2025",
        minutes: "9/BB-HĐTĐKT",
        minutes_of_tokens: "10/BB-HĐTĐKT",
    },
];

/// Before the first dossier is drawn up.
pub const EVE: &str = "10-06";

impl Round {
    /// The review of a year, if it has one.
    pub fn of(year: i32) -> Option<Self> {
        ROUNDS.into_iter().find(|round| round.year == year)
    }

    /// An instant of its autumn.
    pub fn at(&self, day: &str) -> String {
        format!("{}-{day}T02:00:00Z", self.year)
    }
}

/// Returns how many dossiers and awards there are.
pub async fn tell(stage: &Stage<'_>, round: Round) -> Result<(usize, usize)> {
    stage.set_time(&round.at("10-07"))?;
    launch(stage, round).await?;
    postings::quotas(stage, round).await?;
    let council = councils::found(stage).await?;
    let submitted = nominations::submit(stage, round).await?;
    let appraised = nominations::climb(stage, round, &submitted).await?;
    if appraised.is_empty() {
        return Ok((submitted.len(), 0));
    }
    stage.set_time(&round.at("11-05"))?;
    let list = postings::publish(stage, round, &appraised).await?;
    hold(stage, round, &appraised).await?;
    postings::hear(stage, round, list).await?;
    let passed = councils::vote(stage, round, council, &appraised).await?;
    settle(stage, round, &appraised, &passed).await?;
    postings::end(stage, list).await?;
    let awards = decide(stage, round, &passed).await?;
    Ok((submitted.len(), awards))
}

async fn launch(stage: &Stage<'_>, round: Round) -> Result<()> {
    let day = |text: &str| round.at(text).parse::<chrono::DateTime<chrono::Utc>>().map_err(Error::internal);
    let input = LaunchStage {
        movement_id: stage.movement_id,
        stage: round.stage,
        award_form_codes: vec![line(nominations::FORM)?],
        opens_on: day("10-07")?.date_naive().into(),
        closes_on: day("10-31")?.date_naive().into(),
        document: stage.document(round.launch)?,
    };
    let head = stage.people.head(stage.standing_body()?);
    stage
        .act(head, Permission::MovementsDecide, async |uow, scope| stages::service::launch(uow, scope, &input).await)
        .await?;
    Ok(())
}

/// Somebody has complained of the first; nothing is in it.
async fn hold(stage: &Stage<'_>, round: Round, appraised: &[Uuid]) -> Result<()> {
    let Some(first) = appraised.first().copied() else { return Ok(()) };
    let receiver = stage.people.receiver(stage.standing_body()?);
    stage.set_time(&round.at("11-05"))?;
    let held = Hold {
        ground: HoldGround::Complaint,
        document_number: number("21/TB-VTĐKT")?,
        reason: reason("Có đơn khiếu nại đang được xem xét")?,
    };
    stage
        .act(receiver, Permission::NominationsReceive, async |uow, scope| {
            service::hold::hold(uow, scope, first, IfMatch::Any, &held).await
        })
        .await?;
    stage.set_time(&round.at("11-07"))?;
    let released = Release { document_number: number("24/KL-VTĐKT")? };
    stage
        .act(receiver, Permission::NominationsReceive, async |uow, scope| {
            service::hold::release(uow, scope, first, IfMatch::Any, &released).await
        })
        .await?;
    Ok(())
}

/// What the council passed is proposed, and what it did not pass refused.
async fn settle(stage: &Stage<'_>, round: Round, appraised: &[Uuid], passed: &[Uuid]) -> Result<()> {
    let head = stage.people.head(stage.standing_body()?);
    let refusal = Reason { reason: reason("Hội đồng không đủ số phiếu đồng ý")? };
    stage.set_time(&round.at("11-25"))?;
    stage
        .act_on(head, Permission::NominationsForward, appraised, async |uow, scope, id| match passed.contains(&id) {
            true => service::holder::propose(uow, scope, id, IfMatch::Any).await,
            false => service::holder::refuse(uow, scope, id, IfMatch::Any, &refusal).await,
        })
        .await
}

/// Signed, sent to the units, and handed over at the conference that reviews the movement.
async fn decide(stage: &Stage<'_>, round: Round, passed: &[Uuid]) -> Result<usize> {
    let ministry = stage.ministry()?;
    let officer = stage.people.officer(stage.standing_body()?);
    stage.set_time(&round.at("12-02"))?;
    let items = passed
        .iter()
        .zip(1..)
        .map(|(id, order_no)| DecisionItem { nomination_id: *id, order_no, multiple: None })
        .collect();
    let input = CreateDecision { movement_id: stage.movement_id, deciding_unit_id: ministry, decided_by: None, items };
    let drafted = stage.act(officer, Permission::DecisionsWrite, async |uow, scope| {
        decisions::service::create(uow, scope, &input).await
    });
    let id = drafted.await?.summary.id;
    let signed = SignDecision { document: stage.document(round.decision)?, refused: vec![] };
    stage
        .act(stage.people.head(ministry), Permission::DecisionsSign, async |uow, scope| {
            decisions::service::sign(uow, scope, (id, DecisionAction::Sign), IfMatch::Any, &signed).await
        })
        .await?;
    stage.set_time(&round.at("12-12"))?;
    let received_by = ReceivedBy::Representative;
    let items = (1..).take(passed.len()).map(|order_no| ConferredItem { order_no, received_by }).collect();
    let conferred = Confer {
        conferred_on: stage.db.clock.today().into(),
        occasion: Occasion::ReviewConference,
        place: line("Hà Nội")?,
        conferred_by: line("Thứ trưởng Bộ Tư pháp")?,
        items,
    };
    stage
        .act(officer, Permission::DecisionsWrite, async |uow, scope| {
            decisions::service::notify(uow, scope, id, IfMatch::Any).await?;
            decisions::service::confer(uow, scope, id, IfMatch::Any, &conferred).await
        })
        .await?;
    Ok(passed.len())
}
