//! The dossiers of a review, from the grass roots up to the standing body.
use awards::{
    nominations::{
        dto::{AchievementInput, Appraise, CreateNomination, Review, Secrecy, StatementInput, SubjectInput},
        service,
    },
    submissions::{self, dto::CreateSubmission},
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
    StatementKind,
    nomination::{Stage as ReviewStage, SubjectType},
};
use uuid::Uuid;

use super::{
    plans::abbreviation,
    reviews::Round,
    stage::{Stage, line},
};

/// Bằng khen của Bộ trưởng.
pub const FORM: &str = "BK_BT";
/// Out of a hundred, so many are appraised in time for the council.
const APPRAISED: i32 = 85;
/// Numbers of submissions: one unit may send its own dossiers and those of the units below.
const OWN: u32 = 133;
const OF_BELOW: u32 = 147;
/// However few units there are, not every one of them nominates somebody.
const APART: usize = 4;

pub fn number(text: &str) -> Result<DocumentNumber> {
    DocumentNumber::parse(text).map_err(|_| Error::internal(anyhow::anyhow!("a number of the history: {text}")))
}

fn day(text: &str) -> Result<chrono::NaiveDate> {
    text.parse().map_err(|_| Error::internal(anyhow::anyhow!("a day of the history: {text}")))
}

/// Every so many units nominate. Returns their dossiers, with the unit of each.
pub async fn submit(stage: &Stage<'_>, round: Round) -> Result<Vec<(Uuid, Uuid)>> {
    // No personal numbers: nothing is encrypted.
    let keys = Keys::ephemeral().map_err(Error::internal)?.now();
    let apart = (stage.units.len() / round.units).max(APART);
    let mut submitted = vec![];
    // Who appraises or decides proposes nobody here.
    let above = [stage.standing_body()?, stage.ministry()?];
    let chosen = stage.units.iter().copied().enumerate().filter(|(at, _)| at.is_multiple_of(apart));
    for (at, unit) in chosen.filter(|(_, unit)| !above.contains(unit)) {
        stage.say(&format!("nominations of {}", round.year), at, stage.units.len());
        let mut dossiers = vec![];
        stage.set_time(&round.at("10-08"))?;
        for nth in 0..round.dossiers {
            let collective = nth == 0 && at.is_multiple_of(2 * apart);
            let input = dossier(stage, round, unit, (at * round.dossiers + nth, collective))?;
            dossiers.push(draft(stage, unit, &input, &keys).await?);
        }
        review(stage, round, unit, (at, &dossiers)).await?;
        submitted.extend(dossiers.into_iter().map(|id| (unit, id)));
    }
    Ok(submitted)
}

fn dossier(stage: &Stage<'_>, round: Round, unit: Uuid, (at, collective): (usize, bool)) -> Result<CreateNomination> {
    let name = stage.organisation().name(unit, stage.db.clock.today()).to_owned();
    let full_name = match (collective, round.stage) {
        (true, _) => format!("Tập thể {name}"),
        (false, ReviewStage::Interim) => format!("SYN-{at:04} (người giả định)"),
        (false, ReviewStage::Final) => format!("SYN-{:04} (người giả định)", 5_000 + at),
    };
    Ok(CreateNomination {
        movement_id: stage.movement_id,
        stage: round.stage,
        nominating_unit_id: unit,
        subject: SubjectInput {
            r#type: if collective { SubjectType::Collective } else { SubjectType::Individual },
            full_name: line(&full_name)?,
            position: if collective { None } else { Some(line("Chuyên viên")?) },
            unit_id: None,
            personal_id: None,
        },
        award_form_code: line(FORM)?,
        achievement: AchievementInput {
            summary: line("Hoàn thành vượt chỉ tiêu, có cách làm hay được nhân rộng.")?,
            from: day("2023-01-01")?.into(),
            to: day(&format!("{}-06-30", round.year))?.into(),
            evidence: vec![],
        },
        statements: statements(round, &name)?,
        secrecy: Secrecy::None,
    })
}

