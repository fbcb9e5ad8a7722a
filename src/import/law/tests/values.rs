//! What single rows say: closed words, whole fractions, a rule for each form, and numbers that fit each other.
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Row, day, documents, rows};

fn is_one_of(row: &Row, column: &str, words: &[&str]) {
    assert!(words.contains(&row[column].as_str()), "{column}: {row:?}");
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or_else(|e| panic!("{column}: {e}: {row:?}"))
}

fn regimes() -> HashMap<String, Row> {
    rows("regimes.csv").into_iter().map(|row| (row["code"].clone(), row)).collect()
}

fn forms() -> HashMap<(String, String), Row> {
    rows("award_forms.csv").into_iter().map(|row| ((row["regime"].clone(), row["code"].clone()), row)).collect()
}

#[test]
fn documents_are_told_apart_and_follow_what_they_replace() {
    let documents = documents();
    assert_eq!(documents.len(), rows("documents.csv").len());
    let sources = rows("sources.csv");
    assert_eq!(sources.iter().map(|row| &row["id"]).collect::<HashSet<_>>().len(), sources.len());
    assert!(sources.iter().all(|row| ["kind", "title", "where"].iter().all(|column| !row[*column].is_empty())));
    for (id, row) in &documents {
        let days: Vec<_> = ["issued_on", "in_force_from", "in_force_to"].iter().filter_map(|c| day(&row[*c])).collect();
        assert!(days.is_sorted(), "{id}");
        for other in ["amends", "replaces"].iter().flat_map(|column| row[*column].split(';')).filter(|o| !o.is_empty())
        {
            assert!(documents.contains_key(other) && other != id, "{id}: {other}");
        }
        for other in row["replaces"].split(';').filter(|other| !other.is_empty()) {
            let gap = day(&documents[other]["in_force_to"]).zip(day(&row["in_force_from"]));
            assert!(gap.is_none_or(|(ends, begins)| ends.succ_opt() == Some(begins)), "{id} after {other}");
        }
    }
}

#[test]
fn rows_name_regimes_and_forms_that_are_there() {
    let (regimes, forms, documents) = (regimes(), forms(), documents());
    for row in regimes.values() {
        for column in ["law_id", "decree_id", "home_affairs_circular_id", "ministry_circular_id"] {
            let to_confirm = row[column].is_empty() && row["status"] == "to_confirm";
            assert!(documents.contains_key(&row[column]) || to_confirm, "{row:?}");
        }
    }
    for row in forms.values() {
        is_one_of(row, "class", &["title", "form"]);
        is_one_of(row, "level", &["grassroots", "ministry", "state"]);
        let subjects = ["individual", "collective", "household"];
        subjects.iter().for_each(|subject| is_one_of(row, subject, &["true", "false", ""]));
        assert!(subjects.iter().any(|subject| row[*subject] == "true"), "{row:?}");
    }
    for name in ["award_authorities", "vote_rules", "posting_rules", "dossier_items", "prize_multiples"] {
        for row in rows(&format!("{name}.csv")) {
            assert!(forms.contains_key(&(row["regime"].clone(), row["award_form"].clone())), "{name}: {row:?}");
            if row.get("scope").is_some_and(|scope| scope == "other_body") || row["valid_from"].is_empty() {
                continue;
            }
            let span = &regimes[&row["regime"]];
            assert!(row["valid_from"] >= span["valid_from"], "{name}: before its regime: {row:?}");
            let within = !row["valid_to"].is_empty() && row["valid_to"] <= span["valid_to"];
            assert!(span["valid_to"].is_empty() || within, "{name}: after its regime: {row:?}");
        }
    }
    for name in ["criteria", "guards", "prize_rules", "revocation_grounds", "recovery_rules", "conferral_rules"] {
        for row in rows(&format!("{name}.csv")) {
            assert!(row["regimes"].split(';').all(|code| regimes.contains_key(code)), "{name}: {row:?}");
        }
    }
}

