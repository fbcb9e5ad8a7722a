//! What the unit says to what its figures make a reader ask.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::CheckAnswer;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::reports::{
    checks,
    dto::{AnswerCheck, ReportView},
    events::ReportEvent,
    repo::{self, Text},
    rules::ReportAction,
};

pub async fn answer_check(
    uow: &Uow,
    scope: &Scope,
    (id, code): (Uuid, &str),
    if_match: IfMatch,
    input: &AnswerCheck,
) -> Result<Recorded<ReportView>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    let values = repo::draft_values(&uow.tx, id).await?;
    let found = checks::of(&uow.tx, scope, &report, &values).await?;
    let check = found.iter().find(|check| check.code == code).ok_or_else(|| Error::new(Code::NotFound))?;
    let mut answers = report.answers.clone();
    answers.0.retain(|answer| answer.code != code);
    answers.0.push(CheckAnswer {
        code: code.to_owned(),
        text: input.text.to_string(),
        findings: checks::digest_of(&check.findings)?,
        answered_at: uow.now,
    });
    let mut next = report.clone().into_active_model();
    next.answers = Set(answers);
    next.authors = Set(report.authors.with(scope.user_id));
    finish(uow, scope, (&report, next), Text::written(values), ReportEvent::CheckAnswered { code: code.to_owned() })
        .await
}
