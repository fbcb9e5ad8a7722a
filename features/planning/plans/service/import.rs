//! Parts of a draft from a table: those that name their id are changed, the others are added. The draft is written once.
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use base::{
    http::{
        etag::IfMatch,
        import::{Atomic, Import, Outcome, Refusals, Row, Sheet, Told, body::Body},
    },
    kernel::{
        error::{About, Error, Fault, Result},
        organisation::Organisation,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use sea_orm::IntoActiveModel;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    children::{List, MOST, Piece},
    content, finish_draft,
};
use crate::plans::{
    content::{Ids, Parts},
    dto::Content,
    imports::{MEASURES, TARGETS, TASKS},
    paper::movement_of,
    rules::PlanAction,
};

/// What a row is: a part that is new or otherwise now, or none where it says what is there.
type Part = Option<Piece>;

pub async fn import(
    uow: &Uow,
    scope: &Scope,
    (id, if_match): (Uuid, IfMatch),
    list: List,
    (import, atomic): (&Import, Atomic),
) -> Result<Recorded<Vec<Told>>> {
    let (plan, ..) = uow.begin(scope, id, if_match, PlanAction::Update).await?;
    let movement = movement_of(&uow.tx, &plan).await?;
    let before = Parts::of(&uow.tx, plan.id).await?;
    let was = before.content(Ids::Own);
    let reading = Reading {
        import,
        list,
        before: &before,
        was: &was,
        organisation: uow.organisation(),
        seen: RefCell::default(),
    };
    let write = async |rows: &[(usize, Part)]| {
        let (content, places) = over(&was, list, rows)?;
        let written = content::write(uow, &plan, &movement, &before, &content).await;
        written.map_err(|e| refusals(e, list, &content, &places))?;
        let next = plan.clone().into_active_model();
        Ok(finish_draft(uow, scope, (&plan, next), &was).await?.map(drop))
    };
    import.together(uow, atomic, |row| reading.read(row), write).await
}

/// What the plan is to hold, and which part of it is of which row.
fn over(was: &Content, list: List, rows: &[(usize, Part)]) -> Result<(Content, HashMap<usize, usize>), Refusals> {
    let (mut content, mut places) = (was.clone(), HashMap::new());
    let mut beyond = HashMap::new();
    for (row, piece) in rows {
        let Some(piece) = piece else { continue };
        let known = piece.id().and_then(|id| list.position(&content, id));
        let at = known.unwrap_or_else(|| list.length(&content));
        match known {
            Some(at) => piece.clone().put_at(&mut content, at),
            None if at >= MOST => drop(beyond.insert(*row, Error::field("", Fault::TooLong))),
            None => piece.clone().add_to(&mut content),
        }
        places.insert(at, *row);
    }
    if beyond.is_empty() { Ok((content, places)) } else { Err(Refusals::Rows(beyond)) }
}

fn refusals(e: Error, list: List, content: &Content, places: &HashMap<usize, usize>) -> Refusals {
    if let Some(About::Target(id)) = e.about
        && let Some(row) = list.position(content, id).and_then(|at| places.get(&at))
    {
        return Refusals::Rows(HashMap::from([(*row, e)]));
    }
    Refusals::of(e, &format!("/{}", list.name()), |at| places.get(&at).copied())
}

struct Reading<'a> {
    import: &'a Import,
    list: List,
    before: &'a Parts,
    was: &'a Content,
    organisation: &'a Organisation,
    seen: RefCell<HashSet<Uuid>>,
}

