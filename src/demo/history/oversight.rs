//! The spring of a year: the standing body guides the whole sector, and a department inspects two of its offices.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
    },
};
use chrono::NaiveDate;
use entity::{guidance::GuidanceTopic, inspection_member::TeamRole, period_due::Tier, unit::UnitKind};
use oversight::{
    guidance::{
        self,
        dto::{CreateGuidance, IssueGuidance, ReadGuidance},
    },
    inspections::{
        self,
        dto::{CreateInspection, DraftConclusion, Explain, MemberInput, SetTeam, SignInspection},
    },
    recommendations::{
        self,
        dto::{AnswerRecommendation, RecommendationInput},
    },
};
use uuid::Uuid;

use super::stage::{Stage, line};

/// Every so many units leave guidance unread.
const UNREAD: usize = 7;

fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::internal(anyhow::anyhow!("a day of the history: {text}")))
}

pub async fn tell(stage: &Stage<'_>, year: i32) -> Result<()> {
    guide(stage, year).await?;
    inspect(stage, year).await
}

async fn guide(stage: &Stage<'_>, year: i32) -> Result<()> {
    let sender = stage.standing_body()?;
    let before = year - 1;
    stage.set_time(&format!("{year}-03-04T02:00:00Z"))?;
    let input = CreateGuidance {
        movement_id: stage.movement_id,
        unit_id: sender,
        title: line(&format!("Hướng dẫn báo cáo kết quả thực hiện phong trào năm {year}"))?,
        topic: GuidanceTopic::Reporting,
        text: line(&format!(
            "Số liệu lấy từ 15/12/{before} đến hết 14/12/{year}; nêu rõ chỉ tiêu chưa đạt và nguyên nhân."
        ))?,
        unit_ids: vec![],
        unit_kinds: vec![],
        tiers: vec![Tier::Central, Tier::Provincial],
        amends: None,
    };
    let drafted = stage.act(stage.people.officer(sender), Permission::GuidanceWrite, async |uow, scope| {
        guidance::service::create(uow, scope, &input).await
    });
    let id = drafted.await?.summary.id;
    let document = stage.document("18/HD-VTĐKT")?;
    stage
        .act(stage.people.head(sender), Permission::GuidanceIssue, async |uow, scope| {
            guidance::service::issue(uow, scope, id, IfMatch::Any, &IssueGuidance { document: document.clone() }).await
        })
        .await?;
    let provincial = [UnitKind::ProvincialJusticeDepartment, UnitKind::ProvincialEnforcementDepartment];
    let addressed = stage.units.iter().filter(|id| kind(stage, **id).is_some_and(|kind| provincial.contains(&kind)));
    for (_, unit) in addressed.enumerate().filter(|(at, _)| !at.is_multiple_of(UNREAD)) {
        let read = ReadGuidance { unit_id: Some(*unit) };
        stage
            .act(stage.people.officer(*unit), Permission::GuidanceAcknowledge, async |uow, scope| {
                guidance::service::read(uow, scope, id, IfMatch::Any, &read).await
            })
            .await?;
    }
    Ok(())
}

fn kind(stage: &Stage<'_>, unit: Uuid) -> Option<UnitKind> {
    stage.organisation().unit(unit).map(|unit| unit.kind)
}

/// The first department with two offices, and these.
fn chosen(stage: &Stage<'_>) -> Option<(Uuid, Vec<Uuid>)> {
    let departments = stage.units.iter().filter(|id| kind(stage, **id) == Some(UnitKind::ProvincialJusticeDepartment));
    let offices = |department: &Uuid| -> Vec<Uuid> {
        let below = stage.units.iter().filter(|id| kind(stage, **id) == Some(UnitKind::DistrictJusticeOffice));
        below.filter(|id| stage.superior(**id) == *department).take(2).copied().collect()
    };
    departments.map(|department| (*department, offices(department))).find(|(_, offices)| offices.len() == 2)
}

