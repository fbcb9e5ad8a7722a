//! Spring 2023: every unit draws up its plan, issues it and sends it; the superiors receive them. A unit that begins
//! later does so within days.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, policy::Permission, text::Text},
};
use chrono::{Days, NaiveDate};
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
    plan::PlanStatus,
    target::Comparator,
    unit::UnitKind,
};
use planning::plans::{
    dto::{CreatePlan, IssuePlan, MeasureInput, ReceivePlan, TargetInput, TaskInput},
    repo, service,
};
use uuid::Uuid;

use super::{
    cascade::{self, Cascade},
    indicators,
    stage::{Dice, Stage, line},
};

const TASKS: [&str; 4] = [
    "Quán triệt, tuyên truyền chủ trương giảm nghèo bền vững",
    "Trợ giúp pháp lý và phổ biến, giáo dục pháp luật cho người nghèo",
    "Thi hành án dân sự, hòa giải, hộ tịch có lợi cho người nghèo",
    "Vận động ủng hộ, giúp đỡ hộ nghèo và phát hiện điển hình",
];
const MEASURES: [&str; 3] = [
    "Lồng ghép vào kế hoạch công tác năm của đơn vị",
    "Phân công công chức phụ trách từng xã",
    "Kiểm tra, sơ kết hằng năm và biểu dương kịp thời",
];
const TARGETS: usize = 10;
/// Out of a hundred units, so many have a plan.
const DILIGENT: i32 = 98;

/// A catalogue of indicators, and the kinds of units that each is for.
type Catalogue = Vec<(indicator::Model, Vec<UnitKind>)>;

/// When plans are drafted, issued, received and take effect.
struct Calendar {
    drafted: String,
    issued: String,
    received: String,
    effective: String,
    /// The first day of the plan, if not the movement's.
    starts_on: Option<NaiveDate>,
}

impl Calendar {
    fn spring() -> Self {
        Self {
            drafted: "2023-04-03T02:00:00Z".to_owned(),
            issued: "2023-04-11T03:00:00Z".to_owned(),
            received: "2023-04-20T02:30:00Z".to_owned(),
            effective: "2023-05-01T01:00:00Z".to_owned(),
            starts_on: None,
        }
    }

    /// Done before the report of a year in whose December a unit begins.
    fn after(begun: NaiveDate) -> Self {
        let day =
            |days: u64, time: &str| format!("{}T{time}Z", begun.checked_add_days(Days::new(days)).unwrap_or(begun));
        Self {
            drafted: day(1, "02:00:00"),
            issued: day(4, "03:00:00"),
            received: day(7, "02:30:00"),
            effective: day(9, "01:00:00"),
            starts_on: Some(begun),
        }
    }
}

pub async fn tell(stage: &Stage<'_>) -> Result<usize> {
    let (catalogue, calendar) = (indicators(stage).await?, Calendar::spring());
    stage.set_time(&calendar.drafted)?;
    let (mut cascade, of_ministry) = Cascade::begin(stage).await?;
    let mut issued = vec![of_ministry];
    for (done, unit) in stage.units.iter().copied().enumerate() {
        stage.say("plans of 2023", done, stage.units.len());
        let mut dice = stage.dice(unit, "plan");
        if !dice.chance(DILIGENT) {
            continue;
        }
        stage.set_time(&calendar.drafted)?;
        let id = draft(stage, unit, (&catalogue, &cascade), &calendar, &mut dice).await?;
        issue(stage, unit, id, (&calendar, &cascade), &mut dice).await?;
        cascade.pass_on(stage, unit, id).await?;
        issued.push((unit, id));
    }
    receive(stage, &issued, &calendar).await?;
    Ok(issued.len())
}

/// Units that began on a day. Where a plan was drafted from those of the predecessors, that one is taken through.
pub async fn begin(stage: &Stage<'_>, day: NaiveDate) -> Result<usize> {
    let begun = |unit: &&Uuid| stage.organisation().unit(**unit).is_some_and(|unit| unit.valid_from == day);
    let units: Vec<Uuid> = stage.units.iter().filter(begun).copied().collect();
    if units.is_empty() {
        return Ok(0);
    }
    let (catalogue, calendar, cascade) = (indicators(stage).await?, Calendar::after(day), Cascade::default());
    let mut issued = vec![];
    for unit in units {
        let mut dice = stage.dice(unit, "plan");
        let versions = repo::of_unit(stage.db.primary(), stage.movement_id, unit).await?;
        stage.set_time(&calendar.drafted)?;
        let id = match versions.iter().find(|plan| plan.status == PlanStatus::Draft) {
            Some(restated) => request(stage, unit, restated.id).await?,
            None => draft(stage, unit, (&catalogue, &cascade), &calendar, &mut dice).await?,
        };
        issue(stage, unit, id, (&calendar, &cascade), &mut dice).await?;
        issued.push((unit, id));
    }
    receive(stage, &issued, &calendar).await?;
    Ok(issued.len())
}

