//! Holding whoever grants, and whoever sends dossiers up, to the places that there are.
use std::collections::{BTreeMap, BTreeSet, HashSet};

use base::{
    kernel::{
        digest,
        error::{Code, Error, Fault, FieldError, Result},
        organisation::Organisation,
        scope::Scope,
    },
    store::db::{Conn, Uow},
};
use chrono::NaiveDate;
use entity::{
    award_quota_item,
    nomination::{self, Stage, SubjectType},
};
use planning::law;
use uuid::Uuid;

use super::{
    pools::{Lines, Pool, Taken, pools},
    repo,
};

/// What places are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub movement_id: Uuid,
    pub stage: Stage,
    pub award_form_id: Uuid,
    pub subject_type: SubjectType,
}

impl Key {
    pub const fn of(item: &award_quota_item::Model) -> Self {
        Self {
            movement_id: item.movement_id,
            stage: item.stage,
            award_form_id: item.award_form_id,
            subject_type: item.subject_type,
        }
    }

    pub const fn of_dossier(m: &nomination::Model) -> Self {
        Self {
            movement_id: m.movement_id,
            stage: m.stage,
            award_form_id: m.award_form_id,
            subject_type: m.subject_type,
        }
    }
}

/// A dossier for which a place is asked, and where the request names it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub pointer: String,
    pub key: Key,
    pub nominating_unit_id: Uuid,
}

impl Asked {
    pub const fn of(m: &nomination::Model, pointer: String) -> Self {
        Self { pointer, key: Key::of_dossier(m), nominating_unit_id: m.nominating_unit_id }
    }
}

/// Refuses a decision that grants more than there are places, of any level. Whoever signs next counts what this one has granted.
pub async fn at_decision(uow: &Uow, scope: &Scope, movement_id: Uuid, asked: &[Asked]) -> Result<()> {
    take_turns(uow, movement_id, asked.iter().map(|one| one.key.award_form_id).collect()).await?;
    let items = repo::in_force(&uow.tx, &[movement_id]).await?;
    if items.is_empty() {
        return Ok(());
    }
    let taken = repo::granted(&uow.tx, &[movement_id]).await?;
    check(uow, pools(uow.organisation(), scope.today, &items), &taken, asked).await
}

/// Refuses dossiers that a unit has sent up, one alone or several under one document, beyond its own places and those of units
/// below it: what it ranked last. Whoever is above chooses among what comes, and is held to its places when it decides.
/// `pointer` says where the request names the dossier of a rank.
pub async fn going_up(
    uow: &Uow,
    scope: &Scope,
    unit: Uuid,
    went: &[nomination::Model],
    pointer: impl Fn(usize) -> String,
) -> Result<()> {
    let Some(movement_id) = went.first().map(|m| m.movement_id) else { return Ok(()) };
    let asked: Vec<Asked> = went.iter().enumerate().map(|(at, m)| Asked::of(m, pointer(at))).collect();
    take_turns(uow, movement_id, asked.iter().map(|one| one.key.award_form_id).collect()).await?;
    let items = repo::in_force(&uow.tx, &[movement_id]).await?;
    if items.is_empty() {
        return Ok(());
    }
    let below: HashSet<Uuid> = uow.organisation().subtree(unit, scope.today).into_iter().collect();
    let mut pools = pools(uow.organisation(), scope.today, &items);
    pools.retain(|pool| pool.units.iter().all(|of| below.contains(of)));
    if pools.is_empty() {
        return Ok(());
    }
    let units: Vec<Uuid> = below.iter().copied().collect();
    let sent = repo::on_their_way(&uow.tx, movement_id, &units).await?.into_iter().filter(|m| {
        let gone_up = m.nominating_unit_id == unit || m.holder_unit_id.is_some_and(|holder| !below.contains(&holder));
        gone_up && went.iter().all(|other| other.id != m.id)
    });
    let mut taken = repo::granted(&uow.tx, &[movement_id]).await?;
    taken.extend(sent.map(|m| Taken { key: Key::of_dossier(&m), nominating_unit_id: m.nominating_unit_id, number: 1 }));
    check(uow, pools, &taken, &asked).await
}

