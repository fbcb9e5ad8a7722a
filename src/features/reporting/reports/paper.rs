//! Reports and obligations in their life cycles: who stands for their parties, and what their guards look at.
use entity::{
    Authors,
    obligation::{self, ObligationStatus},
    report::{self, ReportStatus},
};
use sea_orm::ConnectionTrait;

use super::{
    content,
    rules::{OBLIGATION_STEPS, ObligationAction, ObligationStep, ReportAction, ReportFacts, ReportStep, STEPS},
};
use crate::{
    features::planning::movements::Lines,
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Paper, Party, Seat},
    },
};

impl Paper for report::Model {
    type Action = ReportAction;
    type Status = ReportStatus;
    type Facts = ReportFacts;
    const STEPS: &'static [ReportStep] = STEPS;

    fn current(&self, _: &Scope) -> Current<ReportStatus> {
        let receiver = Addressee { unit_id: self.receiver_unit_id, function: self.receiver_function };
        let parties = vec![
            (Party::Owner, Seat::Unit(self.preparer_unit_id.unwrap_or(self.unit_id))),
            (Party::Addressee, Seat::Addressed(receiver)),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    /// What is missing is asked before it is signed, to whom it goes afterwards.
    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<ReportFacts> {
        if self.status != ReportStatus::Issued {
            return Ok(ReportFacts { missing: content::missing(db, self).await?, next: None });
        }
        let lines = Lines::of(db, self.movement_id).await?;
        let from = self.preparer_unit_id.unwrap_or(self.unit_id);
        let next = lines.addressee(&scope.organisation, from, scope.today).ok();
        Ok(ReportFacts { missing: vec![], next })
    }
}

impl Paper for obligation::Model {
    type Action = ObligationAction;
    type Status = ObligationStatus;
    type Facts = ();
    const STEPS: &'static [ObligationStep] = OBLIGATION_STEPS;

    fn current(&self, _: &Scope) -> Current<ObligationStatus> {
        let receiver = Addressee { unit_id: self.receiver_unit_id, function: self.receiver_function };
        let parties = vec![(Party::Addressee, Seat::Addressed(receiver))];
        Current { status: self.status, version: self.version, parties, authors: Authors::default() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
