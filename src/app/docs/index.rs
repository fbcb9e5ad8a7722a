//! What the page searches: every operation with its words in English and Vietnamese, by area.
use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::app::spec;

/// Areas of `features`, as readers know them, with the tags of each.
const AREAS: &[(&str, &[&str])] = &[
    ("Signing in and the caller · Đăng nhập, người dùng hiện tại", &["auth", "me"]),
    ("The organisation · Tổ chức, người dùng", &["units", "reorganisations", "users", "clients"]),
    ("Law and movements · Pháp luật, phong trào", &["law", "movements"]),
    ("Plans · Kế hoạch", &["plans", "targets", "allocations", "plan-templates", "plan-coverage", "files", "schedules"]),
    ("Reports and figures · Báo cáo, số liệu", &["reports", "consolidations", "compliance", "progress"]),
    ("Guidance and inspections · Hướng dẫn, kiểm tra, đôn đốc", &["guidance", "inspections", "reminders"]),
    (
        "Awards · Khen thưởng",
        &["nominations", "councils", "postings", "decisions", "awards", "exemplars", "statistics"],
    ),
    ("Other systems and operation · Tích hợp, vận hành", &["integration", "webhooks", "operations", "jobs", "journal"]),
];
const OTHERS: &str = "Others · Khác";

/// Terms of summaries in English, each word in its plainest form, what they are called in Vietnamese, and in English by others.
const VIETNAMESE: &str = include_str!("vietnamese.csv");
const LONGEST: usize = 4;

/// Of the spec no more is read than this.
#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Described>>,
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    operation_id: String,
    summary: String,
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    description: String,
}

#[derive(Serialize)]
struct Area {
    name: &'static str,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    tag: String,
    about: String,
    operations: Vec<Operation>,
}

#[derive(Serialize)]
struct Operation {
    id: String,
    method: String,
    path: String,
    english: String,
    vietnamese: String,
    /// Other words of English for the same, which are found and not shown.
    also: String,
}

/// As JSON.
pub static INDEX: LazyLock<String> = LazyLock::new(|| {
    let made = serde_json::from_str(&spec::JSON).map(areas).and_then(|areas| serde_json::to_string(&areas));
    made.unwrap_or_else(|error| {
        tracing::error!(?error, "the index of operations cannot be made");
        "[]".to_owned()
    })
});

fn areas(document: Document) -> Vec<Area> {
    let mut by_tag = grouped(document.paths);
    let mut areas: Vec<Area> = AREAS.iter().map(|(name, _)| Area { name, groups: vec![] }).collect();
    let mut others = Area { name: OTHERS, groups: vec![] };
    for Tag { name, description } in document.tags {
        let Some(operations) = by_tag.remove(&name) else { continue };
        let at = AREAS.iter().position(|(_, tags)| tags.contains(&name.as_str()));
        let area = at.and_then(|at| areas.get_mut(at)).unwrap_or(&mut others);
        area.groups.push(Group { tag: name, about: description, operations });
    }
    areas.push(others);
    areas.retain(|area| !area.groups.is_empty());
    areas
}

fn grouped(paths: BTreeMap<String, BTreeMap<String, Described>>) -> BTreeMap<String, Vec<Operation>> {
    let dictionary = dictionary();
    let mut by_tag: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, methods) in paths {
        for (method, described) in methods {
            let Some(tag) = described.tags.into_iter().next() else { continue };
            let terms = terms(&described.summary, &dictionary);
            by_tag.entry(tag).or_default().push(Operation {
                id: described.operation_id,
                method: method.to_uppercase(),
                path: path.clone(),
                vietnamese: in_vietnamese(&terms),
                also: in_other_words(&terms),
                english: described.summary,
            });
        }
    }
    by_tag
}

#[derive(Clone, Copy)]
struct Term {
    vietnamese: &'static str,
    also: &'static str,
}

type Dictionary = BTreeMap<Vec<String>, Term>;

fn dictionary() -> Dictionary {
    let rows = VIETNAMESE.lines().skip(1).filter_map(|line| line.split_once(','));
    let term = |rest: &'static str| {
        let (vietnamese, also) = rest.split_once(',').unwrap_or((rest, ""));
        Term { vietnamese, also }
    };
    rows.map(|(name, rest)| (words(name), term(rest))).collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    words.map(|word| plain(&word.to_ascii_lowercase())).collect()
}

/// One of several is found as several are.
fn plain(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if word.ends_with("ies") => format!("{}y", stem.trim_end_matches("ie")),
        Some(stem) if !stem.ends_with('s') && stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The terms of a text one after the other, the longest that fits at each place.
fn terms(text: &str, dictionary: &Dictionary) -> Vec<Term> {
    let words = words(text);
    let (mut found, mut rest) = (vec![], words.as_slice());
    while !rest.is_empty() {
        let term = (1..=LONGEST.min(rest.len())).rev().find_map(|length| {
            let (term, after) = rest.split_at_checked(length)?;
            Some((*dictionary.get(term)?, after))
        });
        rest = match term {
            Some((term, after)) => {
                found.push(term);
                after
            }
            None => rest.get(1..).unwrap_or_default(),
        };
    }
    found
}

fn in_vietnamese(terms: &[Term]) -> String {
    terms.iter().map(|term| term.vietnamese).collect::<Vec<_>>().join(" · ")
}

fn in_other_words(terms: &[Term]) -> String {
    terms.iter().map(|term| term.also).filter(|also| !also.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_term_is_taken() {
        let told = |text: &str| in_vietnamese(&terms(text, &dictionary()));
        assert_eq!(told("List the supplement requests of a plan"), "danh sách · đề nghị bổ sung · kế hoạch");
        assert_eq!(told("Give a machine client a secret"), "cấp · ứng dụng kết nối · mã bí mật");
        assert_eq!(told("End a group of peers"), "kết thúc · cụm khối thi đua");
        assert_eq!(told("List legal documents"), "danh sách · văn bản pháp luật");
        assert_eq!(told("Accept a single sign-on"), "chấp nhận · đăng nhập một lần");
    }

    #[test]
    fn what_others_call_it_is_told_beside() {
        let told = |text: &str| in_other_words(&terms(text, &dictionary()));
        assert_eq!((told("Issue a plan").as_str(), told("List plans").as_str()), ("sign", ""));
    }

    #[test]
    fn every_tag_of_an_area_is_one_of_the_spec_and_none_is_left_over() {
        let told: Vec<serde_json::Value> = serde_json::from_str(&INDEX).unwrap_or_default();
        let groups: usize = told.iter().filter_map(|area| area["groups"].as_array()).map(Vec::len).sum();
        assert_eq!(groups, AREAS.iter().map(|(_, tags)| tags.len()).sum::<usize>());
        assert!(told.iter().all(|area| area["name"] != OTHERS), "a tag is of no area");
    }
}
