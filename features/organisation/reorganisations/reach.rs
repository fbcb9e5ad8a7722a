//! Whose a reorganisation is: of whoever administers all the units that it names.
use std::collections::{BTreeSet, HashMap};

use base::{
    kernel::{error::Result, organisation::Organisation, scope::Scope},
    store::db::Conn,
};
use entity::{reorganisation, reorganisation_effect, reorganisation_unit};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    dto::{AbsorbStep, ConvertStep, DissolveStep, MergeStep, RenameStep, SplitStep, Step, TransferStep, UnitDraft},
    resolve::new_units,
};
use crate::units::rules::{Place, begins_below};

/// The documents that the caller sees: an administrator of the ministry all, another one those that name units of its
/// part of the tree only, or none that is in the register and are its own.
pub fn visible(scope: &Scope) -> Condition {
    use reorganisation::Column::{DraftedBy, Id};
    let Some(units) = scope.administered() else { return Condition::all() };
    let named = |of: Condition| {
        reorganisation_unit::Entity::find()
            .select_only()
            .column(reorganisation_unit::Column::ReorganisationId)
            .filter(of)
            .into_query()
    };
    let outside = Expr::col(reorganisation_unit::Column::UnitId).is_in(units).not();
    let names_some = Id.in_subquery(named(Condition::all()));
    Condition::all()
        .add(Id.not_in_subquery(named(Condition::all().add(outside))))
        .add(Condition::any().add(names_some).add(DraftedBy.eq(scope.user_id)))
}

/// The effects that the caller may know: those on units, and those on papers of units that the caller administers.
pub fn visible_effects(scope: &Scope) -> Condition {
    use reorganisation_effect::Column::{Resource, UnitId};
    match scope.administered() {
        None => Condition::all(),
        Some(units) => Condition::any().add(Resource.eq("unit")).add(UnitId.is_in(units)),
    }
}

/// Keeps which units of the register the steps name.
pub async fn keep(db: &Conn, organisation: &Organisation, id: Uuid, steps: &[Step]) -> Result<()> {
    use reorganisation_unit::{ActiveModel, Column, Entity};
    use sea_orm::ActiveValue::Set;
    Entity::delete_many().filter(Column::ReorganisationId.eq(id)).exec(db).await?;
    let row = |unit_id| ActiveModel { id: Set(Uuid::now_v7()), reorganisation_id: Set(id), unit_id: Set(unit_id) };
    base::store::db::bulk::insert(db, named_units(organisation, steps).into_iter().map(row).collect()).await
}

fn named_units(organisation: &Organisation, steps: &[Step]) -> BTreeSet<Uuid> {
    steps.iter().flat_map(named).filter_map(|reference| known(organisation, reference)).collect()
}

fn known(organisation: &Organisation, reference: &str) -> Option<Uuid> {
    match Uuid::try_parse(reference) {
        Ok(id) => organisation.unit(id).map(|unit| unit.id),
        Err(_) => organisation.by_code(reference).map(|unit| unit.id),
    }
}

fn named(step: &Step) -> Vec<&str> {
    let parents = new_units(step).into_iter().map(|new| &*new.parent);
    let mut names: Vec<&str> = match step {
        Step::Merge(MergeStep { units, .. }) => units.iter().map(|unit| &**unit).collect(),
        Step::Absorb(AbsorbStep { units, into }) => units.iter().chain([into]).map(|unit| &**unit).collect(),
        Step::Split(SplitStep { unit, into }) => {
            into.iter().filter_map(|part| part.unit.as_ref()).chain([unit]).map(|unit| &**unit).collect()
        }
        Step::Transfer(TransferStep { unit, parent }) => vec![unit, parent],
        Step::Rename(RenameStep { unit, .. }) | Step::Convert(ConvertStep { unit, .. }) => vec![unit],
        Step::Dissolve(DissolveStep { unit, into }) => into.iter().chain([unit]).map(|unit| &**unit).collect(),
        Step::Create(_) => vec![],
    };
    names.extend(parents);
    names
}

/// Whether the caller may decide these steps: every unit that they name lies in the part of the tree that it
/// administers, none carries out a function of the sector, and what they make is what may begin below its superior.
pub fn check(scope: &Scope, organisation: &Organisation, steps: &[Step]) -> Result<()> {
    if scope.administers_sector() {
        return Ok(());
    }
    let units = named_units(organisation, steps);
    if units.into_iter().any(|unit| !scope.administers(unit)) {
        return Err(scope.forbidden());
    }
    let made: Vec<&UnitDraft> = steps.iter().flat_map(new_units).collect();
    let by_name: HashMap<String, &UnitDraft> = made
        .iter()
        .flat_map(|new| {
            new.id.map(|id| id.to_string()).into_iter().chain([new.code.to_string()]).map(move |n| (n, *new))
        })
        .collect();
    let place = |reference: &str| match known(organisation, reference).and_then(|id| organisation.unit(id)) {
        Some(unit) => Some(Place::of(unit)),
        None => by_name.get(reference).map(|new| placed(new)),
    };
    let fits = |new: &&UnitDraft| place(&new.parent).is_none_or(|parent| begins_below(parent, placed(new)));
    if made.iter().all(fits) { Ok(()) } else { Err(scope.forbidden()) }
}

fn placed(new: &UnitDraft) -> Place<'_> {
    Place { kind: new.kind, province_code: new.province_code.as_deref(), legal_personality: new.legal_personality }
}
