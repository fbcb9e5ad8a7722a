//! Writes what hangs on targets: levels, milestones and bands.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, text::Text},
    store::db::{Uow, bulk},
};
use entity::{target, target_band, target_band_unit, target_level, target_milestone};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::Named;
use crate::plans::{
    content::{Ids, Parts},
    dto::{BandInput, Content, MilestoneInput, TargetInput},
};

/// Takes from targets what hangs on them.
pub async fn remove(uow: &Uow, targets: &[Uuid]) -> Result<()> {
    for ids in bulk::lists(targets) {
        let of_targets = target_level::Column::TargetId.is_in(ids.iter().copied());
        target_level::Entity::delete_many().filter(of_targets).exec(&uow.tx).await?;
        let of_targets = target_milestone::Column::TargetId.is_in(ids.iter().copied());
        target_milestone::Entity::delete_many().filter(of_targets).exec(&uow.tx).await?;
        let of_targets = target_band_unit::Column::TargetId.is_in(ids.iter().copied());
        target_band_unit::Entity::delete_many().filter(of_targets).exec(&uow.tx).await?;
        let of_targets = target_band::Column::TargetId.is_in(ids);
        target_band::Entity::delete_many().filter(of_targets).exec(&uow.tx).await?;
    }
    Ok(())
}

/// The targets on which something else hangs from now on.
pub struct Hung<'a> {
    /// Those on which something hung before.
    pub old: Vec<Uuid>,
    pub new: Vec<(Uuid, &'a TargetInput)>,
}

pub fn changed<'a>(before: &Parts, content: &'a Content, targets: &[target::Model]) -> Hung<'a> {
    let was: HashMap<Uuid, TargetInput> =
        before.content(Ids::Own).targets.into_iter().filter_map(|input| Some((input.id?, input))).collect();
    let (mut old, mut new) = (vec![], vec![]);
    for (target, input) in targets.iter().zip(&content.targets) {
        match was.get(&target.id) {
            Some(was) if hangs(was) == hangs(input) => continue,
            Some(_) => old.push(target.id),
            None => {}
        }
        new.push((target.id, input));
    }
    Hung { old, new }
}

type Hanging<'a> = (Option<&'a [Text<300>]>, Option<&'a [MilestoneInput]>, Option<&'a [BandInput]>);

fn hangs(input: &TargetInput) -> Hanging<'_> {
    (input.levels.as_deref(), input.milestones.as_deref(), input.bands.as_deref())
}

/// Hangs on each target what its input says; nothing hangs there yet.
pub async fn put(uow: &Uow, targets: &[(Uuid, &TargetInput)], named: &Named) -> Result<()> {
    let (mut levels, mut milestones, mut bands, mut members) = (vec![], vec![], vec![], vec![]);
    for (target_id, input) in targets.iter().copied() {
        for (title, level) in input.levels.iter().flatten().zip(1..) {
            let title = title.to_string();
            let level = target_level::Model { id: Uuid::now_v7(), target_id, level, title };
            levels.push(level.into_active_model().reset_all());
        }
        for input in input.milestones.iter().flatten() {
            let Some(period) = named.periods.get(&*input.period_code) else { continue };
            milestones.push(target_milestone::ActiveModel {
                id: Set(Uuid::now_v7()),
                target_id: Set(target_id),
                period_id: Set(period.id),
                value: Set(input.value),
                numerator: Set(input.numerator),
                denominator: Set(input.denominator),
            });
        }
        for (input, ordinal) in input.bands.iter().flatten().zip(1..) {
            let band_id = Uuid::now_v7();
            bands.push(target_band::ActiveModel {
                id: Set(band_id),
                target_id: Set(target_id),
                ordinal: Set(ordinal),
                title: Set(input.title.to_string()),
                value: Set(input.value),
                numerator: Set(input.numerator),
                denominator: Set(input.denominator),
            });
            let member =
                |unit_id: &Uuid| target_band_unit::Model { id: Uuid::now_v7(), target_id, band_id, unit_id: *unit_id };
            members.extend(input.unit_ids.iter().map(|unit| member(unit).into_active_model().reset_all()));
        }
    }
    bulk::insert(&uow.tx, levels).await?;
    bulk::insert(&uow.tx, milestones).await?;
    bulk::insert(&uow.tx, bands).await?;
    bulk::insert(&uow.tx, members).await
}
