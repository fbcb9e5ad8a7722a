//! Writing a report: an officer of the unit that owes it.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors, CheckAnswers,
    obligation::{self, ObligationStatus},
    plan,
    report::{self, LeftOut, ReportStatus},
};
use planning::{
    movements::{
        self,
        rules::{is_open, not_open},
    },
    plans,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{finish, values};
use crate::reports::{
    attachments,
    cache::Cache,
    content,
    dto::{CreateReport, Narrative, ReportView, UpdateReport},
    events::{ReportEvent, edited},
    repo::{self, Text},
    rules::{ObligationAction, ReportAction},
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateReport) -> Result<Recorded<ReportView>> {
    let obligation = repo::obligation(&uow.tx, scope, input.obligation_id).await;
    let obligation = obligation.map_err(|e| e.named_at("/obligation_id"))?;
    scope.require_at(obligation.preparer_unit_id.unwrap_or(obligation.unit_id))?;
    if obligation.status != ObligationStatus::Expected {
        return Err(transition::refused::<ObligationAction>(obligation.status));
    }
    let movement = movements::repo::any(&uow.tx, obligation.movement_id).await?;
    if let Some(closed) = movement.filter(|movement| !is_open(movement.status)) {
        return Err(not_open(&closed));
    }
    let plan = answered(uow, &obligation).await?;
    let narrative = input.narrative.as_ref().map(|input| input.over(&Narrative::default())).unwrap_or_default();
    let model = begun(uow, scope, (&obligation, &plan), narrative);
    let report = report::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    super::follow(uow, &report).await?;
    let values = match &input.values {
        Some(inputs) => {
            let asked = content::asked(&uow.tx, report.plan_id).await?;
            values::replace(uow, &report, &asked, (&[], &[]), inputs).await?
        }
        None => vec![],
    };
    let change = ReportEvent::begun(&report, values.len()).of(&report, &report);
    uow.record(change, view::with_text(&uow.tx, scope, report, Text::whole(values, vec![])).await?).await
}

/// A draft of what is owed, before anything of it was sent.
fn begun(
    uow: &Uow,
    scope: &Scope,
    (obligation, plan): (&obligation::Model, &plan::Model),
    narrative: Narrative,
) -> report::ActiveModel {
    report::ActiveModel {
        id: Set(Uuid::now_v7()),
        obligation_id: Set(obligation.id),
        movement_id: Set(obligation.movement_id),
        period_id: Set(obligation.period_id),
        period_code: Set(obligation.period_code.clone()),
        data_from: Set(obligation.data_from),
        data_to: Set(obligation.data_to),
        unit_id: Set(obligation.unit_id),
        unit_name: Set(uow.organisation().name(obligation.unit_id, uow.today()).to_owned()),
        preparer_unit_id: Set(obligation.preparer_unit_id),
        province_code: Set(obligation.province_code.clone()),
        plan_id: Set(plan.id),
        plan_sent: Set(false),
        status: Set(ReportStatus::Draft),
        shown_status: Set(ReportStatus::Draft),
        shown_version_no: Set(None),
        version_no: Set(1),
        content_digest: Set(None),
        corrects: Set(None),
        correction_reason: Set(None),
        consolidation_id: Set(None),
        consolidation_digest: Set(None),
        consolidation_left_out: Set(LeftOut::default()),
        due_on: Set(obligation.due_on),
        waiver_document: Set(None),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        narrative: Set(narrative),
        receiver_unit_id: Set(obligation.receiver_unit_id),
        receiver_function: Set(obligation.receiver_function),
        first_submitted_at: Set(None),
        submitted_at: Set(None),
        late_from: Set(None),
        late: Set(false),
        return_reason_code: Set(None),
        return_reason: Set(None),
        had_files: Set(false),
        answers: Set(CheckAnswers::default()),
        signed_checks: Set(None),
        accepted_at: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}

/// The plan that a report answers: of a unit that has ended, its last.
async fn answered(uow: &Uow, owed: &obligation::Model) -> Result<plan::Model> {
    let found = match owed.preparer_unit_id {
        Some(_) => plans::repo::last_in_force(&uow.tx, owed.movement_id, owed.unit_id).await?,
        None => plans::repo::in_force(&uow.tx, owed.movement_id, owed.unit_id).await?,
    };
    found.ok_or_else(|| Error::new(Code::NoPlanInForce))
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    cache: &Cache,
    (id, if_match): (Uuid, IfMatch),
    input: &UpdateReport,
) -> Result<Recorded<ReportView>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    let before = repo::draft_values(&uow.tx, id).await?;
    let files = attachments::files(&uow.tx, &report, None).await?;
    let values = match &input.values {
        Some(inputs) => {
            let asked = cache.asked(uow, report.plan_id).await?;
            values::replace(uow, &report, &asked, (&before, &files), inputs).await?
        }
        None => before.clone(),
    };
    let mut next = report.clone().into_active_model();
    if let Some(input) = &input.narrative {
        next.narrative = Set(input.over(&report.narrative));
    }
    next.authors = Set(report.authors.with(scope.user_id));
    let event = ReportEvent::Updated { values: edited(&before, &values) };
    finish(uow, scope, (&report, next), Text::whole(values, files), event).await
}
