//! One document for a whole list: after a reform hundreds of units owe what nobody will report singly.
use std::collections::HashMap;

use entity::{
    obligation::{self, ObligationStatus},
    report,
    snapshot_version::Topic,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::list::{self, List};
use crate::{
    features::{
        planning::movements::Lines,
        reporting::reports::{
            dto::{HandOverMany, Relief, Relieved, WaiveMany},
            rules::{HANDED_ON, OBLIGATION_STEPS, ObligationAction},
        },
    },
    kernel::{
        error::{Code, Error, Fault, Result},
        reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk::lists},
        journal::Change,
    },
};

fn may_be_waived(m: &obligation::Model) -> bool {
    OBLIGATION_STEPS.iter().any(|step| step.action == ObligationAction::Waive && step.from.contains(&m.status))
}

pub async fn waive_many(uow: &Uow, scope: &Scope, input: &WaiveMany) -> Result<Recorded<Relief>> {
    use obligation::Column;
    let list = list::select(uow, scope, input.movement_id, &input.select, may_be_waived).await?;
    list.check(input.list_digest.as_deref())?;
    let (reason, number) = (reason::given(input.reason.as_ref())?, input.document_number.as_str());
    let to = [
        (Column::Status, Expr::value(ObligationStatus::Waived)),
        (Column::WaiverDocument, Expr::value(number)),
        (Column::WaiverReason, Expr::value(reason)),
    ];
    uow.change_all::<obligation::Entity>(&list.ids(), &to).await?;
    let why = json!({ "document_number": number, "reason": reason });
    finish(uow, list, "obligation.waived", number, why).await
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
    let (reason, number) = (reason::given(input.reason.as_ref())?, input.document_number.as_str());
    let columns = [(Column::PreparerUnitId, Expr::value(to)), (Column::HandoverDocument, Expr::value(number))];
    uow.change_all::<obligation::Entity>(&list.ids(), &columns).await?;
    let begun = reports_of(uow, &list.ids()).await?;
    uow.change_all::<report::Entity>(&begun, &[(report::Column::PreparerUnitId, Expr::value(to))]).await?;
    let why = json!({ "document_number": number, "reason": reason, "to_unit_id": to });
    finish(uow, list, "obligation.handed_over", number, why).await
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
async fn finish(uow: &Uow, list: List, event: &'static str, number: &str, why: Value) -> Result<Recorded<Relief>> {
    uow.touch(Topic::Figures).await?;
    let (movement_id, unit_id) = (list.movement.id, Some(list.movement.launched_by_unit_id));
    let relief = list.answer(uow, number).await?;
    let data: HashMap<Uuid, Value> = relief
        .obligations
        .iter()
        .map(|m| (m.id, json!({ "from": m.was, "to": m.status, "particulars": why })))
        .collect();
    let change = |m: &Relieved| {
        let data = data.get(&m.id)?;
        Some(Change { event, subject_type: "obligation", subject_id: m.id, unit_id: Some(m.unit_id), data })
    };
    let changes: Vec<_> = relief.obligations.iter().filter_map(change).collect();
    uow.record_all(&changes).await?;
    let whole = json!({ "event": event, "count": relief.count, "list_digest": relief.list_digest, "particulars": why });
    let (event, subject_type) = ("obligations.relieved", "movement");
    uow.record(Change { event, subject_type, subject_id: movement_id, unit_id, data: &whole }, relief).await
}
