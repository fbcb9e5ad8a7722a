//! The files of `data/regimes` against themselves: what can be known to be wrong without reading the law.
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::PathBuf,
};

use chrono::NaiveDate;
use planning::law::kind::RuleKind;
use serde_json::Value;
use unicode_normalization::is_nfc;

mod values;

type Row = HashMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/regimes")
}

fn rows(name: &str) -> Vec<Row> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.unwrap_or_else(|e| panic!("{name}: {e}")))
        .collect()
}

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|e| panic!("{text}: {e}")))
}

/// Every table, by name.
fn tables() -> BTreeMap<String, Vec<Row>> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".csv")).map(|name| (name.clone(), rows(&name))).collect()
}

fn documents() -> HashMap<String, Row> {
    rows("documents.csv").into_iter().map(|row| (row["id"].clone(), row)).collect()
}

#[test]
fn files_are_composed_text_without_blanks_or_rows_twice() {
    for (name, rows) in tables() {
        let raw = fs::read_to_string(folder().join(&name)).unwrap();
        assert!(is_nfc(&raw) && !raw.contains('\r') && !raw.starts_with('\u{feff}') && raw.ends_with('\n'), "{name}");
        assert!(!rows.is_empty(), "{name}");
        let mut seen = HashSet::new();
        for row in &rows {
            assert!(row.values().all(|cell| cell.trim() == cell), "{name}: {row:?}");
            let mut whole: Vec<_> = row.iter().collect();
            whole.sort();
            assert!(seen.insert(format!("{whole:?}")), "{name}: a row twice: {row:?}");
        }
    }
}

#[test]
fn every_rule_names_its_document_and_source_and_what_is_verified_was_read() {
    let (documents, sources) = (documents(), rows("sources.csv"));
    let sources: HashMap<_, _> = sources.iter().map(|row| (row["id"].as_str(), row["kind"].as_str())).collect();
    for (name, rows) in tables() {
        for row in rows {
            let of = |column: &str| row.get(column).map(String::as_str);
            if let Some(document) = of("document_id").filter(|id| !id.is_empty()) {
                assert!(documents.contains_key(document), "{name}: {row:?}");
            }
            let Some(verified) = of("verified") else { continue };
            let kind = sources[row["source_id"].as_str()];
            assert!(["true", "false"].contains(&verified), "{name}: {row:?}");
            if verified == "true" {
                assert!(!["unsourced", "configuration", "project_document"].contains(&kind), "{name}: {row:?}");
                assert!(of("document_id").is_none_or(|id| !["", "EXAMPLE"].contains(&id)), "{name}: {row:?}");
            }
            if let Some(scope) = of("scope") {
                assert!(["national", "justice", "other_body", "configuration"].contains(&scope), "{name}: {row:?}");
                assert!(scope != "configuration" || verified == "false", "configuration is no law: {row:?}");
            }
            if let Some(params) = of("params") {
                assert!(serde_json::from_str::<Value>(params).unwrap().is_object(), "{name}: {row:?}");
            }
        }
    }
}

#[test]
fn no_rule_holds_before_or_after_its_document() {
    let documents = documents();
    for (name, rows) in tables().into_iter().filter(|(name, _)| name != "regimes.csv") {
        for row in rows.iter().filter(|row| row.contains_key("valid_from") && row.contains_key("document_id")) {
            let (first, last) = (day(&row["valid_from"]), day(&row["valid_to"]));
            assert!(first.zip(last).is_none_or(|(first, last)| first <= last), "{name}: {row:?}");
            let Some(document) = documents.get(&row["document_id"]) else { continue };
            let (begins, ends) = (day(&document["in_force_from"]), day(&document["in_force_to"]));
            assert!(first.is_some() || begins.is_none(), "{name}: the first day is known: {row:?}");
            let binding = row.get("scope").is_none_or(|scope| scope != "other_body");
            assert!(!binding || first.zip(begins).is_none_or(|(first, begins)| first >= begins), "{name}: {row:?}");
            let over = ends.filter(|ends| *ends <= NaiveDate::from_ymd_opt(2026, 12, 31).unwrap());
            assert!(
                over.is_none_or(|ends| last.is_some_and(|last| last <= ends)) || first.is_none(),
                "{name}: {row:?}"
            );
        }
    }
}

/// Rows that share these columns are not valid on one day.
const KEYS: [(&str, &[&str]); 20] = [
    ("award_authorities.csv", &["award_form", "decider_role", "unit_kind"]),
    ("criteria.csv", &["award_form", "subject_type", "alternative", "kind", "params", "regimes"]),
    ("guards.csv", &["code", "kind"]),
    ("vote_rules.csv", &["award_form"]),
    ("council_rules.csv", &["code", "body"]),
    ("posting_rules.csv", &["award_form", "publisher", "scope"]),
    ("processing_times.csv", &["code", "body"]),
    ("submission_deadlines.csv", &["code"]),
    ("dossier_items.csv", &["award_form", "item_code"]),
    ("quotas.csv", &["movement", "award_form", "subject_type", "nominator_scope"]),
    ("prize_multiples.csv", &["award_form", "subject_type", "decider_role"]),
    ("prize_rules.csv", &["code"]),
    ("base_pay.csv", &[]),
    ("revocation_grounds.csv", &["ground"]),
    ("recovery_rules.csv", &["code"]),
    ("conferral_rules.csv", &["code"]),
    ("reporting_rules.csv", &["code", "level"]),
    ("personal_data.csv", &["code"]),
    ("data_subject_clocks.csv", &["code"]),
    ("exemplars.csv", &["code"]),
];

