//! What hangs on targets: levels, milestones, bands; and the indicators and periods they name.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Conn, bulk::lists},
};
use chrono::NaiveDate;
use entity::{
    Quantity, indicator, period, plan,
    target::{self, Origins},
    target_band, target_band_unit, target_level, target_milestone,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::dto::{BandView, MilestoneView, TargetOrigin};

/// By target.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub indicators: HashMap<Uuid, indicator::Model>,
    pub levels: HashMap<Uuid, Vec<String>>,
    pub milestones: HashMap<Uuid, Vec<Milestone>>,
    pub bands: HashMap<Uuid, Vec<Band>>,
    /// By the target of a predecessor.
    pub origins: HashMap<Uuid, TargetOrigin>,
}

#[derive(Clone, Debug)]
pub struct Milestone {
    pub period_id: Uuid,
    pub period_code: String,
    pub data_to: NaiveDate,
    pub amounts: [Option<Quantity>; 3],
}

#[derive(Clone, Debug)]
pub struct Band {
    pub title: String,
    pub unit_ids: Vec<Uuid>,
    pub amounts: [Option<Quantity>; 3],
}

impl Details {
    /// Of some targets, by at most eight queries.
    pub async fn of(db: &Conn, targets: &[target::Model]) -> Result<Self> {
        let mut indicator_ids: Vec<Uuid> = targets.iter().filter_map(|target| target.indicator_id).collect();
        indicator_ids.sort_unstable();
        indicator_ids.dedup();
        let ids: Vec<Uuid> = targets.iter().map(|target| target.id).collect();
        let mut details =
            Self { origins: origins(db, targets.iter().map(|target| &target.inherits_from)).await?, ..Self::default() };
        for ids in lists(&indicator_ids) {
            let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
            details.indicators.extend(found.into_iter().map(|m| (m.id, m)));
        }
        for ids in lists(&ids) {
            details.add_levels(db, &ids).await?;
            details.add_milestones(db, &ids).await?;
            details.add_bands(db, &ids).await?;
        }
        Ok(details)
    }

    async fn add_levels(&mut self, db: &Conn, targets: &[Uuid]) -> Result<()> {
        use target_level::{Column, Entity};
        let of_targets = Entity::find().filter(Column::TargetId.is_in(targets.iter().copied()));
        for level in of_targets.order_by_asc(Column::Level).all(db).await? {
            self.levels.entry(level.target_id).or_default().push(level.title);
        }
        Ok(())
    }

    async fn add_milestones(&mut self, db: &Conn, targets: &[Uuid]) -> Result<()> {
        use target_milestone::{Column, Entity};
        let found = Entity::find().filter(Column::TargetId.is_in(targets.iter().copied())).all(db).await?;
        if found.is_empty() {
            return Ok(());
        }
        let ids = found.iter().map(|milestone| milestone.period_id);
        let periods = period::Entity::find().filter(period::Column::Id.is_in(ids)).all(db).await?;
        let periods: HashMap<_, _> = periods.iter().map(|period| (period.id, period)).collect();
        for milestone in found {
            let Some(period) = periods.get(&milestone.period_id) else { continue };
            self.milestones.entry(milestone.target_id).or_default().push(Milestone {
                period_id: period.id,
                period_code: period.code.clone(),
                data_to: period.data_to,
                amounts: [milestone.value, milestone.numerator, milestone.denominator],
            });
        }
        let order = |m: &Milestone| (m.data_to, m.period_code.clone());
        self.milestones.values_mut().for_each(|milestones| milestones.sort_by_key(order));
        Ok(())
    }

    async fn add_bands(&mut self, db: &Conn, targets: &[Uuid]) -> Result<()> {
        use target_band::{Column, Entity};
        let of_targets = Entity::find().filter(Column::TargetId.is_in(targets.iter().copied()));
        let bands = of_targets.order_by_asc(Column::Ordinal).all(db).await?;
        if bands.is_empty() {
            return Ok(());
        }
        let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let members = target_band_unit::Entity::find()
            .filter(target_band_unit::Column::TargetId.is_in(targets.iter().copied()))
            .order_by_asc(target_band_unit::Column::Id);
        for member in members.all(db).await? {
            units.entry(member.band_id).or_default().push(member.unit_id);
        }
        for band in bands {
            self.bands.entry(band.target_id).or_default().push(Band {
                title: band.title,
                unit_ids: units.remove(&band.id).unwrap_or_default(),
                amounts: [band.value, band.numerator, band.denominator],
            });
        }
        Ok(())
    }

    /// In the order of their joining.
    pub fn origins_of(&self, inherited: &Origins) -> Vec<TargetOrigin> {
        inherited.0.iter().filter_map(|id| self.origins.get(id)).cloned().collect()
    }

    pub fn indicator(&self, target: &target::Model) -> Option<&indicator::Model> {
        target.indicator_id.and_then(|id| self.indicators.get(&id))
    }
}

/// Whose the targets were that some targets restate.
pub async fn origins(db: &Conn, inherited: impl Iterator<Item = &Origins>) -> Result<HashMap<Uuid, TargetOrigin>> {
    let ids: Vec<Uuid> = inherited.flat_map(|origins| origins.0.iter().copied()).collect();
    let mut found = HashMap::new();
    for ids in lists(&ids) {
        let restated = target::Entity::find().select_only().columns([target::Column::Id, target::Column::PlanId]);
        let restated = restated.filter(target::Column::Id.is_in(ids)).into_tuple::<(Uuid, Uuid)>().all(db).await?;
        let plans = plan::Entity::find().filter(plan::Column::Id.is_in(restated.iter().map(|(_, plan)| *plan)));
        let plans: HashMap<Uuid, plan::Model> = plans.all(db).await?.into_iter().map(|m| (m.id, m)).collect();
        found.extend(restated.into_iter().filter_map(|(target_id, plan)| {
            let plan = plans.get(&plan)?;
            let (unit_id, unit_name) = (plan.unit_id, plan.unit_name.clone());
            Some((target_id, TargetOrigin { target_id, unit_id, unit_name }))
        }));
    }
    Ok(found)
}

impl From<Milestone> for MilestoneView {
    fn from(m: Milestone) -> Self {
        let [value, numerator, denominator] = m.amounts;
        Self { period_id: m.period_id, period_code: m.period_code, data_to: m.data_to, value, numerator, denominator }
    }
}

impl From<Band> for BandView {
    fn from(m: Band) -> Self {
        let [value, numerator, denominator] = m.amounts;
        Self { title: m.title, unit_ids: m.unit_ids, value, numerator, denominator }
    }
}
