//! Namesakes: people of one name at one unit. Only their personal numbers tell them apart, so that nobody is commended
//! twice, once with a number and once without.
use std::collections::HashMap;

use base::{
    kernel::{
        digest,
        error::{About, Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Conn, Uow},
};
use entity::nomination::{self, Stage};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::repo;

/// A subject as namesakes are told apart.
pub struct Named<'a> {
    pub movement_id: Uuid,
    pub stage: Stage,
    pub subject_key: &'a str,
    pub name_key: &'a str,
}

impl<'a> Named<'a> {
    pub fn of(dossier: &'a nomination::Model) -> Self {
        Self {
            movement_id: dossier.movement_id,
            stage: dossier.stage,
            subject_key: &dossier.subject_key,
            name_key: &dossier.subject_name_key,
        }
    }

    /// A subject without a number is known by its name alone.
    fn has_number(&self) -> bool {
        self.subject_key != self.name_key
    }
}

/// Whoever drafts, identifies or grants the same subject or a namesake takes turns: each finds what the one before wrote.
pub async fn hold(uow: &Uow, keys: impl IntoIterator<Item = &String>) -> Result<()> {
    let digests: Vec<_> = keys.into_iter().map(|key| digest::sha256_hex(key.as_bytes())).collect();
    uow.take_turns(&digests).await
}

/// Refuses a second award, and a second dossier that this unit may know of, for the same subject and review.
pub async fn check_once(uow: &Uow, scope: &Scope, (movement, stage): (Uuid, Stage), keys: &[String]) -> Result<()> {
    if let Some(award) = repo::award_of(&uow.tx, movement, stage, keys).await? {
        return Err(Error::with(Code::DuplicateAward, repo::awarded(&award)).about(About::Award(award.id)));
    }
    if let Some(other) = repo::open_for(&uow.tx, scope, movement, stage, keys).await? {
        return Err(Error::with(Code::DuplicateAward, repo::nominated(&other)).about(About::Nomination(other.id)));
    }
    Ok(())
}

/// The same of many dossiers that are decided together, by one look at those that were granted and at each other.
pub async fn check_all(db: &Conn, dossiers: &[nomination::Model]) -> Result<()> {
    let names = dossiers.iter().map(|dossier| dossier.subject_name_key.as_str());
    let namesakes = nomination::Entity::find().filter(nomination::Column::SubjectNameKey.is_in(names));
    let granted = namesakes.filter(repo::granted()).all(db).await?;
    let mut known: HashMap<(Uuid, Stage, &str), bool> = HashMap::new();
    for dossier in granted.iter().chain(dossiers) {
        let named = Named::of(dossier);
        let has = known.entry((named.movement_id, named.stage, named.name_key)).or_insert(named.has_number());
        if *has != named.has_number() {
            return Err(mixed());
        }
    }
    Ok(())
}

fn mixed() -> Error {
    let pointer = "/subject/personal_id".to_owned();
    Error::fields(Code::PersonalIdRequired, vec![FieldError { pointer, fault: Fault::Required }])
}

/// Refuses a subject whose namesake has a number where it has none, or the other way round. `among`: the dossiers that
/// count.
pub async fn check(db: &Conn, named: &Named<'_>, among: Condition) -> Result<()> {
    let namesakes = nomination::Entity::find()
        .filter(nomination::Column::MovementId.eq(named.movement_id))
        .filter(nomination::Column::Stage.eq(named.stage))
        .filter(nomination::Column::SubjectNameKey.eq(named.name_key))
        .filter(among);
    let differs = |other: &nomination::Model| Named::of(other).has_number() != named.has_number();
    if namesakes.all(db).await?.iter().any(differs) {
        return Err(mixed());
    }
    Ok(())
}
