//! Each December: the units report, some late, a few not at all; the superiors accept, and return one now and then.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};
use entity::{
    Quantity,
    obligation::{self, ObligationStatus},
    target,
};
use planning::{movements, plans};
use reporting::reports::{
    self,
    dto::{AcceptReport, AnswerCheck, CreateReport, NarrativeInput, ReturnReport, SignReport, ValueInput},
    service,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    follow_up,
    plans::abbreviation,
    stage::{Dice, Stage, line, reason},
};

/// Out of a hundred.
const REPORTING: i32 = 95;
const ON_TIME: i32 = 90;
const ACCEPTED: i32 = 93;

pub async fn tell(stage: &Stage<'_>, year: i32) -> Result<usize> {
    let owed = owed(stage, year).await?;
    let quotients = quotients(stage).await?;
    let mut submitted = vec![];
    let what = format!("reports of {year}");
    for (done, unit) in stage.units.iter().copied().enumerate() {
        stage.say(&what, done, stage.units.len());
        let mut dice = stage.dice(unit, &what);
        let Some(obligation) = owed.get(&unit).filter(|_| dice.chance(REPORTING)) else { continue };
        if let Some(report) = report(stage, unit, (*obligation, &quotients), year, &mut dice).await? {
            submitted.push((unit, report));
        }
    }
    follow_up::urge(stage, year).await?;
    settle(stage, year, &submitted).await?;
    follow_up::consolidate(stage, year).await?;
    Ok(submitted.len())
}

async fn owed(stage: &Stage<'_>, year: i32) -> Result<HashMap<Uuid, Uuid>> {
    let found = obligation::Entity::find()
        .filter(obligation::Column::MovementId.eq(stage.movement_id))
        .filter(obligation::Column::PeriodCode.eq(year.to_string()))
        .filter(obligation::Column::Status.eq(ObligationStatus::Expected))
        .all(stage.db.primary())
        .await
        .map_err(Error::from)?;
    Ok(found.into_iter().map(|m| (m.unit_id, m.id)).collect())
}

/// The report of one unit, from its officer's desk to its superior's.
async fn report(
    stage: &Stage<'_>,
    unit: Uuid,
    (obligation, quotients): (Uuid, &Quotients),
    year: i32,
    dice: &mut Dice,
) -> Result<Option<Uuid>> {
    let db = stage.db.primary();
    let Some(plan) = plans::repo::in_force(db, stage.movement_id, unit).await? else { return Ok(None) };
    let targets = plans::repo::targets(db, plan.id).await?;
    let mut values: Vec<ValueInput> = targets.iter().map(|target| value(target, dice)).collect();
    agree(&targets, quotients, &mut values);
    let narrative = Some(narrative()?);
    let input = CreateReport { obligation_id: obligation, values: Some(values), narrative };
    stage.set_time(&format!("{year}-12-15T03:00:00Z"))?;
    let answer = AnswerCheck { text: line("Đã đối chiếu với sổ theo dõi, số liệu đúng.")? };
    let drafted = stage.act(stage.people.officer(unit), Permission::ReportsWrite, async |uow, scope| {
        let mut made = service::create(uow, scope, &input).await?;
        let id = made.get().summary.id;
        for code in reports::open_checks(&uow.tx, scope, id).await? {
            made = service::answer_check(uow, scope, (id, &code), IfMatch::Any, &answer).await?;
        }
        Ok(made)
    });
    let id = drafted.await?.summary.id;
    let day = if dice.chance(ON_TIME) { 16 } else { 22 };
    stage.set_time(&format!("{year}-12-{day}T08:00:00Z"))?;
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let document = stage.document(&format!("{}/BC-{}", 201 + dice.below(200), abbreviation(kind)))?;
    let head = stage.people.head(unit);
    stage
        .act(head, Permission::ReportsSign, async |uow, scope| {
            service::sign(uow, scope, id, IfMatch::Any, &SignReport { document: document.clone() }).await?;
            service::submit(uow, scope, &stage.auth, id, IfMatch::Any).await
        })
        .await?;
    Ok(Some(id))
}

