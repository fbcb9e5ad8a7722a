//! Who owes its report to a unit, and the version of it that counts: what a consolidation is made of, and what has become of
//! that since.
use std::collections::BTreeSet;

use base::{
    kernel::{
        error::{Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    consolidation::{self, ConsolidationStatus},
    function_assignment::Function,
    obligation::{self, ObligationStatus},
    paper_version,
    report::{self, ReportStatus},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef,
    sea_query::{Expr, ExprTrait, Func},
};
use serde::Deserialize;
use uuid::Uuid;

use super::dto::{Source, SourceChange, SourceState};

/// For whom and for when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Of {
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub unit_id: Uuid,
}

impl From<&consolidation::Model> for Of {
    fn from(m: &consolidation::Model) -> Self {
        Self { movement_id: m.movement_id, period_id: m.period_id, unit_id: m.unit_id }
    }
}

/// Every unit that owes its report to this one, and the ids of the versions used.
pub async fn of(db: &Conn, scope: &Scope, of: Of) -> Result<(Vec<Source>, Vec<Uuid>)> {
    let owed = owed(db, scope, of).await?;
    let versions = owed.iter().filter_map(|one| one.version_id).collect();
    let source = |one: Owed| {
        let used = one.version_id.is_some();
        let name = || scope.organisation.name(one.unit_id, one.data_to).to_owned();
        Source {
            unit_id: one.unit_id,
            state: one.state(),
            unit_name: one.named.filter(|_| used).unwrap_or_else(name),
            report_id: one.report_id.filter(|_| used),
            version_no: one.version_no,
            content_digest: one.digest,
        }
    };
    let mut sources: Vec<_> = owed.into_iter().map(source).collect();
    let key = |unit: Uuid| scope.organisation.unit(unit).map(|unit| unit.sort_key_on(scope.today).to_vec());
    sources.sort_by_cached_key(|source| (key(source.unit_id), source.unit_id));
    Ok((sources, versions))
}

/// What has become of the sources of a consolidation since it was made.
pub async fn since(db: &Conn, scope: &Scope, m: &consolidation::Model) -> Result<Vec<SourceChange>> {
    /// Of its content what is compared.
    #[derive(Deserialize)]
    struct Then {
        sources: Vec<Source>,
    }
    let then: Then = serde_json::from_str(&m.content).map_err(Error::internal)?;
    let (now, _) = of(db, scope, m.into()).await?;
    Ok(changes(&then.sources, &now))
}

/// How many sources of what a report has from below have changed since, where that is not what counts now any more.
pub async fn stale(db: &Conn, scope: &Scope, m: &report::Model) -> Result<Option<usize>> {
    // For a unit that has ended nobody consolidates again: its report goes up with what it has.
    let Some(id) = m.consolidation_id.filter(|_| m.preparer_unit_id.is_none()) else { return Ok(None) };
    let Some(used) = consolidation::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let changed = since(db, scope, &used).await?.len();
    Ok((changed > 0 || used.status == ConsolidationStatus::Superseded).then_some(changed))
}

/// By unit: another version, another state, come or gone.
fn changes(then: &[Source], now: &[Source]) -> Vec<SourceChange> {
    let units: BTreeSet<Uuid> = then.iter().chain(now).map(|source| source.unit_id).collect();
    let of = |sources: &[Source], unit: Uuid| sources.iter().find(|source| source.unit_id == unit).cloned();
    let change = |unit_id: Uuid| {
        let (before, after) = (of(then, unit_id), of(now, unit_id));
        let told =
            |source: &Option<Source>| source.as_ref().map(|source| (source.state, source.content_digest.clone()));
        (told(&before) != told(&after)).then(|| SourceChange {
            unit_id,
            before: before.as_ref().map(|source| source.state),
            before_version_no: before.and_then(|source| source.version_no),
            after: after.as_ref().map(|source| source.state),
            after_version_no: after.and_then(|source| source.version_no),
        })
    };
    units.into_iter().filter_map(change).collect()
}

/// A report that a unit owes, and what there is of it.
#[derive(FromQueryResult)]
struct Owed {
    unit_id: Uuid,
    status: ObligationStatus,
    data_to: NaiveDate,
    report_id: Option<Uuid>,
    /// The unit as the report names it.
    named: Option<String>,
    first_submitted_at: Option<DateTime<Utc>>,
    /// Of the version that counts: the last one that was accepted.
    version_id: Option<Uuid>,
    version_no: Option<i32>,
    digest: Option<String>,
}

impl Owed {
    fn state(&self) -> SourceState {
        match () {
            () if self.version_id.is_some() => SourceState::Used,
            () if self.status == ObligationStatus::Waived => SourceState::Waived,
            () if self.first_submitted_at.is_some() => SourceState::NotAccepted,
            () => SourceState::Missing,
        }
    }
}

/// What is owed to a unit for a period: addressed to it, to whom it took over from, or to a function that it holds.
async fn owed(db: &Conn, scope: &Scope, of: Of) -> Result<Vec<Owed>> {
    use obligation::Column;
    let mut units = scope.organisation.predecessors(of.unit_id, scope.today);
    units.push(of.unit_id);
    let function = Function::EmulationStandingBody;
    let holds = scope.organisation.holder(function, scope.today) == Some(of.unit_id);
    let mut to = Condition::any()
        .add(Condition::all().add(Column::ReceiverFunction.is_null()).add(Column::ReceiverUnitId.is_in(units)));
    if holds {
        to = to.add(Column::ReceiverFunction.eq(function));
    }
    let its_report: RelationDef =
        obligation::Entity::belongs_to(report::Entity).from(Column::Id).to(report::Column::ObligationId).into();
    let owed = obligation::Entity::find()
        .select_only()
        .join(JoinType::LeftJoin, its_report)
        .join(JoinType::LeftJoin, its_version())
        .columns([Column::UnitId, Column::Status, Column::DataTo])
        .column_as(report::Column::Id, "report_id")
        .column_as(report::Column::UnitName, "named")
        .column(report::Column::FirstSubmittedAt)
        .column_as(paper_version::Column::Id, "version_id")
        .columns([paper_version::Column::VersionNo, paper_version::Column::Digest])
        .filter(Column::MovementId.eq(of.movement_id))
        .filter(Column::PeriodId.eq(of.period_id))
        .filter(Column::Status.ne(ObligationStatus::ClosedByReorganisation))
        .filter(to);
    Ok(owed.into_model().all(db).await?)
}

/// The version of a report that was accepted: while a correction is on its way, the one that it corrects.
fn its_version() -> RelationDef {
    use report::Column;
    let versions = report::Entity::belongs_to(paper_version::Entity);
    let versions: RelationDef = versions.from(Column::Id).to(paper_version::Column::PaperId).into();
    versions.on_condition(|report, version| {
        let of = |column: Column| Expr::col((report.clone(), column));
        let accepted = of(Column::ShownStatus).eq(ReportStatus::Accepted);
        let accepted = Expr::case(accepted, of(Column::ShownVersionNo)).into();
        let no = Func::coalesce([of(Column::Corrects), accepted]);
        Condition::all().add(Expr::col((version, paper_version::Column::VersionNo)).eq(no))
    })
}
