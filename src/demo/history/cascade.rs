//! The ministry's target of 6,000 legal-aid cases: shared out to the Sở, and by each of them to its offices.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
        scope::Scope,
        text::Text,
    },
    store::db::Uow,
};
use entity::{Quantity, target::Comparator, unit::UnitKind};
use planning::{
    allocations::{
        dto::{AcceptAllocation, AllocationView, DistributeTarget, EqualRule, Rule},
        service::{accept, distribute},
    },
    plans::{
        dto::{CreatePlan, IssuePlan, MeasureInput, TargetInput, TaskInput},
        repo, service,
    },
};
use uuid::Uuid;

use super::stage::{Stage, line};

/// Legal-aid cases for poor people.
pub const INDICATOR: &str = "TGPL-04";
const WHOLE: i32 = 6_000;

/// The shares that units were given and have not passed on yet.
#[derive(Default)]
pub struct Cascade(HashMap<Uuid, AllocationView>);

impl Cascade {
    /// The ministry plans, shares its target out to every Sở alike, and issues and sends its plan.
    /// Also tells whose plan it is, and which.
    pub async fn begin(stage: &Stage<'_>) -> Result<(Self, (Uuid, Uuid))> {
        let missing = || Error::internal(anyhow::anyhow!("there is no ministry"));
        let ministry = stage.organisation().ministry().ok_or_else(missing)?;
        let (officer, head) = (stage.people.officer(ministry), stage.people.head(ministry));
        let input = plan(stage.movement_id, ministry)?;
        let drafted = stage.act(officer, Permission::PlansWrite, async |uow, scope| {
            let plan = service::create(uow, scope, &input).await?.into_inner();
            service::request_signature(uow, scope, plan.id, IfMatch::Any).await
        });
        let id = drafted.await?.id;
        let mut cascade = Self::default();
        let target = repo::targets(stage.db.primary(), id).await?.first().map(|target| target.id);
        let departments = UnitKind::ProvincialJusticeDepartment;
        cascade.share_out(stage, ministry, target.ok_or_else(missing)?, departments).await?;
        let input = IssuePlan { document: stage.document("700/KH-BTP")?, annex_no: None };
        stage
            .act(head, Permission::PlansIssue, async |uow, scope| {
                service::issue(uow, scope, id, IfMatch::Any, &input).await?;
                service::send(uow, scope, id, IfMatch::Any).await
            })
            .await?;
        Ok((cascade, (ministry, id)))
    }

    /// What a target of a unit's plan becomes where it answers a share.
    pub fn answered(&self, unit: Uuid, target: TargetInput) -> TargetInput {
        match self.0.get(&unit).filter(|_| target.indicator_code.as_deref() == Some(INDICATOR)) {
            Some(share) => TargetInput { allocation_id: Some(share.id), target_value: share.value, ..target },
            None => target,
        }
    }

    /// The head of a unit accepts what was given to it.
    pub async fn accept(&self, uow: &Uow, scope: &Scope, unit: Uuid) -> Result<()> {
        let Some(share) = self.0.get(&unit) else { return Ok(()) };
        let seen = AcceptAllocation { content_digest: Text::stored(share.content_digest.clone()) };
        accept(uow, scope, share.id, IfMatch::Any, &seen).await.map(drop)
    }

    /// A Sở shares out to its offices what its plan has committed to.
    pub async fn pass_on(&mut self, stage: &Stage<'_>, unit: Uuid, plan_id: Uuid) -> Result<()> {
        let Some(share) = self.0.remove(&unit) else { return Ok(()) };
        let department = stage.organisation().unit(unit).map(|unit| unit.kind);
        if department != Some(UnitKind::ProvincialJusticeDepartment) {
            return Ok(());
        }
        let targets = repo::targets(stage.db.primary(), plan_id).await?;
        match targets.iter().find(|target| target.allocation_id == Some(share.id)) {
            Some(target) => self.share_out(stage, unit, target.id, UnitKind::DistrictJusticeOffice).await,
            None => Ok(()),
        }
    }

    async fn share_out(&mut self, stage: &Stage<'_>, from: Uuid, target_id: Uuid, to: UnitKind) -> Result<()> {
        let organisation = stage.organisation();
        let below = organisation.subtree(from, stage.db.clock.today());
        let shared = below.into_iter().filter(|id| organisation.unit(*id).is_some_and(|unit| unit.kind == to));
        let Some(remainder_unit_id) = shared.min_by_key(|id| stage.code(*id)) else { return Ok(()) };
        let input = DistributeTarget {
            target_id,
            rule: Rule::Equal(EqualRule {}),
            unit_kind: Some(to),
            unit_ids: None,
            remainder_unit_id,
            decimals: 0,
            reason: None,
        };
        let officer = stage.people.officer(from);
        let share = async |uow: &Uow, scope: &Scope| distribute(uow, scope, &input).await;
        let given = stage.act(officer, Permission::AllocationsWrite, share).await?;
        self.0.extend(given.shares.into_iter().map(|share| (share.unit_id, share)));
        Ok(())
    }
}

fn plan(movement_id: Uuid, unit_id: Uuid) -> Result<CreatePlan> {
    let target = TargetInput {
        indicator_code: Some(line(INDICATOR)?),
        target_value: Some(Quantity::whole(WHOLE)),
        ..TargetInput::of_task(1, Comparator::Gte)
    };
    Ok(CreatePlan {
        movement_id,
        unit_id,
        starts_on: None,
        full_allocation: true,
        template_id: None,
        copy_from_plan_id: None,
        tasks: Some(vec![TaskInput::titled(line("Trợ giúp pháp lý cho người nghèo trong toàn ngành")?)]),
        measures: Some(vec![MeasureInput::titled(line("Giao chỉ tiêu đến từng Sở Tư pháp")?)]),
        targets: Some(vec![target]),
    })
}