/// Somewhere between four fifths and a third above what was aimed at.
fn value(target: &target::Model, dice: &mut Dice) -> ValueInput {
    let blank = ValueInput {
        target_id: target.id,
        value: None,
        numerator: None,
        denominator: None,
        note: None,
        evidence: None,
        data_from: None,
        data_to: None,
    };
    if target.denominator.is_some() {
        let whole = 40 + dice.below(900);
        let share = 70 + dice.below(31);
        let (numerator, denominator) = (Some(Quantity::whole(whole * share / 100)), Some(Quantity::whole(whole)));
        return ValueInput { numerator, denominator, ..blank };
    }
    let aimed = target.target_value.map_or(100, |q| q.0 / 10_000);
    let reached = aimed * i64::from(80 + dice.below(54)) / 100;
    // A percentage ends at a hundred.
    let reached = if target.unit_of_measure.as_deref() == Some("%") { reached.min(100) } else { reached };
    ValueInput { value: i32::try_from(reached).ok().map(Quantity::whole), ..blank }
}

/// The indicators that others are the quotient of.
type Quotients = HashMap<Uuid, (Uuid, Uuid)>;

async fn quotients(stage: &Stage<'_>) -> Result<Quotients> {
    let all = movements::repo::indicators_of(stage.db.primary(), stage.movement_id).await?;
    Ok(all.into_iter().filter_map(|m| Some((m.id, m.numerator_id.zip(m.denominator_id)?))).collect())
}

/// What is a part of a whole is no more than it, and their quotient says the same.
fn agree(targets: &[target::Model], quotients: &Quotients, values: &mut [ValueInput]) {
    let of = |target: &target::Model, indicator: Uuid| target.indicator_id == Some(indicator);
    for (at, target) in targets.iter().enumerate() {
        // What a successor restates stands there once for each predecessor: the first goes with the first.
        let nth = targets.iter().take(at).filter(|before| before.indicator_id == target.indicator_id).count();
        let place = |indicator: Uuid| (0..).zip(targets).filter(|(_, t)| of(t, indicator)).map(|(at, _)| at).nth(nth);
        let Some((part, whole)) = target.indicator_id.and_then(|id| quotients.get(&id)).copied() else { continue };
        let told = |at: Option<usize>, values: &[ValueInput]| at.and_then(|at| values.get(at)?.value);
        let (part_at, whole_at) = (place(part), place(whole));
        let Some(quotient) = values.get(at) else { continue };
        let denominator = told(whole_at, values).or(quotient.denominator);
        let numerator = told(part_at, values).or(quotient.numerator).min(denominator);
        if let Some(quotient) = values.get_mut(at) {
            (quotient.numerator, quotient.denominator) = (numerator, denominator);
        }
        if let Some(part) = part_at.and_then(|at| values.get_mut(at)) {
            part.value = numerator;
        }
    }
}

fn narrative() -> Result<NarrativeInput> {
    Ok(NarrativeInput {
        results: Some(Some(line("Hoàn thành các nhiệm vụ đề ra trong kế hoạch.")?)),
        limitations: Some(Some(line("Một số địa bàn xa chưa tổ chức được đợt lưu động.")?)),
        causes: Some(Some(line("Giao thông khó khăn, kinh phí có hạn.")?)),
        lessons: Some(Some(line("Phối hợp sớm với chính quyền cơ sở.")?)),
        proposals: Some(Some(line("Đề nghị bố trí kinh phí cho các đợt lưu động.")?)),
    })
}

async fn settle(stage: &Stage<'_>, year: i32, submitted: &[(Uuid, Uuid)]) -> Result<()> {
    stage.set_time(&format!("{year}-12-28T02:00:00Z"))?;
    let reason = reason("Số liệu chưa thống nhất với phụ lục kèm theo")?;
    let returned = ReturnReport { reason_code: line("wrong_figure")?, reason };
    for (superior, pile) in stage.by_superior(submitted) {
        let mut dice = stage.dice(superior, &format!("answers of {year}"));
        let (good, bad): (Vec<Uuid>, Vec<Uuid>) = pile.into_iter().partition(|_| dice.chance(ACCEPTED));
        let receiver = stage.people.receiver(superior);
        stage
            .act_on(receiver, Permission::ReportsReceive, &good, async |uow, scope, id| {
                let seen = reports::repo::report(&uow.tx, scope, id).await?.content_digest;
                let accepted = AcceptReport { content_digest: line(&seen.unwrap_or_default())? };
                service::accept(uow, scope, id, IfMatch::Any, &accepted).await
            })
            .await?;
        stage
            .act_on(receiver, Permission::ReportsReceive, &bad, async |uow, scope, id| {
                service::return_(uow, scope, id, IfMatch::Any, &returned).await
            })
            .await?;
    }
    Ok(())
}
