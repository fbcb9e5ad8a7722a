//! What a unit still owes when it ends is owed up to its last day, and prepared by whoever took over; the rest of the
//! period is the successor's own.
mod rows;
mod told;

use std::collections::{BTreeMap, HashSet};

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk::lists},
        inheritance::{self, Effect, Kept, Reform, Since, by_before, subjects, tell_back, was},
    },
};
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    obligation::{self, ObligationStatus},
    obligation_change::ObligationChangeKind,
    report,
    report_value::{self, UNSENT},
};
use rows::{
    close, end_obligations, end_reports, forget, hand_obligations, hand_reports, restore_obligations, set_window,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{ExprTrait, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    events::{ObligationEvent, ReportEvent},
    generate::{generate_for, preparer},
    ledger::{self, Why},
};

const CLOSED: &str = "closed_by_reorganisation";
const SPLIT: &str = "split";
const HANDED_OVER: &str = "handed_over";
const REPORT_HANDED_OVER: &str = "report_handed_over";
const VALUE_CLIPPED: &str = "value_clipped";
const OWED: &str = "owed";

/// A submitted report may still be returned: then somebody must be there to correct it.
const OPEN: [ObligationStatus; 5] = [
    ObligationStatus::Expected,
    ObligationStatus::Draft,
    ObligationStatus::Issued,
    ObligationStatus::Submitted,
    ObligationStatus::Returned,
];

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "report"
    }

    fn tables(&self) -> &'static [&'static str] {
        &[
            "obligation",
            "obligation_change",
            "report",
            "report_value",
            "report_attachment",
            "report_message",
            "paper_version",
        ]
    }

    async fn foresee(&self, tx: &Conn, reform: &Reform) -> Result<Vec<Effect>> {
        let units: Vec<_> = reform.ended_units().collect();
        let mut owed = vec![];
        for units in lists(&units) {
            use obligation::Column;
            let own = Column::UnitId.is_in(units.iter().copied()).and(Column::PreparerUnitId.is_null());
            let select = obligation::Entity::find().filter(own.or(Column::PreparerUnitId.is_in(units)));
            let open = Column::Status.is_in(OPEN).or(Column::Id.in_subquery(corrected()));
            owed.extend(select.filter(open).all(tx).await?);
        }
        owed.sort_by_key(|obligation| obligation.id);
        Ok(owed.iter().map(|obligation| effect(reform, obligation)).collect())
    }

    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
        close(uow, &subjects(effects, CLOSED)).await?;
        let split = subjects(effects, SPLIT);
        let (mut made, shortened) = begun(uow, effects, &split).await?;
        for (heir, ids) in by_heir(effects.iter().filter(|effect| effect.effect != CLOSED)) {
            hand_obligations(uow, &ids, heir).await?;
        }
        for (heir, ids) in by_heir(made.iter()) {
            hand_reports(uow, &ids, heir).await?;
        }
        end_obligations(uow, &split, reform.eve()).await?;
        end_reports(uow, &shortened.keys().copied().collect::<Vec<_>>(), reform.eve()).await?;
        told::all(uow, reform, effects, &made).await?;
        entered(uow, reform, effects).await?;
        made.extend(clip(uow, &shortened, reform.eve()).await?);
        // Also to whom it is sent may be a new unit.
        made.extend(generate_for(uow, &reform.organisation, &Why::reform(reform)).await?.into_iter().map(owed));
        Ok(made)
    }

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()> {
        let owed: Vec<_> = kept.iter().filter(|k| k.effect == OWED).map(|k| k.subject_id).collect();
        let why = Why::undone(kept);
        forget(uow, &owed, &why).await?;
        tell_back::<obligation::Entity, _>(uow, kept, OWED, &ObligationEvent::Removed).await?;
        for effect in [CLOSED, SPLIT, HANDED_OVER] {
            for (before, ids) in by_before(kept, effect) {
                restore_obligations(uow, &ids, before).await?;
            }
            tell_back::<obligation::Entity, _>(uow, kept, effect, &ObligationEvent::Restored).await?;
            let restored: Vec<_> = kept.iter().filter(|k| k.effect == effect).map(|k| k.subject_id).collect();
            ledger::write_of(uow, ObligationChangeKind::Restored, &why, &restored).await?;
        }
        for (before, ids) in by_before(kept, REPORT_HANDED_OVER) {
            hand_reports(uow, &ids, was(before, "preparer_unit_id")?).await?;
            end_reports(uow, &ids, was(before, "data_to")?).await?;
        }
        tell_back::<report::Entity, _>(uow, kept, REPORT_HANDED_OVER, &ReportEvent::Restored).await?;
        for (before, ids) in by_before(kept, VALUE_CLIPPED) {
            let window = (was(before, "data_from")?, was(before, "data_to")?);
            set_window(uow, &ids, was(before, "target_id")?, window).await?;
        }
        Ok(())
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let own = report::Column::UnitId.is_in(units.iter().copied());
            let received = report::Column::ReceiverUnitId.is_in(units.iter().copied());
            let reports = report::Entity::find().filter(own.or(received));
            made += reports.filter(report::Column::Id.in_subquery(since.changed(Subject::Report))).count(tx).await?;
            let changed = obligation::Column::Id.in_subquery(since.changed(Subject::Obligation));
            made += owed_by_or_to(&units).filter(changed).count(tx).await?;
        }
        // What periods that have begun since made owed.
        for units in lists(&since.created) {
            let begun = obligation::Column::Id.not_in_subquery(since.own_work("report"));
            made += owed_by_or_to(&units).filter(begun).count(tx).await?;
        }
        Ok(made)
    }
}

