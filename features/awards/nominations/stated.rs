//! Whether what a unit states of a subject is whole.
use base::{
    kernel::{
        error::{Error, Fault, Result},
        text,
    },
    store::db::Uow,
};
use chrono::Datelike;
use entity::{StatementKind, Statements, award_form::AwardClass};
use planning::law;

use super::dto::StatementInput;

/// The members that a kind has beside its document.
struct Members {
    what: bool,
    year: bool,
    number: bool,
    ended_on: bool,
}

const fn members(kind: StatementKind) -> Members {
    use StatementKind::{Discipline, Evaluation, Initiative, Research, Title, TitlesInUnit};
    Members {
        what: matches!(kind, Title | Evaluation | Initiative | Research | TitlesInUnit),
        year: matches!(kind, Title | Evaluation | TitlesInUnit),
        number: matches!(kind, TitlesInUnit),
        ended_on: matches!(kind, Discipline),
    }
}

const LEVELS: [&str; 3] = ["HTNV", "HTTNV", "HTXSNV"];
const REACHES: [&str; 3] = ["grassroots", "ministry", "national"];

/// Statements that cannot both be true.
const OPPOSITES: [(StatementKind, StatementKind); 2] = [
    (StatementKind::NoDiscipline, StatementKind::Discipline),
    (StatementKind::NoPendingCase, StatementKind::PendingCase),
];

pub async fn check(uow: &Uow, inputs: &[StatementInput]) -> Result<Statements> {
    let titles: Vec<String> = match inputs.is_empty() {
        true => vec![],
        false => {
            let forms = law::repo::forms(&uow.tx).await?.into_iter();
            forms.filter(|form| form.class == AwardClass::Title).map(|form| form.code).collect()
        }
    };
    for (at, input) in inputs.iter().enumerate() {
        let wrong = |(member, fault)| Err(Error::field(format!("/statements/{at}/{member}"), fault));
        if let Some(found) = fault(uow, input, &titles) {
            return wrong(found);
        }
        let before = inputs.iter().take(at);
        let same =
            |other: &&StatementInput| (other.kind, &other.what, other.year) == (input.kind, &input.what, input.year);
        let counted = matches!(input.kind, StatementKind::Initiative | StatementKind::Research);
        let again = before.filter(same).any(|other| !counted || is_same_document(other, input));
        if again {
            return wrong(("kind", Fault::Duplicate));
        }
        let opposite = OPPOSITES.iter().find(|(kind, _)| *kind == input.kind).map(|(_, other)| *other);
        if opposite.is_some_and(|kind| inputs.iter().any(|other| other.kind == kind)) {
            return wrong(("kind", Fault::NotAllowed));
        }
    }
    Ok(Statements(inputs.iter().map(Into::into).collect()))
}

/// An issuer gives a number once a year.
fn is_same_document(one: &StatementInput, other: &StatementInput) -> bool {
    one.document_number.key() == other.document_number.key()
        && one.document_on.year() == other.document_on.year()
        && text::identity(&one.issuer) == text::identity(&other.issuer)
}

fn fault(uow: &Uow, input: &StatementInput, titles: &[String]) -> Option<(&'static str, Fault)> {
    let has = members(input.kind);
    let given = [
        ("what", has.what, input.what.is_some()),
        ("year", has.year, input.year.is_some()),
        ("number", has.number, input.number.is_some()),
        ("ended_on", has.ended_on, input.ended_on.is_some()),
    ];
    for (member, asked, given) in given {
        match (asked, given) {
            (true, false) => return Some((member, Fault::Required)),
            (false, true) => return Some((member, Fault::NotAllowed)),
            _ => {}
        }
    }
    let known = input.what.as_deref().is_none_or(|what| match input.kind {
        StatementKind::Evaluation => LEVELS.contains(&what),
        StatementKind::Initiative | StatementKind::Research => REACHES.contains(&what),
        _ => titles.iter().any(|title| title == what),
    });
    match () {
        () if !known => Some(("what", Fault::NotFound)),
        () if input.year.is_some_and(|year| year > uow.today().year()) => Some(("year", Fault::InTheFuture)),
        () if *input.document_on > uow.today() => Some(("document_on", Fault::InTheFuture)),
        () => None,
    }
}
