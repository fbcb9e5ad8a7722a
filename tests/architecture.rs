//! The direction of dependencies and the size of files, as ARCHITECTURE.md promises them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking, their helpers too")]
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the service lies.
const ROOMS: &[&str] = &["base", "features", "src"];

const MAX_LINES: usize = 300;
/// Longer files, each with its reason.
const LONGER: &[(&str, &str)] = &[
    ("base/kernel/error/code.rs", "one table of everything that can go wrong"),
    ("tests/api/authz/table.rs", "one table of all operations"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder: its path from the root, and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => collect(&path, into),
                path if path.extension().is_some_and(|e| e == "rs") => into.push(path),
                _ => {}
            }
        }
    }
    let mut paths = vec![];
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root()).map(|name| name.display().to_string()).unwrap_or_default();
        (name, fs::read_to_string(&path).unwrap_or_default())
    };
    paths.into_iter().map(named).collect()
}

/// The paths that a text names below `module`, up to `depth` names each, e.g. `planning/plans` in
/// `crate::features::{planning::{plans::dto, …}, …}`.
fn named_below(text: &str, module: &str, depth: usize) -> Vec<String> {
    let mut found = vec![];
    for (at, _) in text.match_indices(module) {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        let rest = text.get(at + module.len()..).unwrap_or_default();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        if let Some(rest) = rest.strip_prefix("::") {
            read_tree(rest, &mut vec![], depth, &mut found);
        }
    }
    found
}

/// Reads one path or one group in braces into `found`, and answers what follows it.
fn read_tree<'a>(text: &'a str, above: &mut Vec<&'a str>, depth: usize, found: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches([',', ' ', '\n']);
            match rest.strip_prefix('}') {
                Some(after) => return after,
                None if rest.is_empty() => return rest,
                None => rest = read_tree(rest, above, depth, found),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    // Neither a name nor a group: `*`, or the end of a list that is not about modules.
    if name.is_empty() {
        return rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    above.push(name);
    if above.len() <= depth {
        found.push(above.join("/"));
    }
    let rest = match rest.strip_prefix("::") {
        Some(below) => read_tree(below, above, depth, found),
        None => rest,
    };
    above.pop();
    rest
}

#[test]
fn the_reader_of_paths_sees_groups_and_single_names() {
    let text = "use crate::{core::x, features::{\n  organisation::units::{a, b},\n  planning::{plans, targets::{self}},\n}};\n\
                fn f() { crate::features::reporting::reports::g() }";
    let seen = named_below(text, "features", 2);
    let resources: Vec<_> = seen.iter().filter(|path| path.contains('/')).collect();
    assert_eq!(resources, ["organisation/units", "planning/plans", "planning/targets", "reporting/reports"]);
    assert_eq!(named_below(text, "crate", 1), ["core", "features", "features"]);
}

/// The kernel stands alone, the store on the kernel, HTTP on both.
#[test]
fn the_kernel_knows_no_store_and_the_store_no_http() {
    for (folder, above) in [("base/kernel", &["store", "http"][..]), ("base/store", &["http"])] {
        for (file, text) in sources(folder) {
            let used: Vec<_> =
                named_below(&text, "crate", 1).into_iter().filter(|name| above.contains(&name.as_str())).collect();
            assert!(used.is_empty(), "{file} uses {used:?}");
        }
    }
}

/// Who uses whom among the resources of an area. That areas stand in an order is the compiler's business: each is a crate.
fn uses() -> Vec<(String, String)> {
    let mut uses = vec![];
    for (file, text) in sources("features") {
        let names: Vec<_> = file.split('/').collect();
        if let [_, area, resource, _, ..] = names.as_slice() {
            let named = named_below(&text, "crate", 1).into_iter().filter(|used| used != resource);
            uses.extend(named.map(|used| (format!("{area}/{resource}"), format!("{area}/{used}"))));
        }
    }
    uses.sort();
    uses.dedup();
    assert!(uses.len() > 20, "the reader of paths has gone blind: {uses:?}");
    uses
}

/// Takes away who uses nobody that is left, until nobody is left or only circles are.
#[test]
fn no_two_resources_use_each_other_in_a_circle() {
    let mut left = uses();
    loop {
        let users: Vec<_> = left.iter().map(|(user, _)| user.clone()).collect();
        let before = left.len();
        left.retain(|(_, used)| users.contains(used));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "in circles, or leading to one: {left:?}");
}

/// The catalogue is closed: whatever can be recorded is in it.
#[test]
fn every_list_of_facts_is_in_the_catalogue() {
    let catalogue = fs::read_to_string(root().join("src/app/events.rs")).unwrap();
    let mut lists = 0;
    for (file, text) in ROOMS.iter().flat_map(|room| sources(room)) {
        for rest in text.split("impl Facts for ").skip(1) {
            let name = rest.split([' ', '{']).next().unwrap_or_default();
            assert!(catalogue.contains(&format!(".with::<{name}>()")), "{file}: {name} is not in src/app/events.rs");
            assert!(
                ["features/", "base/store/"].iter().any(|room| file.starts_with(room)) && file.contains("/events"),
                "{file}: facts are told in events.rs"
            );
            lists += 1;
        }
    }
    assert!(lists > 20);
}

/// A feature speaks for itself through its `mod.rs`: its handlers are nobody's business.
#[test]
fn handlers_are_private() {
    for (file, text) in sources("features") {
        assert!(!text.contains("pub mod routes") && !text.contains("pub use routes"), "{file}");
    }
}

#[test]
fn migrations_never_use_the_entities() {
    for (file, text) in sources("migration") {
        let uses = text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("entity::"));
        assert!(!uses, "{file}: entities change, what has run must not");
    }
    let manifest = fs::read_to_string(root().join("migration/Cargo.toml")).unwrap();
    assert!(!manifest.contains("entity"), "the crate must not depend on the entities");
}