fn owed_by_or_to(units: &[Uuid]) -> Select<obligation::Entity> {
    use obligation::Column;
    let any = || units.iter().copied();
    let own = Column::UnitId.is_in(any()).or(Column::PreparerUnitId.is_in(any()));
    obligation::Entity::find().filter(own.or(Column::ReceiverUnitId.is_in(any())))
}

/// What is owed by reports that were accepted and are being corrected: somebody must be there to finish that.
fn corrected() -> SelectStatement {
    let reports = report::Entity::find().select_only().column(report::Column::ObligationId);
    reports.filter(report::Column::Corrects.is_not_null()).into_query()
}

/// Into the ledger of each.
async fn entered(uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<()> {
    let why = Why::reform(reform);
    for (effect, kind) in [
        (CLOSED, ObligationChangeKind::EndedByReorganisation),
        (SPLIT, ObligationChangeKind::SplitByReorganisation),
        (HANDED_OVER, ObligationChangeKind::HandedOver),
    ] {
        ledger::write_of(uow, kind, &why, &subjects(effects, effect)).await?;
    }
    Ok(())
}

fn effect(reform: &Reform, m: &obligation::Model) -> Effect {
    let holder = m.preparer_unit_id.unwrap_or(m.unit_id);
    let sent = matches!(m.status, ObligationStatus::Submitted | ObligationStatus::Accepted);
    let unsent = m.preparer_unit_id.is_none() && !sent;
    let effect = match () {
        () if m.data_from >= reform.day && m.status == ObligationStatus::Expected => CLOSED,
        () if unsent && m.data_from < reform.day && m.data_to >= reform.day => SPLIT,
        () => HANDED_OVER,
    };
    let heir = reform.fate(holder).and_then(inheritance::Fate::heir);
    let unit = reform.organisation.unit(holder);
    let heir = heir.or_else(|| unit.and_then(|unit| preparer(&reform.organisation, unit, reform.day)));
    let before = json!({ "status": m.status, "data_to": m.data_to, "preparer_unit_id": m.preparer_unit_id });
    let heir_id = heir.filter(|_| effect != CLOSED);
    Effect { resource: "report", effect, subject_id: m.id, unit_id: m.unit_id, heir_id, before }
}

fn by_heir<'a>(effects: impl Iterator<Item = &'a Effect>) -> BTreeMap<Option<Uuid>, Vec<Uuid>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for effect in effects {
        found.entry(effect.heir_id).or_default().push(effect.subject_id);
    }
    found
}

/// What becomes of the reports already begun, and which of them are split, each with the unit that owes it.
async fn begun(uow: &Uow, effects: &[Effect], split: &[Uuid]) -> Result<(Vec<Effect>, BTreeMap<Uuid, Uuid>)> {
    let heirs: BTreeMap<_, _> = effects.iter().map(|effect| (effect.subject_id, effect.heir_id)).collect();
    let ids: Vec<_> = heirs.keys().copied().collect();
    let split: HashSet<_> = split.iter().copied().collect();
    let (mut made, mut shortened) = (vec![], BTreeMap::new());
    for ids in lists(&ids) {
        let select = report::Entity::find().filter(report::Column::ObligationId.is_in(ids));
        for m in select.order_by_asc(report::Column::Id).all(&uow.tx).await? {
            if split.contains(&m.obligation_id) {
                shortened.insert(m.id, m.unit_id);
            }
            made.push(Effect {
                resource: "report",
                effect: REPORT_HANDED_OVER,
                subject_id: m.id,
                unit_id: m.unit_id,
                heir_id: heirs.get(&m.obligation_id).copied().flatten(),
                before: json!({ "data_to": m.data_to, "preparer_unit_id": m.preparer_unit_id }),
            });
        }
    }
    Ok((made, shortened))
}

/// Values of a report that has become shorter. What was sent stays what it is.
async fn clip(uow: &Uow, shortened: &BTreeMap<Uuid, Uuid>, last: NaiveDate) -> Result<Vec<Effect>> {
    use report_value::{Column, Entity};
    let mut clipped = vec![];
    for reports in lists(&shortened.keys().copied().collect::<Vec<_>>()) {
        let written = Column::ReportId.is_in(reports).and(Column::VersionNo.eq(UNSENT)).and(Column::DataTo.gt(last));
        let longer =
            Entity::find().filter(written.clone()).order_by_asc(Column::ReportId).order_by_asc(Column::Ordinal);
        for m in longer.all(&uow.tx).await? {
            let Some(unit_id) = shortened.get(&m.report_id).copied() else { continue };
            clipped.push(Effect {
                resource: "report",
                effect: VALUE_CLIPPED,
                subject_id: m.report_id,
                unit_id,
                heir_id: None,
                before: json!({ "target_id": m.target_id, "data_from": m.data_from, "data_to": m.data_to }),
            });
        }
        rows::clip(uow, &written, last).await?;
    }
    Ok(clipped)
}

/// What came to be owed by it.
fn owed(m: obligation::Model) -> Effect {
    Effect { resource: "report", effect: OWED, subject_id: m.id, unit_id: m.unit_id, heir_id: None, before: json!({}) }
}