#[test]
fn criteria_and_guards_use_known_words() {
    let (forms, criteria) = (forms(), rows("criteria.csv"));
    assert_eq!(criteria.iter().map(|row| &row["rule_id"]).collect::<HashSet<_>>().len(), criteria.len());
    for row in &criteria {
        is_one_of(row, "subject_type", &["individual", "collective", "household", "unit_list"]);
        let alternative = &row["alternative"];
        let letter = alternative.len() == 1 && alternative.bytes().all(|b| b.is_ascii_uppercase());
        assert!(letter || alternative == "ALL" || alternative.starts_with("ALT_"), "{row:?}");
        for regime in row["regimes"].split(';') {
            let form = &forms[&(regime.to_owned(), row["award_form"].clone())];
            assert!(row["subject_type"] == "unit_list" || form[&row["subject_type"]] != "false", "{row:?}");
        }
    }
    for (regime, code) in forms.keys().filter(|(regime, _)| regime != "R2003") {
        let has = |row: &Row| row["award_form"] == *code && row["regimes"].split(';').any(|of| of == regime);
        let not_read = (regime.as_str(), code.as_str()) == ("R2022a", "KNC");
        assert!(not_read || criteria.iter().any(has), "no criteria of {code} in {regime}");
    }
    for row in rows("guards.csv") {
        is_one_of(&row, "effect", &["fail", "hold", "warn", "adjust", "prefer", "none", "route", "regime"]);
    }
}

#[test]
fn more_votes_never_hurt() {
    for row in rows("vote_rules.csv").iter().filter(|row| !row["yes_num"].is_empty()) {
        let (num, den) = (number(row, "yes_num"), number(row, "yes_den"));
        assert!(0 < num && num <= den && row["base"] == "all_members", "{row:?}");
        is_one_of(row, "secrecy", &["secret", "open", "not_stated"]);
        for members in 1..=60 {
            let passes =
                |yes: i64| if row["op"] == "ge" { yes * den >= num * members } else { yes * den > num * members };
            let results: Vec<_> = (0..=members).map(passes).collect();
            assert!(results.is_sorted() && results.last() == Some(&true), "{members} members: {row:?}");
        }
    }
}

#[test]
fn posting_clocks_and_papers_are_whole() {
    let (posting, forms) = (rows("posting_rules.csv"), forms());
    for row in &posting {
        is_one_of(row, "required", &["true", "false", ""]);
        if row["required"] == "true" {
            is_one_of(row, "day_kind", &["working", "calendar"]);
            is_one_of(row, "before", &["council_meeting", "submission"]);
            assert!(number(row, "days") > 0 && !row["channels"].is_empty() && !row["publisher"].is_empty(), "{row:?}");
        } else {
            assert!(row["days"].is_empty() && row["day_kind"].is_empty(), "{row:?}");
        }
    }
    for (regime, code) in forms.keys() {
        let law = |row: &Row| row["scope"] != "configuration" && (&row["regime"], &row["award_form"]) == (regime, code);
        assert!(posting.iter().any(law), "nothing is said of posting {code} in {regime}");
    }
    for row in rows("processing_times.csv") {
        is_one_of(&row, "day_kind", &["working", "calendar"]);
        assert!(number(&row, "days") > 0 && row["op"] == "at_most", "{row:?}");
    }
    let items = rows("dossier_items.csv");
    for row in &items {
        is_one_of(row, "required", &["always", "if"]);
        assert_eq!(row["condition"].is_empty(), row["required"] == "always", "{row:?}");
        assert!(number(row, "copies") >= 1, "{row:?}");
    }
    let asks = |regime: &str, form: &str, item: &str| {
        items.iter().any(|row| [&row["regime"], &row["award_form"], &row["item_code"]] == [regime, form, item])
    };
    for regime in ["R2022a", "R2022b"] {
        for form in ["CSTDCS", "CSTDB", "LDTT", "TTLDTT", "TTLDXS", "BK_BT", "GK"] {
            let all = ["TO_TRINH", "BAO_CAO_THANH_TICH", "BIEN_BAN"].iter().all(|item| asks(regime, form, item));
            assert!(all, "{regime} {form}");
        }
        assert!(["CSTDCS", "CSTDB", "CO_BO"].iter().all(|form| asks(regime, form, "KET_QUA_PHIEU")), "{regime}");
    }
}

