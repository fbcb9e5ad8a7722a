//! Making, changing and closing forms of award of the ministry's own: the head of the standing body or of the ministry.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        definitions::{self, Kept},
        document,
    },
};
use chrono::NaiveDate;
use entity::{
    award_authority::{self, Decider},
    award_form::{self, AwardClass},
    award_form_rule,
    definition_version::Defined,
    unit::UnitKind,
    vote_rule,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{CloseOwnAwardForm, CreateOwnAwardForm, FormBallot, OwnAwardFormView, Terms, UpdateOwnAwardForm},
    events::AwardFormEvent,
    repo, rules,
};
use crate::{law, regimes};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateOwnAwardForm) -> Result<Recorded<OwnAwardFormView>> {
    let unit_id = regimes::configures(scope)?;
    let terms = Terms {
        level: input.level,
        for_individual: input.for_individual,
        for_collective: input.for_collective,
        for_household: input.for_household,
        decided_by: input.decided_by.clone(),
        ballot: input.ballot.clone(),
    };
    check(&terms)?;
    let began = uow.organisation().unit(unit_id).map(|unit| unit.valid_from);
    let happened = [(Event::Today, Some(uow.today())), (Event::UnitBegan, began)];
    chronology::check(Paper::AwardForm, *input.document.issued_on, &happened)?;
    if input.valid_from < input.document.issued_on {
        return Err(Error::field("/valid_from", Fault::WrongOrder));
    }
    if repo::named(&uow.tx, &input.code).await?.is_some() {
        return Err(Error::with(Code::CodeInUse, input.code.to_string()));
    }
    let model = made(uow, input);
    document::take(uow, unit_id, &input.document, ("award_form", model.id)).await?;
    let inserted = award_form::Entity::insert(model.clone().into_active_model()).exec_without_returning(&uow.tx).await;
    inserted.map_err(|e| match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::CodeInUse, model.code.clone()),
        e => e,
    })?;
    let day = *input.valid_from;
    let cited = regimes::cite_own(uow, scope, unit_id, (&input.title, &input.document, day)).await?;
    set_terms(uow, model.id, &terms, (cited, day)).await?;
    regimes::give_ballot(uow, vote(model.id, input.ballot.as_ref(), (cited, day))).await?;
    let event = AwardFormEvent::Created {
        code: model.code.clone(),
        level: model.level,
        valid_from: day,
        document_number: input.document.number.as_str().to_owned(),
    };
    finish(uow, scope, (&model, model.clone()), (event, unit_id)).await
}

