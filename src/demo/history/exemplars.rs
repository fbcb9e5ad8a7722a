//! Good examples of 2024: found by units, recognised by their heads, published to the sector and adopted elsewhere.
use entity::{
    exemplar::ExemplarKind,
    report::{self, ReportStatus},
    report_value::{self, ValueQuality},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::stage::{Stage, line};
use crate::{
    features::awards::exemplars::{
        adoptions::dto::Adopt,
        dto::{Conclude, CreateExemplar, Recognise, ResultInput},
        service,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};

struct Example {
    kind: ExemplarKind,
    title: &'static str,
    description: &'static str,
    /// How many units adopt it.
    adopters: usize,
    /// What came of it, where that is known already.
    conclusion: Option<&'static str>,
}

const EXAMPLES: [Example; 3] = [
    Example {
        kind: ExemplarKind::Model,
        title: "Tổ hòa giải lưu động ở xã vùng cao",
        description: "Hai hòa giải viên đi cùng đoàn trợ giúp pháp lý, mỗi tháng một xã.",
        adopters: 9,
        conclusion: None,
    },
    Example {
        kind: ExemplarKind::Initiative,
        title: "Sổ tay pháp luật bằng tiếng dân tộc cho hộ nghèo",
        description: "Hai mươi trang, có tranh, do người ở bản đọc thử trước khi in.",
        adopters: 5,
        conclusion: None,
    },
    Example {
        kind: ExemplarKind::Practice,
        title: "Nhận đỡ đầu hộ nghèo theo tổ công tác",
        description: "Mỗi tổ giúp một hộ trong hai năm, cuối năm báo kết quả.",
        adopters: 2,
        conclusion: Some("Hai đơn vị áp dụng; đưa vào kế hoạch năm sau."),
    },
];

/// One after the other, each found elsewhere in the country.
pub async fn tell(stage: &Stage<'_>) -> Result<()> {
    let apart = (stage.units.len() / EXAMPLES.len()).max(1);
    let finders = stage.units.iter().copied().step_by(apart);
    for (example, unit) in EXAMPLES.iter().zip(finders) {
        let id = find(stage, unit, example).await?;
        spread(stage, (id, unit), example).await?;
    }
    Ok(())
}

async fn find(stage: &Stage<'_>, unit: Uuid, example: &Example) -> Result<Uuid> {
    stage.set_time("2024-05-20T02:00:00Z")?;
    let input = CreateExemplar {
        movement_id: stage.movement_id,
        unit_id: unit,
        kind: example.kind,
        title: line(example.title)?,
        description: line(example.description)?,
        discovered_on: stage.db.clock.today().into(),
        person_name: None,
        person_agrees: false,
        results: results(stage, unit).await?,
    };
    let found = stage.act(stage.people.officer(unit), Permission::ExemplarsWrite, async |uow, scope| {
        service::create(uow, scope, &input).await
    });
    let id = found.await?.summary.id;
    stage.set_time("2024-06-10T02:00:00Z")?;
    let recognised = Recognise { document: stage.document("77/QĐ-ĐT")? };
    stage
        .act(stage.people.head(unit), Permission::ExemplarsRecognise, async |uow, scope| {
            service::recognise(uow, scope, id, IfMatch::Any, &recognised).await
        })
        .await?;
    Ok(id)
}

/// Two figures that the unit reported for the year before, if they were accepted.
async fn results(stage: &Stage<'_>, unit: Uuid) -> Result<Vec<ResultInput>> {
    let db = stage.db.read_latest();
    let report = report::Entity::find()
        .filter(report::Column::MovementId.eq(stage.movement_id))
        .filter(report::Column::UnitId.eq(unit))
        .filter(report::Column::Status.eq(ReportStatus::Accepted))
        .order_by_desc(report::Column::DataTo)
        .one(db)
        .await
        .map_err(Error::from)?;
    let Some(report) = report else { return Ok(vec![]) };
    let values = report_value::Entity::find()
        .filter(report_value::Column::ReportId.eq(report.id))
        .filter(report_value::Column::Quality.eq(ValueQuality::Accepted))
        .filter(report_value::Column::Value.is_not_null())
        .order_by_asc(report_value::Column::Ordinal)
        .limit(2)
        .all(db)
        .await
        .map_err(Error::from)?;
    Ok(values.into_iter().map(|value| ResultInput { report_id: report.id, target_id: value.target_id }).collect())
}

async fn spread(stage: &Stage<'_>, (id, finder): (Uuid, Uuid), example: &Example) -> Result<()> {
    let Some(ministry) = stage.organisation().ministry() else { return Ok(()) };
    let standing_body = stage.superior(ministry);
    stage.set_time("2024-07-01T02:00:00Z")?;
    stage
        .act(stage.people.head(standing_body), Permission::ExemplarsRecognise, async |uow, scope| {
            service::publicise(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    stage.set_time("2024-08-05T02:00:00Z")?;
    let apart = (stage.units.len() / (example.adopters + 1)).max(1);
    let others = stage.units.iter().copied().filter(|unit| *unit != finder && *unit != standing_body);
    for unit in others.step_by(apart).take(example.adopters) {
        let adopted = Adopt {
            unit_id: Some(unit),
            started_on: stage.db.clock.today().into(),
            description: line("Áp dụng tại hai xã đặc biệt khó khăn.")?,
            results: results(stage, unit).await?,
        };
        stage
            .act(stage.people.officer(unit), Permission::ExemplarsWrite, async |uow, scope| {
                service::adopt(uow, scope, id, IfMatch::Any, &adopted).await
            })
            .await?;
    }
    let Some(conclusion) = example.conclusion else { return Ok(()) };
    stage.set_time("2024-09-30T02:00:00Z")?;
    let conclusion = Conclude { conclusion: line(conclusion)? };
    stage
        .act(stage.people.head(finder), Permission::ExemplarsRecognise, async |uow, scope| {
            service::conclude(uow, scope, id, IfMatch::Any, &conclusion).await
        })
        .await?;
    Ok(())
}
