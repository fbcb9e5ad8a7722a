//! The accounts that are printed: one for each part in the work, of units that are in being today, whatever reorganisations
//! were told.
use anyhow::{Context, Result};
use base::{
    kernel::{clock::Clock, text},
    store::db::Db,
};
use entity::{function_assignment::Function, user_account};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::People;

/// A district office that ended with its district; then whoever took over from it.
const OFFICE: &str = "H03.D061.PTP";

pub struct Guest {
    pub username: String,
    /// Role and unit, as the account is named.
    pub full_name: String,
}

/// Who is printed.
pub struct Guests {
    /// The first is an officer low in the tree: the lines to paste are its own.
    pub all: Vec<Guest>,
    /// Words of the name of that officer's unit that find it, without accents.
    pub search: String,
}

/// From an officer low in the tree up to the head at its top; then those who do not write dossiers.
pub async fn choose(db: &Db, people: &People) -> Result<Guests> {
    let organisation = db.latest_snapshot().await?.organisation;
    let today = Clock::System.today();
    let office = organisation.by_code(OFFICE).context("the register lacks the unit whose account is printed")?;
    let living = organisation.heirs(office.id, today).first().copied();
    let living = living.context("nobody took over from the unit whose account is printed")?;
    let ministry = organisation.ministry().context("the register lacks the ministry")?;
    let standing_body = organisation.holder(Function::EmulationStandingBody, today);
    let standing_body = standing_body.context("nobody is the standing body")?;
    let above = organisation.unit(living).and_then(|unit| unit.parent_on(today)).filter(|above| *above != ministry);
    let mut ids = vec![people.officer(living), people.head(living)];
    ids.extend(above.into_iter().flat_map(|above| [people.officer(above), people.head(above)]));
    ids.extend([people.officer(standing_body), people.receiver(standing_body), people.head(standing_body)]);
    ids.push(people.head(ministry));
    // The secretary of the Minister's council and its first member.
    ids.extend(people.council().iter().take(2));
    ids.push(people.administrator());
    let mut all = vec![];
    for id in ids {
        all.push(guest(db, id).await?);
    }
    let name = organisation.unit(living).map(|unit| text::fold(unit.name_on(today)));
    Ok(Guests { all, search: last_words(&name.unwrap_or_default()) })
}

async fn guest(db: &Db, id: Uuid) -> Result<Guest> {
    let account = user_account::Entity::find_by_id(id).one(db.primary()).await?;
    let account = account.context("a unit without its account")?;
    Ok(Guest { username: account.username, full_name: account.full_name })
}

/// The name of the place: the last two words.
fn last_words(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.get(words.len().saturating_sub(2)..).unwrap_or_default().join(" ")
}