async fn inspect(stage: &Stage<'_>, year: i32) -> Result<()> {
    let Some((department, offices)) = chosen(stage) else { return Ok(()) };
    let id = announce(stage, year, department, &offices).await?;
    stage.set_time(&format!("{year}-04-08T02:00:00Z"))?;
    stage
        .act(stage.people.officer(department), Permission::InspectionsWrite, async |uow, scope| {
            inspections::service::start(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    let [first, ..] = offices.as_slice() else { return Ok(()) };
    let explained = Explain {
        unit_id: None,
        text: line("Hai đợt lưu động chưa tổ chức được vì mưa lũ; đơn vị sẽ bù trong quý III.")?,
        file_ids: vec![],
    };
    stage
        .act(stage.people.head(*first), Permission::InspectionsRespond, async |uow, scope| {
            inspections::service::explain(uow, scope, id, IfMatch::Any, &explained).await
        })
        .await?;
    conclude(stage, year, (department, id), &offices).await?;
    follow(stage, year, (department, id), *first).await
}

async fn announce(stage: &Stage<'_>, year: i32, department: Uuid, offices: &[Uuid]) -> Result<Uuid> {
    stage.set_time(&format!("{year}-03-25T02:00:00Z"))?;
    let (starts_on, ends_on) = (day(&format!("{year}-04-08"))?, day(&format!("{year}-04-18"))?);
    let input = CreateInspection {
        movement_id: stage.movement_id,
        unit_id: department,
        title: line("Kiểm tra việc thực hiện phong trào tại hai Phòng Tư pháp")?,
        content: line(&format!("Kế hoạch, chỉ tiêu và số liệu báo cáo năm {}.", year - 1))?,
        starts_on: starts_on.into(),
        ends_on: ends_on.into(),
        unit_ids: offices.to_vec(),
    };
    let leader = MemberInput {
        user_id: stage.people.officer(department),
        role: TeamRole::Leader,
        valid_from: starts_on.into(),
        valid_to: ends_on.into(),
    };
    let team = SetTeam { members: vec![leader] };
    let planned = stage.act(stage.people.officer(department), Permission::InspectionsWrite, async |uow, scope| {
        let id = inspections::service::create(uow, scope, &input).await?.get().summary.id;
        inspections::service::set_team(uow, scope, id, IfMatch::Any, &team).await
    });
    let id = planned.await?.summary.id;
    let signed = SignInspection { document: stage.document("41/QĐ-STP")? };
    stage
        .act(stage.people.head(department), Permission::InspectionsSign, async |uow, scope| {
            inspections::service::announce(uow, scope, id, IfMatch::Any, &signed).await
        })
        .await?;
    Ok(id)
}

/// Each office has something to do; the second is still owing it.
async fn conclude(stage: &Stage<'_>, year: i32, (department, id): (Uuid, Uuid), offices: &[Uuid]) -> Result<()> {
    stage.set_time(&format!("{year}-05-06T02:00:00Z"))?;
    let due_on = day(&format!("{year}-06-27"))?;
    let advice = line("Bổ sung chỉ tiêu trợ giúp pháp lý lưu động vào kế hoạch.")?;
    let recommendations = offices.iter().map(|office| RecommendationInput {
        text: advice.clone(),
        owner_unit_id: *office,
        due_on: due_on.into(),
    });
    let drafted = DraftConclusion {
        text: line("Số liệu khớp với hồ sơ; kế hoạch còn thiếu chỉ tiêu trợ giúp pháp lý lưu động.")?,
        recommendations: recommendations.collect(),
    };
    stage
        .act(stage.people.officer(department), Permission::InspectionsWrite, async |uow, scope| {
            inspections::service::draft_conclusion(uow, scope, id, IfMatch::Any, &drafted).await
        })
        .await?;
    let signed = SignInspection { document: stage.document("52/KL-STP")? };
    stage
        .act(stage.people.head(department), Permission::InspectionsSign, async |uow, scope| {
            inspections::service::conclude(uow, scope, id, IfMatch::Any, &signed).await
        })
        .await?;
    stage
        .act(stage.people.officer(department), Permission::InspectionsWrite, async |uow, scope| {
            inspections::service::follow_up(uow, scope, id, IfMatch::Any).await
        })
        .await?;
    Ok(())
}

async fn follow(stage: &Stage<'_>, year: i32, (department, inspection): (Uuid, Uuid), office: Uuid) -> Result<()> {
    stage.set_time(&format!("{year}-05-20T02:00:00Z"))?;
    let all = recommendations::repo::of(stage.db.primary(), inspection).await?;
    let Some(own) = all.iter().find(|recommendation| recommendation.owner_unit_id == office) else { return Ok(()) };
    let answer = AnswerRecommendation {
        text: line(&format!("Đã bổ sung chỉ tiêu vào kế hoạch năm {year}."))?,
        file_ids: vec![],
    };
    stage
        .act(stage.people.head(office), Permission::InspectionsRespond, async |uow, scope| {
            recommendations::service::answer(uow, scope, own.id, IfMatch::Any, &answer).await
        })
        .await?;
    stage
        .act(stage.people.officer(department), Permission::InspectionsWrite, async |uow, scope| {
            recommendations::service::check_off(uow, scope, own.id, IfMatch::Any).await
        })
        .await?;
    Ok(())
}