#[test]
fn files_stay_short() {
    let folders = ["src", "base", "features", "entity/src", "migration/src", "bench", "tests"];
    let files: Vec<_> = folders.iter().flat_map(|folder| sources(folder)).collect();
    let too_long = |(file, text): &&(String, String)| {
        text.lines().count() > MAX_LINES && !LONGER.iter().any(|(known, _)| known == file)
    };
    let found: Vec<_> = files.iter().filter(too_long).map(|(file, text)| (file, text.lines().count())).collect();
    assert!(found.is_empty(), "split by use case: {found:?}");
    for (file, reason) in LONGER {
        let text = files.iter().find(|(known, _)| known == file).map_or("", |(_, text)| text.as_str());
        assert!(text.lines().count() > MAX_LINES && !reason.is_empty(), "{file} is no exception any more");
    }
}

/// Who speaks of a table in a way that writes it: `table::Entity::insert…`, or a bare `Entity::insert…` below a
/// `use table::{…}`.
fn writes(text: &str) -> Vec<String> {
    const VERBS: &str = "insert|insert_many|update|update_many|delete|delete_many|delete_by_id";
    let full = regex::Regex::new(&format!(r"\b([a-z_]+)::Entity::(?:{VERBS})\b")).unwrap();
    let generic = regex::Regex::new(r"(?:change_all|insert_many)::<([a-z_]+)::Entity").unwrap();
    let mut found: Vec<String> =
        full.captures_iter(text).chain(generic.captures_iter(text)).map(|c| c[1].to_owned()).collect();
    let bare = regex::Regex::new(&format!(r"(?:^|[^:\w])Entity::(?:{VERBS})\b")).unwrap();
    let used = regex::Regex::new(r"(?:use |entity::|\{|\s)([a-z_]+)::\{[^{}]*\bEntity\b").unwrap();
    for function in text.split("\n}\n") {
        if bare.is_match(function) {
            let here = used.captures_iter(function).last().or_else(|| used.captures_iter(text).next());
            found.extend(here.map(|c| c[1].to_owned()));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What another resource must do then, it is told through the facade below it. Loading an empty database is not a use case.
#[test]
fn a_table_is_written_by_one_resource() {
    let mut writers: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> = Default::default();
    for (file, text) in ROOMS.iter().flat_map(|room| sources(room)) {
        let names: Vec<_> = file.split('/').collect();
        let writer = match names.as_slice() {
            ["features", area, resource, ..] => format!("{area}/{resource}"),
            ["src", "import" | "demo", ..] => continue,
            ["src" | "base", module, ..] => (*module).to_owned(),
            _ => continue,
        };
        for table in writes(&text) {
            writers.entry(table).or_default().insert(writer.clone());
        }
    }
    assert!(writers.len() > 30, "the reader of writes sees too little: {writers:?}");
    let shared: Vec<_> = writers.iter().filter(|(_, writers)| writers.len() > 1).collect();
    assert!(shared.is_empty(), "written by more than one: {shared:#?}");
}