/// What the unit states, with documents.
fn statements(round: Round, issuer: &str) -> Result<Vec<StatementInput>> {
    let year = round.year - 1;
    let judged = StatementInput {
        kind: StatementKind::Evaluation,
        what: Some(line("HTXSNV")?),
        year: Some(year),
        number: None,
        ended_on: None,
        document_number: number("95/QĐ-XLCL")?,
        document_on: day(&format!("{year}-12-15"))?.into(),
        issuer: line(issuer)?,
    };
    let blameless = StatementInput { kind: StatementKind::NoDiscipline, what: None, year: None, ..judged.clone() };
    Ok(vec![judged, blameless])
}

async fn draft(stage: &Stage<'_>, unit: Uuid, input: &CreateNomination, keys: &Purposes) -> Result<Uuid> {
    let drafted = stage.act(stage.people.officer(unit), Permission::NominationsWrite, async |uow, scope| {
        service::create(uow, scope, input, keys).await
    });
    Ok(drafted.await?.summary.id)
}

/// The grass roots vote, and the head sends what they chose: several in their order, under one document.
async fn review(stage: &Stage<'_>, round: Round, unit: Uuid, (at, dossiers): (usize, &[Uuid])) -> Result<()> {
    stage.set_time(&round.at("10-14"))?;
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let minutes_number = number(&format!("{}/BB-{}", 1 + at % 300, abbreviation(kind)))?;
    let minutes_on = stage.db.clock.today().into();
    let review = Review { minutes_number, minutes_on, present: Some(12), votes_for: Some(12) };
    let head = stage.people.head(unit);
    stage
        .act_on(head, Permission::NominationsSubmit, dossiers, async |uow, scope, id| {
            service::unit::review(uow, scope, id, IfMatch::Any, &review).await
        })
        .await?;
    match dossiers {
        [_] => {
            stage
                .act_on(head, Permission::NominationsSubmit, dossiers, async |uow, scope, id| {
                    service::unit::submit(uow, scope, id, IfMatch::Any).await
                })
                .await
        }
        several => send_together(stage, round, unit, (OWN, several)).await,
    }
}

async fn send_together(stage: &Stage<'_>, round: Round, unit: Uuid, (number, dossiers): (u32, &[Uuid])) -> Result<()> {
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let input = CreateSubmission {
        movement_id: stage.movement_id,
        stage: round.stage,
        unit_id: unit,
        document: stage.document(&format!("{number}/TTr-{}", abbreviation(kind)))?,
        nomination_ids: dossiers.to_vec(),
    };
    stage
        .act(stage.people.head(unit), Permission::NominationsForward, async |uow, scope| {
            submissions::service::create(uow, scope, &input).await
        })
        .await?;
    Ok(())
}

/// Up to the standing body, which appraises them: those of a department or a unit of the ministry are there at once, those of
/// an office come with its superior's submission. Returns those that are ready for the council.
pub async fn climb(stage: &Stage<'_>, round: Round, submitted: &[(Uuid, Uuid)]) -> Result<Vec<Uuid>> {
    let in_time = |(at, (unit, _)): &(usize, (Uuid, Uuid))| {
        stage.dice(*unit, &format!("nomination {at} of {}", round.year)).chance(APPRAISED)
    };
    let ready: Vec<_> = submitted.iter().copied().enumerate().filter(in_time).map(|(_, dossier)| dossier).collect();
    let top = stage.standing_body()?;
    stage.set_time(&round.at("10-28"))?;
    let (mut appraised, mut forwarded) = (vec![], vec![]);
    for (superior, pile) in stage.by_superior(&ready) {
        appraise(stage, superior, &pile).await?;
        if superior == top {
            appraised.extend(pile);
        } else {
            send_together(stage, round, superior, (OF_BELOW, &pile)).await?;
            forwarded.extend(pile);
        }
    }
    stage.set_time(&round.at("11-04"))?;
    appraise(stage, top, &forwarded).await?;
    appraised.extend(forwarded);
    Ok(appraised)
}

async fn appraise(stage: &Stage<'_>, holder: Uuid, pile: &[Uuid]) -> Result<()> {
    let opinion = Appraise { opinion: line("Đủ tiêu chuẩn, đúng đối tượng.")?, findings: vec![] };
    stage
        .act_on(stage.people.receiver(holder), Permission::NominationsReceive, pile, async |uow, scope, id| {
            service::holder::receive(uow, scope, id, IfMatch::Any).await?;
            service::holder::appraise(uow, scope, id, IfMatch::Any, &opinion).await
        })
        .await
}
