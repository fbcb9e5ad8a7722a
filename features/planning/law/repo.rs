//! Queries on the law.
use std::collections::HashMap;

use base::{
    kernel::{
        clock::covers,
        cursor::List,
        error::{Code, Error, Result},
        periods::{Rule, Rules},
    },
    store::{
        db::{Conn, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{
    award_authority, award_form, award_form_rule, citation, legal_document,
    legal_regime::{self, RegimeStatus},
    legal_rule, regime_switch, vote_rule,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{OWN, dto::RuleFilter, kind::RuleKind};

pub async fn regimes(db: &Conn) -> Result<Vec<legal_regime::Model>> {
    Ok(legal_regime::Entity::find().order_by_asc(legal_regime::Column::ValidFrom).all(db).await?)
}

pub async fn regime(db: &Conn, code: &str) -> Result<legal_regime::Model> {
    let found = legal_regime::Entity::find().filter(legal_regime::Column::Code.eq(code)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// What was switched on and off, oldest first.
pub async fn switches(db: &Conn) -> Result<Vec<regime_switch::Model>> {
    Ok(regime_switch::Entity::find().order_by_asc(regime_switch::Column::Id).all(db).await?)
}

/// The last word on a regime on a day: of those that wait for confirmation, the document that took effect last.
pub fn applied(regime: &legal_regime::Model, switches: &[regime_switch::Model], day: NaiveDate) -> bool {
    let said = switches.iter().filter(|said| said.regime_code == regime.code && said.takes_effect_on <= day);
    let last = said.max_by_key(|said| (said.takes_effect_on, said.id));
    last.map_or(regime.status == RegimeStatus::InForce, |said| said.applied)
        && covers(regime.valid_from, regime.valid_to, day)
}

/// The law of emulation in force on a day; one that waits for confirmation only where it was switched on. Of two that hold
/// the later one stands above the one that it amends.
pub async fn regime_on(db: &Conn, day: NaiveDate) -> Result<Option<legal_regime::Model>> {
    let (regimes, switches) = (regimes(db).await?, switches(db).await?);
    Ok(regime_among(&regimes, &switches, day).cloned())
}

/// The same of regimes and switches that were read already.
pub fn regime_among<'a>(
    regimes: &'a [legal_regime::Model],
    switches: &[regime_switch::Model],
    day: NaiveDate,
) -> Option<&'a legal_regime::Model> {
    regimes.iter().rev().find(|regime| applied(regime, switches, day))
}

pub async fn documents(db: &Conn) -> Result<HashMap<Uuid, legal_document::Model>> {
    Ok(legal_document::Entity::find().all(db).await?.into_iter().map(|m| (m.id, m)).collect())
}

pub async fn citations_of(db: &Conn, ids: &[Uuid]) -> Result<Vec<citation::Model>> {
    let mut found = vec![];
    for ids in lists(ids) {
        found.extend(citation::Entity::find().filter(citation::Column::Id.is_in(ids)).all(db).await?);
    }
    Ok(found)
}

pub async fn forms(db: &Conn) -> Result<Vec<award_form::Model>> {
    Ok(award_form::Entity::find().order_by_asc(award_form::Column::Code).all(db).await?)
}

/// Whom forms may go to under a regime. Of one that says nothing of forms, as it only amends another, those of the last one
/// before it that does.
pub async fn form_rules(db: &Conn, regime_code: &str) -> Result<Vec<award_form_rule::Model>> {
    let of = async |code: &str| {
        let of_regime = award_form_rule::Entity::find().filter(award_form_rule::Column::RegimeCode.eq(code));
        of_regime.all(db).await
    };
    let own = of(OWN).await?;
    let law = of(regime_code).await?;
    if !law.is_empty() {
        return Ok([law, own].concat());
    }
    let before = regimes(db).await?.into_iter().take_while(|regime| regime.code != regime_code);
    for regime in before.collect::<Vec<_>>().into_iter().rev() {
        let found = of(&regime.code).await?;
        if !found.is_empty() {
            return Ok([found, own].concat());
        }
    }
    Ok(own)
}

/// Whom a form may go to by the law of a day.
pub async fn form_rule_on(db: &Conn, form_id: Uuid, day: NaiveDate) -> Result<Option<award_form_rule::Model>> {
    if !is_open(db, form_id, day).await? {
        return Ok(None);
    }
    let Some(regime) = regime_on(db, day).await? else { return Ok(None) };
    Ok(form_rules(db, &regime.code).await?.into_iter().find(|rule| rule.award_form_id == form_id))
}

/// One of the ministry's own is given between two days; the law closes its own by what its regimes say.
async fn is_open(db: &Conn, form_id: Uuid, day: NaiveDate) -> Result<bool> {
    let form = award_form::Entity::find_by_id(form_id).one(db).await?;
    Ok(form.is_none_or(|form| form.valid_from.is_none_or(|from| covers(from, form.valid_to, day))))
}

/// Whom a form of the ministry's own may go to.
pub async fn form_rule_of(db: &Conn, form_id: Uuid) -> Result<Option<award_form_rule::Model>> {
    use award_form_rule::{Column, Entity};
    let own = Entity::find().filter(Column::AwardFormId.eq(form_id)).filter(Column::RegimeCode.eq(OWN));
    Ok(own.one(db).await?)
}

/// Who decides a form, on whatever day.
pub async fn authorities(db: &Conn, form_id: Uuid) -> Result<Vec<award_authority::Model>> {
    let found = award_authority::Entity::find().filter(award_authority::Column::AwardFormId.eq(form_id));
    Ok(found.all(db).await?)
}

/// The same of some forms.
pub async fn authorities_of(db: &Conn, form_ids: &[Uuid]) -> Result<Vec<award_authority::Model>> {
    let found = award_authority::Entity::find();
    Ok(found.filter(award_authority::Column::AwardFormId.is_in(form_ids.iter().copied())).all(db).await?)
}

pub async fn authorities_by_id(db: &Conn, ids: &[Uuid]) -> Result<Vec<award_authority::Model>> {
    let mut found = vec![];
    for ids in lists(ids) {
        found.extend(award_authority::Entity::find().filter(award_authority::Column::Id.is_in(ids)).all(db).await?);
    }
    Ok(found)
}

pub async fn authorities_under(db: &Conn, regime_code: &str) -> Result<Vec<award_authority::Model>> {
    use award_authority::{Column, Entity};
    let found = Entity::find().filter(Column::RegimeCode.eq(regime_code));
    Ok(found.order_by_asc(Column::AwardFormId).order_by_asc(Column::Decider).all(db).await?)
}

pub async fn vote_rules_under(db: &Conn, regime_code: &str) -> Result<Vec<vote_rule::Model>> {
    let found = vote_rule::Entity::find().filter(vote_rule::Column::RegimeCode.eq(regime_code));
    Ok(found.order_by_asc(vote_rule::Column::AwardFormId).all(db).await?)
}

/// The rule on the ballot of a form on a day.
pub async fn vote_rule_on(db: &Conn, form_id: Uuid, day: NaiveDate) -> Result<Option<vote_rule::Model>> {
    let found = vote_rule::Entity::find().filter(vote_rule::Column::AwardFormId.eq(form_id)).all(db).await?;
    Ok(found.into_iter().find(|rule| covers(rule.valid_from, rule.valid_to, day)))
}

/// Rules of a regime: codes stand between commas, so that one is found by itself.
pub async fn rules(
    db: &Conn,
    regime_code: &str,
    filter: &RuleFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<legal_rule::Model>> {
    use legal_rule::{Column, Entity};
    let mut select = Entity::find().filter(Column::Regimes.like(format!("%,{regime_code},%")));
    if !filter.kind.is_empty() {
        select = select.filter(Column::Kind.is_in(filter.kind.iter().map(|kind| kind.name())));
    }
    if !filter.award_form_code.is_empty() {
        select = select.filter(Column::AwardForm.is_in(filter.award_form_code.iter().map(|code| &**code)));
    }
    if let Some(verified) = filter.verified {
        let read = citation::Entity::find().filter(citation::Column::Verified.eq(verified)).all(db).await?;
        select = select.filter(Column::CitationId.is_in(read.into_iter().map(|m| m.id)));
    }
    let sorts = [SortField { name: "kind", column: Column::Kind, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "kind", Column::Id, page, list).await
}

/// The rules of a kind that hold on a day, in their order.
pub async fn rules_on(db: &Conn, kind: RuleKind, day: NaiveDate) -> Result<Vec<legal_rule::Model>> {
    let of_kind = legal_rule::Entity::find().filter(legal_rule::Column::Kind.eq(kind.name()));
    let rows = of_kind.order_by_asc(legal_rule::Column::Ordinal).all(db).await?;
    let holds = |m: &legal_rule::Model| covers(m.valid_from.unwrap_or(NaiveDate::MIN), m.valid_to, day);
    Ok(rows.into_iter().filter(holds).collect())
}

/// The rules of some kinds, of all days, each kind in the order of its file.
pub async fn rules_of(db: &Conn, kinds: &[RuleKind]) -> Result<Vec<legal_rule::Model>> {
    let of_kinds = legal_rule::Column::Kind.is_in(kinds.iter().map(|kind| kind.name()));
    Ok(legal_rule::Entity::find().filter(of_kinds).order_by_asc(legal_rule::Column::Ordinal).all(db).await?)
}

/// The rules on reporting periods and due days, each with where it stands.
pub async fn reporting_rules(db: &Conn) -> Result<Rules<Uuid>> {
    let of_kind = legal_rule::Entity::find().filter(legal_rule::Column::Kind.eq("reporting"));
    let rows = of_kind.order_by_asc(legal_rule::Column::Ordinal).all(db).await?;
    let read = |m: legal_rule::Model| Some((Rule::read(&m.params, m.valid_from, m.valid_to)?, m.citation_id));
    Ok(Rules::new(rows.into_iter().filter_map(read).collect()))
}