fn check(terms: &Terms) -> Result<()> {
    let faults = rules::faults(terms);
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Titles of emulation are a closed list of the law: what the ministry makes is a form of commendation.
fn made(uow: &Uow, input: &CreateOwnAwardForm) -> award_form::Model {
    award_form::Model {
        id: Uuid::now_v7(),
        code: input.code.to_string(),
        name: input.name.to_string(),
        name_en: input.name_en.to_string(),
        class: AwardClass::Form,
        level: input.level,
        own: true,
        valid_from: Some(*input.valid_from),
        valid_to: None,
        document_number: Some(input.document.number.as_str().to_owned()),
        end_document: None,
        version: 1,
        updated_at: uow.now,
    }
}

fn vote(id: Uuid, ballot: Option<&FormBallot>, (cited, day): (Uuid, NaiveDate)) -> vote_rule::ActiveModel {
    vote_rule::ActiveModel {
        id: Set(Uuid::now_v7()),
        award_form_id: Set(id),
        regime_code: Set(law::OWN.to_owned()),
        council: Set("submitting_level".to_owned()),
        ballot_required: Set(Some(ballot.is_some())),
        secrecy: Set(ballot.map_or(vote_rule::Secrecy::NotStated, |ballot| ballot.secrecy)),
        yes_num: Set(ballot.map(|ballot| ballot.yes_num)),
        yes_den: Set(ballot.map(|ballot| ballot.yes_den)),
        op: Set(ballot.map(|ballot| ballot.op.name().to_owned())),
        scope: Set("justice".to_owned()),
        citation_id: Set(cited),
        valid_from: Set(day),
        valid_to: Set(None),
    }
}

async fn set_terms(uow: &Uow, id: Uuid, terms: &Terms, (cited, day): (Uuid, NaiveDate)) -> Result<()> {
    award_form_rule::Entity::delete_many().filter(award_form_rule::Column::AwardFormId.eq(id)).exec(&uow.tx).await?;
    award_authority::Entity::delete_many().filter(award_authority::Column::AwardFormId.eq(id)).exec(&uow.tx).await?;
    let rule = award_form_rule::ActiveModel {
        id: Set(Uuid::now_v7()),
        award_form_id: Set(id),
        regime_code: Set(law::OWN.to_owned()),
        for_individual: Set(Some(terms.for_individual)),
        for_collective: Set(Some(terms.for_collective)),
        for_household: Set(Some(terms.for_household)),
        citation_id: Set(cited),
    };
    award_form_rule::Entity::insert(rule).exec_without_returning(&uow.tx).await?;
    let authority = |kind: &UnitKind| award_authority::ActiveModel {
        id: Set(Uuid::now_v7()),
        award_form_id: Set(id),
        regime_code: Set(law::OWN.to_owned()),
        decider: Set(Decider::of(*kind)),
        role: Set("head_of_unit".to_owned()),
        legal_personality: Set(false),
        citation_id: Set(cited),
        valid_from: Set(day),
        valid_to: Set(None),
    };
    bulk::insert(&uow.tx, terms.decided_by.iter().map(authority).collect()).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateOwnAwardForm,
) -> Result<Recorded<OwnAwardFormView>> {
    let before = repo::get(&uow.tx, id).await?;
    let unit_id = regimes::configures(scope)?;
    if_match.check(before.version)?;
    let was = view(uow, before.clone()).await?;
    let terms = over(input, was.terms.clone());
    check(&terms)?;
    if terms != was.terms {
        if repo::is_used(&uow.tx, id).await? {
            return Err(Error::with(Code::DefinitionInUse, before.code));
        }
        let cited = law::repo::form_rule_of(&uow.tx, id).await?.map(|rule| rule.citation_id).unwrap_or_default();
        set_terms(uow, id, &terms, (cited, was.valid_from)).await?;
    }
    let mut next = before.clone().into_active_model();
    next.level = Set(terms.level);
    next.name = Set(input.name.as_deref().unwrap_or(&before.name).to_owned());
    next.name_en = Set(input.name_en.as_deref().unwrap_or(&before.name_en).to_owned());
    next.updated_at = Set(uow.now);
    let after = uow.save(next, id, before.version).await?;
    finish(uow, scope, (&before, after), (AwardFormEvent::Updated, unit_id)).await
}

/// What is given, the rest as it was.
fn over(input: &UpdateOwnAwardForm, was: Terms) -> Terms {
    Terms {
        level: input.level.unwrap_or(was.level),
        for_individual: input.for_individual.unwrap_or(was.for_individual),
        for_collective: input.for_collective.unwrap_or(was.for_collective),
        for_household: input.for_household.unwrap_or(was.for_household),
        decided_by: input.decided_by.clone().unwrap_or(was.decided_by),
        ballot: was.ballot,
    }
}

/// Who was proposed already goes on: a dossier is judged by the day of its receipt.
pub async fn close(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CloseOwnAwardForm,
) -> Result<Recorded<OwnAwardFormView>> {
    let before = repo::get(&uow.tx, id).await?;
    let unit_id = regimes::configures(scope)?;
    if_match.check(before.version)?;
    if before.valid_to.is_some() {
        return Err(Error::with(Code::InvalidTransition, "update"));
    }
    let last = *input.valid_to;
    if last < uow.today() || before.valid_from.is_some_and(|first| last < first) {
        return Err(Error::field("/valid_to", Fault::WrongOrder));
    }
    let document_number = input.document_number.as_str().to_owned();
    let mut next = before.clone().into_active_model();
    next.valid_to = Set(Some(last));
    next.end_document = Set(Some(document_number.clone()));
    next.updated_at = Set(uow.now);
    let after = uow.save(next, id, before.version).await?;
    finish(uow, scope, (&before, after), (AwardFormEvent::Closed { valid_to: last, document_number }, unit_id)).await
}

async fn view(uow: &Uow, m: award_form::Model) -> Result<OwnAwardFormView> {
    repo::views(&uow.tx, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Keeps what it says now, and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, after): (&award_form::Model, award_form::Model),
    (event, unit_id): (AwardFormEvent, Uuid),
) -> Result<Recorded<OwnAwardFormView>> {
    let change = event.of(before, &after, unit_id);
    let view = view(uow, after).await?;
    let by = Some(scope.user_id);
    let mut content = serde_json::to_value(&view).map_err(Error::internal)?;
    if let Some(members) = content.as_object_mut() {
        members.retain(|name, _| name != "id" && name != "version");
    }
    let kept = Kept { of: Defined::AwardForm, id: view.id, version: view.version, content: &content, by };
    definitions::keep(uow, &[kept]).await?;
    uow.record(change, view).await
}
