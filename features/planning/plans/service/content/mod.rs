//! Tasks, measures and targets: checked against each other, the movement and the unit, and stored in their order.
mod changes;
mod check;
mod copy;
mod details;
mod places;
mod shares;
mod store;

use base::{kernel::error::Result, store::db::Uow};
pub use check::check;
pub use copy::copy;
pub use details::remove as remove_details;
use entity::{movement, plan};

use crate::plans::{
    content::{Ids, Parts},
    dto::{Content, Lists},
};

/// Stores what a plan holds from now on. Parts that name their id stay what they are.
pub async fn write(
    uow: &Uow,
    plan: &plan::Model,
    movement: &movement::Model,
    before: &Parts,
    content: &Content,
) -> Result<()> {
    let named = check(&uow.tx, movement, content).await?;
    places::check(uow, plan, before, content, &named).await?;
    store::store(uow, plan, before, content, &named).await
}

/// The same for lists that replace those there are.
pub async fn replace(
    uow: &Uow,
    plan: &plan::Model,
    movement: &movement::Model,
    before: &Parts,
    lists: Lists,
) -> Result<()> {
    if lists.is_empty() {
        return Ok(());
    }
    places::keeps_its_tasks(before, &lists)?;
    let content = lists.over(before.content(Ids::Own));
    write(uow, plan, movement, before, &content).await
}
