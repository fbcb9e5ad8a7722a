//! The law of emulation: the files of `data/regimes`, each row with its citation. What they call an example or a quota is
//! not loaded: it is no law, and documents give quotas.
mod library;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use base::{
    kernel::error::{Error, Result},
    store::db::{Uow, bulk},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    award_authority::{self, Decider},
    award_form::{self, AwardClass, AwardLevel},
    award_form_rule,
    legal_regime::{self, RegimeStatus},
    vote_rule::{self, Secrecy},
};
use library::{Cited, Library};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use uuid::Uuid;

use super::files;

const REGIMES: &str = include_str!("../../data/regimes/regimes.csv");
const FORMS: &str = include_str!("../../data/regimes/award_forms.csv");
const AUTHORITIES: &str = include_str!("../../data/regimes/award_authorities.csv");
const VOTES: &str = include_str!("../../data/regimes/vote_rules.csv");

#[derive(Deserialize)]
struct RegimeRow {
    code: String,
    law_id: String,
    decree_id: Option<String>,
    home_affairs_circular_id: Option<String>,
    ministry_circular_id: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    status: RegimeStatus,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct FormRow {
    regime: String,
    code: String,
    name_vi: String,
    name_en: String,
    class: AwardClass,
    level: AwardLevel,
    individual: Option<bool>,
    collective: Option<bool>,
    household: Option<bool>,
    document_id: String,
    article: Option<String>,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct AuthorityRow {
    regime: String,
    award_form: String,
    decider_role: String,
    unit_kind: Decider,
    legal_personality: bool,
    document_id: String,
    article: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct VoteRow {
    regime: String,
    award_form: String,
    council: String,
    ballot_required: Option<bool>,
    secrecy: Secrecy,
    yes_num: Option<i32>,
    yes_den: Option<i32>,
    op: Option<String>,
    scope: String,
    document_id: String,
    article: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

pub async fn load(uow: &Uow) -> Result<()> {
    let mut library = Library::read()?;
    let regimes = regimes(&mut library)?;
    let (forms, ids) = forms(uow.now)?;
    let form_rules = form_rules(&mut library, &ids)?;
    let authorities = authorities(&mut library, &ids)?;
    let votes = votes(&mut library, &ids)?;
    let rules = rules::rows(&mut library)?;
    library.store(uow).await?;
    bulk::insert(&uow.tx, regimes).await?;
    bulk::insert(&uow.tx, forms).await?;
    bulk::insert(&uow.tx, form_rules).await?;
    bulk::insert(&uow.tx, authorities).await?;
    bulk::insert(&uow.tx, votes).await?;
    bulk::insert(&uow.tx, rules).await
}

fn regimes(library: &mut Library) -> Result<Vec<legal_regime::ActiveModel>> {
    let rows: Vec<RegimeRow> = files::rows(REGIMES)?;
    let mut made = vec![];
    for row in rows {
        let (verified, source, note) = (row.verified, &row.source_id, row.note.as_deref());
        let cited = Cited { document: &row.law_id, article: None, verified, source, note };
        made.push(legal_regime::ActiveModel {
            id: Set(Uuid::now_v7()),
            law_id: Set(library.document(&row.law_id)?),
            decree_id: Set(library.document_if_any(row.decree_id.as_deref())?),
            home_affairs_circular_id: Set(library.document_if_any(row.home_affairs_circular_id.as_deref())?),
            ministry_circular_id: Set(library.document_if_any(row.ministry_circular_id.as_deref())?),
            status: Set(row.status),
            citation_id: Set(library.cite(cited)?),
            code: Set(row.code),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
        });
    }
    Ok(made)
}

type Ids = HashMap<String, Uuid>;

fn form_id(ids: &Ids, code: &str) -> Result<Uuid> {
    ids.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("there is no form {code}")))
}

/// Every form once: its name is the same in all regimes.
fn forms(now: DateTime<Utc>) -> Result<(Vec<award_form::ActiveModel>, Ids)> {
    let rows: Vec<FormRow> = files::rows(FORMS)?;
    let (mut made, mut ids) = (vec![], Ids::new());
    for row in rows {
        if ids.contains_key(&row.code) {
            continue;
        }
        let id = Uuid::now_v7();
        ids.insert(row.code.clone(), id);
        made.push(award_form::ActiveModel {
            id: Set(id),
            code: Set(row.code),
            name: Set(row.name_vi),
            name_en: Set(row.name_en),
            class: Set(row.class),
            level: Set(row.level),
            own: Set(false),
            valid_from: Set(None),
            valid_to: Set(None),
            document_number: Set(None),
            end_document: Set(None),
            version: Set(1),
            updated_at: Set(now),
        });
    }
    Ok((made, ids))
}

fn form_rules(library: &mut Library, ids: &Ids) -> Result<Vec<award_form_rule::ActiveModel>> {
    let rows: Vec<FormRow> = files::rows(FORMS)?;
    let mut made = vec![];
    for row in rows {
        let (article, verified) = (row.article.as_deref(), row.verified);
        let cited =
            Cited { document: &row.document_id, article, verified, source: &row.source_id, note: row.note.as_deref() };
        made.push(award_form_rule::ActiveModel {
            id: Set(Uuid::now_v7()),
            award_form_id: Set(form_id(ids, &row.code)?),
            citation_id: Set(library.cite(cited)?),
            regime_code: Set(row.regime),
            for_individual: Set(row.individual),
            for_collective: Set(row.collective),
            for_household: Set(row.household),
        });
    }
    Ok(made)
}

fn authorities(library: &mut Library, ids: &Ids) -> Result<Vec<award_authority::ActiveModel>> {
    let rows: Vec<AuthorityRow> = files::rows(AUTHORITIES)?;
    let mut made = vec![];
    for row in rows {
        let (article, verified) = (row.article.as_deref(), row.verified);
        let cited =
            Cited { document: &row.document_id, article, verified, source: &row.source_id, note: row.note.as_deref() };
        made.push(award_authority::ActiveModel {
            id: Set(Uuid::now_v7()),
            award_form_id: Set(form_id(ids, &row.award_form)?),
            citation_id: Set(library.cite(cited)?),
            regime_code: Set(row.regime),
            decider: Set(row.unit_kind),
            role: Set(row.decider_role),
            legal_personality: Set(row.legal_personality),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
        });
    }
    Ok(made)
}

fn votes(library: &mut Library, ids: &Ids) -> Result<Vec<vote_rule::ActiveModel>> {
    let rows: Vec<VoteRow> = files::rows(VOTES)?;
    let mut made = vec![];
    for row in rows {
        let (article, verified) = (row.article.as_deref(), row.verified);
        let cited =
            Cited { document: &row.document_id, article, verified, source: &row.source_id, note: row.note.as_deref() };
        made.push(vote_rule::ActiveModel {
            id: Set(Uuid::now_v7()),
            award_form_id: Set(form_id(ids, &row.award_form)?),
            citation_id: Set(library.cite(cited)?),
            regime_code: Set(row.regime),
            council: Set(row.council),
            ballot_required: Set(row.ballot_required),
            secrecy: Set(row.secrecy),
            yes_num: Set(row.yes_num),
            yes_den: Set(row.yes_den),
            op: Set(row.op),
            scope: Set(row.scope),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
        });
    }
    Ok(made)
}