#[test]
fn one_rule_holds_at_a_time() {
    for (name, key) in KEYS {
        let mut spans: BTreeMap<Vec<String>, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
        for row in rows(name) {
            let span =
                (day(&row["valid_from"]).unwrap_or(NaiveDate::MIN), day(&row["valid_to"]).unwrap_or(NaiveDate::MAX));
            spans.entry(key.iter().map(|column| row[*column].clone()).collect()).or_default().push(span);
        }
        for (key, mut spans) in spans {
            spans.sort();
            assert!(spans.windows(2).all(|two| two[0].1 < two[1].0), "{name}: {key:?} overlaps");
        }
    }
}

#[test]
fn regimes_follow_each_other_and_know_every_form() {
    let regimes = rows("regimes.csv");
    let mut in_force: Vec<_> = regimes.iter().filter(|row| row["status"] == "in_force").collect();
    in_force.sort_by_key(|row| row["valid_from"].clone());
    for two in in_force.windows(2) {
        assert_eq!(day(&two[0]["valid_to"]).unwrap().succ_opt(), day(&two[1]["valid_from"]));
    }
    assert_eq!(in_force.last().unwrap()["valid_to"], "");
    let forms: HashSet<_> =
        rows("award_forms.csv").into_iter().map(|r| (r["regime"].clone(), r["code"].clone())).collect();
    let codes: HashSet<_> = forms.iter().map(|(_, code)| code.clone()).collect();
    assert_eq!((codes.len(), forms.len()), (13, 39));
    let deciders = rows("award_authorities.csv");
    let votes: HashSet<_> =
        rows("vote_rules.csv").into_iter().map(|r| (r["regime"].clone(), r["award_form"].clone())).collect();
    assert_eq!(votes, forms, "one rule on the ballot for each form and regime");
    for (regime, code) in &forms {
        let decided = deciders.iter().any(|row| (&row["regime"], &row["award_form"]) == (regime, code));
        assert!(decided, "nobody decides {code} under {regime}");
    }
    for row in deciders.iter().filter(|row| row["unit_kind"] == "district_committee") {
        assert!(day(&row["valid_to"]).is_some_and(|last| last <= day("2025-06-30").unwrap()), "{row:?}");
    }
    // No rule of the law of 2022 holds in 2023.
    for row in deciders.iter().filter(|row| row["document_id"] == "L06-2022") {
        assert!(row["valid_from"].as_str() >= "2024-01-01", "{row:?}");
    }
}

/// Votes, members, passed: never by a rounded percentage.
#[test]
fn ballots_are_counted_by_integers() {
    let votes: HashMap<_, _> = rows("vote_rules.csv")
        .into_iter()
        .map(|row| ((row["regime"].clone(), row["award_form"].clone()), row))
        .collect();
    let passes = |row: &Row, yes: i64, members: i64| {
        let (num, den): (i64, i64) = (row["yes_num"].parse().unwrap(), row["yes_den"].parse().unwrap());
        let (given, needed) = (yes * den, num * members);
        match row["op"].as_str() {
            "ge" => given >= needed,
            "gt" => given > needed,
            other => panic!("{other}"),
        }
    };
    for (regime, form, yes, members, passed) in [
        ("R2022a", "CSTDCS", 10, 13, false),
        ("R2022a", "CSTDCS", 11, 13, true),
        ("R2022a", "CSTDCS", 12, 15, true),
        ("R2022a", "CSTDCS", 11, 15, false),
        ("R2022a", "CSTDB", 13, 15, false),
        ("R2022a", "CSTDB", 14, 15, true),
        ("R2022a", "CO_BO", 12, 15, true),
        ("R2003", "CSTDTQ", 9, 10, true),
        ("R2022a", "BK_BT", 8, 15, true),
        ("R2022a", "BK_BT", 7, 14, false),
        ("R2022b", "CSTDCS", 8, 10, true),
    ] {
        let row = &votes[&(regime.to_owned(), form.to_owned())];
        assert_eq!(passes(row, yes, members), passed, "{regime} {form}: {yes} of {members}");
    }
    for row in votes.values() {
        assert!(!row["yes_num"].is_empty() || row["verified"] == "false", "no threshold was read: {row:?}");
    }
}

#[test]
fn prizes_are_those_of_the_worked_examples() {
    let (pay, multiples) = (rows("base_pay.csv"), rows("prize_multiples.csv"));
    let holds = |row: &Row, on: NaiveDate| {
        day(&row["valid_from"]).is_none_or(|first| first <= on) && day(&row["valid_to"]).is_none_or(|last| on <= last)
    };
    for row in rows("prize_examples.csv") {
        let on = day(&row["decided_on"]).unwrap();
        let base: i64 = pay.iter().find(|pay| holds(pay, on)).unwrap()["amount_vnd"].parse().unwrap();
        let same = |multiple: &&Row| {
            ["regime", "award_form", "subject_type", "decider_role"]
                .iter()
                .all(|column| multiple[*column] == row[*column])
        };
        let multiple = multiples.iter().find(same).unwrap_or_else(|| panic!("{row:?}"));
        assert!(holds(multiple, on), "{row:?}");
        let (num, den): (i64, i64) = (multiple["num"].parse().unwrap(), multiple["den"].parse().unwrap());
        let rounded_up = -(-(base * num)).div_euclid(den * 10_000) * 10_000;
        assert_eq!(rounded_up.to_string(), row["prize_vnd"], "{row:?}");
    }
}

#[test]
fn files_and_kinds_are_one_list() {
    let kinds: Vec<_> = RuleKind::ALL.iter().map(|kind| kind.name()).collect();
    let files: Vec<_> = super::rules::FILES.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, files);
}
