//! What is done with guidance, a use case a file.
pub mod attachments;
mod draft;
mod issue;
mod receipt;

use base::{
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::db::{Recorded, Uow},
};
pub use draft::{create, update};
use entity::guidance;
pub use issue::{issue, withdraw};
pub use receipt::read;
use uuid::Uuid;

use super::{dto::GuidanceView, events::GuidanceEvent, paper::GuidancePaper, view};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (guidance::Model, guidance::ActiveModel),
    event: GuidanceEvent,
) -> Result<Recorded<GuidanceView>> {
    let guidance = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &guidance);
    let mine = super::repo::mine(&uow.tx, scope, guidance.id).await?;
    uow.record(change, view::whole(&uow.tx, scope, GuidancePaper { guidance, mine }).await?).await
}

/// In whose name an addressee acts: the one that is named, or the only one that the caller acts for.
pub fn addressee(scope: &Scope, paper: &GuidancePaper, named: Option<Uuid>) -> Result<Uuid> {
    let acts = |unit: &Uuid| scope.holds_for(Permission::GuidanceAcknowledge, Addressee::unit(*unit));
    let units: Vec<Uuid> = paper.mine.iter().map(|mine| mine.unit_id).filter(acts).collect();
    match (named, units.as_slice()) {
        (Some(unit), _) if units.contains(&unit) => Ok(unit),
        (Some(_), _) => Err(Error::field("/unit_id", Fault::NotFound)),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::field("/unit_id", Fault::Required)),
    }
}