#[test]
fn quotas_are_examples_and_prizes_grow() {
    for row in rows("quotas.csv") {
        assert_eq!(
            (&*row["example"], &*row["verified"], &*row["document_id"]),
            ("true", "false", "EXAMPLE"),
            "{row:?}"
        );
        is_one_of(&row, "kind", &["percent", "absolute"]);
        is_one_of(&row, "rounding", &["floor", "none"]);
        is_one_of(&row, "at_least_one", &["true", "false"]);
        assert!(number(&row, "num") > 0 && number(&row, "den") > 0, "{row:?}");
    }
    let mut pay = rows("base_pay.csv");
    pay.sort_by_key(|row| row["valid_from"].clone());
    for two in pay.windows(2) {
        assert_eq!(day(&two[0]["valid_to"]).unwrap().succ_opt(), day(&two[1]["valid_from"]));
        assert!(number(&two[0], "amount_vnd") < number(&two[1], "amount_vnd"));
    }
    let (forms, multiples) = (forms(), rows("prize_multiples.csv"));
    for row in &multiples {
        let form = &forms[&(row["regime"].clone(), row["award_form"].clone())];
        assert_ne!(form[&row["subject_type"]], "false", "{row:?}");
        match row["num"].is_empty() {
            true => assert_eq!(row["verified"], "false", "no number was read: {row:?}"),
            false => assert!(number(row, "num") > 0 && number(row, "den") > 0, "{row:?}"),
        }
        let same = |other: &&Row| {
            other["subject_type"] == "collective"
                && ["regime", "award_form", "decider_role"].iter().all(|column| other[*column] == row[*column])
        };
        let collective = multiples.iter().find(same).filter(|other| !other["num"].is_empty() && !row["num"].is_empty());
        if let Some(more) = collective.filter(|_| row["subject_type"] == "individual") {
            let larger = number(more, "num") * number(row, "den") > number(row, "num") * number(more, "den");
            assert!(larger, "a collective gets more than a person: {row:?}");
        }
    }
    let rounding: Vec<_> = rows("prize_rules.csv").into_iter().filter(|row| row["code"] == "ROUND_UP_10000").collect();
    assert_eq!(rounding.iter().flat_map(|row| row["regimes"].split(';')).collect::<HashSet<_>>().len(), 3);
}

#[test]
fn grounds_templates_and_personal_data_are_whole() {
    for regime in ["R2022a", "R2022b"] {
        let grounds =
            rows("revocation_grounds.csv").into_iter().filter(|row| row["regimes"].split(';').any(|r| r == regime));
        assert_eq!(grounds.map(|row| row["ground"].clone()).collect::<HashSet<_>>().len(), 4, "{regime}");
    }
    let mut templates: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows("document_templates.csv") {
        templates.entry(row["template"].clone()).or_default().push(row);
    }
    for (name, fields) in &templates {
        let order: Vec<_> = fields.iter().map(|row| number(row, "order")).collect();
        assert_eq!(order, (1..=i64::try_from(fields.len()).unwrap()).collect::<Vec<_>>(), "{name}");
        assert_eq!(fields.iter().map(|row| &row["field"]).collect::<HashSet<_>>().len(), fields.len(), "{name}");
    }
    assert!(templates["BIEN_BAN"].iter().all(|row| row["field"] != "place_date"), "minutes name no place at the top");
    let marks: Vec<_> = rows("document_abbreviations.csv").into_iter().map(|row| row["abbreviation"].clone()).collect();
    assert!(["QĐ", "TTr", "BB", "BC", "KH"].iter().all(|mark| marks.iter().any(|m| m == mark)));
    assert!(!marks.iter().any(|mark| ["CV", "GK"].contains(&mark.as_str())), "an official letter has no abbreviation");
    for row in rows("personal_data.csv") {
        is_one_of(&row, "class", &["basic", "sensitive"]);
        let private = ["personal_id", "birth_date", "home_place", "phone"].contains(&row["code"].as_str());
        assert!(row["public"] == "false" || (row["class"] == "basic" && !private), "{row:?}");
    }
    for row in rows("data_subject_clocks.csv").iter().filter(|row| !row["value"].is_empty()) {
        is_one_of(row, "unit", &["hours", "working_days", "calendar_days"]);
        assert!(number(row, "value") > 0, "{row:?}");
    }
}
