//! The direction of dependencies and the size of files, as ARCHITECTURE.md promises them.
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What each feature may use of the others: the graph of `features/mod.rs`, spelled out.
const FEATURES: &[(&str, &[&str])] = &[
    ("auth", &[]),
    ("journal", &["units"]),
    ("units", &[]),
    ("users", &["units"]),
    ("reorganisations", &["units"]),
    ("movements", &["units"]),
    ("plans", &["units", "movements"]),
    ("plan_templates", &["units", "movements", "plans"]),
    ("plan_coverage", &["units", "movements", "plans"]),
    ("files", &["units", "movements", "plans"]),
    ("targets", &["units", "movements", "plans"]),
    ("allocations", &["units", "movements", "plans", "targets"]),
    ("reports", &["units", "movements", "plans", "targets"]),
    ("progress", &["units", "movements", "plans", "targets", "reports"]),
    ("nominations", &["units", "movements", "plans", "targets", "reports"]),
    ("decisions", &["units", "movements", "plans", "targets", "reports", "nominations"]),
    (
        "me",
        &[
            "units",
            "movements",
            "plans",
            "plan_templates",
            "targets",
            "allocations",
            "reports",
            "progress",
            "nominations",
            "decisions",
            "users",
            "reorganisations",
        ],
    ),
];

const MAX_LINES: usize = 300;
/// Longer files, each with its reason.
const LONGER: &[(&str, &str)] = &[("src/core/error/code.rs", "one table of everything that can go wrong")];

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

/// The modules that a text names below `module`, e.g. `units` in `crate::features::{units::dto, …}`.
fn named_below<'a>(text: &'a str, module: &str) -> Vec<&'a str> {
    let word = |text: &'a str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let mut found = vec![];
    for (at, _) in text.match_indices(module) {
        let rest = text.get(at + module.len()..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix("::") else { continue };
        let Some(group) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut start = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => start = true,
                c if start && depth == 1 && !c.is_whitespace() => {
                    found.push(word(group.get(at..).unwrap_or_default()));
                    start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[test]
fn the_reader_of_paths_sees_groups_and_single_names() {
    let text =
        "use crate::{core::x, features::{\n  units::{a, b},\n  plans,\n}};\nfn f() { crate::features::reports::g() }";
    assert_eq!(named_below(text, "features"), ["units", "plans", "reports"]);
    assert_eq!(named_below(text, "crate"), ["core", "features", "features"]);
}

#[test]
fn core_knows_nothing_above_it() {
    let above = ["app", "boot", "cli", "config", "demo", "features", "import", "platform", "worker"];
    for (file, text) in sources("src/core") {
        let used: Vec<_> = named_below(&text, "crate").into_iter().filter(|name| above.contains(name)).collect();
        assert!(used.is_empty(), "{file} uses {used:?}");
    }
}

#[test]
fn features_know_only_what_lies_below_them() {
    for (file, text) in sources("src/features") {
        let Some((feature, _)) = file.trim_start_matches("src/features/").split_once('/') else { continue };
        let row = FEATURES.iter().find(|(name, _)| *name == feature);
        let (_, below) = row.unwrap_or_else(|| panic!("{feature} has no row in FEATURES"));
        let others = named_below(&text, "features");
        let foreign: Vec<_> = others.into_iter().filter(|other| *other != feature && !below.contains(other)).collect();
        assert!(foreign.is_empty(), "{file} uses {foreign:?}");
        for above in ["app", "boot", "cli", "import", "worker"] {
            assert!(!named_below(&text, "crate").contains(&above), "{file} uses {above}");
        }
    }
}

/// A feature speaks for itself through its `mod.rs`: its handlers are nobody's business.
#[test]
fn handlers_are_private() {
    for (file, text) in sources("src/features") {
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
    let folders = ["src", "entity/src", "migration/src", "bench", "tests"];
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
