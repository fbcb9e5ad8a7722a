//! Drafting a dossier: an officer of the nominating unit.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        keys::Purposes,
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors, Findings, Statements, award_form,
    nomination::{self, NominationStatus, SubjectType},
    nomination_evidence,
    plan::PlanStatus,
};
use planning::{
    law,
    movements::{
        self,
        rules::{is_open, not_open},
    },
    plans,
};
use reporting::reports;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    exemplars,
    nominations::{
        dto::{AchievementInput, CreateNomination, Evidence, NominationView, Secrecy, UpdateNomination},
        events::NominationEvent,
        initiatives,
        namesakes::{self, Named},
        paper::dissolved,
        repo,
        rules::NominationAction,
        stated,
        subject::{self, Subject},
        view,
    },
    stages,
};

pub async fn create(
    uow: &Uow,
    scope: &Scope,
    input: &CreateNomination,
    keys: &Purposes,
) -> Result<Recorded<NominationView>> {
    if input.secrecy != Secrecy::None {
        return Err(Error::new(Code::SecretNotAllowed));
    }
    let organisation = uow.organisation().clone();
    let unit = organisation.unit(input.nominating_unit_id);
    let unit = unit.ok_or_else(|| Error::field("/nominating_unit_id", Fault::NotFound))?;
    scope.require_at(unit.id)?;
    if !unit.exists_on(uow.today()) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    let form = form(uow, scope, input).await?;
    stages::check(&uow.tx, (input.movement_id, input.stage), &form.code, uow.today()).await?;
    let belongs_to = belongs_to(uow, scope, input)?;
    let subject = subject::read(&input.subject, is_unit(uow, input, belongs_to), keys)?;
    check_achievement(uow, scope, &input.achievement).await?;
    check_once(uow, scope, input, &subject).await?;
    let stated = stated::check(uow, &input.statements).await?;
    let id = Uuid::now_v7();
    let sealed = subject.personal_id.as_ref().map(|number| number.seal(id, keys)).transpose()?;
    let model = nomination::ActiveModel {
        id: Set(id),
        personal_id: Set(sealed),
        personal_id_key: Set(subject.personal_id.as_ref().map(|_| keys.personal_ids.active().to_owned())),
        personal_id_index_key: Set(subject.personal_id.as_ref().map(|_| keys.personal_id_index.active().to_owned())),
        nominating_unit_id: Set(unit.id),
        nominating_unit_name: Set(unit.name_on(uow.today()).to_owned()),
        province_code: Set(unit.province_code.clone()),
        subject_unit_id: Set(belongs_to),
        subject_unit_name: Set(organisation.name(belongs_to, uow.today()).to_owned()),
        award_form_id: Set(form.id),
        stated: Set(stated),
        ..blank(uow, scope.user_id, input, subject)
    };
    let made = nomination::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_evidence(uow, made.id, &input.achievement.evidence).await?;
    initiatives::set(uow, &made, &made.stated).await?;
    let event = NominationEvent::Created {
        movement_id: made.movement_id,
        stage: made.stage,
        award_form_id: form.id,
        subject_type: made.subject_type,
    };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

/// The unit of the subject: the nominating one or one below it, and for a collective one that still exists.
fn belongs_to(uow: &Uow, scope: &Scope, input: &CreateNomination) -> Result<Uuid> {
    let (organisation, nominating) = (uow.organisation(), input.nominating_unit_id);
    let unit = input.subject.unit_id.unwrap_or(nominating);
    if unit != nominating && !organisation.subtree(nominating, uow.today()).contains(&unit) {
        return Err(Error::field("/subject/unit_id", Fault::NotAllowed));
    }
    match dissolved(scope, input.subject.r#type, unit) {
        Some(name) => Err(Error::with(Code::SubjectDissolved, name)),
        None => Ok(unit),
    }
}

/// A collective that is called like a unit at or below the one it belongs to is that unit, whoever nominates it.
fn is_unit(uow: &Uow, input: &CreateNomination, belongs_to: Uuid) -> Uuid {
    let (organisation, today) = (uow.organisation(), uow.today());
    if input.subject.r#type != SubjectType::Collective {
        return belongs_to;
    }
    let name = text::collective(&input.subject.full_name);
    let named = |id: &Uuid| organisation.unit(*id).is_some_and(|unit| text::identity(unit.name_on(today)) == name);
    organisation.subtree(belongs_to, today).into_iter().find(named).unwrap_or(belongs_to)
}

/// A form that the movement gives, for this kind of subject.
async fn form(uow: &Uow, scope: &Scope, input: &CreateNomination) -> Result<award_form::Model> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    let forms = movements::repo::award_forms(&uow.tx, movement.id).await?;
    let form = forms.into_iter().find(|form| form.code == *input.award_form_code);
    let form = form.ok_or_else(|| Error::field("/award_form_code", Fault::NotFound))?;
    let rule = law::repo::form_rule_on(&uow.tx, form.id, uow.today()).await?;
    if !rule.is_some_and(|rule| law::fits(&rule, input.subject.r#type)) {
        return Err(Error::field("/award_form_code", Fault::NotAllowed));
    }
    Ok(form)
}

