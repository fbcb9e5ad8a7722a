//! Pure: what differs between two contents, part by part and member by member.
use std::collections::{HashMap, HashSet};

use base::kernel::text::fold;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::dto::{ChangeKind, ChangedValue, Content, FieldChange, Part, PartChange};

/// A part of a plan, and by what it is known to be the same part elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed {
    pub part: Part,
    pub key: String,
    pub root_id: Option<Uuid>,
    pub title: String,
    /// As it is sent; but for `task_no`, which is the key of the task it names.
    pub members: Map<String, Value>,
}

/// In the order of an answer.
const PARTS: [Part; 4] = [Part::Plan, Part::Task, Part::Measure, Part::Target];

/// Says which part it is, and nothing about it.
const ID: &str = "id";
const TASK_NO: &str = "task_no";

/// The plan, its tasks, measures and targets: each in the order of `after`, then those that are gone.
pub fn diff(before: &[Keyed], after: &[Keyed]) -> Vec<PartChange> {
    let (was, is) = (by_key(before), by_key(after));
    let mut changes = vec![];
    for part in PARTS {
        for now in after.iter().filter(|keyed| keyed.part == part) {
            match was.get(&(part, now.key.as_str())) {
                Some(then) => changes.extend(changed(then, now)),
                None => changes.push(whole(ChangeKind::Added, now)),
            }
        }
        let gone = before.iter().filter(|keyed| keyed.part == part && !is.contains_key(&(part, keyed.key.as_str())));
        changes.extend(gone.map(|then| whole(ChangeKind::Removed, then)));
    }
    changes
}

fn by_key(parts: &[Keyed]) -> HashMap<(Part, &str), &Keyed> {
    parts.iter().map(|keyed| ((keyed.part, keyed.key.as_str()), keyed)).collect()
}

/// All that a part has, as gained or lost.
fn whole(kind: ChangeKind, part: &Keyed) -> PartChange {
    let nothing = Map::new();
    let (before, after) = if kind == ChangeKind::Added { (&nothing, &part.members) } else { (&part.members, &nothing) };
    PartChange {
        part: part.part,
        kind,
        root_id: part.root_id,
        title: part.title.clone(),
        fields: fields(before, after),
    }
}

fn changed(then: &Keyed, now: &Keyed) -> Option<PartChange> {
    let fields = fields(&then.members, &now.members);
    (!fields.is_empty()).then(|| PartChange {
        part: now.part,
        kind: ChangeKind::Changed,
        root_id: now.root_id.or(then.root_id),
        title: now.title.clone(),
        fields,
    })
}

/// The members that differ; one that is not there is null.
fn fields(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<FieldChange> {
    let only_before = before.keys().filter(|name| !after.contains_key(*name));
    let names = after.keys().chain(only_before).filter(|name| name.as_str() != ID);
    let change = |name: &String| {
        let of = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
        FieldChange { field: name.clone(), before: ChangedValue(of(before)), after: ChangedValue(of(after)) }
    };
    names.map(change).filter(|change| change.before != change.after).collect()
}

/// The parts of one plan's versions: the member `id` of each is the root that it has in all of them.
pub fn keyed_by_root(content: &Content) -> Vec<Keyed> {
    let key = |id: Option<Uuid>, at: usize| id.map_or_else(|| format!("#{at}"), |id| id.to_string());
    let tasks = content.tasks.iter().enumerate().map(|(at, task)| key(task.id, at)).collect();
    let measures = content.measures.iter().enumerate().map(|(at, measure)| key(measure.id, at)).collect();
    let targets = content.targets.iter().enumerate().map(|(at, target)| key(target.id, at)).collect();
    keyed(content, [tasks, measures, targets])
}

/// The parts of contents that share no ids: tasks are known by their codes, targets by their indicators, and what has
/// neither by its title. What is there twice is counted.
pub fn keyed_by_name(content: &Content) -> Vec<Keyed> {
    let tasks = content.tasks.iter().map(|task| named(task.code.as_deref(), &task.title));
    let measures = content.measures.iter().map(|measure| named(None, &measure.title));
    let targets = content
        .targets
        .iter()
        .map(|target| named(target.indicator_code.as_deref(), target.title.as_deref().unwrap_or_default()));
    keyed(content, [counted(tasks), counted(measures), counted(targets)])
}

fn named(code: Option<&str>, title: &str) -> String {
    code.map_or_else(|| fold(title), str::to_owned)
}

fn counted(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let count = |key: String| {
        let (mut number, mut unique) = (1, key.clone());
        while !taken.insert(unique.clone()) {
            number += 1;
            unique = format!("{key} ({number})");
        }
        unique
    };
    keys.map(count).collect()
}

fn keyed(content: &Content, [tasks, measures, targets]: [Vec<String>; 3]) -> Vec<Keyed> {
    let mut parts = vec![];
    for (task, key) in content.tasks.iter().zip(&tasks) {
        parts.push(one(Part::Task, key, (task.id, &task.title), members(task, None)));
    }
    let task = |no: Option<u16>| tasks.get(usize::from(no?).checked_sub(1)?).cloned();
    for (measure, key) in content.measures.iter().zip(&measures) {
        let members = members(measure, task(measure.task_no));
        parts.push(one(Part::Measure, key, (measure.id, &measure.title), members));
    }
    for (target, key) in content.targets.iter().zip(&targets) {
        let title = target.title.as_deref().or(target.indicator_code.as_deref()).unwrap_or_default();
        let members = members(target, task(Some(target.task_no)));
        parts.push(one(Part::Target, key, (target.id, title), members));
    }
    parts
}

fn one(part: Part, key: &str, (root_id, title): (Option<Uuid>, &str), members: Map<String, Value>) -> Keyed {
    Keyed { part, key: key.to_owned(), root_id, title: title.to_owned(), members }
}

/// The position of a task is replaced by the task: a mere reordering is no change.
fn members(part: &impl Serialize, task: Option<String>) -> Map<String, Value> {
    let mut members = match serde_json::to_value(part) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    members.remove(ID);
    members.remove(TASK_NO);
    if let Some(task) = task {
        members.insert(TASK_NO.to_owned(), Value::String(task));
    }
    members
}

#[cfg(test)]
mod tests;
