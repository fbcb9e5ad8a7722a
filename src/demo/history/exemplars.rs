//! Good examples of the years of the reviews: found by units, recognised by their heads, published to the sector and adopted elsewhere.
use awards::exemplars::{
    adoptions::dto::Adopt,
    dto::{Conclude, CreateExemplar, Recognise, ResultInput},
    service,
};
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};
use entity::{
    exemplar::ExemplarKind,
    report::{self, ReportStatus},
    report_value::{self, ValueQuality},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::stage::{Stage, line};

struct Example {
    year: i32,
    kind: ExemplarKind,
    title: &'static str,
    description: &'static str,
    /// How many units adopt it.
    adopters: usize,
    /// What came of it, where that is known already.
    conclusion: Option<&'static str>,
}

const EXAMPLES: [Example; 5] = [
    Example {
        year: 2024,
        kind: ExemplarKind::Model,
        title: "Tổ hòa giải lưu động ở xã vùng cao",
        description: "Hai hòa giải viên đi cùng đoàn trợ giúp pháp lý, mỗi tháng một xã.",
        adopters: 9,
        conclusion: None,
    },
    Example {
        year: 2024,
        kind: ExemplarKind::Initiative,
        title: "Sổ tay pháp luật bằng tiếng dân tộc cho hộ nghèo",
        description: "Hai mươi trang, có tranh, do người ở bản đọc thử trước khi in.",
        adopters: 5,
        conclusion: None,
    },
    Example {
        year: 2024,
        kind: ExemplarKind::Practice,
        title: "Nhận đỡ đầu hộ nghèo theo tổ công tác",
        description: "Mỗi tổ giúp một hộ trong hai năm, cuối năm báo kết quả.",
        adopters: 2,
        conclusion: Some("Hai đơn vị áp dụng; đưa vào kế hoạch năm sau."),
    },
    Example {
        year: 2025,
        kind: ExemplarKind::Practice,
        title: "Trợ giúp pháp lý lưu động theo phiên chợ xã",
        description: "Mỗi tháng một bàn tư vấn tại phiên chợ, có người phiên dịch.",
        adopters: 6,
        conclusion: None,
    },
    Example {
        year: 2025,
        kind: ExemplarKind::Model,
        title: "Câu lạc bộ pháp luật của thanh niên xã nghèo",
        description: "Đoàn thanh niên và công chức tư pháp sinh hoạt hai tháng một lần.",
        adopters: 3,
        conclusion: Some("Ba đơn vị áp dụng; giữ nền nếp sau khi phong trào kết thúc."),
    },
];

/// One after the other, each found elsewhere in the country, and not before the units of its year are there.
pub async fn tell(stage: &Stage<'_>, year: i32) -> Result<()> {
    let of_year: Vec<_> = EXAMPLES.iter().filter(|example| example.year == year).collect();
    let apart = (stage.units.len() / of_year.len().max(1)).max(1);
    for (example, part) in of_year.into_iter().zip(stage.units.chunks(apart)) {
        let Some(unit) = with_results(stage, part).await? else { continue };
        let id = find(stage, unit, example).await?;
        spread(stage, (id, unit), example).await?;
    }
    Ok(())
}

/// The first of some units of which a report was accepted, or just the first.
async fn with_results(stage: &Stage<'_>, units: &[Uuid]) -> Result<Option<Uuid>> {
    for unit in units {
        if !results(stage, *unit).await?.is_empty() {
            return Ok(Some(*unit));
        }
    }
    Ok(units.first().copied())
}

fn at(example: &Example, day: &str) -> String {
    format!("{}-{day}T02:00:00Z", example.year)
}

async fn find(stage: &Stage<'_>, unit: Uuid, example: &Example) -> Result<Uuid> {
    stage.set_time(&at(example, "07-21"))?;
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
    stage.set_time(&at(example, "08-04"))?;
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
    let db = stage.db.primary();
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
    let standing_body = stage.standing_body()?;
    stage.set_time(&at(example, "08-18"))?;
    stage
        .act(stage.people.head(standing_body), Permission::ExemplarsRecognise, async |uow, scope| {
            service::publicise(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    stage.set_time(&at(example, "09-04"))?;
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
    stage.set_time(&at(example, "09-30"))?;
    let conclusion = Conclude { conclusion: line(conclusion)? };
    stage
        .act(stage.people.head(finder), Permission::ExemplarsRecognise, async |uow, scope| {
            service::conclude(uow, scope, id, IfMatch::Any, &conclusion).await
        })
        .await?;
    Ok(())
}
