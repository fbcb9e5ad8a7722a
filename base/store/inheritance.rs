//! What becomes of things when units are reorganised. Each feature says it of its own tables; the reorganisation
//! only asks.
mod since;

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entity::unit_succession::SuccessionKind;
use sea_orm::{
    EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
pub use since::Since;
use uuid::Uuid;

use crate::{
    kernel::{
        error::{Error, Result},
        organisation::Organisation,
    },
    store::{
        db::{Conn, Uow, bulk::lists},
        journal::{Change, Changed, Facts},
    },
};

/// A unit that ends, and who takes over: the first of several is the one that carries single things on.
#[derive(Clone, Debug)]
pub struct Fate {
    pub unit_id: Uuid,
    pub kind: SuccessionKind,
    pub heirs: Vec<Uuid>,
}

impl Fate {
    pub fn heir(&self) -> Option<Uuid> {
        self.heirs.first().copied()
    }

    /// Whether one unit continues the work as a whole; of the ended district units only what is left is taken over.
    pub const fn continues(&self) -> bool {
        matches!(self.kind, SuccessionKind::Merge | SuccessionKind::Absorb | SuccessionKind::Convert)
    }
}

/// A reorganisation as the features see it.
pub struct Reform {
    pub id: Uuid,
    pub legal_basis: String,
    /// The first day of the new organisation.
    pub day: NaiveDate,
    pub ended: Vec<Fate>,
    /// As it will be.
    pub organisation: Arc<Organisation>,
    /// Who answers for what the service itself drafts.
    pub decided_by: Uuid,
}

impl Reform {
    pub fn ended_units(&self) -> impl Iterator<Item = Uuid> {
        self.ended.iter().map(|fate| fate.unit_id)
    }

    pub fn fate(&self, unit: Uuid) -> Option<&Fate> {
        self.ended.iter().find(|fate| fate.unit_id == unit)
    }

    /// The last day of the old organisation.
    pub fn eve(&self) -> NaiveDate {
        self.day.pred_opt().unwrap_or(self.day)
    }
}

/// What becomes of one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    pub resource: &'static str,
    pub effect: &'static str,
    pub subject_id: Uuid,
    /// The unit that ends.
    pub unit_id: Uuid,
    pub heir_id: Option<Uuid>,
    /// How it was, for taking it back.
    pub before: Value,
}

/// An effect as it was kept when it was carried out.
#[derive(Clone, Debug)]
pub struct Kept {
    pub reorganisation_id: Uuid,
    pub effect: String,
    pub subject_id: Uuid,
    pub unit_id: Uuid,
    pub before: Value,
}

/// A feature's say. The order of effects must not change from one look to the next.
#[async_trait::async_trait(?Send)]
pub trait Inheritance: Sync {
    /// Also the `resource` of its effects.
    fn name(&self) -> &'static str;

    /// The tables it speaks for.
    fn tables(&self) -> &'static [&'static str];

    /// What would happen: nothing, where rows stay what they were.
    async fn foresee(&self, _tx: &Conn, _reform: &Reform) -> Result<Vec<Effect>> {
        Ok(vec![])
    }

    /// Makes it happen. Returns what else it made.
    async fn carry_out(&self, _uow: &Uow, _reform: &Reform, _effects: &[Effect]) -> Result<Vec<Effect>> {
        Ok(vec![])
    }

    async fn take_back(&self, _uow: &Uow, _kept: &[Kept]) -> Result<()> {
        Ok(())
    }

    /// How many papers its units have made or changed by themselves since the reorganisation.
    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64>;
}

/// A feature whose tables stay as they are, and why that is right.
pub struct Untouched {
    pub name: &'static str,
    pub tables: &'static [&'static str],
    pub because: &'static str,
}

/// A member of `before`.
pub fn was<T: DeserializeOwned>(before: &Value, member: &str) -> Result<T> {
    let value = before.get(member).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(Error::internal)
}

/// The subjects of one effect by how they were: few statements restore many.
pub fn by_before<'a>(kept: &'a [Kept], effect: &str) -> Vec<(&'a Value, Vec<Uuid>)> {
    let mut found: HashMap<&Value, Vec<Uuid>> = HashMap::new();
    for kept in kept.iter().filter(|kept| kept.effect == effect) {
        found.entry(&kept.before).or_default().push(kept.subject_id);
    }
    found.into_iter().collect()
}

/// The subjects of one effect.
pub fn subjects(effects: &[Effect], effect: &str) -> Vec<Uuid> {
    effects.iter().filter(|e| e.effect == effect).map(|e| e.subject_id).collect()
}

/// Tells the journal what became of everything that met one effect: `told` says which fact it is, and how the members
/// are now that were kept of before.
pub async fn tell<E: EntityTrait, F: Facts>(
    uow: &Uow,
    effects: &[Effect],
    effect: &str,
    told: impl Fn(&Effect) -> (F, Value),
) -> Result<()> {
    let versions = versions::<E>(uow, &subjects(effects, effect)).await?;
    let change = |met: &Effect| {
        let (fact, after) = told(met);
        let changed = Changed::between(&same_members(&met.before, &after), &after);
        versioned(Change::new(&fact, met.subject_id).unit(met.unit_id).changed(changed), &versions)
    };
    uow.record_all(effects.iter().filter(|met| met.effect == effect).map(change).collect()).await
}

/// Tells the journal of what was taken back.
pub async fn tell_back<E: EntityTrait, F: Facts>(uow: &Uow, kept: &[Kept], effect: &str, fact: &F) -> Result<()> {
    let kept: Vec<&Kept> = kept.iter().filter(|kept| kept.effect == effect).collect();
    let ids: Vec<Uuid> = kept.iter().map(|kept| kept.subject_id).collect();
    let versions = versions::<E>(uow, &ids).await?;
    let change = |kept: &Kept| {
        let changed = Changed::between(&Value::Null, &kept.before);
        versioned(Change::new(fact, kept.subject_id).unit(kept.unit_id).changed(changed), &versions)
    };
    uow.record_all(kept.into_iter().map(change).collect()).await
}

fn same_members(before: &Value, after: &Value) -> Value {
    let names = after.as_object().into_iter().flat_map(|members| members.keys());
    names.map(|name| (name.clone(), before.get(name).cloned().unwrap_or_default())).collect::<Map<_, _>>().into()
}

/// What is gone has no version any more.
fn versioned(change: Change, versions: &HashMap<Uuid, i64>) -> Change {
    match versions.get(&change.subject_id()) {
        Some(version) => change.version(*version),
        None => change,
    }
}

async fn versions<E: EntityTrait>(uow: &Uow, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
    let mut found = HashMap::new();
    for ids in lists(ids) {
        let rows = E::find()
            .select_only()
            .expr_as(Expr::col("id"), "id")
            .expr_as(Expr::col("version"), "version")
            .filter(Expr::col("id").is_in(ids));
        found.extend(rows.into_tuple::<(Uuid, i64)>().all(&uow.tx).await?);
    }
    Ok(found)
}
