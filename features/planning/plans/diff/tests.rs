use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection, prelude::*};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Keyed, diff, keyed_by_name, keyed_by_root};
use crate::plans::dto::{ChangeKind, Content, Part, PartChange};

fn content(value: &Value) -> Content {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Two tasks of known ids, and what hangs on them.
fn plan() -> Content {
    let id = |no: u128| Uuid::from_u128(no);
    content(&json!({
        "tasks": [{"id": id(1), "code": "T-01", "title": "Một"}, {"id": id(2), "title": "Hai"}],
        "measures": [{"id": id(3), "task_no": 2, "title": "Lưu động"}, {"id": id(4), "title": "Lồng ghép"}],
        "targets": [{"id": id(5), "task_no": 1, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6}],
    }))
}

fn told(changes: &[PartChange]) -> Vec<(Part, ChangeKind, &str, Vec<String>)> {
    let fields = |change: &PartChange| change.fields.iter().map(|f| f.field.clone()).collect::<Vec<_>>();
    changes.iter().map(|change| (change.part, change.kind, change.title.as_str(), fields(change))).collect()
}

#[test]
fn a_mere_reordering_is_no_change() {
    let (one, mut other) = (plan(), plan());
    other.tasks.reverse();
    other.measures.reverse();
    (other.measures[1].task_no, other.targets[0].task_no) = (Some(1), 2);
    assert_eq!(diff(&keyed_by_root(&one), &keyed_by_root(&other)), vec![]);
    assert_eq!(diff(&keyed_by_name(&one), &keyed_by_name(&other)), vec![]);
}

#[test]
fn each_part_is_told_in_its_place() {
    let (one, mut other) = (plan(), plan());
    other.tasks.remove(1);
    other.measures[0].task_no = Some(1);
    other
        .measures
        .push(content(&json!({"tasks": [], "targets": [], "measures": [{"title": "Mới"}]})).measures[0].clone());
    other.targets[0].target_value = Some(entity::Quantity::whole(8));
    let changes = diff(&keyed_by_root(&one), &keyed_by_root(&other));
    let expected = vec![
        (Part::Task, ChangeKind::Removed, "Hai", vec!["title".to_owned()]),
        (Part::Measure, ChangeKind::Changed, "Lưu động", vec!["task_no".to_owned()]),
        (Part::Measure, ChangeKind::Added, "Mới", vec!["title".to_owned()]),
        (Part::Target, ChangeKind::Changed, "TGPL-07", vec!["target_value".to_owned()]),
    ];
    assert_eq!(told(&changes), expected);
    assert_eq!(changes[3].root_id, Some(Uuid::from_u128(5)));
    assert_eq!((&changes[3].fields[0].before.0, &changes[3].fields[0].after.0), (&json!(6), &json!(8)));
    assert_eq!(changes[1].fields[0].after.0, json!(Uuid::from_u128(1)));
}

#[test]
fn what_has_no_id_is_known_by_its_name_and_counted() {
    let tasks = json!([{"title": "Hòa giải"}, {"title": "HOÀ GIẢI"}, {"code": "T-01", "title": "Khác"}]);
    let keys: Vec<_> = keyed_by_name(&content(&json!({"tasks": tasks, "measures": [], "targets": []})))
        .into_iter()
        .map(|keyed| keyed.key)
        .collect();
    assert_eq!(keys, ["hoa giai", "hoa giai (2)", "T-01"]);
    let renamed = json!({"tasks": [{"code": "T-01", "title": "Mới"}], "measures": [], "targets": []});
    let before = json!({"tasks": [{"code": "T-01", "title": "Cũ"}], "measures": [], "targets": []});
    let changes = diff(&keyed_by_name(&content(&before)), &keyed_by_name(&content(&renamed)));
    assert_eq!(told(&changes), [(Part::Task, ChangeKind::Changed, "Mới", vec!["title".to_owned()])]);
}

const PARTS: [Part; 4] = [Part::Plan, Part::Task, Part::Measure, Part::Target];

type Members = BTreeMap<String, u8>;

/// Parts by list and key; a member of value 0 is null.
fn parts() -> impl Strategy<Value = BTreeMap<(usize, u8), Members>> {
    let members = collection::btree_map("[a-d]|id", 0..3_u8, 0..4);
    collection::btree_map((0..4_usize, 0..4_u8), members, 0..8)
}

fn keyed(parts: &BTreeMap<(usize, u8), Members>) -> Vec<Keyed> {
    let value = |n: &u8| if *n == 0 { Value::Null } else { json!(n) };
    let one = |((part, key), members): (&(usize, u8), &Members)| Keyed {
        part: PARTS[*part],
        key: key.to_string(),
        root_id: None,
        title: key.to_string(),
        members: members.iter().map(|(name, n)| (name.clone(), value(n))).collect::<Map<_, _>>(),
    };
    parts.iter().map(one).collect()
}

/// Of one part on both sides: the members that really differ.
fn really_differ(then: &Members, now: &Members) -> BTreeSet<String> {
    let names: BTreeSet<_> = then.keys().chain(now.keys()).filter(|name| *name != "id").collect();
    let value = |of: &Members, name: &String| of.get(name).copied().unwrap_or(0);
    names.into_iter().filter(|name| value(then, name) != value(now, name)).cloned().collect()
}

fn other_way(kind: ChangeKind) -> ChangeKind {
    match kind {
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        ChangeKind::Changed => ChangeKind::Changed,
    }
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(parts in parts()) {
        let parts = keyed(&parts);
        prop_assert_eq!(diff(&parts, &parts), vec![]);
    }

    #[test]
    fn every_difference_is_told_once(before in parts(), after in parts()) {
        let changes = diff(&keyed(&before), &keyed(&after));
        let mut told = BTreeSet::new();
        for change in &changes {
            let place = (PARTS.iter().position(|part| *part == change.part).unwrap(), change.title.parse::<u8>().unwrap());
            prop_assert!(told.insert(place), "{:?} twice", place);
            let (then, now) = (before.get(&place), after.get(&place));
            let kind = match (then, now) {
                (None, Some(_)) => ChangeKind::Added,
                (Some(_), None) => ChangeKind::Removed,
                _ => ChangeKind::Changed,
            };
            prop_assert_eq!(change.kind, kind);
            let nothing = Members::new();
            let expected = really_differ(then.unwrap_or(&nothing), now.unwrap_or(&nothing));
            let fields: Vec<_> = change.fields.iter().map(|field| field.field.clone()).collect();
            prop_assert_eq!(fields.len(), expected.len());
            prop_assert_eq!(fields.into_iter().collect::<BTreeSet<_>>(), expected);
        }
        for place in before.keys().chain(after.keys()) {
            let differs = match (before.get(place), after.get(place)) {
                (Some(then), Some(now)) => !really_differ(then, now).is_empty(),
                _ => true,
            };
            prop_assert_eq!(told.contains(place), differs, "{:?}", place);
        }
        let order: Vec<_> = changes.iter().map(|change| change.part).collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn the_way_back_is_the_way_there(before in parts(), after in parts()) {
        let (before, after) = (keyed(&before), keyed(&after));
        let key = |change: &PartChange| (change.part, change.title.clone());
        let mut there = diff(&before, &after);
        let mut back = diff(&after, &before);
        there.sort_by_key(key);
        back.sort_by_key(key);
        prop_assert_eq!(there.len(), back.len());
        for (one, other) in there.iter().zip(&back) {
            prop_assert_eq!((one.part, one.kind, &one.title), (other.part, other_way(other.kind), &other.title));
            let fields = |change: &PartChange, turned: bool| {
                let mut fields: Vec<_> = change.fields.iter().map(|f| {
                    let (a, b) = if turned { (&f.after, &f.before) } else { (&f.before, &f.after) };
                    (f.field.clone(), a.0.to_string(), b.0.to_string())
                }).collect();
                fields.sort();
                fields
            };
            prop_assert_eq!(fields(one, false), fields(other, true));
        }
    }
}