async fn check_achievement(uow: &Uow, scope: &Scope, input: &AchievementInput) -> Result<()> {
    if input.to < input.from {
        return Err(Error::field("/achievement/to", Fault::WrongOrder));
    }
    if input.to > uow.today() {
        return Err(Error::field("/achievement/to", Fault::InTheFuture));
    }
    for (at, evidence) in input.evidence.iter().enumerate() {
        let pointer = |member: &str| format!("/achievement/evidence/{at}/{member}");
        match (evidence.target_id, evidence.report_id, evidence.exemplar_id) {
            (Some(id), None, None) => {
                let found = plans::repo::target(&uow.tx, scope, id).await;
                let (_, plan) = found.map_err(|e| e.named_at(pointer("target_id")))?;
                // Of a draft nothing is certain yet, not even that the target stays.
                if matches!(plan.status, PlanStatus::Draft | PlanStatus::PendingSignature) {
                    return Err(Error::field(pointer("target_id"), Fault::NotAllowed));
                }
            }
            (None, Some(id), None) => {
                let report = reports::repo::report(&uow.tx, scope, id).await;
                report.map_err(|e| e.named_at(pointer("report_id")))?;
            }
            (None, None, Some(id)) => {
                let exemplar = exemplars::repo::get(&uow.tx, scope, id).await;
                let exemplar = exemplar.map_err(|e| e.named_at(pointer("exemplar_id")))?;
                if !exemplars::facts::stands(&exemplar) {
                    return Err(Error::field(pointer("exemplar_id"), Fault::NotAllowed));
                }
            }
            _ => return Err(Error::field(pointer("target_id"), Fault::Required)),
        }
    }
    Ok(())
}

/// One achievement is commended once (Law 06/2022/QH15, article 5): one award, and one dossier at a time that this unit may
/// know of, for each subject, movement and stage. The register of awards is open, so an award stands in the way of
/// everybody. Of a dossier elsewhere nothing is told, not that it is there: the two meet at whoever sees both, or else the
/// one that is granted first stands in the way of the other.
async fn check_once(uow: &Uow, scope: &Scope, input: &CreateNomination, subject: &Subject) -> Result<()> {
    namesakes::hold(uow, subject.keys.iter().chain([&subject.name_key])).await?;
    let (movement_id, stage) = (input.movement_id, input.stage);
    namesakes::check_once(uow, scope, (movement_id, stage), &subject.keys).await?;
    let named = Named { movement_id, stage, subject_key: subject.key(), name_key: &subject.name_key };
    namesakes::check(&uow.tx, &named, repo::known_of(scope)).await
}

fn blank(uow: &Uow, user_id: Uuid, input: &CreateNomination, subject: Subject) -> nomination::ActiveModel {
    nomination::ActiveModel {
        movement_id: Set(input.movement_id),
        stage: Set(input.stage),
        subject_type: Set(subject.kind),
        search_text: Set(text::fold(&subject.full_name)),
        full_name: Set(subject.full_name),
        position: Set(subject.position),
        subject_key: Set(subject.keys.into_iter().next().unwrap_or_default()),
        subject_name_key: Set(subject.name_key),
        achievement_summary: Set(input.achievement.summary.to_string()),
        achievement_from: Set(*input.achievement.from),
        achievement_to: Set(*input.achievement.to),
        status: Set(NominationStatus::Draft),
        version_no: Set(1),
        minutes_number: Set(None),
        minutes_on: Set(None),
        review_present: Set(None),
        review_votes_for: Set(None),
        regime_code: Set(None),
        holder_unit_id: Set(None),
        holder_function: Set(None),
        submitted_at: Set(None),
        received_at: Set(None),
        reached_ministry_at: Set(None),
        return_due_on: Set(None),
        appraise_due_on: Set(None),
        sla_breached: Set(false),
        held_from: Set(None),
        held_on: Set(None),
        hold_ground: Set(None),
        hold_document: Set(None),
        hold_reason: Set(None),
        cleared_by: Set(None),
        return_reason: Set(None),
        end_reason: Set(None),
        appraisal_opinion: Set(None),
        findings: Set(Findings::default()),
        appraised_by: Set(None),
        forwarding_document: Set(None),
        authors: Set(Authors::of(user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    }
}

async fn set_evidence(uow: &Uow, id: Uuid, evidence: &[Evidence]) -> Result<()> {
    use nomination_evidence::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::NominationId.eq(id)).exec(&uow.tx).await?;
    let row = |(evidence, ordinal): (&Evidence, i32)| ActiveModel {
        id: Set(Uuid::now_v7()),
        nomination_id: Set(id),
        ordinal: Set(ordinal),
        target_id: Set(evidence.target_id),
        report_id: Set(evidence.report_id),
        exemplar_id: Set(evidence.exemplar_id),
    };
    Entity::insert_many(evidence.iter().zip(1..).map(row)).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateNomination,
) -> Result<Recorded<NominationView>> {
    let (nomination, ..) = begin(uow, scope, id, if_match, NominationAction::Update).await?;
    let mut next = nomination.clone().into_active_model();
    if let Some(position) = &input.position {
        next.position = Set(position.as_deref().map(str::to_owned));
    }
    if let Some(achievement) = &input.achievement {
        check_achievement(uow, scope, achievement).await?;
        next.achievement_summary = Set(achievement.summary.to_string());
        next.achievement_from = Set(*achievement.from);
        next.achievement_to = Set(*achievement.to);
        set_evidence(uow, id, &achievement.evidence).await?;
    }
    let mut stated: Statements = nomination.stated.clone();
    if let Some(statements) = &input.statements {
        stated = stated::check(uow, statements).await?;
        next.stated = Set(stated.clone());
    }
    if input.achievement.is_some() || input.statements.is_some() {
        initiatives::set(uow, &nomination, &stated).await?;
    }
    next.authors = Set(nomination.authors.with(scope.user_id));
    let (evidence, statements) = (input.achievement.is_some(), input.statements.is_some());
    let event = NominationEvent::Updated { evidence, statements };
    finish(uow, scope, (&nomination, next), event).await
}
