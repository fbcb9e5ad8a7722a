//! The values of a report from a table: those of the targets that it names, over what is written already.
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use base::{
    http::{
        etag::IfMatch,
        import::{Atomic, Import, Outcome, Refusals, Row, Told, body::Body},
    },
    kernel::{
        error::{Error, Fault, Result},
        organisation::Organisation,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::report_value;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{finish, values};
use crate::reports::{
    attachments, content,
    dto::ValueInput,
    events::{ReportEvent, edited},
    imports::{self, SHEET},
    repo::{self, Text},
    rules::ReportAction,
};

pub async fn import(
    uow: &Uow,
    scope: &Scope,
    (id, if_match): (Uuid, IfMatch),
    (import, atomic): (&Import, Atomic),
) -> Result<Recorded<Vec<Told>>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    let before = repo::draft_values(&uow.tx, id).await?;
    let named = Named {
        codes: imports::codes(&uow.tx, report.plan_id).await?,
        written: before.iter().map(|m| (m.target_id, imports::input_of(m))).collect(),
        organisation: uow.organisation(),
        seen: RefCell::default(),
    };
    let files = attachments::files(&uow.tx, &report, None).await?;
    let asked = content::asked(&uow.tx, report.plan_id).await?;
    let write = async |rows: &[(usize, ValueInput)]| {
        let (inputs, places) = over(&before, rows);
        let row = |at: usize| places.get(&at).copied();
        let replaced = values::replace(uow, &report, &asked, (&before, &files), &inputs).await;
        let values = replaced.map_err(|e| Refusals::of(e, "/values", row))?;
        let mut next = report.clone().into_active_model();
        next.authors = Set(report.authors.with(scope.user_id));
        let event = ReportEvent::Updated { values: edited(&before, &values) };
        Ok(finish(uow, scope, (&report, next), Text::whole(values, files.clone()), event).await?.map(drop))
    };
    import.together(uow, atomic, |row| named.read(import, row), write).await
}

/// All values as they are to be, and which of them is of which row.
fn over(before: &[report_value::Model], rows: &[(usize, ValueInput)]) -> (Vec<ValueInput>, HashMap<usize, usize>) {
    let mut inputs: Vec<ValueInput> = before.iter().map(imports::input_of).collect();
    let mut places = HashMap::new();
    for (row, input) in rows {
        let known = inputs.iter().position(|one| one.target_id == input.target_id);
        match known.and_then(|at| inputs.get_mut(at)) {
            Some(place) => *place = input.clone(),
            None => inputs.push(input.clone()),
        }
        places.insert(known.unwrap_or(inputs.len() - 1), *row);
    }
    (inputs, places)
}

/// What rows name.
struct Named<'a> {
    codes: HashMap<Uuid, String>,
    written: HashMap<Uuid, ValueInput>,
    organisation: &'a Organisation,
    seen: RefCell<HashSet<Uuid>>,
}

impl Named<'_> {
    fn read(&self, import: &Import, row: &Row) -> Result<(ValueInput, Outcome)> {
        let target = self.target(row)?;
        let written = self.written.get(&target);
        let there = written.map(Body::of).transpose()?.unwrap_or_default();
        let mut body = row.over(&SHEET, self.organisation, &there)?;
        body.set_text("/target_id", &target.to_string());
        if !self.seen.borrow_mut().insert(target) {
            return Err(Error::field("/target_id", Fault::Duplicate));
        }
        match written {
            Some(same) if body.is_as(&there) => Ok((same.clone(), Outcome::Unchanged)),
            Some(_) => Ok((body.parse(&import.shape)?, Outcome::Changed)),
            None => Ok((body.parse(&import.shape)?, Outcome::Created)),
        }
    }

    /// By its id, or by the code of the indicator that it alone is on.
    fn target(&self, row: &Row) -> Result<Uuid> {
        if let Some(id) = row.id(&SHEET, "target_id")? {
            return Ok(id);
        }
        let Some(code) = row.text(&SHEET, "indicator_code") else {
            return Err(Error::field("/target_id", Fault::Required));
        };
        let mut on_it = self.codes.iter().filter(|(_, other)| **other == code).map(|(target, _)| *target);
        match (on_it.next(), on_it.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(Error::field("/indicator_code", Fault::NotFound)),
            _ => Err(Error::field("/target_id", Fault::Required)),
        }
    }
}
