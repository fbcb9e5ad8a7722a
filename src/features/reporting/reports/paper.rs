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
    rules::{
        OBLIGATION_STEPS, ObligationAction, ObligationFacts, ObligationStep, ReportAction, ReportFacts, ReportStep,
        STEPS,
    },
};
use crate::{
    features::planning::movements::{self, Lines},
    kernel::{
        error::{Fault, FieldError, Result},
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
        let parties = vec![
            (Party::Owner, Seat::Unit(self.preparer_unit_id.unwrap_or(self.unit_id))),
            (Party::Addressee, Seat::Addressed(receiver)),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    /// What is missing and what makes one ask is looked at before it is signed; afterwards, whether its period is over and to
    /// whom it goes.
    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<ReportFacts> {
        let obligation = repo::obligation_of(db, self).await?;
        let waived_by = obligation.waiver_document.filter(|_| obligation.status == ObligationStatus::Waived);
        if self.status != ReportStatus::Issued {
            let values = repo::draft_values(db, self.id).await?;
            let missing = content::missing(db, self, &values).await?;
            let checks = checks::of(db, scope, self, &values).await?;
            let open = checks.iter().filter(|check| check.severity == Severity::Ask && check.answer.is_none());
            let field =
                |check: &CheckView| FieldError { pointer: checks::pointer(&check.code), fault: Fault::Required };
            return Ok(ReportFacts {
                missing,
                unanswered: open.map(field).collect(),
                waived_by,
                ..ReportFacts::default()
            });
        }
        let open_from = self.data_to.succ_opt().filter(|day| scope.today < *day);
        let lines = Lines::of(db, self.movement_id).await?;
        let from = self.preparer_unit_id.unwrap_or(self.unit_id);
        let next = lines.addressee_by(obligation.receiver_line, &scope.organisation, from, scope.today).ok();
        Ok(ReportFacts { waived_by, next, open_from, ..ReportFacts::default() })
    }
}

impl Paper for obligation::Model {
    type Action = ObligationAction;
    type Status = ObligationStatus;
    type Facts = ObligationFacts;
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

    async fn facts(&self, _: &impl ConnectionTrait, scope: &Scope) -> Result<ObligationFacts> {
        Ok(obligation_facts(self, scope))
    }
}

/// Read from memory: of a whole list as of one.
pub fn obligation_facts(m: &obligation::Model, scope: &Scope) -> ObligationFacts {
    let unit = scope.organisation.unit(m.unit_id);
    ObligationFacts { unit_ended: unit.is_some_and(|unit| unit.ended_before(scope.today)) }
}
