//! What is given twice in the lists of a body: each is told at its later place before anything is written.
use std::iter;

use base::{
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        text::{Line, Text},
    },
    store::document::DocumentNumber,
};
use chrono::Datelike;

use crate::movements::{
    dto::{CreateMovement, LegalBasis, PeriodInput, ReportingLine, UpdateMovement},
    periods::is_same_code,
};

/// Lists that a body leaves out are empty here.
pub struct Lists<'a> {
    aliases: &'a [Line],
    legal_bases: &'a [LegalBasis],
    indicator_codes: &'a [Text<40>],
    reporting_lines: &'a [ReportingLine],
    award_form_codes: &'a [Text<20>],
    periods: &'a [PeriodInput],
}

impl<'a> From<&'a CreateMovement> for Lists<'a> {
    fn from(input: &'a CreateMovement) -> Self {
        Self {
            aliases: &input.aliases,
            legal_bases: &input.legal_bases,
            indicator_codes: &input.indicator_codes,
            reporting_lines: &input.reporting_lines,
            award_form_codes: &input.award_form_codes,
            periods: &input.periods,
        }
    }
}

impl<'a> From<&'a UpdateMovement> for Lists<'a> {
    fn from(input: &'a UpdateMovement) -> Self {
        Self {
            aliases: input.aliases.as_deref().unwrap_or_default(),
            legal_bases: input.legal_bases.as_deref().unwrap_or_default(),
            indicator_codes: input.indicator_codes.as_deref().unwrap_or_default(),
            reporting_lines: input.reporting_lines.as_deref().unwrap_or_default(),
            award_form_codes: input.award_form_codes.as_deref().unwrap_or_default(),
            periods: &[],
        }
    }
}

pub fn check(lists: &Lists<'_>) -> Result<()> {
    let found = iter::empty()
        .chain(again("/aliases", "", lists.aliases, |one, other| one == other))
        .chain(again("/legal_bases", "/number", lists.legal_bases, is_same_document))
        .chain(again("/indicator_codes", "", lists.indicator_codes, |one, other| one == other))
        .chain(again("/reporting_lines", "/unit_kind", lists.reporting_lines, |one, other| {
            one.unit_kind == other.unit_kind
        }))
        .chain(again("/award_form_codes", "", lists.award_form_codes, |one, other| one == other))
        .chain(again("/periods", "/code", lists.periods, |one, other| is_same_code(&one.code, &other.code)));
    let faults: Vec<FieldError> = found.collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// The same of one list of a body.
pub fn once<T: PartialEq>(list: &str, given: &[T]) -> Result<()> {
    let faults: Vec<FieldError> = again(list, "", given, |one, other| one == other).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Each that is the same as one before it.
fn again<'a, T>(
    list: &'a str,
    member: &'a str,
    given: &'a [T],
    same: impl Fn(&T, &T) -> bool + 'a,
) -> impl Iterator<Item = FieldError> + 'a {
    let repeated = given.iter().enumerate().filter(move |(at, one)| given.iter().take(*at).any(|two| same(one, two)));
    repeated.map(move |(at, _)| FieldError { pointer: format!("{list}/{at}{member}"), fault: Fault::Duplicate })
}

/// One number, however it is written; numbers begin anew every year.
fn is_same_document(one: &LegalBasis, other: &LegalBasis) -> bool {
    let years = one.issued_on.zip(other.issued_on).map(|(one, other)| (one.year(), other.year()));
    key(&one.number) == key(&other.number) && years.is_none_or(|(one, other)| one == other)
}

fn key(number: &str) -> String {
    DocumentNumber::parse(number).map_or_else(|_| number.to_uppercase(), |number| number.key())
}
