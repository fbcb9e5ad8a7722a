//! Spring 2023: every unit draws up its plan, issues it and sends it; the superiors receive them.
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
    target::Comparator,
    unit::UnitKind,
};
use uuid::Uuid;

use super::{
    indicators,
    stage::{Dice, Stage, line},
};
use crate::{
    core::{error::Result, http::etag::IfMatch, policy::Permission},
    features::plans::{
        dto::{CreatePlan, IssuePlan, MeasureInput, TargetInput, TaskInput},
        service,
    },
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

pub async fn tell(stage: &Stage<'_>) -> Result<usize> {
    let catalogue = indicators(stage).await?;
    let mut issued = vec![];
    for (at, unit) in (0_u64..).zip(stage.units.clone()) {
        let mut dice = Dice::new(at);
        if !dice.chance(DILIGENT) {
            continue;
        }
        stage.set_time("2023-04-03T02:00:00Z")?;
        let kind = stage.organisation().unit(unit).map(|u| u.kind);
        let input = plan(stage, unit, kind, &catalogue, &mut dice)?;
        let drafted = stage.act(stage.people.officer(unit), Permission::PlansWrite, async |uow, scope| {
            let plan = service::create(uow, scope, &input).await?.into_inner();
            service::request_signature(uow, scope, plan.id, IfMatch::Any).await
        });
        let id = drafted.await?.id;
        stage.set_time("2023-04-11T03:00:00Z")?;
        let document = stage.document(&format!("{}/KH-{}", 1 + dice.below(200), abbreviation(kind)))?;
        stage
            .act(stage.people.head(unit), Permission::PlansIssue, async |uow, scope| {
                let input = IssuePlan { document: document.clone() };
                service::issue(uow, scope, id, IfMatch::Any, &input).await?;
                service::send(uow, scope, id, IfMatch::Any).await
            })
            .await?;
        issued.push((unit, id));
    }
    receive(stage, &issued).await?;
    Ok(issued.len())
}

async fn receive(stage: &Stage<'_>, issued: &[(Uuid, Uuid)]) -> Result<()> {
    stage.set_time("2023-04-20T02:30:00Z")?;
    for (superior, pile) in stage.by_superior(issued) {
        for papers in pile.chunks(50) {
            stage
                .act(stage.people.officer(superior), Permission::PlansReceive, async |uow, scope| {
                    let mut last = None;
                    for id in papers {
                        last = Some(service::receive(uow, scope, *id, IfMatch::Any).await?);
                    }
                    last.ok_or_else(|| crate::core::error::Error::internal(anyhow::anyhow!("an empty pile")))
                })
                .await?;
        }
    }
    stage.set_time("2023-05-01T01:00:00Z")?;
    while stage.db.maintain("demo", async |uow| service::start_due(uow).await).await? > 0 {}
    Ok(())
}

fn plan(
    stage: &Stage<'_>,
    unit: Uuid,
    kind: Option<UnitKind>,
    catalogue: &[(indicator::Model, Vec<UnitKind>)],
    dice: &mut Dice,
) -> Result<CreatePlan> {
    let mut tasks = vec![];
    for title in TASKS {
        tasks.push(TaskInput {
            code: None,
            title: line(title)?,
            no_target_reason: Some(line("Theo dõi bằng báo cáo")?),
        });
    }
    let mut measures = vec![];
    for title in MEASURES {
        measures.push(MeasureInput { task_no: None, title: line(title)? });
    }
    let suits = |(m, kinds): &&(indicator::Model, Vec<UnitKind>)| {
        m.value_type == ValueType::Quantitative && kind.is_some_and(|kind| kinds.contains(&kind))
    };
    let mut targets = vec![];
    for ((indicator, _), task) in catalogue.iter().filter(suits).take(TARGETS).zip((1..=4).cycle()) {
        targets.push(target(indicator, task, dice)?);
    }
    let (tasks, measures, targets) = (Some(tasks), Some(measures), Some(targets));
    Ok(CreatePlan { movement_id: stage.movement_id, unit_id: unit, starts_on: None, tasks, measures, targets })
}

fn target(indicator: &indicator::Model, task_no: u16, dice: &mut Dice) -> Result<TargetInput> {
    let ratio = indicator.aggregation == Aggregation::Ratio;
    let aimed = Quantity::whole(20 + dice.below(400));
    Ok(TargetInput {
        task_no,
        indicator_code: Some(line(&indicator.code)?),
        title: None,
        unit_of_measure: None,
        comparator: Comparator::Gte,
        baseline: None,
        target_value: (!ratio).then_some(aimed),
        numerator: ratio.then(|| Quantity::whole(80 + dice.below(21))),
        denominator: ratio.then(|| Quantity::whole(100)),
        due_on: None,
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
