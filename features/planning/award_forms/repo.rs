//! Queries on forms of award of the ministry's own.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{
    award_authority::{self, Decider},
    award_form, award_form_rule, nomination,
    unit::UnitKind,
    vote_rule,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Iterable, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::dto::{BallotOp, FormBallot, OwnAwardFormFilter, OwnAwardFormView, Terms};

pub async fn get(db: &Conn, id: Uuid) -> Result<award_form::Model> {
    let found = award_form::Entity::find_by_id(id).filter(award_form::Column::Own.eq(true)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn named(db: &Conn, code: &str) -> Result<Option<award_form::Model>> {
    Ok(award_form::Entity::find().filter(award_form::Column::Code.eq(code)).one(db).await?)
}

/// Whether anybody was proposed for it.
pub async fn is_used(db: &Conn, id: Uuid) -> Result<bool> {
    let named = nomination::Entity::find().filter(nomination::Column::AwardFormId.eq(id));
    Ok(named.limit(1).one(db).await?.is_some())
}

pub async fn page(
    db: &Conn,
    filter: &OwnAwardFormFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<award_form::Model>> {
    use award_form::Column;
    let mut select = award_form::Entity::find().filter(Column::Own.eq(true));
    if let Some(day) = filter.as_of {
        let day = NaiveDate::from(day);
        let open = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(day));
        select = select.filter(Column::ValidFrom.lte(day)).filter(open);
    }
    let sorts = [SortField { name: "code", column: Column::Code, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "code", Column::Id, page, list).await
}

pub async fn views(db: &Conn, rows: Vec<award_form::Model>) -> Result<Vec<OwnAwardFormView>> {
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let of = |m: award_form_rule::Model| (m.award_form_id, m);
    let rules = award_form_rule::Entity::find().filter(award_form_rule::Column::AwardFormId.is_in(ids.iter().copied()));
    let rules: HashMap<_, _> = rules.all(db).await?.into_iter().map(of).collect();
    let votes = vote_rule::Entity::find().filter(vote_rule::Column::AwardFormId.is_in(ids.iter().copied()));
    let votes: HashMap<_, _> = votes.all(db).await?.into_iter().map(|m| (m.award_form_id, m)).collect();
    let deciding = award_authority::Entity::find().filter(award_authority::Column::AwardFormId.is_in(ids));
    let deciding = deciding.all(db).await?;
    let stored = || Error::internal(anyhow::anyhow!("a form of award without its rules"));
    let view = |m: award_form::Model| {
        let rule = rules.get(&m.id).ok_or_else(stored)?;
        let decided_by = deciding.iter().filter(|one| one.award_form_id == m.id).map(|one| one.decider).collect();
        let terms = terms(&m, rule, decided_by, votes.get(&m.id));
        Ok(OwnAwardFormView {
            id: m.id,
            code: m.code,
            name: m.name,
            name_en: m.name_en,
            terms,
            valid_from: m.valid_from.ok_or_else(stored)?,
            valid_to: m.valid_to,
            document_number: m.document_number.ok_or_else(stored)?,
            end_document: m.end_document,
            version: m.version,
        })
    };
    rows.into_iter().map(view).collect()
}

fn terms(
    m: &award_form::Model,
    rule: &award_form_rule::Model,
    deciders: Vec<Decider>,
    vote: Option<&vote_rule::Model>,
) -> Terms {
    Terms {
        level: m.level,
        for_individual: rule.for_individual == Some(true),
        for_collective: rule.for_collective == Some(true),
        for_household: rule.for_household == Some(true),
        decided_by: UnitKind::iter().filter(|kind| deciders.contains(&Decider::of(*kind))).collect(),
        ballot: vote.filter(|vote| vote.ballot_required == Some(true)).and_then(ballot),
    }
}

fn ballot(vote: &vote_rule::Model) -> Option<FormBallot> {
    let op = if vote.op.as_deref() == Some(BallotOp::Gt.name()) { BallotOp::Gt } else { BallotOp::Ge };
    Some(FormBallot { secrecy: vote.secrecy, yes_num: vote.yes_num?, yes_den: vote.yes_den?, op })
}
