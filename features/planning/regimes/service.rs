//! Switching a regime: an administrator of the ministry. Revising the configuration: the head of the standing body or of the
//! ministry.
use base::{
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, FieldError, Result},
        organisation::Organisation,
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
        journal::Change,
    },
};
use chrono::NaiveDate;
use entity::{
    citation, function_assignment::Function, legal_document, legal_regime::RegimeStatus, legal_rule, regime_switch,
    rule_revision, vote_rule,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::Value;
use uuid::Uuid;

use super::{
    dto::{ReviseRule, RuleRevisionView, SwitchRegime},
    events::{RegimeEvent, RuleRevisionEvent},
    repo, rules, view,
};
use crate::law::{self, dto::Regime};

/// Only forward: no paper that lies there is judged by another law than on the day it came.
pub async fn switch(uow: &Uow, scope: &Scope, code: &str, input: &SwitchRegime) -> Result<Recorded<Regime>> {
    let ministry = ministry(scope)?;
    if !scope.administers_sector() {
        return Err(scope.forbidden());
    }
    let regime = law::repo::regime(&uow.tx, code).await?;
    if regime.status != RegimeStatus::ToConfirm {
        return Err(Error::with(Code::InvalidTransition, "–"));
    }
    let last = repo::last_switch(&uow.tx, &regime).await?;
    if last.as_ref().is_some_and(|last| last.applied) == input.applied {
        return Err(Error::with(Code::InvalidTransition, if input.applied { "off" } else { "on" }));
    }
    let day = *input.takes_effect_on;
    let after_last = last.is_none_or(|last| last.takes_effect_on < day);
    if day < uow.today() || day < regime.valid_from || !after_last {
        return Err(Error::field("/takes_effect_on", Fault::WrongOrder));
    }
    in_order(uow, Paper::Regime, ministry, &input.document)?;
    let id = Uuid::now_v7();
    let signature = document::take(uow, ministry, &input.document, ("regime_switch", id)).await?;
    let row = regime_switch::ActiveModel {
        id: Set(id),
        regime_code: Set(regime.code.clone()),
        applied: Set(input.applied),
        takes_effect_on: Set(day),
        document_number: Set(input.document.number.as_str().to_owned()),
        document_issued_on: Set(*input.document.issued_on),
        signature: Set(signature),
        switched_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    regime_switch::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let event = RegimeEvent::Switched {
        regime_code: regime.code.clone(),
        applied: input.applied,
        takes_effect_on: day,
        document_number: input.document.number.as_str().to_owned(),
    };
    let change = Change::new(&event, regime.id).unit(ministry);
    let seen = law::view::regimes(&uow.tx, vec![regime], uow.today()).await?.pop();
    uow.record(change, seen.ok_or_else(|| Error::new(Code::NotFound))?).await
}

fn ministry(scope: &Scope) -> Result<Uuid> {
    scope.organisation.ministry().ok_or_else(|| scope.forbidden())
}

fn in_order(uow: &Uow, paper: Paper, unit_id: Uuid, document: &document::DocumentInput) -> Result<()> {
    let began = uow.organisation().unit(unit_id).map(|unit| unit.valid_from);
    let happened = [(Event::Today, Some(uow.today())), (Event::UnitBegan, began)];
    chronology::check(paper, *document.issued_on, &happened)
}

/// A row of the configuration, whichever table it lies in.
enum Configured {
    Rule(legal_rule::Model),
    Ballot(vote_rule::Model),
}

/// A row of the law is never changed.
pub async fn revise(uow: &Uow, scope: &Scope, input: &ReviseRule) -> Result<Recorded<RuleRevisionView>> {
    let unit_id = configures(scope)?;
    let found = configured(uow, input.rule_id).await?;
    if repo::is_revised(&uow.tx, input.rule_id).await? {
        return Err(Error::new(Code::Conflict));
    }
    check(uow, &found, input)?;
    in_order(uow, Paper::Revision, unit_id, &input.document)?;
    let id = Uuid::now_v7();
    let signature = document::take(uow, unit_id, &input.document, ("rule_revision", id)).await?;
    let (document, citation_id) = cite(uow, scope, unit_id, input).await?;
    let row = rule_revision::Model {
        id,
        kind: kind(&found),
        rule_id: input.rule_id,
        made_rule_id: Uuid::now_v7(),
        takes_effect_on: *input.takes_effect_on,
        document_id: document.id,
        signature,
        unit_id,
        revised_by: scope.user_id,
        created_at: uow.now,
    };
    // First of all, so that of two who revise a row at once one learns that it has ended.
    rule_revision::Entity::insert(row.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    replace(uow, found, &row, &input.params, citation_id).await?;
    let event = RuleRevisionEvent::Made {
        kind: row.kind.clone(),
        rule_id: row.rule_id,
        made_rule_id: row.made_rule_id,
        takes_effect_on: row.takes_effect_on,
        document_number: document.number.clone(),
    };
    let change = Change::new(&event, id).unit(unit_id);
    uow.record(change, view::revision(row, &document)).await
}

/// In whose name the configuration is changed: the ministry's, or its standing body's.
pub fn configures(scope: &Scope) -> Result<Uuid> {
    let ministry = ministry(scope)?;
    if scope.holds(Permission::LawConfigure, ministry) {
        return Ok(ministry);
    }
    let holder = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
    holder.filter(|unit| scope.holds(Permission::LawConfigure, *unit)).ok_or_else(|| scope.forbidden())
}

async fn configured(uow: &Uow, id: Uuid) -> Result<Configured> {
    let (found, scope) = match repo::rule(&uow.tx, id).await? {
        Some(rule) => (Configured::Rule(rule.clone()), rule.scope),
        None => match repo::ballot(&uow.tx, id).await? {
            Some(ballot) => (Configured::Ballot(ballot.clone()), Some(ballot.scope)),
            None => return Err(Error::field("/rule_id", Fault::NotFound)),
        },
    };
    if scope.as_deref() == Some("configuration") { Ok(found) } else { Err(Error::field("/rule_id", Fault::NotAllowed)) }
}

fn kind(found: &Configured) -> String {
    match found {
        Configured::Rule(rule) => rule.kind.clone(),
        Configured::Ballot(_) => "ballot".to_owned(),
    }
}

fn check(uow: &Uow, found: &Configured, input: &ReviseRule) -> Result<()> {
    let (before, first, last) = match found {
        Configured::Rule(rule) => (rule.params.clone(), rule.valid_from, rule.valid_to),
        Configured::Ballot(ballot) => (view::ballot(ballot), Some(ballot.valid_from), ballot.valid_to),
    };
    let mut faults = rules::faults(&before, &input.params, "/params");
    let day = *input.takes_effect_on;
    if day < uow.today() || first.is_some_and(|first| day <= first) || last.is_some_and(|last| last < day) {
        faults.push(FieldError { pointer: "/takes_effect_on".to_owned(), fault: Fault::WrongOrder });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

async fn cite(uow: &Uow, scope: &Scope, unit_id: Uuid, input: &ReviseRule) -> Result<(legal_document::Model, Uuid)> {
    filed(uow, scope, unit_id, (&input.title, &input.document, *input.takes_effect_on)).await
}

/// The citation of a document of the ministry itself, on which forms of its own rest from a day on.
pub async fn cite_own(
    uow: &Uow,
    scope: &Scope,
    unit_id: Uuid,
    document: (&str, &document::DocumentInput, NaiveDate),
) -> Result<Uuid> {
    Ok(filed(uow, scope, unit_id, document).await?.1)
}

/// How a council votes on a form of the ministry's own.
pub async fn give_ballot(uow: &Uow, rule: vote_rule::ActiveModel) -> Result<()> {
    vote_rule::Entity::insert(rule).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The document of the ministry itself: it is on file, so nobody has to confirm what it says.
async fn filed(
    uow: &Uow,
    scope: &Scope,
    unit_id: Uuid,
    (title, given, from): (&str, &document::DocumentInput, NaiveDate),
) -> Result<(legal_document::Model, Uuid)> {
    let organisation: &Organisation = &scope.organisation;
    let id = Uuid::now_v7();
    let document = legal_document::Model {
        id,
        code: format!("CFG-{}", id.simple()),
        number: given.number.as_str().to_owned(),
        kind: "configuration".to_owned(),
        title: title.to_owned(),
        issuer: organisation.name(unit_id, uow.today()).to_owned(),
        issued_on: Some(*given.issued_on),
        in_force_from: Some(from),
        in_force_to: None,
        verified: true,
    };
    legal_document::Entity::insert(document.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    let citation = citation::ActiveModel {
        id: Set(Uuid::now_v7()),
        document_id: Set(id),
        article: Set(None),
        verified: Set(true),
        source: Set("the document itself".to_owned()),
        note: Set(None),
    };
    let cited = citation::Entity::insert(citation).exec_with_returning(&uow.tx).await?;
    Ok((document, cited.id))
}

/// The row that held ends on the day before; the other one holds for as long as it would have.
async fn replace(
    uow: &Uow,
    found: Configured,
    row: &rule_revision::Model,
    params: &Value,
    citation_id: Uuid,
) -> Result<()> {
    let ends = row.takes_effect_on.pred_opt();
    match found {
        Configured::Rule(rule) => {
            let ordinal = repo::next_ordinal(&uow.tx, &rule.kind).await?;
            let made = legal_rule::ActiveModel {
                id: Set(row.made_rule_id),
                ordinal: Set(ordinal),
                params: Set(params.clone()),
                citation_id: Set(citation_id),
                valid_from: Set(Some(row.takes_effect_on)),
                ..rule.clone().into_active_model().reset_all()
            };
            let ended = legal_rule::ActiveModel { valid_to: Set(ends), ..rule.into_active_model() };
            legal_rule::Entity::update(ended).exec(&uow.tx).await?;
            legal_rule::Entity::insert(made).exec_without_returning(&uow.tx).await?;
        }
        Configured::Ballot(ballot) => {
            let made = ballot_of(&ballot, row, params, citation_id)?;
            let ended = vote_rule::ActiveModel { valid_to: Set(ends), ..ballot.into_active_model() };
            vote_rule::Entity::update(ended).exec(&uow.tx).await?;
            vote_rule::Entity::insert(made).exec_without_returning(&uow.tx).await?;
        }
    }
    Ok(())
}

fn ballot_of(
    before: &vote_rule::Model,
    row: &rule_revision::Model,
    params: &Value,
    citation_id: Uuid,
) -> Result<vote_rule::ActiveModel> {
    #[derive(serde::Deserialize)]
    struct Said {
        ballot_required: Option<bool>,
        secrecy: vote_rule::Secrecy,
        yes_num: Option<i32>,
        yes_den: Option<i32>,
        op: Option<String>,
    }
    let said: Said = serde_json::from_value(params.clone()).map_err(Error::internal)?;
    Ok(vote_rule::ActiveModel {
        id: Set(row.made_rule_id),
        ballot_required: Set(said.ballot_required),
        secrecy: Set(said.secrecy),
        yes_num: Set(said.yes_num),
        yes_den: Set(said.yes_den),
        op: Set(said.op),
        citation_id: Set(citation_id),
        valid_from: Set(row.takes_effect_on),
        ..before.clone().into_active_model().reset_all()
    })
}