async fn draft(
    stage: &Stage<'_>,
    unit: Uuid,
    (catalogue, cascade): (&Catalogue, &Cascade),
    calendar: &Calendar,
    dice: &mut Dice,
) -> Result<Uuid> {
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let mut input =
        CreatePlan { starts_on: calendar.starts_on.map(Into::into), ..plan(stage, unit, kind, catalogue, dice)? };
    input.targets = input.targets.map(|all| all.into_iter().map(|target| cascade.answered(unit, target)).collect());
    let drafted = stage.act(stage.people.officer(unit), Permission::PlansWrite, async |uow, scope| {
        let plan = service::create(uow, scope, &input).await?.into_inner();
        service::request_signature(uow, scope, plan.id, IfMatch::Any).await
    });
    Ok(drafted.await?.id)
}

async fn request(stage: &Stage<'_>, unit: Uuid, id: Uuid) -> Result<Uuid> {
    let requested = stage.act(stage.people.officer(unit), Permission::PlansWrite, async |uow, scope| {
        service::request_signature(uow, scope, id, IfMatch::Any).await
    });
    Ok(requested.await?.id)
}

async fn issue(
    stage: &Stage<'_>,
    unit: Uuid,
    id: Uuid,
    (calendar, cascade): (&Calendar, &Cascade),
    dice: &mut Dice,
) -> Result<()> {
    stage.set_time(&calendar.issued)?;
    let kind = stage.organisation().unit(unit).map(|u| u.kind);
    let document = stage.document(&format!("{}/KH-{}", 1 + dice.below(200), abbreviation(kind)))?;
    stage
        .act(stage.people.head(unit), Permission::PlansIssue, async |uow, scope| {
            let input = IssuePlan { document: document.clone(), annex_no: None };
            cascade.accept(uow, scope, unit).await?;
            service::issue(uow, scope, id, IfMatch::Any, &input).await?;
            service::send(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    Ok(())
}

async fn receive(stage: &Stage<'_>, issued: &[(Uuid, Uuid)], calendar: &Calendar) -> Result<()> {
    stage.set_time(&calendar.received)?;
    for (superior, pile) in stage.by_superior(issued) {
        let receiver = stage.people.receiver(superior);
        stage
            .act_on(receiver, Permission::PlansReceive, &pile, async |uow, scope, id| {
                let seen = repo::get(&uow.tx, scope, id).await?.content_digest.unwrap_or_default();
                let input = ReceivePlan { content_digest: Text::stored(seen) };
                service::receive(uow, scope, id, IfMatch::Any, &input).await
            })
            .await?;
    }
    stage.set_time(&calendar.effective)?;
    while stage.db.maintain("demo", async |uow| service::start_due(uow).await).await? > 0 {}
    Ok(())
}

fn plan(
    stage: &Stage<'_>,
    unit: Uuid,
    kind: Option<UnitKind>,
    catalogue: &Catalogue,
    dice: &mut Dice,
) -> Result<CreatePlan> {
    let mut tasks = vec![];
    for title in TASKS {
        let no_target_reason = Some(line("Theo dõi bằng báo cáo")?);
        tasks.push(TaskInput { no_target_reason, ..TaskInput::titled(line(title)?) });
    }
    let mut measures = vec![];
    for title in MEASURES {
        measures.push(MeasureInput::titled(line(title)?));
    }
    let suits = |(m, kinds): &&(indicator::Model, Vec<UnitKind>)| {
        m.value_type == ValueType::Quantitative && kind.is_some_and(|kind| kinds.contains(&kind))
    };
    let mut suitable: Vec<_> = catalogue.iter().filter(suits).collect();
    // What the ministry shares out comes first.
    suitable.sort_by_key(|(indicator, _)| indicator.code != cascade::INDICATOR);
    let mut targets = vec![];
    for ((indicator, _), task) in suitable.into_iter().take(TARGETS).zip((1..=4).cycle()) {
        targets.push(target(indicator, task, dice)?);
    }
    Ok(CreatePlan {
        movement_id: stage.movement_id,
        unit_id: unit,
        starts_on: None,
        full_allocation: false,
        template_id: None,
        copy_from_plan_id: None,
        tasks: Some(tasks),
        measures: Some(measures),
        targets: Some(targets),
    })
}

fn target(indicator: &indicator::Model, task_no: u16, dice: &mut Dice) -> Result<TargetInput> {
    let ratio = indicator.aggregation == Aggregation::Ratio;
    let most = if indicator.upper_bound.is_some() { 80 } else { 400 };
    let aimed = Quantity::whole(20 + dice.below(most));
    Ok(TargetInput {
        indicator_code: Some(line(&indicator.code)?),
        target_value: (!ratio).then_some(aimed),
        numerator: ratio.then(|| Quantity::whole(80 + dice.below(21))),
        denominator: ratio.then(|| Quantity::whole(100)),
        ..TargetInput::of_task(task_no, Comparator::Gte)
    })
}

/// As units abbreviate themselves in the symbols of their documents.
pub fn abbreviation(kind: Option<UnitKind>) -> &'static str {
    match kind {
        Some(UnitKind::ProvincialJusticeDepartment) => "STP",
        Some(UnitKind::DistrictJusticeOffice) => "PTP",
        Some(UnitKind::ProvincialEnforcementDepartment) => "CTHADS",
        Some(UnitKind::DistrictEnforcementSubdepartment) => "CCTHADS",
        _ => "BTP",
    }
}
