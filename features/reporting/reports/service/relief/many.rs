//! One document for a whole list: after a reform hundreds of units owe what nobody will report singly.
use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        precondition::IfMatch,
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Recorded, Uow, bulk::lists},
        figures,
        journal::{Change, Changed},
        reminders::{self, Urged},
    },
};
use entity::{
    obligation::{self, ObligationStatus},
    obligation_change::ObligationChangeKind,
    reminder::ReminderResolution,
    report,
};
use planning::movements::Lines;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    list::{self, List},
    tell_begun,
};
use crate::reports::{
    dto::{HandOverMany, Relief, Relieved, WaiveMany},
    events::{self, ObligationEvent, ObligationsEvent},
    ledger::{self, Why},
    rules::{HANDED_ON, ObligationAction},
};

/// The same that waiving it alone would ask.
fn may_be_waived(scope: &Scope, m: &obligation::Model) -> bool {
    Case::<ObligationAction>::with(m, scope, ()).begin(ObligationAction::Waive, scope, IfMatch::Any).is_ok()
}

pub async fn waive_many(uow: &Uow, scope: &Scope, input: &WaiveMany) -> Result<Recorded<Relief>> {
    use obligation::Column;
    let list = list::select(uow, scope, input.movement_id, &input.select, |m| may_be_waived(scope, m)).await?;
    list.check(input.list_digest.as_deref())?;
    let (reason, number) = (&*input.reason, input.document_number.as_str());
    let to = [
        (Column::Status, Expr::value(ObligationStatus::Waived)),
        (Column::WaiverDocument, Expr::value(number)),
        (Column::WaiverReason, Expr::value(reason)),
    ];
    uow.change_all::<obligation::Entity>(&list.ids(), &to).await?;
    tell_begun(uow, &list.ids(), number).await?;
    let why = Why::document(scope, number, reason);
    let today = uow.today();
    for (kind, ids) in [
        (ObligationChangeKind::Exempted, list.ids_of(|m| today < m.data_from)),
        (ObligationChangeKind::Waived, list.ids_of(|m| today >= m.data_from)),
    ] {
        ledger::write_of(uow, kind, &why, &ids).await?;
    }
    reminders::resolve(uow, Urged::report(&list.ids()), ReminderResolution::Waived).await?;
    figures::changed(uow, figures::Change::Obligations { movement_id: list.movement.id });
    let event = ObligationEvent::Waived { document_number: number.to_owned() };
    finish(uow, list, events::Relief::Waived, number, &event).await
}

pub async fn hand_over_many(uow: &Uow, scope: &Scope, input: &HandOverMany) -> Result<Recorded<Relief>> {
    use obligation::Column;
    let (organisation, today, to) = (uow.organisation().clone(), uow.today(), input.to_unit_id);
    let ended = |id: Uuid| organisation.unit(id).is_some_and(|unit| unit.ended_before(today));
    let fit =
        |m: &obligation::Model| HANDED_ON.contains(&m.status) && ended(m.unit_id) && m.preparer_unit_id != Some(to);
    let list = list::select(uow, scope, input.movement_id, &input.select, fit).await?;
    let unit = organisation.unit(to).ok_or_else(|| Error::field("/to_unit_id", Fault::NotFound))?;
    if !unit.exists_on(today) {
        return Err(Error::with(Code::UnitClosed, today.to_string()));
    }
    if !Lines::of(&uow.tx, list.movement.id).await?.oblige(&organisation, unit, today) {
        return Err(Error::field("/to_unit_id", Fault::NotAllowed));
    }
    list.check(input.list_digest.as_deref())?;
    let number = input.document_number.as_str();
    let columns = [(Column::PreparerUnitId, Expr::value(to)), (Column::HandoverDocument, Expr::value(number))];
    uow.change_all::<obligation::Entity>(&list.ids(), &columns).await?;
    let begun = reports_of(uow, &list.ids()).await?;
    uow.change_all::<report::Entity>(&begun, &[(report::Column::PreparerUnitId, Expr::value(to))]).await?;
    let why = Why::document(scope, number, &input.reason);
    ledger::write_of(uow, ObligationChangeKind::HandedOver, &why, &list.ids()).await?;
    let event = ObligationEvent::HandedOver { document_number: Some(number.to_owned()), reorganisation_id: None };
    finish(uow, list, events::Relief::HandedOver, number, &event).await
}

/// What was begun goes along.
async fn reports_of(uow: &Uow, obligations: &[Uuid]) -> Result<Vec<Uuid>> {
    use report::{Column, Entity};
    let mut found = vec![];
    for ids in lists(obligations) {
        let select = Entity::find().select_only().column(Column::Id).filter(Column::ObligationId.is_in(ids));
        found.extend(select.into_tuple::<Uuid>().all(&uow.tx).await?);
    }
    Ok(found)
}

/// Tells the journal of each, and of the document as a whole.
pub(super) async fn finish(
    uow: &Uow,
    list: List,
    relief: events::Relief,
    number: &str,
    event: &ObligationEvent,
) -> Result<Recorded<Relief>> {
    let (movement_id, unit_id, before) = (list.movement.id, list.movement.launched_by_unit_id, list.before());
    let movement_version = list.movement.version;
    let answer = list.answer(uow, number).await?;
    let change = |m: &Relieved| {
        let after = json!({ "status": m.status, "due_on": m.due_on, "preparer_unit_id": m.preparer_unit_id });
        let changed = Changed::between(before.get(&m.id).unwrap_or(&Value::Null), &after);
        Change::new(event, m.id).version(m.version).unit(m.unit_id).changed(changed)
    };
    uow.record_all(answer.obligations.iter().map(change).collect()).await?;
    let whole = ObligationsEvent::Relieved {
        relief,
        document_number: number.to_owned(),
        obligations: answer.count,
        list_digest: answer.list_digest.clone(),
    };
    uow.record(Change::new(&whole, movement_id).version(movement_version).unit(unit_id), answer).await
}
