//! The two accounts that are printed: of units that are in being today, whatever reorganisations were told.
use anyhow::{Context, Result};
use entity::user_account;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::People;
use crate::{
    kernel::{clock::Clock, text},
    store::db::Db,
};

/// A district office that ended with its district; then whoever took over from it.
const OFFICE: &str = "H03.D061.PTP";

pub struct Guest {
    pub username: String,
    /// Role and unit, as the account is named.
    pub full_name: String,
    /// Words of the unit's name that find it, without accents.
    pub search: String,
}

/// An officer low in the tree, and the head at its top.
pub async fn choose(db: &Db, people: &People) -> Result<[Guest; 2]> {
    let organisation = db.latest_snapshot().await?.organisation;
    let today = Clock::System.today();
    let office = organisation.by_code(OFFICE).context("the register lacks the unit whose account is printed")?;
    let living = organisation.heirs(office.id, today).first().copied();
    let living = living.context("nobody took over from the unit whose account is printed")?;
    let ministry = organisation.ministry().context("the register lacks the ministry")?;
    let search = |unit: Uuid| {
        let names = organisation.unit(unit).map(|unit| text::fold(unit.name_on(today)));
        last_words(&names.unwrap_or_default())
    };
    let officer = guest(db, people.officer(living), search(living)).await?;
    let head = guest(db, people.head(ministry), search(ministry)).await?;
    Ok([officer, head])
}

async fn guest(db: &Db, id: Uuid, search: String) -> Result<Guest> {
    let account = user_account::Entity::find_by_id(id).one(db.primary()).await?;
    let account = account.context("a unit without its account")?;
    Ok(Guest { username: account.username, full_name: account.full_name, search })
}

/// The name of the place: the last two words.
fn last_words(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.get(words.len().saturating_sub(2)..).unwrap_or_default().join(" ")
}
