//! Reports and obligations in their life cycles: who stands for their parties, and what their guards look at.
use entity::{
    Authors,
    obligation::{self, ObligationStatus},
    report::{self, ReportStatus},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    catalogue::Severity,
    checks, content,
    dto::CheckView,
    repo,
    rules::{Due, OBLIGATION_STEPS, ObligationAction, ObligationStep, ReportAction, ReportFacts, ReportStep, STEPS},
    sources,
};
use crate::{
    features::planning::movements::{
        self, Lines,
        rules::{closed, is_open},
    },
    kernel::{
        error::{Fault, FieldError, Result},
        policy::Permission,
        scope::{Addressee, Scope},
        transition::{Current, Paper, Party, Seat},
    },
};

impl Paper for report::Model {
    type Action = ReportAction;
    type Status = ReportStatus;
    type Facts = ReportFacts;
    const STEPS: &'static [ReportStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::report(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<ReportStatus> {
        let receiver = Addressee { unit_id: self.receiver_unit_id, function: self.receiver_function };
        let writes = self.preparer_unit_id.unwrap_or(self.unit_id);
        // What had been accepted when its unit ended was handed over to nobody.
        let parties = vec![
            (Party::Owner, Seat::Unit(writes)),
            (Party::Heir, Seat::Addressed(Addressee::unit(writes))),
            (Party::Addressee, Seat::Addressed(receiver)),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    /// Of what was accepted its movement; what is missing, what makes one ask and what has become of what it has from below is
    /// looked at before it is signed; afterwards, whether its period is over and to whom it goes.
    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<ReportFacts> {
        if self.status == ReportStatus::Accepted {
            let movement = movements::repo::any(db, self.movement_id).await?.filter(|m| !is_open(m.status));
            let closed = movement.map(|m| closed(m.id, &m.code));
            return Ok(ReportFacts { closed, ..ReportFacts::default() });
        }
        let obligation = repo::obligation_of(db, self).await?;
        let waived_by = obligation.waiver_document.filter(|_| obligation.status == ObligationStatus::Waived);
        if self.status != ReportStatus::Issued {
            let written = ReportFacts { waived_by, corrects: self.corrects, ..ReportFacts::default() };
            // Others than who signs are not asked for what a signature needs.
            if !scope.holds_somewhere(Permission::ReportsSign) {
                return Ok(written);
            }
            let (missing, unanswered) = unready(self, db, scope).await?;
            let stale = sources::stale(db, scope, self).await?;
            return Ok(ReportFacts { missing, unanswered, stale, ..written });
        }
        let open_from = self.data_to.succ_opt().filter(|day| scope.today < *day);
        let period = movements::repo::period(db, obligation.period_id).await?;
        let lines = Lines::of(db, self.movement_id).await?.on(period.map_or(self.data_from, |m| m.data_from));
        let from = self.preparer_unit_id.unwrap_or(self.unit_id);
        let next = lines.addressee_by(obligation.receiver_line, &scope.organisation, from, scope.today).ok();
        let due =
            Due { on: obligation.due_on, late_after: obligation.late_after, closes_minute: obligation.closes_minute };
        Ok(ReportFacts { waived_by, next, open_from, due: Some(due), ..ReportFacts::default() })
    }
}

/// What a report has to say before it is signed, and the checks that nobody has answered.
async fn unready(
    m: &report::Model,
    db: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<(Vec<FieldError>, Vec<FieldError>)> {
    let values = repo::draft_values(db, m.id).await?;
    let asked = content::asked(db, m.plan_id).await?;
    let missing = content::missing(db, m, &asked, &values).await?;
    let checks = checks::against(db, scope, m, &asked, &values).await?;
    let open = checks.iter().filter(|check| check.severity == Severity::Ask && check.answer.is_none());
    let field = |check: &CheckView| FieldError { pointer: checks::pointer(&check.code), fault: Fault::Required };
    Ok((missing, open.map(field).collect()))
}

impl Paper for obligation::Model {
    type Action = ObligationAction;
    type Status = ObligationStatus;
    type Facts = ();
    const STEPS: &'static [ObligationStep] = OBLIGATION_STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::obligation(db, scope, id).await
    }

    fn current(&self, scope: &Scope) -> Current<ObligationStatus> {
        let receiver = Addressee { unit_id: self.receiver_unit_id, function: self.receiver_function };
        let preparer = movements::preparer(scope, self.launched_by_unit_id);
        let parties = vec![(Party::Addressee, Seat::Addressed(receiver)), (Party::Preparer, Seat::Addressed(preparer))];
        Current { status: self.status, version: self.version, parties, authors: Authors::default() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
