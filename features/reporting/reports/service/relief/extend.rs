//! More time, for one and for a list: whether it also excuses that a report was late, the document says.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        day::Day,
        error::{Error, Fault, Result},
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
use chrono::NaiveDate;
use entity::{obligation, obligation_change::ObligationChangeKind, reminder::ReminderResolution, report};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{finish, list, many};
use crate::reports::{
    dto::{Extend, ExtendMany, ObligationView, Relief},
    events::{self, ObligationEvent, ReportEvent},
    ledger::{self, Why},
    rules::{ObligationAction, is_sent},
};

/// Whether an extension also moves the day by which lateness is judged: in time it does, later only to excuse.
fn moves_lateness(uow: &Uow, m: &obligation::Model, excuses: bool) -> bool {
    excuses || uow.now < uow.calendar.closes(m.late_after, m.closes_minute)
}

/// Whether it gives anything: more time, or an excuse up to the day that was given before.
fn gives(m: &obligation::Model, due_on: NaiveDate, excuses: bool) -> bool {
    due_on > m.due_on || (excuses && due_on == m.due_on && m.late_after < due_on)
}

pub async fn extend(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Extend,
) -> Result<Recorded<ObligationView>> {
    let (obligation, ..) = uow.begin(scope, id, if_match, ObligationAction::Extend).await?;
    if !gives(&obligation, *input.due_on, input.excuses_lateness) {
        return Err(Error::field("/due_on", Fault::OutOfRange));
    }
    let (number, excuses_lateness) = (input.document_number.as_str(), input.excuses_lateness);
    if is_sent(obligation.status) && !excuses_lateness {
        return Err(Error::field("/excuses_lateness", Fault::Required));
    }
    let mut next = obligation.clone().into_active_model();
    next.due_on = Set(*input.due_on);
    next.extended_to = Set(Some(*input.due_on));
    next.extension_document = Set(Some(number.to_owned()));
    if moves_lateness(uow, &obligation, excuses_lateness) {
        next.late_after = Set(*input.due_on);
    }
    if excuses_lateness {
        excuse(uow, &[id], input.due_on, number).await?;
    }
    reminders::resolve(uow, Urged::report(&[id]), ReminderResolution::Extended).await?;
    figures::changed(uow, figures::Change::Obligation { movement_id: obligation.movement_id, id });
    let event = ObligationEvent::Extended { document_number: number.to_owned(), excuses_lateness };
    let why = Why { excuses_lateness: Some(excuses_lateness), ..Why::document(scope, number, &input.reason) };
    finish(uow, scope, (&obligation, next), (event, (ObligationChangeKind::Extended, why))).await
}

pub async fn extend_many(uow: &Uow, scope: &Scope, input: &ExtendMany) -> Result<Recorded<Relief>> {
    use obligation::Column;
    let (excuses, due_on, number) = (input.excuses_lateness, *input.due_on, input.document_number.as_str());
    let fit = |m: &obligation::Model| {
        let case = Case::<ObligationAction>::with(m, scope, ());
        let may = case.begin(ObligationAction::Extend, scope, IfMatch::Any).is_ok();
        may && gives(m, due_on, excuses) && (excuses || !is_sent(m.status))
    };
    let list = list::select(uow, scope, input.movement_id, &input.select, fit).await?;
    list.check(input.list_digest.as_deref())?;
    let ids = list.ids();
    let judged = list.ids_of(|m| moves_lateness(uow, m, excuses));
    let to = [
        (Column::DueOn, Expr::value(due_on)),
        (Column::ExtendedTo, Expr::value(due_on)),
        (Column::ExtensionDocument, Expr::value(number)),
    ];
    uow.change_all::<obligation::Entity>(&ids, &to).await?;
    reminders::resolve(uow, Urged::report(&ids), ReminderResolution::Extended).await?;
    for part in lists(&judged) {
        let update = obligation::Entity::update_many().col_expr(Column::LateAfter, Expr::value(due_on));
        update.filter(Column::Id.is_in(part)).exec(&uow.tx).await?;
    }
    if excuses {
        excuse(uow, &ids, input.due_on, number).await?;
    }
    let why = Why { excuses_lateness: Some(excuses), ..Why::document(scope, number, &input.reason) };
    ledger::write_of(uow, ObligationChangeKind::Extended, &why, &ids).await?;
    figures::changed(uow, figures::Change::Obligations { movement_id: list.movement.id });
    let event = ObligationEvent::Extended { document_number: number.to_owned(), excuses_lateness: excuses };
    many::finish(uow, list, events::Relief::Extended, number, &event).await
}

/// Reports that came late are in time by the new day, as far as they are.
async fn excuse(uow: &Uow, obligations: &[Uuid], due_on: Day, number: &str) -> Result<()> {
    use report::{Column, Entity};
    let mut excused: Vec<report::Model> = vec![];
    for ids in lists(obligations) {
        let owed = obligation::Entity::find().select_only();
        let owed = owed.columns([obligation::Column::Id, obligation::Column::ClosesMinute]);
        let owed = owed.filter(obligation::Column::Id.is_in(ids.clone()));
        let owed: HashMap<Uuid, Option<i16>> = owed.into_tuple().all(&uow.tx).await?.into_iter().collect();
        let late = Entity::find().filter(Column::ObligationId.is_in(ids)).filter(Column::Late.eq(true));
        for report in late.all(&uow.tx).await? {
            let closes = uow.calendar.closes(*due_on, owed.get(&report.obligation_id).copied().flatten());
            excused.extend(report.first_submitted_at.filter(|at| *at < closes).map(|_| report));
        }
    }
    let ids: Vec<Uuid> = excused.iter().map(|m| m.id).collect();
    let to = [(Column::Late, Expr::value(false)), (Column::DueOn, Expr::value(*due_on))];
    uow.change_all::<Entity>(&ids, &to).await?;
    let change = |m: &report::Model| {
        let event = ReportEvent::LatenessExcused { document_number: number.to_owned(), due_on: *due_on };
        let told = |late: bool, due_on| json!({ "late": late, "due_on": due_on });
        let changed = Changed::between(&told(true, m.due_on), &told(false, *due_on));
        Change::new(&event, m.id).version(m.version + 1).unit(m.unit_id).changed(changed)
    };
    uow.record_all(excused.iter().map(change).collect()).await
}
