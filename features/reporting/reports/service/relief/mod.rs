//! Waiving, extending and handing over: the head of the receiving unit, with a document. Waiving and handing over may be
//! the standing body's too.
mod extend;
mod list;
mod many;

use base::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope},
    store::{
        db::{Recorded, Uow, bulk::lists},
        figures,
        journal::{Change, Changed},
        reminders::{self, Urged},
    },
};
use entity::{obligation, obligation_change::ObligationChangeKind, reminder::ReminderResolution, report};
pub use extend::{extend, extend_many};
pub use many::{hand_over_many, waive_many};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::reports::{
    dto::{ObligationView, Waive},
    events::{ObligationEvent, owed},
    ledger::{self, Why},
    rules::ObligationAction,
    view,
};

pub async fn waive(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Waive,
) -> Result<Recorded<ObligationView>> {
    let (obligation, step, _) = uow.begin(scope, id, if_match, ObligationAction::Waive).await?;
    let reason = &*input.reason;
    let number = input.document_number.as_str();
    let mut next = obligation.clone().into_active_model();
    next.status = Set(step.to);
    next.waiver_document = Set(Some(number.to_owned()));
    next.waiver_reason = Set(Some(reason.to_owned()));
    tell_begun(uow, &[id], number).await?;
    figures::changed(uow, figures::Change::Obligation { movement_id: obligation.movement_id, id });
    reminders::resolve(uow, Urged::report(&[id]), ReminderResolution::Waived).await?;
    let exempted = uow.today() < obligation.data_from;
    let kind = if exempted { ObligationChangeKind::Exempted } else { ObligationChangeKind::Waived };
    let event = ObligationEvent::Waived { document_number: number.to_owned() };
    let entry = (kind, Why::document(scope, number, reason));
    finish(uow, scope, (&obligation, next), (event, entry)).await
}

/// What was begun knows by which document it is owed no more, so that no step on it has to look. It is no change of its text:
/// whoever is writing it is told the reason, not that it is another version.
async fn tell_begun(uow: &Uow, obligations: &[Uuid], document_number: &str) -> Result<()> {
    use report::{Column, Entity};
    for ids in lists(obligations) {
        let begun = Entity::update_many().col_expr(Column::WaiverDocument, Expr::value(document_number));
        begun.filter(Column::ObligationId.is_in(ids)).exec(&uow.tx).await?;
    }
    Ok(())
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (&obligation::Model, obligation::ActiveModel),
    (event, (kind, why)): (ObligationEvent, (ObligationChangeKind, Why)),
) -> Result<Recorded<ObligationView>> {
    let after = uow.save(next, before.id, before.version).await?;
    ledger::write(uow, kind, &why, std::slice::from_ref(&after)).await?;
    let change = Change::new(&event, after.id).version(after.version).unit(after.unit_id);
    let change = change.changed(Changed::between(&owed(before), &owed(&after)));
    uow.record(change, view::obligation(scope, after, uow.now, &uow.calendar)).await
}
