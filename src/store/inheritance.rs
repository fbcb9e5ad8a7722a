//! What becomes of things when units are reorganised. Each feature says it of its own tables; the reorganisation
//! only asks.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use entity::unit_succession::SuccessionKind;
use sea_orm::DatabaseTransaction;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    kernel::{
        error::{Error, Result},
        organisation::Organisation,
    },
    store::{db::Uow, journal::Change},
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

    /// What would happen.
    async fn foresee(&self, tx: &DatabaseTransaction, reform: &Reform) -> Result<Vec<Effect>>;

    /// Makes it happen. Returns what else it made.
    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>>;

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()>;

    /// How many papers `units` have made or changed by themselves since the reorganisation.
    async fn made_since(&self, tx: &DatabaseTransaction, units: &[Uuid], since: DateTime<Utc>) -> Result<u64>;
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

/// Tells the journal what became of everything that met one effect.
pub async fn tell(
    uow: &Uow,
    effects: &[Effect],
    effect: &str,
    (subject_type, event): (&'static str, &'static str),
) -> Result<()> {
    let change = |effect| told(effect, subject_type, event);
    let changes: Vec<_> = effects.iter().filter(|e| e.effect == effect).map(change).collect();
    uow.record_all(&changes).await
}

fn told<'a>(effect: &'a Effect, subject_type: &'static str, event: &'static str) -> Change<'a> {
    Change { event, subject_type, subject_id: effect.subject_id, unit_id: Some(effect.unit_id), data: effect }
}

/// Tells the journal of what was taken back.
pub async fn tell_back(
    uow: &Uow,
    kept: &[Kept],
    effect: &str,
    (subject_type, event): (&'static str, &'static str),
) -> Result<()> {
    let changes: Vec<_> = kept
        .iter()
        .filter(|kept| kept.effect == effect)
        .map(|kept| Change {
            event,
            subject_type,
            subject_id: kept.subject_id,
            unit_id: Some(kept.unit_id),
            data: &kept.before,
        })
        .collect();
    uow.record_all(&changes).await
}
