//! Queries on obligations, reports and values.
mod ready;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::{Place, Scope},
    },
    store::{
        db::Conn,
        lines::Lines,
        page::{self, Kind, PageQuery, Rows, SortField},
        versions,
    },
};
use entity::{
    journal::Subject,
    obligation, obligation_change, period,
    report::{self, ReportStatus},
    report_message,
    report_value::{self, UNSENT},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};
use uuid::Uuid;

pub use ready::{Ready, ready};

use super::{
    dto::{ExpectationFilter, ObligationFilter, ReportFilter, ReportSummary},
    row::{self, Row},
    sent, view,
};

/// Once submitted a report stays visible upwards, also when it is returned.
fn sent() -> Condition {
    Condition::all().add(report::Column::FirstSubmittedAt.is_not_null())
}

pub async fn report(db: &Conn, scope: &Scope, id: Uuid) -> Result<report::Model> {
    let found = report::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if sent::owns(scope, &found) || scope.sees_in(found.movement_id, found.unit_id, found.first_submitted_at.is_some())
    {
        let (id, unit_id) = (found.id, found.unit_id);
        let seen = sent::seen(db, scope, vec![found]).await?.pop();
        return seen.ok_or_else(|| scope.hidden(Subject::Report, id, unit_id));
    }
    Err(scope.hidden(Subject::Report, id, found.unit_id))
}

/// That a report is owed is no secret from the superior: it urges.
pub async fn obligation(db: &Conn, scope: &Scope, id: Uuid) -> Result<obligation::Model> {
    let found = obligation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees_in(found.movement_id, found.unit_id, true) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Obligation, id, found.unit_id))
}

