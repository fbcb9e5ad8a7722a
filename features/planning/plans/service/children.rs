//! One part of a draft at a time: added, replaced or taken away.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::plan;
use sea_orm::IntoActiveModel;
use uuid::Uuid;

use super::{content, finish_draft};
use crate::plans::{
    content::{Ids, Parts},
    dto::{Content, MeasureInput, TargetInput, TaskInput},
    paper::movement_of,
    rules::PlanAction,
};

/// What a plan may hold of each.
pub(super) const MOST: usize = 200;

/// One part, as a client sends it.
#[derive(Clone, Debug)]
pub enum Piece {
    Task(TaskInput),
    Measure(MeasureInput),
    Target(TargetInput),
}

/// The list that a part stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Tasks,
    Measures,
    Targets,
}

impl List {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Measures => "measures",
            Self::Targets => "targets",
        }
    }

    pub(super) const fn length(self, content: &Content) -> usize {
        match self {
            Self::Tasks => content.tasks.len(),
            Self::Measures => content.measures.len(),
            Self::Targets => content.targets.len(),
        }
    }

    /// Where a part stands.
    pub(super) fn position(self, content: &Content, id: Uuid) -> Option<usize> {
        match self {
            Self::Tasks => content.tasks.iter().position(|part| part.id == Some(id)),
            Self::Measures => content.measures.iter().position(|part| part.id == Some(id)),
            Self::Targets => content.targets.iter().position(|part| part.id == Some(id)),
        }
    }
}

impl Piece {
    const fn list(&self) -> List {
        match self {
            Self::Task(_) => List::Tasks,
            Self::Measure(_) => List::Measures,
            Self::Target(_) => List::Targets,
        }
    }

    /// What it was sent with.
    pub(super) const fn id(&self) -> Option<Uuid> {
        match self {
            Self::Task(input) => input.id,
            Self::Measure(input) => input.id,
            Self::Target(input) => input.id,
        }
    }

    /// The same part under an id: the one it was sent with, if it was sent with any.
    fn known_as(self, id: Option<Uuid>) -> Result<Self> {
        let sent = self.id();
        if sent.is_some() && sent != id {
            return Err(Error::field("/id", Fault::NotAllowed));
        }
        Ok(match self {
            Self::Task(input) => Self::Task(TaskInput { id, ..input }),
            Self::Measure(input) => Self::Measure(MeasureInput { id, ..input }),
            Self::Target(input) => Self::Target(TargetInput { id, ..input }),
        })
    }

    pub(super) fn add_to(self, content: &mut Content) {
        match self {
            Self::Task(input) => content.tasks.push(input),
            Self::Measure(input) => content.measures.push(input),
            Self::Target(input) => content.targets.push(input),
        }
    }

    pub(super) fn put_at(self, content: &mut Content, at: usize) {
        match self {
            Self::Task(input) => put(&mut content.tasks, at, input),
            Self::Measure(input) => put(&mut content.measures, at, input),
            Self::Target(input) => put(&mut content.targets, at, input),
        }
    }
}

fn put<T>(list: &mut [T], at: usize, part: T) {
    if let Some(place) = list.get_mut(at) {
        *place = part;
    }
}

pub async fn add(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch, piece: Piece) -> Result<Recorded<plan::Model>> {
    edit(uow, scope, id, if_match, piece.list(), |content| {
        let at = piece.list().length(content);
        if at >= MOST {
            return Err(Error::field("", Fault::TooLong));
        }
        piece.known_as(None)?.add_to(content);
        Ok(Some(at))
    })
    .await
}

pub async fn replace(
    uow: &Uow,
    scope: &Scope,
    (id, part): (Uuid, Uuid),
    if_match: IfMatch,
    piece: Piece,
) -> Result<Recorded<plan::Model>> {
    edit(uow, scope, id, if_match, piece.list(), |content| {
        let at = piece.list().position(content, part).ok_or_else(|| Error::new(Code::NotFound))?;
        piece.known_as(Some(part))?.put_at(content, at);
        Ok(Some(at))
    })
    .await
}

/// A task goes only when nothing names it any more.
pub async fn remove(
    uow: &Uow,
    scope: &Scope,
    (id, part): (Uuid, Uuid),
    if_match: IfMatch,
    list: List,
) -> Result<Recorded<plan::Model>> {
    edit(uow, scope, id, if_match, list, |content| {
        let at = list.position(content, part).ok_or_else(|| Error::new(Code::NotFound))?;
        match list {
            List::Tasks => remove_task(content, at)?,
            List::Measures => drop(content.measures.remove(at)),
            List::Targets => drop(content.targets.remove(at)),
        }
        Ok(None)
    })
    .await
}

fn remove_task(content: &mut Content, at: usize) -> Result<()> {
    let position = u16::try_from(at + 1).map_err(Error::internal)?;
    let numbers = content.targets.iter_mut().map(|target| &mut target.task_no);
    for number in numbers.chain(content.measures.iter_mut().filter_map(|measure| measure.task_no.as_mut())) {
        if *number == position {
            return Err(Error::with(Code::Conflict, "task_no"));
        }
        *number -= u16::from(*number > position);
    }
    content.tasks.remove(at);
    Ok(())
}

/// Changes what a draft holds. `change` tells where it did, so that faults there point into what was sent.
async fn edit(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    list: List,
    change: impl FnOnce(&mut Content) -> Result<Option<usize>>,
) -> Result<Recorded<plan::Model>> {
    let (plan, ..) = uow.begin(scope, id, if_match, PlanAction::Update).await?;
    let movement = movement_of(&uow.tx, &plan).await?;
    let before = Parts::of(&uow.tx, plan.id).await?;
    let was = before.content(Ids::Own);
    let mut content = was.clone();
    let at = change(&mut content)?;
    let written = content::write(uow, &plan, &movement, &before, &content).await;
    written.map_err(|e| match at {
        Some(at) => within(e, list, at),
        None => e,
    })?;
    let next = plan.clone().into_active_model();
    finish_draft(uow, scope, (&plan, next), &was).await
}

/// `/targets/3/due_on` is `/due_on` of what was sent.
fn within(e: Error, list: List, at: usize) -> Error {
    let prefix = format!("/{}/{at}", list.name());
    let inside = |field: FieldError| {
        let rest = field.pointer.strip_prefix(&prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        FieldError { pointer: rest.map_or(field.pointer.clone(), str::to_owned), ..field }
    };
    Error { fields: e.fields.into_iter().map(inside).collect(), ..e }
}