impl Reading<'_> {
    fn read(&self, row: &Row) -> Result<(Part, Outcome)> {
        let sheet = self.import.sheet;
        let id = row.id(sheet, "id")?;
        let there = id.map(|id| self.there(id)).transpose()?;
        let mut body = row.over(sheet, self.organisation, &there.clone().unwrap_or_default())?;
        if self.list != List::Tasks {
            self.refer(row, &mut body)?;
        }
        if self.list == List::Targets {
            self.hang(row, id, &mut body)?;
        }
        if let Some(id) = id {
            body.set_text("/id", &id.to_string());
            if !self.seen.borrow_mut().insert(id) {
                return Err(Error::field("/id", Fault::Duplicate));
            }
        }
        let outcome = match &there {
            Some(there) if body.is_as(there) => return Ok((None, Outcome::Unchanged)),
            Some(_) => Outcome::Changed,
            None => Outcome::Created,
        };
        let shape = &self.import.shape;
        Ok((
            Some(match self.list {
                List::Tasks => Piece::Task(body.parse(shape)?),
                List::Measures => Piece::Measure(body.parse(shape)?),
                List::Targets => Piece::Target(body.parse(shape)?),
            }),
            outcome,
        ))
    }

    /// The part as it would be sent.
    fn there(&self, id: Uuid) -> Result<Body> {
        let at = self.list.position(self.was, id);
        let body = at.and_then(|at| match self.list {
            List::Tasks => self.was.tasks.get(at).map(Body::of),
            List::Measures => self.was.measures.get(at).map(Body::of),
            List::Targets => self.was.targets.get(at).map(Body::of),
        });
        body.unwrap_or_else(|| Err(Error::field("/id", Fault::NotFound)))
    }

    /// A task that is named by its id or its code is one by its position.
    fn refer(&self, row: &Row, body: &mut Body) -> Result<()> {
        let sheet = self.import.sheet;
        let position = |found: Option<usize>, column: &str| {
            let at = found.ok_or_else(|| Error::field(format!("/{column}"), Fault::NotFound))?;
            Ok::<_, Error>(Some((at + 1).to_string()))
        };
        if let Some(id) = row.id(sheet, "task_id")? {
            body.set("/task_no", position(List::Tasks.position(self.was, id), "task_id")?);
        } else if let Some(code) = row.text(sheet, "task_code") {
            let has = |task: &crate::plans::dto::TaskInput| task.code.as_deref() == Some(&*code);
            body.set("/task_no", position(self.was.tasks.iter().position(has), "task_code")?);
        }
        Ok(())
    }

    /// What hangs on a target; and how the values of its indicator become one, which is no matter of the target.
    fn hang(&self, row: &Row, id: Option<Uuid>, body: &mut Body) -> Result<()> {
        let sheet = self.import.sheet;
        for (list, members) in [
            ("milestones", &["period_code", "value", "numerator", "denominator"][..]),
            ("bands", &["title", "unit_ids", "value", "numerator", "denominator"]),
        ] {
            if let Some(json) = row.json(sheet, list) {
                let json = only(&json, members).ok_or_else(|| Error::field(format!("/{list}"), Fault::WrongType))?;
                body.set(&format!("/{list}"), Some(json).filter(|json| json != "[]"));
            }
        }
        let target = self.before.targets.iter().find(|target| Some(target.id) == id);
        let indicator = target.and_then(|target| self.before.details.indicator(target));
        let own = indicator.map(|indicator| serde_json::to_value(indicator.aggregation));
        if let Some(Ok(Value::String(own))) = own
            && row.text(sheet, "aggregation").is_some_and(|given| given == own)
        {
            body.set("/aggregation", None);
        }
        Ok(())
    }
}

/// The members of the items of a list that are written; exports have others too.
fn only(json: &str, members: &[&str]) -> Option<String> {
    let items: Vec<Map<String, Value>> = serde_json::from_str(json).ok()?;
    let kept = |mut item: Map<String, Value>| {
        item.retain(|name, value| members.contains(&name.as_str()) && !value.is_null());
        Value::Object(item)
    };
    serde_json::to_string(&items.into_iter().map(kept).collect::<Vec<_>>()).ok()
}

/// The columns of each list.
pub const fn sheet(list: List) -> &'static Sheet {
    match list {
        List::Tasks => &TASKS,
        List::Measures => &MEASURES,
        List::Targets => &TARGETS,
    }
}