pub async fn obligations(
    db: &Conn,
    scope: &Scope,
    filter: &ObligationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<obligation::Model>> {
    use obligation::Column;
    let place = Place { units: &filter.unit_id, within: filter.within, provinces: &filter.province_code };
    let visible = scope.visible_in(Column::MovementId, Column::UnitId, Condition::all());
    let visible = scope.visible_at(visible, (Column::UnitId, Column::ProvinceCode), &place);
    let mut select = obligation::Entity::find().filter(visible);
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(period) = filter.period_id {
        select = select.filter(Column::PeriodId.eq(period));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(from) = filter.due_on_from {
        select = select.filter(Column::DueOn.gte(from));
    }
    if let Some(to) = filter.due_on_to {
        select = select.filter(Column::DueOn.lte(to));
    }
    let sorts = [SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day }];
    page::fetch(db, select, &sorts, "due_on", Column::Id, page, list).await
}

/// The ledger of one obligation, oldest first.
pub async fn changes(
    db: &Conn,
    obligation_id: Uuid,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<obligation_change::Model>> {
    use obligation_change::{Column, Entity};
    let of_one = Entity::find().filter(Column::ObligationId.eq(obligation_id));
    page::fetch_by_id(db, of_one, Column::Id, page, list).await
}

/// The ledger of what is owed in a movement, oldest first.
pub async fn expectations(
    db: &Conn,
    scope: &Scope,
    movement_id: Uuid,
    filter: &ExpectationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<obligation_change::Model>> {
    use obligation_change::{Column, Entity};
    let visible = scope.visible(Column::UnitId, Condition::all());
    let mut select = Entity::find().filter(Column::MovementId.eq(movement_id)).filter(visible);
    if let Some(code) = &filter.period {
        let of_code = period::Column::Code.eq(&**code);
        let found = period::Entity::find().filter(period::Column::MovementId.eq(movement_id)).filter(of_code);
        let found = found.one(db).await?.ok_or_else(|| Error::with(Code::InvalidParameter, "period"))?;
        select = select.filter(Column::PeriodId.eq(found.id));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.kind.is_empty() {
        select = select.filter(Column::Kind.is_in(filter.kind.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// The rows that `report` shows.
pub fn visible(scope: &Scope) -> Condition {
    use report::Column;
    let prepared = Column::PreparerUnitId.is_in(scope.owned());
    Condition::any().add(scope.visible_in(Column::MovementId, Column::UnitId, sent())).add(prepared)
}

/// Of some reports those that the caller sees, as it may read them.
pub async fn some(db: &Conn, scope: &Scope, ids: &[Uuid]) -> Result<Vec<report::Model>> {
    let of_ids = report::Entity::find().filter(report::Column::Id.is_in(ids.iter().copied()));
    sent::seen(db, scope, of_ids.filter(visible(scope)).all(db).await?).await
}

pub async fn reports(
    db: &Conn,
    scope: &Scope,
    filter: &ReportFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Lines<ReportSummary>> {
    use report::Column;
    let place = Place { units: &filter.unit_id, within: filter.within, provinces: &filter.province_code };
    let visible = scope.visible_at(visible(scope), (Column::UnitId, Column::ProvinceCode), &place);
    let mut select = Query::select();
    select.expr(Expr::cust(row::SELECTED.as_str())).from(report::Entity).cond_where(visible);
    if let Some(movement) = filter.movement_id {
        select.and_where(Column::MovementId.eq(movement));
    }
    if let Some(period) = filter.period_id {
        select.and_where(Column::PeriodId.eq(period));
    }
    if !filter.status.is_empty() {
        select.cond_where(shown_as(scope, &filter.status));
    }
    if let Some(late) = filter.late {
        select.and_where(Column::Late.eq(late));
    }
    if let Some(receiver) = filter.receiver_unit_id {
        select.and_where(Column::ReceiverUnitId.eq(receiver));
    }
    if let Some(from) = filter.updated_at_from {
        select.and_where(Column::UpdatedAt.gte(from));
    }
    if let Some(to) = filter.updated_at_to {
        select.and_where(Column::UpdatedAt.lt(to));
    }
    let sorts: [SortField<report::Entity>; 3] = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "submitted_at", column: Column::SubmittedAt, kind: Kind::OptionalTime },
        SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day },
    ];
    let found = page::fetch_raw(db, select, &sorts, "-updated_at", Column::Id, page, list).await?;
    // Of known length: growing, it would be moved again and again.
    let mut rows = Vec::with_capacity(found.rows.len());
    for row in &found.rows {
        rows.push(Row::of(row)?);
    }
    let mut sent = sent::shown(db, scope, &rows).await?;
    Lines::of(&found, rows.iter(), |row, out| match sent.remove(&row.id) {
        Some(report) => serde_json::to_writer(out, &view::summary(scope, report)).map_err(Error::internal),
        None => row.tell(scope, out),
    })
}

/// Reports that look to the caller as if they were in one of these states: while one is being rewritten, it is to everybody
/// else what was sent.
fn shown_as(scope: &Scope, statuses: &[ReportStatus]) -> Condition {
    use report::Column;
    let (sent, written): (Vec<_>, Vec<_>) = statuses.iter().copied().partition(|status| is_sent(*status));
    let mut shown = Condition::any();
    if !sent.is_empty() {
        let live = Column::Status.is_in(sent.iter().copied());
        let seen = Condition::any().add(live).add(Condition::all().not().add(owned(scope)));
        shown = shown.add(Condition::all().add(Column::ShownStatus.is_in(sent)).add(seen));
    }
    if !written.is_empty() {
        // What was never sent nobody else sees.
        let own = Condition::any().add(Column::FirstSubmittedAt.is_null()).add(owned(scope));
        shown = shown.add(Condition::all().add(Column::Status.is_in(written)).add(own));
    }
    shown
}

/// What others than its unit can see a report as.
const fn is_sent(status: ReportStatus) -> bool {
    use ReportStatus::{Accepted, Correcting, Draft, Issued, Returned, Submitted};
    match status {
        Submitted | Returned | Accepted => true,
        Draft | Issued | Correcting => false,
    }
}

/// The reports that `sent::owns` is true of. Never unknown, so that it can be negated.
fn owned(scope: &Scope) -> SimpleExpr {
    use report::Column;
    let owned: Vec<Uuid> = scope.owned().collect();
    let prepared = Column::PreparerUnitId.is_not_null().and(Column::PreparerUnitId.is_in(owned.iter().copied()));
    Column::UnitId.is_in(owned).or(prepared)
}

/// The number of the version whose content the caller reads; that of none where it is what is being written.
fn number_read(scope: &Scope, report: &report::Model) -> i32 {
    use ReportStatus::{Correcting, Draft, Issued, Returned};
    let written = matches!(report.status, Draft | Issued | Returned | Correcting);
    report.shown_version_no.filter(|_| !(written && sent::owns(scope, report))).unwrap_or(UNSENT)
}

/// The version whose content the caller reads; none where that is what is being written.
pub async fn version_read(db: &Conn, scope: &Scope, report: &report::Model) -> Result<Option<Uuid>> {
    match number_read(scope, report) {
        UNSENT => Ok(None),
        shown => versions::id_of(db, report.id, shown).await,
    }
}

/// What of a report lies beside its row: its values, of a version that was sent or of what is being written.
pub struct Text {
    pub version_id: Option<Uuid>,
    pub values: Vec<report_value::Model>,
    /// The files that are attached, where they are known already.
    pub files: Option<Vec<Uuid>>,
}

impl Text {
    /// What is being written.
    pub const fn written(values: Vec<report_value::Model>) -> Self {
        Self { version_id: None, values, files: None }
    }

    /// The same with its files.
    pub const fn whole(values: Vec<report_value::Model>, files: Vec<Uuid>) -> Self {
        Self { version_id: None, values, files: Some(files) }
    }
}

/// As the caller may read it.
pub async fn text(db: &Conn, scope: &Scope, report: &report::Model) -> Result<Text> {
    let version_id = version_read(db, scope, report).await?;
    let values = values(db, report.id, number_read(scope, report)).await?;
    Ok(Text { version_id, values, files: None })
}

/// Those that are being written.
pub async fn draft_values(db: &Conn, report_id: Uuid) -> Result<Vec<report_value::Model>> {
    values(db, report_id, UNSENT).await
}

async fn values(db: &Conn, report_id: Uuid, version_no: i32) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let found = Entity::find().filter(report_value::of_version(report_id, version_no));
    Ok(found.order_by_asc(Column::Ordinal).all(db).await?)
}

/// What the two sides of a report wrote to each other, oldest first.
pub async fn messages(db: &Conn, report_id: Uuid) -> Result<Vec<report_message::Model>> {
    let found = report_message::Entity::find().filter(report_message::Column::ReportId.eq(report_id));
    Ok(found.order_by_asc(report_message::Column::Id).all(db).await?)
}