/// How many places are left to a unit of what its quotas speak of: of what was granted or proposed each has one.
pub async fn left_to(
    db: &Conn,
    (organisation, today): (&Organisation, NaiveDate),
    unit: Uuid,
    keys: &BTreeSet<Key>,
) -> Result<BTreeMap<Key, i64>> {
    let movements: BTreeSet<Uuid> = keys.iter().map(|key| key.movement_id).collect();
    let movements: Vec<Uuid> = movements.into_iter().collect();
    let items = repo::in_force(db, &movements).await?;
    let own = |pool: &Pool| keys.contains(&pool.key) && pool.units.contains(&unit);
    let pools: Vec<Pool> = pools(organisation, today, &items).into_iter().filter(own).collect();
    if pools.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut taken = repo::granted(db, &movements).await?;
    taken.extend(repo::proposed(db, &movements).await?);
    let mut lines = Lines::new(organisation, today);
    let mut left: BTreeMap<Key, i64> = BTreeMap::new();
    for pool in pools {
        let of_pool = (pool.places - lines.taken(&pool, &taken)).max(0);
        let least = left.entry(pool.key).or_insert(of_pool);
        *least = of_pool.min(*least);
    }
    Ok(left)
}

/// Whoever grants or sends up awards of a form in a movement, or gives places for them, comes one after the other.
pub async fn take_turns(uow: &Uow, movement_id: Uuid, forms: BTreeSet<Uuid>) -> Result<()> {
    let key = |form: Uuid| digest::sha256_hex(format!("award_quota {movement_id} {form}").as_bytes());
    uow.take_turns(&forms.into_iter().map(key).collect::<Vec<_>>()).await
}

async fn check(uow: &Uow, pools: Vec<Pool>, taken: &[Taken], asked: &[Asked]) -> Result<()> {
    let mut lines = Lines::new(uow.organisation(), uow.today());
    let (mut short, mut beyond): (Vec<(Pool, i64)>, BTreeSet<usize>) = Default::default();
    for pool in pools {
        let of_pool = asked.iter().enumerate();
        let of_pool = of_pool.filter(|(_, one)| lines.meet(&pool, (one.key, one.nominating_unit_id)));
        let of_pool: Vec<usize> = of_pool.map(|(at, _)| at).collect();
        if of_pool.is_empty() {
            continue;
        }
        let before = lines.taken(&pool, taken);
        let left = usize::try_from(pool.places - before).unwrap_or(0);
        let wanted = before + i64::try_from(of_pool.len()).map_err(Error::internal)?;
        beyond.extend(of_pool.iter().skip(left));
        if of_pool.len() > left {
            short.push((pool, wanted));
        }
    }
    if short.is_empty() {
        return Ok(());
    }
    let without = asked.iter().enumerate().filter(|(at, _)| beyond.contains(at));
    let field = |(_, one): (usize, &Asked)| FieldError { pointer: one.pointer.clone(), fault: Fault::NoPlaceLeft };
    Err(exceeded(uow, &short, without.map(field).collect()).await?)
}

/// Every quota that has too few places, and every dossier for which there is none.
async fn exceeded(uow: &Uow, short: &[(Pool, i64)], fields: Vec<FieldError>) -> Result<Error> {
    let forms = law::repo::forms(&uow.tx).await?;
    let told = |(pool, wanted): &(Pool, i64)| {
        let form = forms.iter().find(|form| form.id == pool.key.award_form_id).map(|form| form.code.as_str());
        let units: Vec<&str> = pool.units.iter().map(|unit| uow.organisation().name(*unit, uow.today())).collect();
        format!("{} {}: {wanted} > {}", form.unwrap_or_default(), units.join(", "), pool.places)
    };
    let told: Vec<String> = short.iter().map(told).collect();
    Ok(Error { fields, ..Error::with(Code::QuotaExceeded, told.join("; ")) })
}
