//! Reports and obligations in their life cycles: who stands for their parties, and what their guards look at.
use base::{
    kernel::{
        error::{Fault, FieldError, Result},
        policy::Permission,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    Authors,
    obligation::{self, ObligationStatus},
    report::{self, ReportStatus},
};
use planning::movements::{
    self, Lines,
    rules::{closed, is_open},
};
use uuid::Uuid;

use super::{
    catalogue::Severity,
    checks, content,
    dto::CheckView,
    repo::{self, Ready},
    rules::{Due, OBLIGATION_STEPS, ObligationAction, ObligationStep, ReportAction, ReportFacts, ReportStep, STEPS},
    sources,
};

impl Lifecycle for ReportAction {
    type Paper = report::Model;
    type Status = ReportStatus;
    type Facts = ReportFacts;
    type Db = Conn;
    const STEPS: &'static [ReportStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<report::Model> {
        repo::report(db, scope, id).await
    }

    fn current(report: &report::Model, _: &Scope) -> Current<ReportStatus> {
        let receiver = Addressee { unit_id: report.receiver_unit_id, function: report.receiver_function };
        let writes = report.preparer_unit_id.unwrap_or(report.unit_id);
        // What had been accepted when its unit ended was handed over to nobody.
        let parties = vec![
            (Party::Owner, Seat::Unit(writes)),
            (Party::Heir, Seat::Addressed(Addressee::unit(writes))),
            (Party::Addressee, Seat::Addressed(receiver)),
        ];
        Current { status: report.status, version: report.version, parties, authors: report.authors.clone() }
    }

    /// Of what was accepted its movement; what is missing, what makes one ask and what has become of what it has from below is
    /// looked at before it is signed; afterwards, whether its period is over and to whom it goes.
    async fn facts(report: &report::Model, db: &Conn, scope: &Scope) -> Result<ReportFacts> {
        match report.status {
            ReportStatus::Accepted => {
                let movement = movements::repo::any(db, report.movement_id).await?.filter(|m| !is_open(m.status));
                let closed = movement.map(|m| closed(m.id, &m.code));
                Ok(ReportFacts { closed, ..ReportFacts::default() })
            }
            ReportStatus::Issued => signed(report, db, scope).await,
            _ => written(report, db, scope).await,
        }
    }
}

async fn written(report: &report::Model, db: &Conn, scope: &Scope) -> Result<ReportFacts> {
    let waived_by = report.waiver_document.clone();
    let facts = ReportFacts { waived_by, corrects: report.corrects, ..ReportFacts::default() };
    // Others than who signs are not asked for what a signature needs.
    if !scope.holds_somewhere(Permission::ReportsSign) {
        return Ok(facts);
    }
    let (missing, checks) = unready(report, db, scope).await?;
    let stale = sources::stale(db, scope, report).await?;
    Ok(ReportFacts { missing, unanswered: unanswered(&checks), checks, stale, ..facts })
}

async fn signed(report: &report::Model, db: &Conn, scope: &Scope) -> Result<ReportFacts> {
    let Ready { obligation, period_from, plan_sent, is_urged } = repo::ready(db, report).await?;
    let lines = Lines::of(db, report.movement_id).await?;
    let from = report.preparer_unit_id.unwrap_or(report.unit_id);
    let held = lines.on(period_from);
    let next = held.addressee_by(obligation.receiver_line, &scope.organisation, from, scope.today).ok();
    let due = Due { on: obligation.due_on, late_after: obligation.late_after, closes_minute: obligation.closes_minute };
    Ok(ReportFacts {
        waived_by: report.waiver_document.clone(),
        next,
        open_from: report.data_to.succ_opt().filter(|day| scope.today < *day),
        due: Some(due),
        movement_code: lines.movement_code().map(str::to_owned),
        plan_sent,
        is_urged,
        ..ReportFacts::default()
    })
}

/// What a report has to say before it is signed, and what it makes a reader ask.
async fn unready(m: &report::Model, db: &Conn, scope: &Scope) -> Result<(Vec<FieldError>, Vec<CheckView>)> {
    let values = repo::draft_values(db, m.id).await?;
    let asked = content::asked(db, m.plan_id).await?;
    let missing = content::missing(db, m, &asked, &values).await?;
    Ok((missing, checks::against(db, scope, m, &asked, &values).await?))
}

/// The checks that nobody has answered.
fn unanswered(checks: &[CheckView]) -> Vec<FieldError> {
    let open = checks.iter().filter(|check| check.severity == Severity::Ask && check.answer.is_none());
    let field = |check: &CheckView| FieldError { pointer: checks::pointer(&check.code), fault: Fault::Required };
    open.map(field).collect()
}

impl Lifecycle for ObligationAction {
    type Paper = obligation::Model;
    type Status = ObligationStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [ObligationStep] = OBLIGATION_STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<obligation::Model> {
        repo::obligation(db, scope, id).await
    }

    fn current(obligation: &obligation::Model, scope: &Scope) -> Current<ObligationStatus> {
        let receiver = Addressee { unit_id: obligation.receiver_unit_id, function: obligation.receiver_function };
        let preparer = movements::preparer(scope, obligation.launched_by_unit_id);
        let parties = vec![(Party::Addressee, Seat::Addressed(receiver)), (Party::Preparer, Seat::Addressed(preparer))];
        Current { status: obligation.status, version: obligation.version, parties, authors: Authors::default() }
    }

    async fn facts(_: &obligation::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
