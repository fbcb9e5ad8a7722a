//! What is found of all rules together.
use std::collections::BTreeMap;

use super::super::dto::{Found, Judgement, Outcome};

const ALL: &str = "ALL";

/// A person's answer to what no fact decides is as good as a fact.
fn weight(found: &Found) -> Outcome {
    match found.outcome {
        Outcome::Unknown if found.answered => Outcome::Pass,
        outcome => outcome,
    }
}

/// Of the alternatives with letters the best; each is as bad as the worst of its rows. None where there are none.
fn alternatives(findings: &[Found]) -> Option<Outcome> {
    let mut letters: BTreeMap<&str, Outcome> = BTreeMap::new();
    for found in findings.iter().filter(|found| found.binding) {
        if let Some(letter) = found.alternative.as_deref().filter(|letter| *letter != ALL) {
            let worst = letters.entry(letter).or_insert(Outcome::Pass);
            *worst = (*worst).max(weight(found));
        }
    }
    letters.into_values().min()
}

/// Guards, and criteria that stand for all.
fn unconditional(found: &Found) -> bool {
    found.binding && found.alternative.as_deref().is_none_or(|letter| letter == ALL)
}

/// The worst of what has to be met.
pub fn overall(findings: &[Found]) -> Outcome {
    let each = findings.iter().filter(|found| unconditional(found)).map(weight);
    each.chain(alternatives(findings)).max().unwrap_or(Outcome::Pass)
}

/// The rules that make a judgement what it is, where it is this.
pub fn unmet(judgement: &Judgement, outcome: Outcome) -> Vec<&Found> {
    let findings = &judgement.findings;
    let by_letters = alternatives(findings) == Some(outcome);
    let tells = |found: &&Found| found.binding && weight(found) == outcome && (unconditional(found) || by_letters);
    findings.iter().filter(tells).collect()
}
